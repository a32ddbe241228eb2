// Files of variables, one NAME=value a line: what a shell would source, read without one.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace jeden::step {

struct EnvironmentFile {
  std::vector<std::pair<std::string, std::string>> variables;
  std::string error;  // "line 3: ..."; nothing of the file is to be used then
};

// A value is bare, up to the end of the line without blanks at both ends, or in single quotes, as it stands,
// or in double quotes, where \" \\ \$ and \` are one character. "export " may stand before a name; lines that
// are empty or begin with "#" are left out. What a shell would do more than that for ($, `, ;, a second word)
// is an error.
EnvironmentFile parse_environment_file(std::string_view text);

}  // namespace jeden::step
