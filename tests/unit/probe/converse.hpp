// Holds a conversation with fixed answers, whole or byte by byte.
#pragma once

#include <string>
#include <string_view>

#include "probe/conversation.hpp"
#include "probe/kind.hpp"
#include "probe/target.hpp"

namespace jeden::probe {

struct Talk {
  Step last;
  std::string sent;
};

inline Talk converse(const Target& target, std::string_view answer, std::size_t slice = 1) {
  std::string error;
  const auto conversation = target.kind->make(target, error);
  Talk talk{conversation->open(), {}};
  talk.sent += talk.last.output;
  while (talk.last.kind == Step::Kind::more && !answer.empty()) {
    talk.last = conversation->feed(answer.substr(0, slice));
    talk.sent += talk.last.output;
    answer.remove_prefix(std::min(slice, answer.size()));
  }
  return talk;
}

inline Talk converse(std::string_view url, std::string_view answer, std::size_t slice = 1) {
  return converse(*parse_target(url).target, answer, slice);
}

inline std::string reason(const Talk& talk) {
  if (talk.last.kind != Step::Kind::done) return "more";
  return talk.last.verdict.is_ready() ? "ready" : reason_text(talk.last.verdict);
}

}  // namespace jeden::probe
