#include "base/suggest.hpp"

#include <algorithm>
#include <vector>

namespace jeden::base {
namespace {

// Optimal string alignment distance.
std::size_t distance(std::string_view a, std::string_view b) {
  std::vector<std::vector<std::size_t>> cost(a.size() + 1, std::vector<std::size_t>(b.size() + 1));
  for (std::size_t i = 0; i <= a.size(); ++i) cost[i][0] = i;
  for (std::size_t j = 0; j <= b.size(); ++j) cost[0][j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t change = a[i - 1] == b[j - 1] ? 0 : 1;
      cost[i][j] = std::min({cost[i - 1][j] + 1, cost[i][j - 1] + 1, cost[i - 1][j - 1] + change});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
        cost[i][j] = std::min(cost[i][j], cost[i - 2][j - 2] + 1);
    }
  }
  return cost[a.size()][b.size()];
}

bool is_short_for(std::string_view word, std::string_view candidate) {
  if (word.front() != candidate.front()) return false;
  std::size_t found = 0;
  for (const char c : candidate)
    if (found < word.size() && word[found] == c) ++found;
  return found == word.size();
}

bool goes_on(std::string_view word, std::string_view candidate) {
  return word.starts_with(candidate) && word.size() > candidate.size() && word[candidate.size()] != '_';
}

}  // namespace

std::string_view suggest(std::string_view word, std::span<const std::string_view> candidates) {
  constexpr std::size_t longest_word = 64;
  if (word.empty() || word.size() > longest_word) return {};
  std::string_view best;
  std::size_t best_distance = std::max<std::size_t>(1, (word.size() + 2) / 3) + 1;
  for (const std::string_view candidate : candidates) {
    const std::size_t d = distance(word, candidate);
    if (d < best_distance) {
      best_distance = d;
      best = candidate;
    }
  }
  return best;
}

std::string_view expand_short(std::string_view word, std::span<const std::string_view> candidates) {
  constexpr std::size_t shortest = 3;
  std::string_view best;
  if (word.size() < shortest) return best;
  for (const std::string_view candidate : candidates)
    if (candidate.size() >= shortest && (is_short_for(word, candidate) || goes_on(word, candidate)) &&
        (best.empty() || candidate.size() < best.size()))
      best = candidate;
  return best;
}

}  // namespace jeden::base
