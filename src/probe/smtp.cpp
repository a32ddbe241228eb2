// SMTP (RFC 5321): the greeting 220.
#include "probe/kind.hpp"
#include "probe/lines.hpp"

namespace jeden::probe {
namespace {

class Smtp final : public LineConversation {
 public:
  Step open() override { return more(); }

 private:
  Step line(const std::string& text) override {
    if (text.size() < 3 || text.find_first_not_of("0123456789") < 3) return garbage("not a greeting of SMTP");
    if (text.size() > 3 && text[3] == '-') return more();
    if (text.starts_with("220")) return done(ready(), "QUIT\r\n");
    if (text.starts_with("421")) return done(pending(Reason::busy, clean(text)), "QUIT\r\n");
    return done(pending(Reason::starting, clean(text)), "QUIT\r\n");
  }
};

}  // namespace

std::unique_ptr<Conversation> make_smtp(const Target&, std::string&) {
  return std::make_unique<Smtp>();
}

}  // namespace jeden::probe
