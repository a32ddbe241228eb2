#include "support.hpp"

using namespace jeden::keys;
using namespace jeden::keys::testing;

namespace {

std::string yaml(std::string_view text, const std::vector<Edit>& edits, const std::string& separator = ".") {
  return edited(Format::yaml, text, edits, {Quoting::strict, separator});
}

}  // namespace

TEST_CASE("yaml: a value is replaced where it stands, with its comment kept") {
  CHECK(yaml("a: 1 # one\nb: two\n", {set("a", "x"), raw("b", "3")}) == "a: x # one\nb: 3\n");
  CHECK(yaml("a:\n  b: 1\n  c: 2\nd: 3\n", {raw("a.c", "5")}) == "a:\n  b: 1\n  c: 5\nd: 3\n");
  CHECK(yaml("a: \"x\" # c\n", {set("a", "x")}) == "a: \"x\" # c\n");
  CHECK(yaml("a: 'it''s'\n", {set("a", "it's")}) == "a: 'it''s'\n");
  CHECK(yaml("a: x\n", {set("a", "x")}) == "a: x\n");
  CHECK(yaml("a: true\n", {set("a", "true")}) == "a: \"true\"\n");
  CHECK(yaml("a: true\n", {raw("a", "true")}) == "a: true\n");
  CHECK(yaml("a:\n", {set("a", "x")}) == "a: x\n");
  CHECK(yaml("a: # none\n", {set("a", "x")}) == "a: x # none\n");
  CHECK(yaml("\"a b\": 1\n'c': 2\n", {set("a b", "x"), set("c", "w")}) == "\"a b\": x\n'c': w\n");
  CHECK(yaml("url: http://x:80/#a\n", {set("url", "u")}) == "url: u\n");
  CHECK(yaml("a: *b\nb: &b 1\n", {set("a", "x")}) == "a: x\nb: &b 1\n");
}

TEST_CASE("yaml: strings stay strings") {
  CHECK(yaml("", {set("a", "80")}) == "a: \"80\"\n");
  CHECK(yaml("", {set("a", "no")}) == "a: \"no\"\n");
  CHECK(yaml("", {set("a", "x: w\n# z")}) == "a: \"x: w\\n# z\"\n");
  CHECK(yaml("", {set("a", "")}) == "a: \"\"\n");
  CHECK(yaml("", {set("a", "256M")}) == "a: 256M\n");
  CHECK(yaml("", {set("a", "1e3")}) == "a: \"1e3\"\n");
  CHECK(yaml("", {set("a", "2001-01-01")}) == "a: \"2001-01-01\"\n");
  CHECK(yaml("", {set("a", "\xC3\xA9 \x01 \xE2\x80\xA8")}) == "a: \"\xC3\xA9 \\u0001 \\u2028\"\n");
  CHECK(yaml("", {set("a", "\xFF")}) == "error: the value of a is not UTF-8");
  CHECK(yaml("a: \"\\u0041\\x42\"\n", {set("a", "AB")}) == "a: \"\\u0041\\x42\"\n");
}

TEST_CASE("yaml: new keys") {
  CHECK(yaml("", {set("a", "x")}) == "a: x\n");
  CHECK(yaml("---\n# only this\n", {set("a", "x")}) == "---\n# only this\na: x\n");
  CHECK(yaml("", {set("a.b.c", "x"), set("a.d", "w")}) == "a:\n  b:\n    c: x\n  d: w\n");
  CHECK(yaml("a:\n    b: 1\n\n# about c\nc: 2\n", {set("a.d", "x")}) ==
        "a:\n    b: 1\n    d: x\n\n# about c\nc: 2\n");
  CHECK(yaml("a:\n    b: 1\nc:\n", {set("c.d", "x")}) == "a:\n    b: 1\nc:\n    d: x\n");
  CHECK(yaml("c: {}\n", {set("c.d", "x")}) == "c:\n  d: x\n");
  CHECK(yaml("a: 1\n...\n", {set("b", "x")}) == "a: 1\nb: x\n...\n");
  CHECK(yaml("a:\n- 1\n- 2\nb: 3\n", {set("c", "x")}) == "a:\n- 1\n- 2\nb: 3\nc: x\n");
  CHECK(yaml("a: |\n  text: no\n\n  more\n", {set("text", "x")}) == "a: |\n  text: no\n\n  more\ntext: x\n");
  CHECK(yaml("cluster.name: x\n", {set("cluster.name", "w")}, "") == "cluster.name: w\n");
  CHECK(yaml("", {set("a/b.c", "w")}, "/") == "a:\n  b.c: w\n");
  CHECK(yaml("\xEF\xBB\xBF"
             "a: 1\r\n",
             {set("a", "x"), set("b", "w")}) ==
        "\xEF\xBB\xBF"
        "a: x\r\nb: w\r\n");
}

