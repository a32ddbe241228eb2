#include "relay/lines.hpp"

#include <algorithm>
#include <string>
#include <vector>

#include "catch.hpp"

using namespace jeden::relay;

namespace {

void fill(LineBuffer& buffer, std::string_view text) {
  const auto room = buffer.room();
  REQUIRE(room.size() >= LineBuffer::read_size);
  REQUIRE(text.size() <= room.size());
  std::copy(text.begin(), text.end(), room.begin());
  buffer.filled(text.size());
}

// Each line as "text", with "+" in front of a continuation and behind a part that was cut, "$" behind the
// last.
std::vector<std::string> take_all(LineBuffer& buffer) {
  std::vector<std::string> lines;
  Line line;
  while (buffer.next(line))
    lines.push_back((line.continued ? "+" : "") + std::string{line.text} +
                    (line.ending == Ending::cut ? "+" : ""));
  return lines;
}

std::vector<std::string> take_last(LineBuffer& buffer) {
  Line line;
  if (!buffer.last(line)) return {};
  CHECK(line.ending == Ending::input);
  return {(line.continued ? "+" : "") + std::string{line.text} + "$"};
}

using Lines = std::vector<std::string>;

}  // namespace

TEST_CASE("lines are found however they are read") {
  const std::string text = "one\n\ntwo\nthree";
  for (std::size_t step = 1; step <= text.size(); ++step) {
    LineBuffer buffer{256};
    Lines lines;
    for (std::size_t at = 0; at < text.size(); at += step) {
      fill(buffer, std::string_view{text}.substr(at, step));
      for (auto& line : take_all(buffer)) lines.push_back(line);
    }
    CHECK(lines == Lines{"one", "", "two"});
    CHECK(take_last(buffer) == Lines{"three$"});
    CHECK(take_last(buffer).empty());
  }
}

TEST_CASE("a line above the limit comes in parts") {
  LineBuffer buffer{4};
  fill(buffer, "1234\n12345\n123456789\n12345678");
  CHECK(take_all(buffer) == Lines{"1234", "1234+", "+5", "1234+", "+5678+", "+9", "1234+"});
  CHECK(take_last(buffer) == Lines{"+5678$"});
}

TEST_CASE("a line at the limit waits for its newline") {
  LineBuffer buffer{4};
  fill(buffer, "1234");
  CHECK(take_all(buffer).empty());
  fill(buffer, "\n");
  CHECK(take_all(buffer) == Lines{"1234"});
}

TEST_CASE("a cut keeps characters whole, and bytes that are none are cut anywhere") {
  LineBuffer buffer{4};
  fill(buffer, "123\xC3\xB3x\n");
  CHECK(take_all(buffer) == Lines{"123+", "+\xC3\xB3x"});
  fill(buffer, "\x80\x80\x80\x80\x80\x80\n");
  CHECK(take_all(buffer) == Lines{"\x80\x80\x80\x80+", "+\x80\x80"});
}

TEST_CASE("an endless line needs no more memory than a read and the limit") {
  LineBuffer buffer{1000};
  const std::string piece(LineBuffer::read_size, 'x');
  std::size_t size = 0;
  Line line;
  for (int i = 0; i < 100; ++i) {
    fill(buffer, piece);
    while (buffer.next(line)) {
      CHECK(line.ending == Ending::cut);
      size += line.text.size();
    }
  }
  REQUIRE(buffer.last(line));
  CHECK(size + line.text.size() == 100 * piece.size());
}

TEST_CASE("a block is all complete lines") {
  LineBuffer buffer{4};
  fill(buffer, "a\nb\nc");
  CHECK(buffer.block() == "a\nb\n");
  CHECK(buffer.block().empty());
  fill(buffer, "ccc");
  CHECK(buffer.block().empty());
  fill(buffer, "c");
  CHECK(buffer.block() == "ccccc");
  fill(buffer, "\nd");
  CHECK(buffer.block() == "\n");
  CHECK(take_last(buffer) == Lines{"d$"});
}

TEST_CASE("the rest is everything") {
  LineBuffer buffer{4};
  fill(buffer, "a\nbcdefgh");
  CHECK(take_all(buffer) == Lines{"a", "bcde+"});
  CHECK(buffer.rest() == "fgh");
  CHECK(buffer.rest().empty());
}
