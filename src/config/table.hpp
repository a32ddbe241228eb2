// The one table that describes every key of an init.toml. It validates, it names what was probably meant, and
// the JSON Schema and the reference page are printed from it.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace jeden::config {

// What TOML type a value may have; a bit set.
namespace accepts {
inline constexpr unsigned text = 1, integer = 2, boolean = 4, list = 8, table = 16, tables = 32;
}  // namespace accepts

// What a string has to look like (each string of a list).
enum class Form : std::uint8_t {
  any,
  choice,
  duration,
  positive_duration,
  signal,
  mode,
  url,
  listen,
  path,
  pattern,
  limit,
  size,
  cron,
  name,
  variable,
  rule,
  command,     // a list: a program and its arguments
  flag,        // of a command line
  descriptor,  // its number
};

// Which strings are left as they are written.
enum class Expansion : std::uint8_t { expand, keep };

struct Table;

struct Key {
  std::string_view name;
  unsigned accepts = config::accepts::text;
  Form form = Form::any;
  std::string_view summary;
  std::string_view initial = {};     // the default, as it would be written; empty: none
  std::string_view choices = {};     // Form::choice: separated by blanks
  const Table* table = nullptr;      // accepts::table and accepts::tables: the keys in there
  std::int64_t least = 0, most = 0;  // accepts::integer
  Expansion expansion = Expansion::expand;
};

// What holds among the keys of one table, for the JSON Schema. Who reads the table says so in better words
// when it does not hold. Keys are separated by blanks.
struct Rule {
  enum class Kind : std::uint8_t { required, exactly_one, at_least_one, at_most_one, only_with, never_with };
  Kind kind;
  std::string_view keys;
  std::string_view others =
      {};  // only_with: each of the keys needs one of these; never_with: excludes all of these
};

struct Table {
  std::string_view name;  // "[[hook]]"
  std::string_view summary;
  std::span<const Key> keys;
  // The process keys. A function, because a table that were put together at run time would be so in each
  // start.
  std::span<const Key> (*more)() = nullptr;
  const Key* any = nullptr;  // describes every key, whatever its name
  Form named = Form::any;    // what a key's name looks like then
  std::span<const Rule> rules = {};

  std::span<const Key> shared() const { return more != nullptr ? more() : std::span<const Key>{}; }
  const Key* find(std::string_view key) const;
};

const Table& root_table();

// "a duration such as "30s"", "an array of strings": what a value of this key has to be.
std::string expectation(const Key& key);

}  // namespace jeden::config
