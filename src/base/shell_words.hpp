// A line of words as a shell would split it, without anything else that a shell does: quotes and backslashes
// count, variables, patterns, comments and operators are plain text.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace jeden::base {

struct ShellWords {
  std::vector<std::string> words;
  std::string error;  // not empty: a quote is not closed, or a backslash ends the text
};

// By the rules of POSIX.1-2017, Shell Command Language, 2.2 (Quoting) and 2.6.5 with blanks and newlines.
ShellWords split_shell(std::string_view text);

// The text in single quotes, so that a shell reads it as one word, whatever is in it.
std::string quote_shell(std::string_view text);

}  // namespace jeden::base
