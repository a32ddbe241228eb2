#include "probe/conversation.hpp"

namespace jeden::probe {

Step Conversation::feed(std::string_view bytes) {
  input_.append(bytes);
  Step step = advance();
  if (step.kind == Step::Kind::more && input_.size() > input_limit) return garbage("the answer is too long");
  return step;
}

Step Conversation::ended() {
  if (input_.empty()) return done(pending(Reason::reset, "the connection was closed without an answer"));
  return done(pending(Reason::reset, "the connection was closed in the middle of an answer"));
}

bool take_line(std::string& input, std::string& line) {
  const auto end = input.find('\n');
  if (end == std::string::npos) return false;
  line = input.substr(0, end);
  if (!line.empty() && line.back() == '\r') line.pop_back();
  input.erase(0, end + 1);
  return true;
}

}  // namespace jeden::probe
