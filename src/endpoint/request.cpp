#include "endpoint/request.hpp"

namespace jeden::endpoint {
namespace {

enum class Body : unsigned char { sent, left_out };

std::string response(std::string_view status, std::string_view text, Body body = Body::sent,
                     std::string_view header = {}) {
  std::string answer = "HTTP/1.1 " + std::string{status} +
                       "\r\nContent-Type: text/plain\r\nContent-Length: " + std::to_string(text.size() + 1) +
                       "\r\nCache-Control: no-store\r\nConnection: close\r\n";
  answer += header;
  answer += "\r\n";
  if (body == Body::left_out) return answer;
  return (answer += text) += '\n';
}

}  // namespace

Request::Request() {
  ::http_parser_init(&parser_, HTTP_REQUEST);
  parser_.data = this;
}

Request::Progress Request::feed(std::string_view bytes) {
  static const http_parser_settings settings = [] {
    http_parser_settings calls{};
    ::http_parser_settings_init(&calls);
    calls.on_url = [](http_parser* parser, const char* text, std::size_t length) {
      static_cast<Request*>(parser->data)->url_.append(text, length);
      return 0;
    };
    calls.on_headers_complete = [](http_parser* parser) {
      static_cast<Request*>(parser->data)->complete_ = true;
      ::http_parser_pause(parser, 1);
      return 0;
    };
    return calls;
  }();
  const std::size_t parsed = ::http_parser_execute(&parser_, &settings, bytes.data(), bytes.size());
  length_ += parsed;
  if (length_ > longest) return Progress::too_long;
  if (complete_) return Progress::complete;
  return HTTP_PARSER_ERRNO(&parser_) == HPE_OK ? Progress::incomplete : Progress::malformed;
}

std::string_view Request::method() const {
  return ::http_method_str(static_cast<http_method>(parser_.method));
}

std::string_view Request::path() const {
  http_parser_url parts;
  ::http_parser_url_init(&parts);
  const bool connects = parser_.method == HTTP_CONNECT;
  if (!complete_ || ::http_parser_parse_url(url_.data(), url_.size(), connects ? 1 : 0, &parts) != 0)
    return {};
  if ((parts.field_set & 1U << UF_PATH) == 0) return {};
  return std::string_view{url_}.substr(parts.field_data[UF_PATH].off, parts.field_data[UF_PATH].len);
}

std::string answer_to(const Request& request, std::string_view state) {
  const std::string_view path = request.path(), method = request.method();
  if (path != "/ready" && path != "/live")
    return response("404 Not Found", "there are /ready and /live here");
  if (method != "GET" && method != "HEAD")
    return response("405 Method Not Allowed", "it can only be asked", Body::sent, "Allow: GET, HEAD\r\n");
  const Body body = method == "HEAD" ? Body::left_out : Body::sent;
  if (path == "/live") return response("200 OK", "live", body);
  return response(state == "ready" ? "200 OK" : "503 Service Unavailable", state, body);
}

std::string refusal_of(Request::Progress progress) {
  return progress == Request::Progress::too_long
             ? response("431 Request Header Fields Too Large", "the request is too long")
             : response("400 Bad Request", "this is not HTTP");
}

}  // namespace jeden::endpoint
