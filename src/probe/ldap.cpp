// LDAP (RFC 4511): a simple bind, anonymous when there is no password.
#include "probe/bytes.hpp"
#include "probe/kind.hpp"

namespace jeden::probe {
namespace {

// Definite lengths of BER, as LDAP demands.
std::string element(unsigned char tag, std::string_view content) {
  std::string text(1, static_cast<char>(tag));
  if (content.size() < 0x80) {
    text.push_back(static_cast<char>(content.size()));
  } else {
    text.push_back('\x83');
    put_big(text, content.size(), 3);
  }
  text += content;
  return text;
}

// The content of the element with the tag at the reader's front; fails when there is another or it is
// incomplete.
std::string_view take(Reader& reader, std::uint64_t tag, bool& good) {
  good = good && reader.big(1) == tag;
  std::uint64_t length = reader.big(1);
  if (length > 0x84 || length == 0x80) good = false;
  if (good && length > 0x80) length = reader.big(length - 0x80);
  if (!good || reader.failed()) return good = false, std::string_view{};
  const auto content = reader.bytes(length);
  good = !reader.failed();
  return content;
}

class Ldap final : public Conversation {
 public:
  explicit Ldap(const Target& target) : target_{target} {}

  Step open() override {
    const bool login = target_.user && target_.password;
    const std::string bind = element(0x02, "\x03") + element(0x04, login ? *target_.user : "") +
                             element(0x80, login ? *target_.password : "");
    return more(element(0x30, element(0x02, "\x01") + element(0x60, bind)));
  }

 private:
  Step advance() override {
    if (input_.empty()) return more();
    if (input_.front() != '\x30') return garbage("not an answer of LDAP");
    if (!is_complete())
      return input_.size() > 16 && announced() > input_limit ? garbage("not an answer of LDAP") : more();
    bool good = true;
    Reader outer{input_};
    Reader message{take(outer, 0x30, good)};
    take(message, 0x02, good);
    Reader response{take(message, 0x61, good)};
    const auto code_text = take(response, 0x0a, good);
    take(response, 0x04, good);
    const auto diagnosis = take(response, 0x04, good);
    if (!good || code_text.size() != 1) return garbage("not an answer of LDAP");
    return judge(static_cast<unsigned char>(code_text.front()), clean(std::string{diagnosis}));
  }

  bool is_complete() const {
    Reader reader{input_};
    bool good = true;
    take(reader, 0x30, good);
    return good;
  }
  std::uint64_t announced() const {
    Reader reader{std::string_view{input_}.substr(1)};
    const auto length = reader.big(1);
    return length <= 0x80 ? length : length > 0x84 ? UINT64_MAX : reader.big(length - 0x80);
  }

  Step judge(int code, const std::string& diagnosis) {
    const std::string goodbye{"\x30\x05\x02\x01\x02\x42\x00", 7};
    const std::string detail = diagnosis.empty() ? "result code " + std::to_string(code) : diagnosis;
    switch (code) {
      case 0: return done(ready(), goodbye);
      case 51: return done(pending(Reason::busy, detail));
      case 52: return done(pending(Reason::starting, detail));
      case 2: return done(pending(Reason::protocol, detail));
      default: break;
    }
    // Anything else refuses this user, not everybody.
    if (!target_.password) return done(ready(), goodbye);
    return done(hopeless(Reason::auth, code == 49 && diagnosis.empty() ? "invalid credentials" : detail));
  }

  const Target& target_;
};

}  // namespace

std::unique_ptr<Conversation> make_ldap(const Target& target, std::string&) {
  return std::make_unique<Ldap>(target);
}

}  // namespace jeden::probe
