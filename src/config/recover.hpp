// Reading on behind a syntax error, so that one slip does not hide the other faults of a file.
#pragma once

#include <string>
#include <string_view>

#include "config/tree.hpp"

namespace jeden::config {

// A syntax error in the words of the TOML library, made readable: what stands there, and exactly where.
struct SyntaxFault {
  Span span;
  std::string message, hint;
};
inline constexpr std::string_view end_of_file = "encountered end-of-file";
SyntaxFault explain(std::string_view text, Span span, std::string_view description);

// Blanks the statement in which the error stands, newlines kept, up to the next line that looks like the
// start of one. False when nothing is left to blank.
bool blank_statement(std::string& text, unsigned line);

}  // namespace jeden::config
