// Kafka: ApiVersions in version 0, which every broker since 0.10 answers, before any login.
#include "probe/bytes.hpp"
#include "probe/kind.hpp"

namespace jeden::probe {
namespace {

constexpr std::uint32_t correlation = 0x6a656465;
constexpr std::uint64_t unsupported_version = 35;

class Kafka final : public Conversation {
 public:
  Step open() override {
    std::string body;
    put_big(body, 18, 2);  // ApiVersions
    put_big(body, 0, 2);
    put_big(body, correlation, 4);
    put_big(body, 5, 2);
    body += "jeden";
    std::string request;
    put_big(request, body.size(), 4);
    return more(request + body);
  }

 private:
  Step advance() override {
    if (input_.size() < 4) return more();
    Reader reader{input_};
    const auto length = reader.big(4);
    if (length < 6 || length > input_limit - 4) return garbage("not an answer of Kafka");
    if (input_.size() >= 8 && Reader{std::string_view{input_}.substr(4)}.big(4) != correlation)
      return garbage("not an answer of Kafka");
    if (input_.size() < length + 4) return more();
    reader.big(4);
    const auto error = reader.big(2);
    if (error == 0 || error == unsupported_version) return done(ready());
    return done(pending(Reason::starting, "the broker answers with error " + std::to_string(error)));
  }
};

}  // namespace

std::unique_ptr<Conversation> make_kafka(const Target&, std::string&) {
  return std::make_unique<Kafka>();
}

}  // namespace jeden::probe
