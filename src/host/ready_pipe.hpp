// A pipe on which a program (or the relay that reads its output) says that it is ready: by one newline.
#pragma once

#include <uv.h>

#include <string_view>

#include "base/fd.hpp"
#include "core/plan.hpp"
#include "host/handle.hpp"

namespace jeden::host {

class ReadySink {
 public:
  // What the program said before the newline is for jeden's own children alone.
  virtual void became_ready(core::UnitId unit, std::string_view word) noexcept = 0;

 protected:
  ~ReadySink() = default;
};

class ReadyPipe {
 public:
  explicit ReadyPipe(ReadySink& sink) : sink_{&sink} {}

  bool is_free() const noexcept { return watch_.is_free(); }
  // The writing end, to be given to a child and closed here; not open when the pipe cannot be had.
  base::Fd open(uv_loop_t* loop, core::UnitId unit) noexcept;
  void close() noexcept { watch_.close(); }
  core::UnitId unit() const noexcept { return unit_; }
  bool is_open() const noexcept { return watch_.is_open(); }

 private:
  void readable() noexcept;

  ReadySink* sink_;
  Handle<uv_poll_t> watch_;
  base::Fd reading_;
  core::UnitId unit_ = 0;
};

}  // namespace jeden::host
