#include "step/scripts.hpp"

#include <fstream>

#include "catch.hpp"
#include "step/environment_file.hpp"
#include "step/history.hpp"
#include "support.hpp"

using namespace jeden::step;
using namespace jeden::step::testing;
namespace filesystem = std::filesystem;

namespace {

std::string parsed(std::string_view text) {
  const EnvironmentFile file = parse_environment_file(text);
  std::string result = file.error;
  for (const auto& [name, value] : file.variables) result += name + '=' + value + '|';
  return result;
}

void write(const std::string& path, const std::string& text, int mode = 0755) {
  std::ofstream{path} << text;
  filesystem::permissions(path, filesystem::perms{static_cast<unsigned>(mode)});
}

}  // namespace

TEST_CASE("files of variables") {
  CHECK(parsed("A=b\n  export C='d e' \n#x\n\nE=\n") == "A=b|C=d e|E=|");
  CHECK(parsed("A=\"b\\\"c\\\\d\\n\"") == "A=b\"c\\d\\n|");
  CHECK(parsed("A=''\r\nB=\"\"\r\n") == "A=|B=|");
  CHECK(parsed("A=a=b#c") == "A=a=b#c|");
  CHECK(parsed("A=b\nB=$A") == "line 2: a value with $ in it needs quotes; this is no shell");
  CHECK(parsed("A='b'c") == "line 1: something follows the closing quote");
  CHECK(parsed("A=\"b") == "line 1: the closing quote is missing");
  CHECK(parsed("A=\"b\\\"") == "line 1: the closing quote is missing");
  CHECK(parsed("1A=b") == "line 1: NAME=value is expected");
  CHECK(parsed("=b") == "line 1: NAME=value is expected");
  CHECK(parsed("A =b") == "line 1: NAME=value is expected");
  CHECK(parsed(std::string_view{"A=b\0c", 5}) == "line 1: there is a NUL character");
}

TEST_CASE("the longest suffix counts, and what is all suffix does not") {
  const Folder folder;
  for (const char* name : {"a.sql", "a.sql.gz", "b.gz", ".sql", "c"}) write(folder / name, "");
  const jeden::base::Record record{"scripts",
                                   {{"path", folder / "."},
                                    {"handler", ".gz"},
                                    {"handling", "command"},
                                    {"word", "cat"},
                                    {"handler", ".sql.gz"},
                                    {"handling", "command"},
                                    {"word", "sh"},
                                    {"handler", ".sql"},
                                    {"handling", "ignore"}}};
  const Scripts scripts = scripts_of(record);
  const Jobs jobs = find_jobs(scripts);
  CHECK(jobs.error.empty());
  REQUIRE(jobs.list.size() == 3);
  CHECK(jobs.list[0].handler->words == Words{"sh"});
  CHECK(jobs.list[1].handler->words == Words{"cat"});
  CHECK(jobs.list[2].handler == nullptr);
}

TEST_CASE("a history remembers, and knows a file by its content") {
  const Folder folder;
  write(folder / "a", "one");
  const std::string one = checksum_of_file(folder / "a");
  CHECK(one.size() == 16);
  write(folder / "b", "one");
  CHECK(checksum_of_file(folder / "b") == one);
  write(folder / "a", "two");
  CHECK(checksum_of_file(folder / "a") != one);
  CHECK(checksum_of_file(folder / "missing").empty());
  {
    History history;
    CHECK(history.open(folder / "history").empty());
    CHECK(history.checksum_of("a b").empty());
    CHECK(history.add("a b", one).empty());
  }
  History again;
  CHECK(again.look(folder / "history").empty());
  CHECK(again.checksum_of("a b") == one);
  CHECK(History{}.look(folder / "missing").empty());
}

TEST_CASE("programs and their ends") {
  CHECK(run_command({"true"}).ok());
  CHECK(run_command({"sh", "-c", "exit 3"}).code == 3);
  CHECK(run_command({"no-such-program"}).code == 127);
  CHECK(run_pair({"echo", "x"}, {"grep", "-q", "x"}, -1).ok());
  CHECK(run_pair({"sh", "-c", "echo x; exit 4"}, {"cat"}, -1).code == 4);
  CHECK(run_pair({"yes"}, {"true"}, -1).ok());
  CHECK(run_pair({"yes"}, {"sh", "-c", "exit 5"}, -1).code == 5);
  CHECK(how_ended({0, 15}) == "was ended by SIGTERM");
}
