// One connection to one address that carries a conversation, with TLS in between where wanted.
#pragma once

#include <uv.h>

#include <functional>
#include <memory>
#include <string>

#include "base/duration.hpp"
#include "probe/address.hpp"
#include "probe/conversation.hpp"
#include "probe/handle.hpp"
#include "probe/target.hpp"
#include "probe/tls.hpp"

namespace jeden::probe {

class Connection {
 public:
  // The step is `done` or `redirect`.
  using Done = std::function<void(Step step)>;

  Connection(uv_loop_t& loop, const Target& target, Address address, Done done);
  ~Connection() { stop(); }

  // May call back at once. A connection that does not stand after `limit` is given up.
  void start(base::Millis limit);
  // Closes without calling back.
  void stop() noexcept;
  bool is_finished() const noexcept { return finished_; }
  // Where it hangs: "no connection to 10.0.0.1:80", "no answer from 10.0.0.1:80".
  std::string complaint() const;

 private:
  uv_stream_t* stream() const noexcept;
  int open_unix();
  void connected(int status);
  void begin_tls();
  void received(std::string_view bytes);
  void received_sealed(std::string_view bytes);
  void ended(int status);
  void perform(Step step);
  void send(std::string bytes);
  void send_raw(std::string bytes);
  void fail(int error);
  void finish(Step step);

  static void on_read(uv_stream_t* stream, ssize_t count, const uv_buf_t* buffer);

  const Target& target_;
  Address address_;
  Done done_;
  std::unique_ptr<Conversation> conversation_;
  std::unique_ptr<TlsSession> tls_;
  Timer limit_;
  Handle<uv_tcp_t> tcp_;
  Handle<uv_pipe_t> pipe_;
  bool standing_ = false;
  bool opened_ = false;  // the conversation has begun
  bool finished_ = false;
  std::size_t received_ = 0;
};

}  // namespace jeden::probe
