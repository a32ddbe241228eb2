// libuv handles with owners. Closing is asynchronous in libuv, so the handle lives on until its close
// callback; its `data` is null from the owner's end on, and every callback looks at that first.
#pragma once

#include <uv.h>

#include <functional>
#include <utility>

#include "base/duration.hpp"

namespace jeden::probe {

template <class T>
class Handle {
 public:
  // `initialise` is the uv_*_init call and gives its result.
  template <class Initialise>
  Handle(void* owner, Initialise&& initialise) : handle_{new T{}} {
    error_ = initialise(handle_);
    handle_->data = owner;
  }
  ~Handle() { close(); }
  Handle(const Handle&) = delete;
  Handle& operator=(const Handle&) = delete;

  int error() const noexcept { return error_; }
  T* get() const noexcept { return handle_; }
  uv_handle_t* base() const noexcept { return reinterpret_cast<uv_handle_t*>(handle_); }
  bool is_closed() const noexcept { return handle_ == nullptr; }

  void close() noexcept {
    T* handle = std::exchange(handle_, nullptr);
    if (handle == nullptr) return;
    handle->data = nullptr;
    if (error_ != 0) {
      delete handle;
      return;
    }
    ::uv_close(reinterpret_cast<uv_handle_t*>(handle),
               [](uv_handle_t* closed) { delete reinterpret_cast<T*>(closed); });
  }

 private:
  T* handle_;
  int error_ = 0;
};

// Calls back once, in the loop's turn after the time has come.
class Timer {
 public:
  explicit Timer(uv_loop_t& loop)
      : handle_{this, [&loop](uv_timer_t* timer) { return ::uv_timer_init(&loop, timer); }} {}

  void start(base::Millis delay, std::function<void()> action) {
    action_ = std::move(action);
    ::uv_update_time(handle_.get()->loop);
    ::uv_timer_start(
        handle_.get(),
        [](uv_timer_t* timer) {
          if (timer->data == nullptr) return;
          const auto due = static_cast<Timer*>(timer->data)->action_;  // It may start the timer again.
          due();
        },
        static_cast<std::uint64_t>(delay.count() < 0 ? 0 : delay.count()), 0);
  }
  void stop() noexcept { ::uv_timer_stop(handle_.get()); }
  bool is_running() const noexcept { return ::uv_is_active(handle_.base()) != 0; }

 private:
  Handle<uv_timer_t> handle_;
  std::function<void()> action_;
};

}  // namespace jeden::probe
