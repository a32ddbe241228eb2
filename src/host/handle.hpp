// A libuv handle with an owner. libuv keeps the address, so a handle is pinned; closing takes a turn of the
// loop, so it is a verb and not a destructor.
#pragma once

#include <uv.h>

#include <cassert>
#include <cstdint>

namespace jeden::host {

template <class Raw>
class Handle {
 public:
  Handle() = default;
  Handle(const Handle&) = delete;
  Handle& operator=(const Handle&) = delete;
  ~Handle() { assert(state_ == State::unopened || state_ == State::closed); }

  bool is_open() const noexcept { return state_ == State::open; }
  // May be opened (again): never was, or its close is over.
  bool is_free() const noexcept { return state_ == State::unopened || state_ == State::closed; }

  Raw* raw() noexcept { return &raw_; }
  uv_handle_t* base() noexcept { return reinterpret_cast<uv_handle_t*>(&raw_); }

  // To be called right after uv_..._init, also when uv_spawn fails: the handle is then initialised all the
  // same.
  void opened(void* owner) noexcept {
    owner_ = owner;
    raw_.data = this;
    state_ = State::open;
  }
  template <class Owner>
  static Owner& owner_of(const Raw* raw) noexcept {
    return *static_cast<Owner*>(static_cast<Handle*>(raw->data)->owner_);
  }
  void close() noexcept {
    if (!is_open()) return;
    state_ = State::closing;
    uv_close(base(), [](uv_handle_t* h) { static_cast<Handle*>(h->data)->state_ = State::closed; });
  }

 private:
  enum class State : std::uint8_t { unopened, open, closing, closed };
  Raw raw_{};
  void* owner_ = nullptr;
  State state_ = State::unopened;
};

}  // namespace jeden::host
