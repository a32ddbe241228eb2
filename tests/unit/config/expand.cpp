#include "config/expand.hpp"

#include "catch.hpp"
#include "support.hpp"

using namespace jeden::config;

namespace {

Variable look_up(std::string_view name) {
  if (name == "HOST") return {"db", false};
  if (name == "TRICKY") return {"${HOST} $$ `id`", false};
  if (name == "EMPTY") return {"", false};
  if (name == "app.name") return {"dotted", false};
  if (name == "TOLD") return {std::nullopt, true};
  return {};
}

struct Expanded {
  std::string text, fault;
  bool unknown = false, wrong = false;
};

Expanded expand(std::string text) {
  Faults faults{"init.toml", text, Severity::error};
  Value value;
  value.type = Type::text;
  value.span = {1, 1, 1};
  value.text = std::move(text);
  expand_text(value, look_up, faults);
  auto diagnostics = faults.take();
  return {value.text, diagnostics.empty() ? "" : diagnostics[0].message, value.unknown, value.wrong};
}

}  // namespace

TEST_CASE("references are expanded once, and what comes out is never looked at again") {
  CHECK(expand("tcp://${HOST}:5432").text == "tcp://db:5432");
  CHECK(expand("${HOST}${HOST}").text == "dbdb");
  CHECK(expand("${TRICKY}").text == "${HOST} $$ `id`");
  CHECK(expand("${app.name}").text == "dotted");
}

TEST_CASE("a dollar that opens nothing is a dollar") {
  CHECK(expand("$$").text == "$");
  CHECK(expand("$${HOST}").text == "${HOST}");
  CHECK(expand("$$$$").text == "$$");
  CHECK(expand("$HOST $1 $").text == "$HOST $1 $");
  CHECK(expand("").text.empty());
}

TEST_CASE("a default is for what is unset or empty, as in a shell") {
  CHECK(expand("${NONE:-x}").text == "x");
  CHECK(expand("${EMPTY:-x}").text == "x");
  CHECK(expand("${EMPTY}").text.empty());
  CHECK(expand("${HOST:-x}").text == "db");
  CHECK(expand("${NONE:-}").text.empty());
  CHECK(expand("${NONE:-${HOST}}:1").text == "db:1");
  CHECK(expand("${NONE:-${NEITHER:-z}}").text == "z");
  CHECK(expand("${NONE:-a$$b}").text == "a$b");
  CHECK(expand("${NONE:-a:-b}").text == "a:-b");
  CHECK(expand("${NONE:-{\"a\":1}").text == "{\"a\":1");
}

TEST_CASE("what is not set is an error that says so") {
  CHECK(expand("${NONE}").fault == "NONE is not set");
  CHECK(expand("${NONE}").unknown);
  CHECK(expand("${NONE:?set it to the host}").fault == "NONE: set it to the host");
  CHECK(expand("${EMPTY:?must not be empty}").fault == "EMPTY: must not be empty");
  CHECK(expand("${EMPTY:?}").fault == "EMPTY is empty");
  CHECK(expand("${TOLD}").fault.empty());
  CHECK(expand("${TOLD}").unknown);
}

TEST_CASE("a malformed reference is an error") {
  for (const char* text : {"${", "${}", "${HOST", "a${HOST:-b", "${1}", "${HOST-x}", "${HOST:x}", "${HO ST}",
                           "${HOST:", "${-x}", "${HOST:=x}", "${#HOST}"}) {
    INFO(text);
    CHECK(expand(text).wrong);
    CHECK_FALSE(expand(text).fault.empty());
  }
}

TEST_CASE("references nested without end do not exhaust the stack") {
  std::string text;
  for (int i = 0; i < 100'000; ++i) text += "${A:-";
  CHECK(expand(text).wrong);
  text += std::string(100'000, '}');
  CHECK(expand(text).wrong);
}

namespace {

std::string expanded(const std::string& text) {
  const auto result =
      testing::load_text("[main]\ncommand = [\"x\", '" + text + "']\n", {"A=5", "jeden.cpus=9"});
  return result.plan ? result.plan->units[0].program.words[1] : testing::messages(result);
}

}  // namespace

// The image of the tests has no /proc: one processor, and nothing is known about memory.
TEST_CASE("facts in references") {
  CHECK(expanded("${jeden.cpus}") == "1");
  CHECK(expanded("-w${jeden.cpus*2+1}") == "-w3");
  CHECK(expanded("${jeden.cpus*150%}") == "1");
  CHECK(expanded("${jeden.cpus-3}${jeden.cpus/2}") == "00");
  CHECK(expanded("${jeden.memory_mb*75%:-512}m") == "512m");
  CHECK(expanded("${jeden.memory:-0}") == "0");
  CHECK(expanded("${jeden.memory_mb*75%}") == "2:18: error: jeden.memory_mb is not set\n");
  CHECK(expanded("${jeden.cpu}") == "2:18: error: there is no fact jeden.cpu\n");
  CHECK(expanded("${jeden.}") == "2:18: error: there is no fact jeden.\n");
  for (const char* bad :
       {"${jeden.cpus*}", "${jeden.cpus/0}", "${jeden.cpus*2%3}", "${jeden.cpus+1%}", "${jeden.read_only*2}",
        "${jeden.cpus*99999999999999999999}", "${jeden.cpus*10000000000*10000000000}", "${jeden.cpus x}"})
    CHECK(expanded(bad).find("this cannot be calculated") != std::string::npos);
  CHECK(expanded("${A*2}").find("malformed reference") != std::string::npos);
}
