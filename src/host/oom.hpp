// Whether the kernel's OOM killer took a process of this container: by the counter of its memory cgroup.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace jeden::host {

class OomWatch {
 public:
  // Finds the memory cgroup of this process, version 2 or 1, below `root` (a prefix for tests). Without one
  // nothing is ever reported.
  explicit OomWatch(const std::string& root = {});

  // To be called when a process has ended by SIGKILL: true if the counter has grown since the last call.
  bool killed_one();
  // The limit in bytes that was hit; none when it is unlimited or unknown.
  std::optional<std::uint64_t> limit() const;

 private:
  std::optional<std::uint64_t> count() const;

  std::string events_;  // memory.events or memory.oom_control
  std::string limit_;   // memory.max or memory.limit_in_bytes
  std::uint64_t seen_ = 0;
};

}  // namespace jeden::host
