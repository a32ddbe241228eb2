// "Did you mean ...?"
#pragma once

#include <span>
#include <string_view>

namespace jeden::base {

// The candidate nearest to the word by edit distance (a swap of neighbours counts once); empty when none is
// near enough to be a typo: more than a third of the word's length away.
std::string_view suggest(std::string_view word, std::span<const std::string_view> candidates);

}  // namespace jeden::base
