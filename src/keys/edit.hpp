// Keys of configuration files: set, appended and removed in the text of a file, which otherwise stays byte
// for byte as it is (json: as far as white space goes). Pure: text in, text out.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace jeden::keys {

enum class Format : std::uint8_t { ini, key_value, properties, shell, yaml, json };
std::optional<Format> parse_format(std::string_view name);

struct Value {
  std::string text;
  bool raw = false;  // a number, true, false or null, which is written without quotes
};

struct Edit {
  enum class Kind : std::uint8_t {
    set,     // exactly these values: one line each, where the format has lines; a list in yaml and json
    append,  // these values too, where they are missing
    remove
  };
  Kind kind = Kind::set;
  std::string section;  // ini: empty for the keys before the first section
  std::string key;
  std::vector<Value> values;
  bool list = false;  // yaml and json: a list even with a single value
};

// How ini and key_value write values; what a program makes of quotes and comment characters differs.
enum class Quoting : std::uint8_t {
  strict,    // without quotes; a value that some program would read as something else is refused
  doubled,   // "..." with \" and \\ inside
  single,    // '...' with '' and \\ inside
  verbatim,  // without quotes, whatever is in it
};

struct Style {
  Quoting quoting = Quoting::strict;
  std::string separator = ".";  // yaml and json: between the keys of a path; empty: a key is one key
};

struct Edited {
  std::string text;
  std::string error;                 // not empty: "line 3: ..." or a sentence; it never repeats a value
  std::vector<std::string> changes;  // "set a", "removed b", for what was not so before
};

// What comes out, edited again, stays as it is.
Edited edit(Format format, std::string_view text, const std::vector<Edit>& edits, const Style& style);

}  // namespace jeden::keys
