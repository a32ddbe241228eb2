// What of the machine this container may use.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace jeden::facts {

// Processors in thousandths, since a quota may be half of one.
struct Processors {
  std::uint64_t thousandths = 1000;
  std::uint64_t whole() const { return (thousandths + 999) / 1000; }  // at least 1
  std::string exact() const;                                          // "4", "0.5"
};

// `root` is put before every path. The least of what the scheduler allows (Cpus_allowed_list, which knows the
// cpuset) and the quotas of the control groups: cpu.max, or cpu.cfs_quota_us of version 1, of every level.
Processors processors(const std::string& root);

// Bytes: the least of the physical memory and the limits of the control groups, of every level. 0 when not
// even /proc/meminfo can be read.
std::uint64_t memory(const std::string& root);

// How many numbers are in a list such as "0-3,8".
std::uint64_t count_list(std::string_view list);
// Thousandths of a processor; none for "max", -1 and what is no number.
std::optional<std::uint64_t> quota(std::string_view limit, std::string_view period);

}  // namespace jeden::facts
