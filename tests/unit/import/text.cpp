#include "import/text.hpp"

#include "catch.hpp"

using namespace jeden::import;

TEST_CASE("dollars are doubled where something would be expanded") {
  CHECK(escape_dollars("$X costs") == "$X costs");
  CHECK(escape_dollars("${X}") == "$${X}");
  CHECK(escape_dollars("$$") == "$$$$");
  CHECK(escape_dollars("$$x") == "$$$x");
  CHECK(escape_dollars("a$") == "a$$");
}

TEST_CASE("within double quotes a backslash stands for itself mostly") {
  CHECK(unescape_quoted(R"(\$ \" \\ \n \`)") == R"($ " \ \n `)");
  CHECK(unescape_quoted("a\\\nb") == "ab");
}

TEST_CASE("names of variables") {
  CHECK(is_name("A_1"));
  CHECK_FALSE(is_name("1A"));
  CHECK_FALSE(is_name("a-b"));
  CHECK_FALSE(is_name(""));
}
