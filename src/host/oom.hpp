// Whether the kernel's OOM killer took a process of this container: by the counter of its memory cgroup.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "base/fd.hpp"

namespace jeden::host {

class OomWatch {
 public:
  // Finds the memory cgroup of this process, version 2 or 1, below `root` (a prefix for tests). Without one
  // nothing is ever reported. Allocates nothing, since the main program may run already.
  explicit OomWatch(std::string_view root = {}) noexcept;

  // To be called when a process has ended by SIGKILL: true if the counter has grown since the last call.
  bool killed_one() noexcept;
  // The limit in bytes that was hit; none when it is unlimited or unknown.
  std::optional<std::uint64_t> limit() const noexcept;

 private:
  bool open(std::string_view root, std::string_view mount, std::string_view group, std::string_view events,
            std::string_view limit) noexcept;
  std::optional<std::uint64_t> count() const noexcept;

  base::Fd events_;  // memory.events or memory.oom_control
  base::Fd limit_;   // memory.max or memory.limit_in_bytes
  std::uint64_t seen_ = 0;
};

}  // namespace jeden::host
