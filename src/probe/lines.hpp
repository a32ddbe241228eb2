// Conversations in lines: Redis, memcached, NATS, SMTP.
#pragma once

#include <string>

#include "probe/conversation.hpp"

namespace jeden::probe {

class LineConversation : public Conversation {
 protected:
  static constexpr std::size_t longest_line = 32 * 1024;

  // A line without its end. The next one is given when this one wants nothing but more.
  virtual Step line(const std::string& text) = 0;

 private:
  Step advance() final {
    std::string text;
    while (take_line(input_, text)) {
      Step step = line(text);
      if (step.kind != Step::Kind::more || !step.output.empty()) return step;
    }
    return input_.size() > longest_line ? garbage("the line does not end") : more();
  }
};

}  // namespace jeden::probe
