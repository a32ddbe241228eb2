// Answers requests about the container's readiness until PID 1 has gone.
//
// Both speak over one socket of whole messages (SOCK_SEQPACKET). PID 1 sends the state, "ready" or the reason
// why not, and the end of the file ends the server; the server says once that it listens.
#pragma once

#include <array>
#include <string>
#include <vector>

#include "base/fd.hpp"
#include "endpoint/connection.hpp"

namespace jeden::endpoint {

class Server {
 public:
  Server(int channel, base::Fd listener) : channel_{channel}, listener_{std::move(listener)} {}

  void run();

 private:
  // Who asks in such numbers, or so slowly, is let go for the sake of the next one.
  static constexpr std::size_t most_connections = 64;

  bool learn_state();
  void accept_all();

  int channel_;
  base::Fd listener_;
  std::string state_ = "starting";
  std::vector<Connection> connections_;  // the oldest first
};

}  // namespace jeden::endpoint
