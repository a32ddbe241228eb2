#include "base/text.hpp"

#include "base/number.hpp"
#include "catch.hpp"

using namespace jeden::base;
using Pieces = std::vector<std::string_view>;

TEST_CASE("a text is split at each separator") {
  CHECK(split("", ':') == Pieces{""});
  CHECK(split("a", ':') == Pieces{"a"});
  CHECK(split(":a::b:", ':') == Pieces{"", "a", "", "b", ""});
  CHECK(tokens(":a::b:", ':') == Pieces{"a", "b"});
  CHECK(tokens("", ':').empty());
}

TEST_CASE("blanks at both ends go") {
  CHECK(trimmed(" \ta b\r\n") == "a b");
  CHECK(trimmed(" \n").empty());
  CHECK(trimmed(" a\n", " ") == "a\n");
}

TEST_CASE("a list has something between its items only") {
  std::string list;
  append(list, "a");
  append(list, "b");
  append(list, "c", "; ");
  CHECK(list == "a, b; c");
}

TEST_CASE("letters are those of ASCII") {
  CHECK(lower("ABZ[@\xc4\x81") == "abz[@\xc4\x81");
  CHECK(upper("abz{`\xc3\xa9") == "ABZ{`\xc3\xa9");
  CHECK(is_name("_a1"));
  for (const char* text : {"", "1a", "a-b", "a.b", "\xc3\xa9"}) CHECK_FALSE(is_name(text));
}

TEST_CASE("a number is the whole text") {
  CHECK(parse_number("18446744073709551615") == 18446744073709551615U);
  CHECK(parse_number<int>("-5") == -5);
  CHECK(parse_number("0755", 8) == 0755);
  for (const char* text : {"", " 1", "1 ", "+1", "-1", "1x", "0x1", "18446744073709551616"}) {
    CAPTURE(text);
    CHECK_FALSE(parse_number(text));
  }
  CHECK_FALSE(parse_number<std::uint16_t>("65536"));
}
