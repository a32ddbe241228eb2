// Keys of what is done with the files of a directory.
#include <array>

#include "config/table_parts.hpp"

namespace jeden::config {
namespace {

constexpr std::array handler_keys{
    program_key("run", "This program gets the file."),
    choice_key("pass", "stdin path", "With run: on its standard input, or as its last argument.",
               "\"stdin\""),
    choice_key("decompress", "gzip bzip2 xz zstd",
               "With run: what the file is packed with; that program has to be there."),
    flag_key("execute", "The file itself is run; it has to be executable."),
    flag_key("environment",
             "Each line of the file is NAME=value, for the files after it. Read without a shell: quotes are "
             "understood, "
             "nothing is expanded."),
    flag_key("ignore", "The file is left out, and nothing is said about it."),
};
constexpr std::array handler_rules{
    Rule{Rule::Kind::exactly_one, "run execute environment ignore"},
    Rule{Rule::Kind::only_with, "pass decompress", "run"},
};
constexpr Table handler_table{"handlers",   "Exactly one of run, execute, environment and ignore.",
                              handler_keys, {},
                              nullptr,      Form::any,
                              handler_rules};

constexpr Key suffix_key() {
  Key key = table_key(
      "SUFFIX", handler_table,
      "The end of a name, such as \".sql.gz\"; the longest that fits counts. \"*\" is every other name. An "
      "array of strings is short for { run = [...] }. Without handlers, and unless they say something else, "
      "\".sh\" is { execute = true }.");
  key.accepts |= accepts::list;
  key.form = Form::command;
  return key;
}
constexpr Key suffix = suffix_key();

}  // namespace

constinit const Table handlers_table{
    "[[hook]] handlers", "What is done with which files of a directory.", {}, {}, &suffix};

}  // namespace jeden::config
