// Looks for the line that says that a program is ready.
#pragma once

#include <regex.h>

#include <string>
#include <string_view>

#include "base/fd.hpp"

namespace jeden::relay {

class ReadyPattern {
 public:
  // A POSIX extended regular expression (regex(7)); a newline goes to `descriptor` when a line matches, which
  // then is closed. Null: nothing is looked for. With a malformed expression `error` is set, and nothing
  // matches.
  ReadyPattern(const char* expression, int descriptor, std::string& error);
  ReadyPattern(const ReadyPattern&) = delete;
  ReadyPattern& operator=(const ReadyPattern&) = delete;
  ~ReadyPattern() { give_up(); }

  bool is_sought() const noexcept { return static_cast<bool>(descriptor_); }
  // Only the first 4 KiB of a line count: the time of a match may grow with more than the length.
  void look_at(std::string_view line) noexcept;

 private:
  void give_up() noexcept;

  regex_t compiled_{};
  base::Fd descriptor_;
};

}  // namespace jeden::relay
