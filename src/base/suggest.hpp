// "Did you mean ...?"
#pragma once

#include <span>
#include <string_view>

namespace jeden::base {

// The candidate nearest to the word by edit distance (a swap of neighbours counts once); empty when none is
// near enough to be a typo: more than a third of the word's length away.
std::string_view suggest(std::string_view word, std::span<const std::string_view> candidates);

// The candidate that the word is short for, such as "cmd" for "command": it begins with the same letter and
// has all of the word's letters in their order; or the word goes on where the candidate ends, as
// "environment" does after "env".
std::string_view expand_short(std::string_view word, std::span<const std::string_view> candidates);

}  // namespace jeden::base
