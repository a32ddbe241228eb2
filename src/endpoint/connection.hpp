// One request and its answer.
#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <string_view>

#include "base/fd.hpp"
#include "endpoint/request.hpp"

namespace jeden::endpoint {

class Connection {
 public:
  using Clock = std::chrono::steady_clock;
  // For all of it, from the first byte to the other side's hang-up.
  static constexpr std::chrono::milliseconds longest{5000};

  explicit Connection(base::Fd socket)
      : socket_{std::move(socket)}, request_{std::make_unique<Request>()}, ends_{Clock::now() + longest} {}

  int descriptor() const { return socket_.get(); }
  Clock::time_point ends() const { return ends_; }
  short wanted() const;  // events for poll(2)

  // Reads what is there. True when the request is complete, or never will be: answer() is next.
  bool read();
  void answer(std::string_view state);
  // Writes what can be written.
  void write();
  bool is_over() const { return over_; }

 private:
  base::Fd socket_;
  std::unique_ptr<Request> request_;  // it may not move
  Request::Progress progress_ = Request::Progress::incomplete;
  std::string answer_;
  std::size_t written_ = 0;
  Clock::time_point ends_;
  bool over_ = false;
};

}  // namespace jeden::endpoint
