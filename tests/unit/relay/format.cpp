#include "relay/format.hpp"

#include <string>

#include "catch.hpp"
#include "relay/json.hpp"

using namespace jeden::relay;

namespace {

std::string json(std::string_view text) {
  std::string result(text.size() * longest_escape, '?');
  result.resize(static_cast<std::size_t>(escape_json(result.data(), text) - result.data()));
  return result;
}

std::string timestamp(timespec time) {
  std::string text(timestamp_size, '?');
  write_timestamp(text.data(), time);
  return text;
}

std::string put(const Dress& dress, const Line& line, Origin origin = Origin::standard_output) {
  Formatter formatter{dress};
  formatter.set_time({1'700'000'000, 5'000'000});
  std::string text(formatter.bound(line.text.size()), '?');
  text.resize(static_cast<std::size_t>(formatter.put(text.data(), line, origin) - text.data()));
  return text;
}

constexpr std::string_view replacement = "\xEF\xBF\xBD";

}  // namespace

TEST_CASE("JSON escapes what has to be escaped and nothing else") {
  CHECK(json("plain text, longer than a word") == "plain text, longer than a word");
  CHECK(json("\"\\/") == R"(\"\\/)");
  CHECK(json("\b\f\n\r\t") == R"(\b\f\n\r\t)");
  CHECK(json(std::string_view{"\0\x01\x1f\x7f", 4}) == "\\u0000\\u0001\\u001f\x7f");
  CHECK(json("\x1b[31mred\x1b[0m") == R"(\u001b[31mred\u001b[0m)");
}

TEST_CASE("a byte to be escaped is found wherever it stands among eight") {
  struct Escape {
    char byte;
    std::string shown;
  };
  for (const auto& [byte, shown] :
       {Escape{'"', "\\\""}, Escape{'\\', "\\\\"}, Escape{'\n', "\\n"}, Escape{'\x01', "\\u0001"},
        Escape{'\x1f', "\\u001f"}, Escape{'\xff', std::string{replacement}}}) {
    for (std::size_t at = 0; at < 17; ++at) {
      std::string text(17, 'a');
      text[at] = byte;
      CAPTURE(at, static_cast<int>(byte));
      CHECK(json(text) == std::string(at, 'a') + shown + std::string(16 - at, 'a'));
    }
  }
}

TEST_CASE("valid UTF-8 stays, invalid parts become one replacement each") {
  CHECK(json("za\u017C\u00F3\u0142\u0107 \u20AC \U0001F600") ==
        "za\u017C\u00F3\u0142\u0107 \u20AC \U0001F600");
  const std::string r{replacement};
  CHECK(json("\xFF") == r);
  CHECK(json("\xC0\x80") == r + r);                  // overlong
  CHECK(json("\xED\xA0\x80") == r + r + r);          // a surrogate
  CHECK(json("\xF4\x90\x80\x80") == r + r + r + r);  // above U+10FFFF
  CHECK(json("a\xE2\x82"
             "b") == "a" + r + "b");                    // not finished
  CHECK(json("\xF0\x9F\x98") == r);                     // not finished at the end
  CHECK(json("\xE2\x82\xE2\x82\xAC") == r + "\u20AC");  // a new one begins
}

TEST_CASE("timestamps are RFC 3339") {
  CHECK(timestamp({0, 0}) == "1970-01-01T00:00:00.000Z");
  CHECK(timestamp({951'782'399, 999'999'999}) == "2000-02-28T23:59:59.999Z");
  CHECK(timestamp({1'709'164'800, 1'000'000}) == "2024-02-29T00:00:00.001Z");
  CHECK(timestamp({4'102'444'799, 0}) == "2099-12-31T23:59:59.000Z");
}

TEST_CASE("text has what was asked for") {
  CHECK(put({"web", true, false, Format::text}, {"hello", Ending::newline, false}) == "web | hello\n");
  CHECK(put({"web", false, true, Format::text}, {"hello", Ending::newline, false}) ==
        "2023-11-14T22:13:20.005Z hello\n");
  CHECK(put({"web", true, true, Format::text}, {"", Ending::newline, false}) ==
        "2023-11-14T22:13:20.005Z web | \n");
  CHECK(put({"web", true, false, Format::text}, {"end", Ending::input, false}) == "web | end\n");
}

TEST_CASE("parts of a line are marked") {
  CHECK(put({"web", true, false, Format::text}, {"ab", Ending::cut, true}) == "web | [...]ab[...]\n");
  CHECK(put({"web", false, false, Format::json}, {"ab", Ending::cut, false}) ==
        "{\"time\":\"2023-11-14T22:13:20.005Z\",\"unit\":\"web\",\"stream\":\"stdout\",\"message\":\"ab\","
        "\"partial\":true}\n");
}

TEST_CASE("JSON has unit and stream") {
  CHECK(put({"a\"b", false, false, Format::json}, {"x", Ending::newline, false}, Origin::standard_error) ==
        "{\"time\":\"2023-11-14T22:13:20.005Z\",\"unit\":\"a\\\"b\",\"stream\":\"stderr\",\"message\":\"x\"}"
        "\n");
}

TEST_CASE("the bound holds for the worst text") {
  const std::string worst(1000, '\x01');
  const Formatter formatter{{"web", true, true, Format::json}};
  std::string text(formatter.bound(worst.size()) + 16, '?');
  const char* const end = formatter.put(text.data(), {worst, Ending::cut, true}, Origin::standard_error);
  CHECK(static_cast<std::size_t>(end - text.data()) <= formatter.bound(worst.size()));
}
