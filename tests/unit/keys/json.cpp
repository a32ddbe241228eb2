#include "support.hpp"

using namespace jeden::keys;
using namespace jeden::keys::testing;

namespace {

std::string json(std::string_view text, const std::vector<Edit>& edits, const std::string& separator = ".") {
  return edited(Format::json, text, edits, {Quoting::strict, separator});
}

}  // namespace

TEST_CASE("json: order, indentation and line endings stay") {
  CHECK(json("{\n    \"z\": 1,\n    \"a\": {\n        \"b\": [1, 2]\n    }\n}\n", {raw("z", "2")}) ==
        "{\n    \"z\": 2,\n    \"a\": {\n        \"b\": [\n            1,\n            2\n        ]\n    "
        "}\n}\n");
  CHECK(json("{ \"z\" : 1 }\n", {raw("z", "1")}) == "{ \"z\" : 1 }\n");
  CHECK(json("{\"z\": 1}", {raw("z", "2")}) == "{\"z\":2}");
  CHECK(json("{\n\t\"z\": 1\n}", {set("z", "x")}) == "{\n\t\"z\": \"x\"\n}");
  CHECK(json("{\r\n  \"z\": 1\r\n}\r\n", {set("z", "x")}) == "{\r\n  \"z\": \"x\"\r\n}\r\n");
  CHECK(json("\xEF\xBB\xBF{\n  \"z\": 1\n}\n", {set("z", "x")}) == "\xEF\xBB\xBF{\n  \"z\": \"x\"\n}\n");
}

TEST_CASE("json: paths, lists, types") {
  CHECK(json("", {set("a.b", "x"), raw("a.c", "true")}) ==
        "{\n  \"a\": {\n    \"b\": \"x\",\n    \"c\": true\n  }\n}\n");
  CHECK(json("{}", {set("a.b", "x")}, "") == "{\"a.b\":\"x\"}");
  CHECK(json("{\"a\":null}", {set("a.b", "x")}) == "{\"a\":{\"b\":\"x\"}}");
  CHECK(json("{\"a\":1,\"b\":2}", {gone("a"), gone("x.y")}) == "{\"b\":2}");
  CHECK(json("{\"a\":[\"x\"]}", {append("a", {"x", "y"})}) == "{\"a\":[\"x\",\"y\"]}");
  CHECK(json("{}", {list("a", {"x"}), append("b", {"y"})}) == "{\"a\":[\"x\"],\"b\":[\"y\"]}");
  CHECK(json("{}", {set("a", "q\"\n\\\x01")}) == "{\"a\":\"q\\\"\\n\\\\\\u0001\"}");
  CHECK(json("{\"n\":18446744073709551615,\"f\":1.5}", {set("a", "x")}) ==
        "{\"n\":18446744073709551615,\"f\":1.5,\"a\":\"x\"}");
}

TEST_CASE("json: what cannot be edited is said") {
  CHECK(json("{\n  // no\n}", {set("a", "x")}) ==
        "error: line 2: this is not JSON (comments are not, either)");
  CHECK(json("[1]", {set("a", "x")}) == "error: this is not an object, and has no keys");
  CHECK(json("{\"a\":1}", {set("a.b", "x")}) ==
        "error: a.b: a is not an object, so that there can be no keys within it");
  CHECK(json("{\"a\":1}", {append("a", {"x"})}) ==
        "error: the value of a is not a list, so that nothing can be added");
  CHECK(json("{\"n\":18446744073709551616}", {set("a", "x")}) ==
        "error: a number has more digits than can be kept");
  CHECK(json("{}", {set("a", "\xFF")}) == "error: the value of a is not UTF-8");
  CHECK(json("{\"a\":" + std::string(300, '[') + std::string(300, ']') + "}", {set("b", "x")}) ==
        "error: the values lie too deep in each other");
  CHECK(json("{\"a\":\"\xFF\"}", {set("b", "x")}).starts_with("error: line 1: this is not JSON"));
}
