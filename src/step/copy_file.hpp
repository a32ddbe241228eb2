// One file, copied so that it has its name only when it is complete.
#pragma once

#include <sys/stat.h>

#include <cstdint>
#include <string>

#include "step/owner.hpp"

namespace jeden::step {

// empty: what another process puts there meanwhile stays; taken: it is replaced in one step.
enum class Place : std::uint8_t { empty, taken };

// Empty, or a sentence.
std::string copy_file(const std::string& from, const std::string& to, const Owner& owner, mode_t mode,
                      Place place);

// Gives a copy, or a link itself, its owner; as an ordinary user nothing: it belongs to that user. 0, or
// errno.
int give_copy(const std::string& path, const Owner& owner);

}  // namespace jeden::step
