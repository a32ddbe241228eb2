#include "relay/ready.hpp"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>

namespace jeden::relay {
namespace {

constexpr std::size_t longest_subject = 4096;

}  // namespace

ReadyPattern::ReadyPattern(const char* expression, int descriptor, std::string& error) {
  if (expression == nullptr) return;
  descriptor_.reset(descriptor);
  const int failure = ::regcomp(&compiled_, expression, REG_EXTENDED);
  if (failure == 0) return;
  std::array<char, 200> reason{};
  ::regerror(failure, &compiled_, reason.data(), reason.size());
  error = std::string{"malformed pattern \""} + expression + "\": " + reason.data();
  descriptor_.reset();
}

// REG_STARTEND, of the BSDs and glibc: the line needs no NUL behind it and may have some inside.
void ReadyPattern::look_at(std::string_view line) noexcept {
  if (!is_sought()) return;
  regmatch_t range{};
  range.rm_eo = static_cast<regoff_t>(std::min(line.size(), longest_subject));
  if (::regexec(&compiled_, line.data(), 1, &range, REG_STARTEND) != 0) return;
  while (::write(descriptor_.get(), "\n", 1) < 0 && errno == EINTR) {
  }
  give_up();
}

void ReadyPattern::give_up() noexcept {
  if (!is_sought()) return;
  ::regfree(&compiled_);
  descriptor_.reset();
}

}  // namespace jeden::relay
