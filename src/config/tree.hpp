// The text of an init.toml as a tree of values that know where they stand. Everything else in this house
// works on it; only parse.cpp knows the TOML library.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace jeden::config {

// Lines and columns count from 1, columns in characters. `length` is what a caret line underlines.
struct Span {
  unsigned line = 0, column = 0, length = 1;
};

enum class Type : std::uint8_t { text, integer, number, boolean, time, list, table };

struct Entry;

struct Value {
  Type type = Type::table;
  Span span;
  std::string text;            // Type::text
  std::int64_t integer = 0;    // Type::integer
  bool is_octal = false;       // it was written as 0o27
  bool boolean = false;        // Type::boolean
  std::vector<Value> items;    // Type::list
  std::vector<Entry> entries;  // Type::table, in the order of the file
  bool unknown = false;  // a variable in the text is not set, so nothing can be said about what it would be
  bool wrong = false;    // reported already; nobody should use it or complain again

  const Value* find(std::string_view key) const;
  Value* find(std::string_view key);
};

struct Entry {
  std::string key;
  Span span;  // of the key
  Value value;
};

std::string_view describe(Type type);  // "a string", "an array"

}  // namespace jeden::config
