#include "base/shell_words.hpp"

#include "catch.hpp"

using jeden::base::split_shell;
using Words = std::vector<std::string>;

TEST_CASE("words are split as a shell splits them") {
  CHECK(split_shell("").words.empty());
  CHECK(split_shell(" \t\n ").words.empty());
  CHECK(split_shell("  a  b\n\tc ").words == Words{"a", "b", "c"});
  CHECK(split_shell("'a b' \"c d\"").words == Words{"a b", "c d"});
  CHECK(split_shell("a'b c'd\"e\"").words == Words{"ab cde"});
  CHECK(split_shell("'' \"\" x").words == Words{"", "", "x"});
  CHECK(split_shell("a\\ b \\'").words == Words{"a b", "'"});
  CHECK(split_shell(R"('a\b' "a\b" "a\"b" "\$x" "\\")").words == Words{"a\\b", "a\\b", "a\"b", "$x", "\\"});
  CHECK(split_shell("a\\\nb \\\n c \"d\\\ne\"").words == Words{"ab", "c", "de"});
}

TEST_CASE("nothing is expanded") {
  CHECK(split_shell("$HOME * ~ `x` # a; b | c > d").words ==
        Words{"$HOME", "*", "~", "`x`", "#", "a;", "b", "|", "c", ">", "d"});
}

TEST_CASE("what is not closed is an error and gives no words") {
  for (const char* text : {"a 'b", "a \"b", "a \"b\\\"", "a\\"}) {
    INFO(text);
    CHECK_FALSE(split_shell(text).error.empty());
    CHECK(split_shell(text).words.empty());
  }
}

TEST_CASE("a quoted text is one word again") {
  CHECK(jeden::base::quote_shell("it's") == "'it'\\''s'");
  for (const char* text : {"", " ", "a b", "'", "''", "\\", "$HOME\n\"x\""})
    CHECK(split_shell(jeden::base::quote_shell(text)).words == Words{text});
}
