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
  rule
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

struct Table {
  std::string_view name;  // "[[hook]]"
  std::string_view summary;
  std::span<const Key> keys;
  std::span<const Key> shared = {};  // the process keys
  const Key* any = nullptr;          // describes every key, whatever its name

  const Key* find(std::string_view key) const;
};

const Table& root_table();

// "a duration such as "30s"", "an array of strings": what a value of this key has to be.
std::string expectation(const Key& key);

}  // namespace jeden::config
