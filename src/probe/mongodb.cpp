// MongoDB: hello in OP_MSG (MongoDB wire protocol), which needs no login.
#include "probe/bson.hpp"
#include "probe/bytes.hpp"
#include "probe/kind.hpp"

namespace jeden::probe {
namespace {

constexpr std::uint64_t op_msg = 2013;
constexpr std::uint64_t header_size = 16;
constexpr std::uint32_t request_id = 1;

class Mongodb final : public Conversation {
 public:
  explicit Mongodb(const Target& target) : target_{target} {}

  Step open() override {
    std::string elements;
    elements += '\x10';
    put_text(elements, "hello");
    put_little(elements, 1, 4);
    elements += '\x02';
    put_text(elements, "$db");
    put_little(elements, 6, 4);
    put_text(elements, "admin");
    std::string document;
    put_little(document, elements.size() + 5, 4);
    document += elements + '\0';

    std::string message;
    put_little(message, header_size + 5 + document.size(), 4);
    put_little(message, request_id, 4);
    put_little(message, 0, 4);
    put_little(message, op_msg, 4);
    put_little(message, 0, 4);  // no flags
    message += '\0';            // one body section
    return more(message + document);
  }

 private:
  Step advance() override {
    if (input_.size() < header_size) return more();
    Reader reader{input_};
    const auto length = reader.little(4);
    reader.little(4);
    const auto answers = reader.little(4);
    if (length < header_size + 10 || length > input_limit || answers != request_id ||
        reader.little(4) != op_msg)
      return garbage("not an answer of MongoDB");
    if (input_.size() < length) return more();
    reader.little(4);
    if (reader.little(1) != 0) return garbage("not an answer of MongoDB");
    const auto hello = read_bson(reader.rest().substr(0, length - header_size - 5));
    if (!hello) return garbage("not an answer of MongoDB");
    return judge(*hello);
  }

  Step judge(const Bson& hello) const {
    constexpr double command_not_found = 59;  // servers before 4.4 know isMaster only, and are alive
    if (hello.number("ok") != 1) {
      const double code = hello.number("code");
      const std::string detail = clean(hello.text("errmsg"));
      if (code == 91 || code == 11600) return done(pending(Reason::stopping, detail));
      if (code != command_not_found || target_.flag("primary"))
        return done(pending(Reason::starting, detail));
      return done(ready());
    }
    if (!target_.flag("primary") || hello.number("isWritablePrimary") == 1 || hello.number("ismaster") == 1)
      return done(ready());
    return done(pending(Reason::starting, "it is not a writable primary"));
  }

  const Target& target_;
};

}  // namespace

std::unique_ptr<Conversation> make_mongodb(const Target& target, std::string&) {
  return std::make_unique<Mongodb>(target);
}

}  // namespace jeden::probe
