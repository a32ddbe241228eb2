// One HTTP/1 request, as far as an endpoint has to understand it: the method and the path. A body is never
// read.
#pragma once

#include <http_parser.h>

#include <cstddef>
#include <string>
#include <string_view>

namespace jeden::endpoint {

class Request {
 public:
  enum class Progress : unsigned char { incomplete, complete, malformed, too_long };
  static constexpr std::size_t longest = 8192;  // bytes up to the empty line

  Request();
  Request(const Request&) = delete;
  Request& operator=(const Request&) = delete;

  // The next bytes from the connection, in pieces of any length. Nothing may be fed after anything but
  // incomplete.
  Progress feed(std::string_view bytes);

  std::string_view method() const;
  std::string_view path() const;  // without the query; empty unless complete

 private:
  http_parser parser_{};
  std::string url_;
  std::size_t length_ = 0;
  bool complete_ = false;
};

// The whole answer, after which the connection is closed. `state` is "ready", or why it is not.
std::string answer_to(const Request& request, std::string_view state);
// The answer to what is no request.
std::string refusal_of(Request::Progress progress);

}  // namespace jeden::endpoint
