// Feeds a conversation what a fuzzer invents. The first byte says in which slices; TLS is taken to succeed.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <string>
#include <string_view>

#include "probe/conversation.hpp"
#include "probe/kind.hpp"
#include "probe/target.hpp"

namespace jeden::fuzz {

inline void converse(const probe::Target& target, std::string_view bytes) {
  if (bytes.empty()) return;
  const std::size_t slice = static_cast<unsigned char>(bytes.front()) % 32U + 1U;
  bytes.remove_prefix(1);
  std::string error;
  const auto conversation = target.kind->make(target, error);
  if (conversation == nullptr) std::abort();
  probe::Step step = conversation->open();
  while (step.kind != probe::Step::Kind::done && step.kind != probe::Step::Kind::redirect) {
    if (step.kind == probe::Step::Kind::secure) {
      step = conversation->secured();
      continue;
    }
    if (bytes.empty()) {
      conversation->ended();
      return;
    }
    step = conversation->feed(bytes.substr(0, slice));
    bytes.remove_prefix(bytes.size() < slice ? bytes.size() : slice);
  }
  if (step.kind == probe::Step::Kind::done) probe::reason_text(step.verdict);
}

// The first byte also chooses among the URLs: with and without credentials.
inline int run(std::initializer_list<const char*> urls, const std::uint8_t* data, std::size_t size) {
  if (size < 2) return 0;
  const std::size_t choice = data[0] % urls.size();
  const probe::Parsed parsed = probe::parse_target(urls.begin()[choice]);
  if (!parsed.target) std::abort();
  converse(*parsed.target, {reinterpret_cast<const char*>(data) + 1, size - 1});
  return 0;
}

}  // namespace jeden::fuzz

#define JEDEN_FUZZ_CONVERSATION(...)                                                  \
  extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) { \
    return jeden::fuzz::run({__VA_ARGS__}, data, size);                               \
  }
