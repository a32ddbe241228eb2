// POSIX extended regular expressions: the C library has them, std::regex would bring the locales along.
#pragma once

#include <regex.h>

#include <memory>
#include <string>

namespace jeden::probe {

class Pattern {
 public:
  // Null, with the error set, when the expression is malformed.
  static std::shared_ptr<const Pattern> compile(const std::string& expression, std::string& error);
  ~Pattern() { ::regfree(&compiled_); }
  Pattern(const Pattern&) = delete;
  Pattern& operator=(const Pattern&) = delete;

  // Somewhere in the text; ^ and $ also match at line ends.
  bool matches(const std::string& text) const;

 private:
  Pattern() = default;
  regex_t compiled_{};
};

}  // namespace jeden::probe
