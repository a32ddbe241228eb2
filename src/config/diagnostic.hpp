// What is wrong with an init.toml, in the form that compilers use: place, message, the line, a caret, a hint.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "config/tree.hpp"

namespace jeden::config {

enum class Severity : std::uint8_t { error, warning };

struct Diagnostic {
  Severity severity = Severity::error;
  std::string file;
  Span span;         // line 0: the whole file
  std::string line;  // the offending line, ready to be printed
  std::string message, hint;
};

// Collects diagnostics while a file is looked at.
class Faults {
 public:
  // `absent` is the severity of facts of the surroundings: a variable that is not set, a user that does not
  // exist. While an image is built (`jeden check`) they are warnings.
  Faults(std::string file, std::string_view text, Severity absent);

  void error(Span span, std::string message, std::string hint = {});
  void warning(Span span, std::string message, std::string hint = {});
  void absent(Span span, std::string message, std::string hint = {});
  // Something that the file lacks: not an error when part of the file could not be read.
  void missing(Span span, std::string message, std::string hint = {});
  void set_incomplete() { incomplete_ = true; }
  bool incomplete() const { return incomplete_; }
  void set_absent(Severity severity) { absent_ = severity; }

  bool any_error() const { return errors_ > 0; }
  // Where `part` stands in the file, looked for from `span` on; `span` itself when it does not stand there.
  Span locate(Span span, std::string_view part) const;
  // Sorted by position.
  std::vector<Diagnostic> take();

 private:
  void add(Severity severity, Span span, std::string message, std::string hint);
  std::string_view line(unsigned number) const;

  std::string file_;
  std::vector<std::string_view> lines_;
  std::vector<Diagnostic> diagnostics_;
  Severity absent_;
  bool incomplete_ = false;
  std::size_t errors_ = 0;
};

// "file:line:column: error: message", the line, the caret, "hint: ...", each line ended by a newline.
std::string render(const Diagnostic& diagnostic);
// One JSON object; `file` and the rest are valid UTF-8 whatever the input was.
std::string render_json(const Diagnostic& diagnostic);

// A JSON string with its quotes; bytes that are not UTF-8 become U+FFFD.
std::string json_text(std::string_view text);

}  // namespace jeden::config
