#include <vector>

#include "config/form.hpp"
#include "config/schema.hpp"
#include "config/table.hpp"
#include "config/words.hpp"

namespace jeden::config {
namespace {

constexpr std::string_view introduction =
    R"(# Reference of init.toml

This page is printed by `jeden schema --markdown` from the table that also validates: do not edit it.

An `init.toml` is [TOML 1.0](https://toml.io/en/v1.0.0) of at most 1 MiB in UTF-8. It is looked for at `--config`,
`$JEDEN_CONFIG`, `/etc/jeden/init.toml`, `/etc/init.toml`, `/init.toml` and `./init.toml`. `jeden check` says what is
wrong with it, `jeden schema` prints a JSON Schema for editors.

* Durations are strings: `"500ms"`, `"30s"`, `"5m"`, `"1h30m"`. Sizes too: `"512k"`, `"64MiB"`; k, M, G, T and KiB,
  MiB, ... are powers of 1024, kB, MB, ... powers of 1000. Modes are octal strings: `"0027"`. Signals are names with or
  without `SIG`, `"RTMIN+3"` included, or numbers in strings.
* `${NAME}`, `${NAME:-default}` and `${NAME:?message}` are expanded in every string but `script` and the patterns, with
  the environment that `[env]` and `[locale]` have made. As in a shell, the default and the message are for a variable
  that is unset or empty; `${NAME}` of one that is unset is an error. What comes out is never looked at again. `$$` is a
  dollar, and so is a dollar that is not followed by `{`. A default may hold references of its own.
* `${jeden.NAME}` is a fact about the container, such as `${jeden.cpus}`; `jeden facts` prints all of them. Numbers can
  be calculated with, from left to right and in whole numbers that are rounded down: `${jeden.memory_mb*75%}`,
  `${jeden.cpus*2+1}`, with `*`, `*N%`, `/`, `+` and `-`. A variable cannot hide a fact.
* In `[env]`, variables may refer to each other in any order; one that refers to itself gets what the container set.
* Order: a hook waits for the hook before it of the same stage, a service starts at once, main waits for every `start`
  hook and every service. `after` replaces that by exactly the units it names. A hook counts when it succeeded, a
  service when it is ready. Hooks and services share one set of names. There are at most 1000 of them.
* `HOME`, `USER` and `LOGNAME` follow the `user` of a program unless `[env]` or the program's `env` names them. A number
  that the image does not know gets group 0 and the home `/`, as container engines do.
* In zero-configuration mode none of this applies: every signal is forwarded, nothing is changed.
)";

std::string cell(std::string_view text) {
  std::string result;
  for (const char c : text) {
    if (c == '|') result += '\\';
    result += c;
  }
  return result;
}

std::string type_of(const Key& key) {
  std::string text = expectation(key);
  if (key.form == Form::choice) {
    text.clear();
    for (const std::string_view word : split_blanks(key.choices))
      text += (text.empty() ? "`\"" : " `\"") + std::string{word} + "\"`";
    if ((key.accepts & accepts::boolean) != 0) text += " or a boolean";
  }
  if ((key.accepts & accepts::integer) != 0 && (key.accepts & accepts::text) == 0 && key.most < 2'000'000)
    text += ", " + std::to_string(key.least) + " to " + std::to_string(key.most);
  return text;
}

std::string rows(std::span<const Key> keys) {
  std::string text = "\n| key | value | default | |\n|---|---|---|---|\n";
  for (const Key& key : keys) {
    text += "| `" + std::string{key.name} + "` | " + cell(type_of(key)) + " | ";
    if (!key.initial.empty()) text += '`' + cell(key.initial) + '`';
    text += " | " + cell(key.summary) + " |\n";
  }
  return text;
}

void collect(const Table& table, std::vector<const Table*>& seen) {
  for (const Table* other : seen)
    if (other == &table) return;
  seen.push_back(&table);
  for (const auto& keys : {table.keys, table.shared()})
    for (const Key& key : keys)
      if (key.table != nullptr) collect(*key.table, seen);
  if (table.any != nullptr && table.any->table != nullptr) collect(*table.any->table, seen);
}

}  // namespace

std::string reference_page() {
  std::string page{introduction};
  std::vector<const Table*> tables;
  collect(root_table(), tables);
  std::span<const Key> shared;
  for (const Table* table : tables) {
    page += "\n## " + std::string{table == &root_table() ? "Tables" : table->name} + "\n\n" +
            std::string{table->summary} + '\n';
    if (!table->keys.empty()) page += rows(table->keys);
    if (table->any != nullptr) page += rows({table->any, 1});
    if (!table->shared().empty()) {
      shared = table->shared();
      page += "\nAnd the [process keys](#process-keys).\n";
    }
  }
  page += "\n## Process keys\n\nEvery program takes them: hooks, main and services.\n" + rows(shared);
  return page;
}

}  // namespace jeden::config
