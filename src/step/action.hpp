// One action of a step: what it is, what it did. Each is idempotent: done twice, it changes nothing the
// second time.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/record.hpp"

namespace jeden::step {

// dry: look and say what would be done; nothing is changed.
enum class Run : std::uint8_t { really, dry };

struct Outcome {
  enum class Kind : std::uint8_t { unchanged, changed, skipped, failed };
  Kind kind = Kind::unchanged;
  std::string text;  // a sentence without a full stop that names the file
};

Outcome unchanged(std::string text);
Outcome skipped(std::string text);
Outcome failed(std::string text);
// "made /x", or "would make /x" in a dry run.
Outcome changed(Run run, std::string_view done, std::string_view would_do, std::string_view rest);

// "directory /x, owner 1000:1000, mode 0750". Fields whose name begins with "." hold values that may be
// secrets, and are left out.
std::string describe(const base::Record& action);
// An unknown kind fails. With the field "optional" a failure counts as skipped.
Outcome perform(const base::Record& action, Run run);

}  // namespace jeden::step
