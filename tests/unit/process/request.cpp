#include "process/request.hpp"

#include "catch.hpp"

using namespace jeden::process;

namespace {

struct Result {
  std::optional<Request> request;
  std::string error;
};

Result parse(const std::vector<std::string_view>& words) {
  Result result;
  result.request = parse_request(words, result.error);
  return result;
}

}  // namespace

TEST_CASE("options take their value from the same word or the next") {
  const std::vector<std::string_view> words{"--user=app:web", "--nice",    "-5",   "--env",
                                            "A=b=c",          "--unset=D", "prog", "-x"};
  std::string error;
  const auto request = parse_request(words, error);
  REQUIRE(request);
  CHECK(request->user == "app:web");
  CHECK(request->settings.nice == -5);
  REQUIRE(request->environment.size() == 2);
  CHECK(request->environment[0].name == "A");
  CHECK(request->environment[0].value == "b=c");
  CHECK_FALSE(request->environment[1].value.has_value());
  REQUIRE(request->program.size() == 2);
  CHECK(request->program[0] == "prog");
}

TEST_CASE("streams are files, null or inherited") {
  using To = jeden::core::Stream::To;
  const auto result = parse({"--stdin", "null", "--stdout", "/o", "--stderr", "stdout", "p"});
  REQUIRE(result.request);
  CHECK(result.request->standard_input.to == To::null);
  CHECK(result.request->standard_output.to == To::path);
  CHECK(result.request->standard_output.path == "/o");
  CHECK(result.request->standard_error.to == To::output);
}

TEST_CASE("a misspelled option gets a suggestion") {
  CHECK(parse({"--umaks", "022", "p"}).error == "unknown option --umaks (did you mean --umask?)");
  CHECK(parse({"-u", "x", "p"}).error == "unknown option -u");
}

TEST_CASE("bad values are refused with what was expected") {
  CHECK(parse({"--umask", "9", "p"}).error == "--umask 9: expected an octal mode from 0 to 0777");
  CHECK(parse({"--umask"}).error == "--umask needs a value: an octal mode from 0 to 0777");
  CHECK(parse({"--foreground=yes", "p"}).error == "--foreground takes no value");
  const std::vector<std::vector<std::string_view>> lines{{"--umask", "1000", "p"},
                                                         {"--umask", "-1", "p"},
                                                         {"--umask", "", "p"},
                                                         {"--nice", "20", "p"},
                                                         {"--nice", "+5", "p"},
                                                         {"--oom-score-adjust", "1001", "p"},
                                                         {"--user", "", "p"},
                                                         {"--identity", "1:2", "p"},
                                                         {"--identity", "1:2:", "p"},
                                                         {"--identity", "a:2:3", "p"},
                                                         {"--identity", "1:2:3,", "p"},
                                                         {"--identity", "4294967295:1:none", "p"},
                                                         {"--groups", "", "p"},
                                                         {"--groups", "a,,b", "p"},
                                                         {"--limit", "nofile", "p"},
                                                         {"--env", "=x", "p"},
                                                         {"--env", "x", "p"},
                                                         {"--unset", "a=b", "p"},
                                                         {"--ignored", "FOO", "p"},
                                                         {"--capabilities", "root", "p"},
                                                         {"--parent-death-signal", "0", "p"},
                                                         {"--stdout", "", "p"},
                                                         {"--keep-descriptors", "2", "p"},
                                                         {"--working-directory", "", "p"}};
  for (const auto& line : lines) {
    CAPTURE(line);
    CHECK_FALSE(parse(line).error.empty());
  }
}

TEST_CASE("a program is needed, except for help") {
  CHECK(parse({}).error == "no program given");
  CHECK(parse({"--nice", "1", "--"}).error == "no program given");
  CHECK(parse({"--help"}).request.has_value());
  CHECK(parse({"--", "--help"}).request->program.front() == "--help");
}

TEST_CASE("a user is given by name or by numbers, not both") {
  CHECK_FALSE(parse({"--user", "a", "--identity", "1:1:none", "p"}).error.empty());
  CHECK_FALSE(parse({"--groups", "a", "--identity", "1:1:none", "p"}).error.empty());
}
