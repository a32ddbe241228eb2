// The lines of a YAML file as far as editing needs them: where mappings have their keys, and what belongs to
// a value that goes on.
#pragma once

#include <string>
#include <vector>

#include "keys/lines.hpp"

namespace jeden::keys {

struct YamlLine {
  enum class Kind : std::uint8_t {
    blank,  // or a comment
    content,
    inside,  // of a value that began on a line before
    marker   // "---"
  };
  static constexpr std::size_t none = static_cast<std::size_t>(-1);
  Kind kind = Kind::blank;
  std::size_t indent = 0;
  bool item = false;  // begins with "- "
  bool has_key = false;
  std::string key;               // without its quotes
  std::size_t value = none;      // where the value, or an item's content, begins; none: there is nothing
  std::size_t value_end = none;  // behind it, before a comment
  std::size_t colon = 0;         // behind the colon of the key
  bool several = false;          // the value goes on in the next line
};

struct YamlText {
  std::vector<YamlLine> lines;
  std::size_t begin = 0, end = 0;  // the one document
  std::string error;
};

YamlText read_yaml(const Lines& lines);

}  // namespace jeden::keys
