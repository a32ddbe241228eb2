// Changes to an environment block that leave everything else byte for byte as it is: duplicates, entries
// without "=", names that no shell would take.
#pragma once

#include <deque>
#include <string>
#include <string_view>
#include <vector>

namespace jeden::process {

// This process's own, as it is now: "NAME=value", in order.
std::vector<std::string> own_environment();

// Overwrites the values of all entries of that name where they are. In the block that a process was started
// with that is what /proc/PID/environ shows (proc(5)).
void wipe(char** block, std::string_view name);

class Environment {
 public:
  // Refers to the strings of the block, which must outlive it.
  explicit Environment(char** block);

  // Replaces the first entry of that name and removes further ones; appends when there is none.
  void set(std::string_view name, std::string_view value);
  void unset(std::string_view name);

  // The value of the first entry, as getenv(3) finds it; nullptr when there is none.
  const char* get(std::string_view name) const;

  // For execve(2); valid until the next change.
  char** block() { return entries_.data(); }

 private:
  std::vector<char*> entries_;       // ends with nullptr
  std::deque<std::string> written_;  // a deque, since entries_ points into it
};

}  // namespace jeden::process
