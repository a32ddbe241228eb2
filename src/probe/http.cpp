// HTTP/1.1 (RFC 9112): one request, one response, parsed by http_parser.
#include <http_parser.h>

#include <algorithm>
#include <array>
#include <vector>

#include "base/base64.hpp"
#include "probe/http_expectation.hpp"
#include "probe/kind.hpp"
#include "probe/url.hpp"

namespace jeden::probe {
namespace {

constexpr std::size_t longest_header = 16 * 1024;
constexpr std::size_t longest_body = 64 * 1024;

class Http final : public Conversation {
 public:
  Http(const Target& target, HttpExpectation expectation)
      : target_{target}, expectation_{std::move(expectation)}, method_{target.parameter("method", "GET")} {
    ::http_parser_init(&parser_, HTTP_RESPONSE);
    ::http_parser_settings_init(&settings_);
    parser_.data = this;
    settings_.on_header_field = [](http_parser* p, const char* at, size_t size) {
      return self(p).on_field(at, size);
    };
    settings_.on_header_value = [](http_parser* p, const char* at, size_t size) {
      return self(p).on_value(at, size);
    };
    settings_.on_headers_complete = [](http_parser* p) { return self(p).on_headers(); };
    settings_.on_body = [](http_parser* p, const char* at, size_t size) { return self(p).on_body(at, size); };
    settings_.on_message_complete = [](http_parser* p) { return self(p).on_message(); };
  }

  Step open() override { return more(request()); }

  Step ended() override {
    if (phase_ == Phase::nothing) return Conversation::ended();
    ::http_parser_execute(&parser_, &settings_, nullptr,
                          0);  // A body without a length ends with the connection.
    if (phase_ == Phase::complete) return judge();
    return done(pending(Reason::reset, "the connection was closed in the middle of an answer"));
  }

 private:
  enum class Phase : std::uint8_t { nothing, headers, complete, too_long };

  static Http& self(http_parser* parser) { return *static_cast<Http*>(parser->data); }

  std::string host() const {
    std::string name = target_.host.empty() ? "localhost" : target_.host;
    if (name.find(':') != std::string::npos) name = "[" + name + "]";
    if (target_.port != 0 && target_.port != target_.kind->port) name += ":" + std::to_string(target_.port);
    return name;
  }

  std::string request() const {
    std::string headers;
    bool has_host = false;
    for (const auto& [name, value] : target_.parameters) {
      if (name != "header") continue;
      headers += value + "\r\n";
      has_host = has_host || value.starts_with("Host:") || value.starts_with("host:");
    }
    std::string text = method_ + " " + (target_.path.empty() ? "/" : target_.path) +
                       (target_.query.empty() ? "" : "?" + target_.query) + " HTTP/1.1\r\n";
    if (!has_host) text += "Host: " + host() + "\r\n";
    text += "User-Agent: jeden/" JEDEN_VERSION "\r\nAccept: */*\r\nConnection: close\r\n";
    if (target_.user || target_.password)
      text += "Authorization: Basic " +
              base::encode_base64(target_.user.value_or("") + ":" + target_.password.value_or("")) + "\r\n";
    return text + headers + "\r\n";
  }

  Step advance() override {
    const std::size_t size = input_.size();
    const std::size_t eaten = ::http_parser_execute(&parser_, &settings_, input_.data(), size);
    input_.clear();
    if (phase_ == Phase::too_long) return garbage("the head of the response is too long");
    if (phase_ == Phase::complete) return judge();
    const auto error = HTTP_PARSER_ERRNO(&parser_);
    if (error != HPE_OK || eaten != size)
      return garbage(std::string{"not an HTTP response: "} + ::http_errno_description(error));
    return more();
  }

  int on_field(const char* at, std::size_t size) {
    if (in_value_) headers_.emplace_back();
    if (headers_.empty()) headers_.emplace_back();
    in_value_ = false;
    headers_.back().first.append(at, size);
    return grow(size);
  }
  int on_value(const char* at, std::size_t size) {
    in_value_ = true;
    if (headers_.empty()) return 0;
    headers_.back().second.append(at, size);
    return grow(size);
  }
  int grow(std::size_t size) {
    head_ += size;
    if (head_ <= longest_header) return 0;
    phase_ = Phase::too_long;
    return -1;
  }
  int on_headers() {
    if (parser_.status_code / 100 == 1) {  // 100 Continue and its kin precede the response.
      headers_.clear();
      return 0;
    }
    phase_ = Phase::headers;
    if (expectation_.wants_body() && method_ != "HEAD") return 0;
    phase_ = Phase::complete;
    return -1;  // Nothing more is read.
  }
  int on_body(const char* at, std::size_t size) {
    body_.append(at, std::min(size, longest_body - body_.size()));
    if (body_.size() < longest_body) return 0;
    phase_ = Phase::complete;
    return -1;
  }
  int on_message() {
    if (phase_ == Phase::headers) phase_ = Phase::complete;
    return 0;
  }

  std::string header(std::string_view wanted) const {
    for (const auto& [name, value] : headers_)
      if (std::equal(name.begin(), name.end(), wanted.begin(), wanted.end(),
                     [](char a, char b) { return (a | 0x20) == (b | 0x20); }))
        return value;
    return {};
  }

  Step judge() {
    const int status = static_cast<int>(parser_.status_code);
    if (status / 100 == 3 && target_.parameter("redirect") == "follow")
      if (std::string location = header("location"); !location.empty()) return redirect(std::move(location));
    if (!expectation_.accepts_status(status)) {
      const char* text = ::http_status_str(static_cast<http_status>(status));
      std::string detail = "the status is " + std::to_string(status) + " " + text;
      return done(pending(Reason::http_status, detail, status));
    }
    if (std::string objection = expectation_.object_to_headers(headers_); !objection.empty())
      return done(pending(Reason::content, std::move(objection)));
    if (!expectation_.accepts_body(body_))
      return done(pending(Reason::content, "the body is not the expected one"));
    return done(ready());
  }

  const Target& target_;
  HttpExpectation expectation_;
  std::string method_;
  http_parser parser_{};
  http_parser_settings settings_{};
  std::vector<std::pair<std::string, std::string>> headers_;
  bool in_value_ = false;
  std::string body_;
  std::size_t head_ = 0;
  Phase phase_ = Phase::nothing;
};

bool is_token(std::string_view text) {
  return !text.empty() &&
         std::all_of(text.begin(), text.end(), [](char c) { return (c >= 'A' && c <= 'Z') || c == '-'; });
}

}  // namespace

std::unique_ptr<Conversation> make_http(const Target& target, std::string& error) {
  auto expectation = HttpExpectation::read(target, error);
  if (!expectation) return nullptr;
  for (const auto& [name, value] : target.parameters) {
    if (name == "method" && !is_token(value))
      error = "method is a word such as GET or HEAD, not \"" + value + "\"";
    if (name == "redirect" && value != "follow" && value != "none")
      error = "redirect is follow or none, not \"" + value + "\"";
    if (name == "header" &&
        (value.find(':') == std::string::npos || value.find_first_of("\r\n") != std::string::npos))
      error = "header is written Name:value";
  }
  if (target.path.find_first_of(" \r\n") != std::string::npos) error = "a blank in the path is written %20";
  if (!error.empty()) return nullptr;
  return std::make_unique<Http>(target, std::move(*expectation));
}

}  // namespace jeden::probe
