// The control socket: one request a connection, one line of JSON as the answer; `events` keeps the connection
// and gets a line for each thing that happens. Only for the user that jeden runs as, and root.
#pragma once

#include <uv.h>

#include <array>
#include <optional>
#include <string>
#include <string_view>

#include "base/fd.hpp"
#include "host/handle.hpp"
#include "log/log.hpp"

namespace jeden::host {

class ControlSink {
 public:
  // The answer, without a newline. `words` are what stood between blanks in the request.
  virtual std::string answer(const std::string& request) = 0;

 protected:
  ~ControlSink() = default;
};

class ControlSocket final : public log::Listener {
 public:
  explicit ControlSocket(ControlSink& sink);

  // Takes the path, also from a jeden that died without removing it. 0, or errno; without it nothing else is
  // lost.
  int open(uv_loop_t* loop, const std::string& path) noexcept;
  // Removes the path and ends every connection.
  void close() noexcept;
  bool wants(log::Format format) const noexcept override;
  // One line to everyone who asked for events. A reader that is too slow is let go.
  void told(log::Format format, std::string_view line) noexcept override;

 private:
  static constexpr std::size_t most_connections = 16;
  static constexpr std::size_t longest_request = 1024;

  struct Connection {
    Handle<uv_poll_t> watch;
    base::Fd socket;
    std::string request;
    ControlSocket* owner = nullptr;
    std::optional<log::Format> listens;  // to the events, as which they are told
  };

  void accept_one() noexcept;
  void readable(Connection& connection) noexcept;
  void respond(Connection& connection) noexcept;
  void end(Connection& connection) noexcept;
  bool send(Connection& connection, std::string_view text) noexcept;

  ControlSink* sink_;
  std::string path_;
  base::Fd listening_;
  Handle<uv_poll_t> watch_;
  std::array<Connection, most_connections> connections_;
};

}  // namespace jeden::host
