#include "probe/verdict.hpp"

#include <cstddef>

namespace jeden::probe {

std::string reason_text(const Verdict& verdict) {
  switch (verdict.reason) {
    case Reason::none: return "";
    case Reason::unreachable: return "unreachable";
    case Reason::refused: return "refused";
    case Reason::missing: return "missing";
    case Reason::timeout: return "timeout";
    case Reason::dns: return "dns";
    case Reason::reset: return "reset";
    case Reason::protocol: return "protocol";
    case Reason::tls: return "tls";
    case Reason::content: return "content";
    case Reason::http_status: return "http_" + std::to_string(verdict.code);
    case Reason::exit_code: return "exit_" + std::to_string(verdict.code);
    case Reason::killed: return "signal_" + std::to_string(verdict.code);
    case Reason::query: return "query";
    case Reason::busy: return "busy";
    case Reason::stopping: return "stopping";
    case Reason::recovery: return "recovery";
    case Reason::starting: return "starting";
    case Reason::no_database: return "no_database";
    case Reason::auth: return "auth";
  }
  return "";
}

std::string clean(std::string text) {
  constexpr std::size_t longest = 200;
  if (text.size() > longest) text.resize(longest);
  for (char& c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x20 || byte >= 0x7f) c = byte >= 0x80 ? c : ' ';
  }
  while (!text.empty() && (text.back() == ' ' || text.back() == '\n')) text.pop_back();
  return text;
}

}  // namespace jeden::probe
