// Lives many lives. JEDEN_SIM_LIVES says how many, JEDEN_SIM_SEED repeats one and prints it.
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <map>

#include "life.hpp"
#include "plans.hpp"

namespace {

using namespace jeden;

// Making a plan costs as much as living with it, so that each is used for several lives.
constexpr std::uint64_t lives_per_plan = 16;

std::uint64_t number(const char* name, std::uint64_t otherwise) {
  const char* text = std::getenv(name);
  return text != nullptr && *text != '\0' ? std::strtoull(text, nullptr, 10) : otherwise;
}

std::uint64_t life_seed(std::uint64_t seed) {
  return seed * 0x2545f4914f6cdd1du + 1;
}

// Lives the life of the seed again and prints it.
int repeat(std::uint64_t seed) {
  sim::Living living;
  const core::Plan plan = sim::random_plan(seed / lives_per_plan);
  std::string transcript = sim::describe(plan);
  const sim::Verdict verdict = living.live(plan, life_seed(seed), &transcript);
  std::fputs(transcript.c_str(), stdout);
  if (verdict.broken.empty()) return 0;
  std::printf("broken: %.*s, JEDEN_SIM_SEED=%llu\n", static_cast<int>(verdict.broken.size()),
              verdict.broken.data(), static_cast<unsigned long long>(seed));
  return 1;
}

}  // namespace

int main() {
  if (const char* seed = std::getenv("JEDEN_SIM_SEED"); seed != nullptr && *seed != '\0')
    return repeat(std::strtoull(seed, nullptr, 10));
  const std::uint64_t lives = number("JEDEN_SIM_LIVES", 5'000'000), first = number("JEDEN_SIM_FIRST", 0);
  const std::uint64_t most_failures = number("JEDEN_SIM_FAILURES", 1);
  const auto begun = std::chrono::steady_clock::now();
  sim::Living living;
  std::optional<core::Plan> plan;
  std::uint64_t events = 0, failures = 0, first_broken = 0;
  std::map<std::string_view, std::uint64_t> broken;
  std::map<std::string_view, std::uint64_t> example;
  for (std::uint64_t seed = first; seed < first + lives && failures < most_failures; ++seed) {
    if (!plan || seed % lives_per_plan == 0) plan = sim::random_plan(seed / lives_per_plan);
    const sim::Verdict verdict = living.live(*plan, life_seed(seed));
    events += verdict.events;
    if (verdict.broken.empty()) continue;
    if (failures++ == 0) first_broken = seed;
    ++broken[verdict.broken];
    example.emplace(verdict.broken, seed);
  }
  if (failures != 0) {
    repeat(first_broken);
    for (const auto& [name, count] : broken)
      std::printf("%.*s: %llu, first in JEDEN_SIM_SEED=%llu\n", static_cast<int>(name.size()), name.data(),
                  static_cast<unsigned long long>(count), static_cast<unsigned long long>(example[name]));
    return 1;
  }
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begun;
  std::printf("%llu lives, %llu events, every invariant held; JEDEN_SIM_FIRST=%llu, %.1f s, %.0f lives/s\n",
              static_cast<unsigned long long>(lives), static_cast<unsigned long long>(events),
              static_cast<unsigned long long>(first), took.count(),
              static_cast<double>(lives) / took.count());
  return 0;
}
