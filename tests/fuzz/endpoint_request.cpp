// Whatever is sent to the readiness endpoint, in whatever pieces: it is answered, refused or waited for, by
// an answer whose length is as it says, and the pieces make no difference.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "endpoint/request.hpp"

namespace {

using namespace jeden::endpoint;
using Progress = Request::Progress;

void require(bool holds) {
  if (!holds) std::abort();
}

void check_answer(std::string_view answer, std::string_view method) {
  constexpr std::string_view length = "\r\nContent-Length: ";
  const std::size_t head = answer.find("\r\n\r\n"), at = answer.find(length);
  require(answer.starts_with("HTTP/1.1 ") && head != std::string_view::npos && at < head);
  const std::size_t body = answer.size() - head - 4;
  const auto said = std::strtoull(std::string{answer.substr(at + length.size())}.c_str(), nullptr, 10);
  require(said == body || (body == 0 && method == "HEAD"));
}

std::string answer_in_pieces(std::string_view text, std::size_t step) {
  Request request;
  for (std::size_t at = 0; at < text.size(); at += step) {
    const Progress progress = request.feed(text.substr(at, step));
    if (progress == Progress::incomplete) continue;
    const bool complete = progress == Progress::complete;
    std::string answer = complete ? answer_to(request, "starting: hook migrate") : refusal_of(progress);
    check_answer(answer, complete ? request.method() : std::string_view{});
    return answer;
  }
  return {};
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 1) return 0;
  const std::string_view text{reinterpret_cast<const char*>(data) + 1, size - 1};
  const std::string whole = answer_in_pieces(text, text.size() + 1),
                    parts = answer_in_pieces(text, 1 + data[0]);
  // One that is too long may be found to be malformed first.
  if (text.size() <= Request::longest) require(whole == parts);
  return 0;
}