TEST_CASE("yaml: keys within what is not a mapping of this kind are never touched") {
  const std::string tricky = "a: \"x\nb: 1\n  y\"\nc: [\n  d, # ]\n]\ne: 'f''s\n  g: 1'\nb: 2\n";
  CHECK(yaml(tricky, {raw("b", "3")}) == "a: \"x\nb: 1\n  y\"\nc: [\n  d, # ]\n]\ne: 'f''s\n  g: 1'\nb: 3\n");
  CHECK(yaml("l:\n- b: 1\n  c: |\n    b: 5\n  d: 1\nb: 2\n", {raw("b", "3")}) ==
        "l:\n- b: 1\n  c: |\n    b: 5\n  d: 1\nb: 3\n");
}

TEST_CASE("yaml: lists") {
  CHECK(yaml("", {list("a", {"x", "1"})}) == "a: [x, \"1\"]\n");
  CHECK(yaml("a: [ x , '1' ]\n", {list("a", {"x", "1"})}) == "a: [ x , '1' ]\n");
  CHECK(yaml("a:\n  - x\n  # why\n  - w\nb: 1\n", {list("a", {"x", "w"})}) ==
        "a:\n  - x\n  # why\n  - w\nb: 1\n");
  CHECK(yaml("a:\n  - x\n  - w\nb: 1\n", {list("a", {"z"})}) == "a: [z]\nb: 1\n");
  CHECK(yaml("a:\n- x\nb: 1\n", {append("a", {"x", "w"})}) == "a:\n- x\n- w\nb: 1\n");
  CHECK(yaml("a: [x, ] # c\n", {append("a", {"w"})}) == "a: [x, w] # c\n");
  CHECK(yaml("a: []\n", {append("a", {"w"})}) == "a:\n  - w\n");
  CHECK(yaml("", {append("a.b", {"w", "z", "w"})}) == "a:\n  b:\n    - w\n    - z\n");
  CHECK(yaml("a: 1\n", {append("a", {"w"})}).starts_with("error: line 1: this is not a list"));
  CHECK(yaml("a:\n- b: 1\n", {append("a", {"w"})}).starts_with("error: line 1: this is not a list"));
}

TEST_CASE("yaml: what is removed goes with all that is in it") {
  CHECK(yaml("a:\n  b: |\n    x\n\n    y\n  c: 1\nd: 2\n", {gone("a.b")}) == "a:\n  c: 1\nd: 2\n");
  CHECK(yaml("a:\n  b: 1\nd: 2\n", {gone("a.b")}) == "a: {}\nd: 2\n");
  CHECK(yaml("a:\n- x\n- w\nd: 2\n", {gone("a")}) == "d: 2\n");
  CHECK(yaml("a: 1\n", {gone("b"), gone("c.d")}) == "a: 1\n");
  CHECK(yaml("a:\n  b: &x 1\nd: *x\n", {gone("a")}).starts_with("error: line 2: an anchor"));
}

TEST_CASE("yaml: what cannot be edited line by line is said") {
  const auto error = [](std::string_view text, const std::vector<Edit>& edits) {
    const Edited result = edit(Format::yaml, text, edits, {});
    CHECK(result.text.empty());
    return result.error;
  };
  CHECK(error("a: {b: 1}\n", {set("a.b", "x")}) ==
        "line 1: the mapping in braces cannot be edited: write it as a block");
  CHECK(error("a: &x\n  b: 1\n", {set("a.b", "x")}).starts_with("line 1: an anchor"));
  CHECK(error("a: &x 1\n", {set("a", "x")}).starts_with("line 1: an anchor"));
  CHECK(error("a: !t 1\n", {set("a", "x")}).starts_with("line 1: an anchor or a tag"));
  CHECK(error("a: 1\n", {set("a.b", "x")}).starts_with("line 1: this key has a value"));
  CHECK(error("a:\n  b: 1\n", {set("a", "x")}).starts_with("line 1: the value goes on"));
  CHECK(error("a: |\n  b\n", {set("a", "x")}).starts_with("line 1: the value goes on"));
  CHECK(error("a: b\n  c\n", {set("a", "x")}).starts_with("line 1: the value goes on"));
  CHECK(error("- a\n", {set("a", "x")}).starts_with("line 1: a list is here"));
  CHECK(error("just text\n", {set("a", "x")}).starts_with("line 1: this is not a key"));
  CHECK(error("{a: 1}\n", {set("a", "x")}).starts_with("line 1: this is not a key"));
  CHECK(error("? a\n: 1\n", {set("a", "x")}).starts_with("line 1: this is not a key"));
  CHECK(error("a: 1\na: 2\n", {set("a", "x")}).starts_with("line 2: the key stands here a second time"));
  CHECK(error("a: 1\n---\nb: 2\n", {set("a", "x")}).starts_with("line 2: there is more than one document"));
  CHECK(error("a:\n\tb: 1\n", {set("a", "x")}).starts_with("line 2: a tab"));
  CHECK(error("a: [x]#\n", {set("b", "x")}).ends_with("behind a value that is complete"));
  CHECK(error("a: \"x\n", {set("b", "x")}).ends_with("is not closed"));
  CHECK(error("  a: 1\nb: 2\n", {set("a", "x")}).starts_with("line 2: the indentation"));
  CHECK(error("", {set("a..b", "x")}) == "a..b: a key is empty");
}
