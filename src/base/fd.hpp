// A file descriptor that closes itself.
#pragma once

#include <unistd.h>

#include <utility>

namespace jeden::base {

class Fd {
 public:
  Fd() = default;
  explicit Fd(int descriptor) noexcept : descriptor_{descriptor} {}
  Fd(Fd&& other) noexcept : descriptor_{std::exchange(other.descriptor_, -1)} {}
  Fd& operator=(Fd&& other) noexcept {
    reset(std::exchange(other.descriptor_, -1));
    return *this;
  }
  ~Fd() { reset(); }

  int get() const noexcept { return descriptor_; }
  explicit operator bool() const noexcept { return descriptor_ >= 0; }
  int release() noexcept { return std::exchange(descriptor_, -1); }
  void reset(int descriptor = -1) noexcept {
    if (descriptor_ >= 0) ::close(descriptor_);
    descriptor_ = descriptor;
  }

 private:
  int descriptor_ = -1;
};

}  // namespace jeden::base
