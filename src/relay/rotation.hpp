// What a rotation does, as values: which files get which names, and how much may still go to the file.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace jeden::relay {

struct Limits {
  std::uint64_t max_size = 0;  // bytes; 0: never rotated
  unsigned keep = 5;           // how many old files stay
};

struct Rename {
  std::string from, to;
  bool operator==(const Rename&) const = default;
};

// In the order in which they are to be done: PATH.2 to PATH.3, PATH.1 to PATH.2, PATH to PATH.1. rename(2)
// replaces its target, which is how the oldest goes. Empty when nothing is to be kept.
std::vector<Rename> plan_rotation(const std::string& path, unsigned keep);

// The size of the first line with its newline; of everything when there is no newline.
std::size_t first_line(std::string_view data) noexcept;

// How many of the first bytes of `data`, which is not empty, go to the file before it is rotated; 0: none. A
// line is never split over two files; one that is larger than a whole file gets a file of its own.
// `size`: of the file so far. `mid_line`: the file does not end with a newline.
std::size_t fitting(std::string_view data, std::uint64_t size, std::uint64_t max_size,
                    bool mid_line) noexcept;

}  // namespace jeden::relay
