// memcached's text protocol (doc/protocol.txt): "version".
#include "probe/kind.hpp"
#include "probe/lines.hpp"

namespace jeden::probe {
namespace {

class Memcached final : public LineConversation {
 public:
  Step open() override { return more("version\r\n"); }

 private:
  Step line(const std::string& text) override {
    if (text.starts_with("VERSION ")) return done(ready(), "quit\r\n");
    // A server that wants SASL answers so to everything else: it is there.
    if (text.starts_with("CLIENT_ERROR unauthenticated")) return done(ready());
    if (text.starts_with("ERROR Too many open connections") || text.starts_with("SERVER_ERROR"))
      return done(pending(Reason::busy, clean(text)));
    return garbage("not an answer of memcached");
  }
};

}  // namespace

std::unique_ptr<Conversation> make_memcached(const Target&, std::string&) {
  return std::make_unique<Memcached>();
}

}  // namespace jeden::probe
