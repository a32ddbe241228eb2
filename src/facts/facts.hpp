// What a program can know about the container that it runs in, by name. Everything is read from files, when
// it is asked for the first time, and stays as it was then.
#pragma once

#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace jeden::facts {

struct Fact {
  std::string_view name, summary;
};
// All of them, in the order in which they are told.
std::span<const Fact> all();

// "jeden.": what the name of a fact has in front where names of variables may stand, too.
inline constexpr std::string_view prefix = "jeden.";

class Facts {
 public:
  // `root` is put before every path; for tests.
  explicit Facts(std::string root = {}) : root_{std::move(root)} {}

  // None when there is no such fact, or the container has no such thing.
  std::optional<std::string> find(std::string_view name);

 private:
  std::string root_;
  std::map<std::string, std::optional<std::string>, std::less<>> known_;
};

}  // namespace jeden::facts
