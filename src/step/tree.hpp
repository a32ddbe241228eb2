// What lies below some directories, and how to take away what was not there before. Goes by descriptors,
// follows no link, and enters nothing that is mounted, bind mounts of the same file system included.
#pragma once

#include <cstddef>
#include <set>
#include <string>
#include <vector>

namespace jeden::step {

using Paths = std::set<std::string>;

inline constexpr std::size_t most_listed = 20'000;

// Adds each root that exists and everything below it. Empty, or the sentence that says why not; more than
// `most_listed` is refused.
std::string list_trees(const std::vector<std::string>& roots, Paths& found);

struct Removal {
  std::size_t removed = 0, mounts = 0;  // mounts are left alone
  std::string error;                    // not empty: a sentence; what comes after it was not looked at
};
// Removes what is below the roots, the roots included, and is not in `keep`. A directory that still holds
// something stays.
Removal remove_others(const std::vector<std::string>& roots, const Paths& keep);

}  // namespace jeden::step
