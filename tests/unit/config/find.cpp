#include "config/find.hpp"

#include "catch.hpp"
#include "config/search_path.hpp"
#include "support.hpp"

using namespace jeden::config;
using jeden::config::testing::image;

TEST_CASE("the option comes first, then the variable") {
  const Environment environment{{"JEDEN_CONFIG=/b"}};
  CHECK(find_config("/a", environment).path == "/a");
  CHECK(find_config("/a", environment).given);
  CHECK(find_config({}, environment).path == "/b");
  CHECK(find_config({}, environment).given);
  CHECK_FALSE(find_config({}, Environment{{"JEDEN_CONFIG="}}, image()).given);
}

TEST_CASE("a file that cannot be read is named") {
  std::string text;
  CHECK(read_config("/nonexistent/init.toml", text) ==
        "cannot read /nonexistent/init.toml: No such file or directory");
  CHECK(read_config("/", text) == "cannot read /: Is a directory");
}

TEST_CASE("a program is found as execvp finds it") {
  const Environment environment{{"PATH=:relative:/bin:/usr/bin"}};
  CHECK(search_path("localedef", environment, image()) == "/usr/bin/localedef");
  CHECK(search_path("/usr/bin/localedef", environment, image()));
  CHECK_FALSE(search_path("/etc/passwd", environment, image()));
  CHECK_FALSE(search_path("nothing", environment, image()));
}
