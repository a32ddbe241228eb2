// Tells when something happens to a path that may not exist yet, by inotify on the nearest directory that
// does.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "probe/handle.hpp"

namespace jeden::probe {

class PathWatch {
 public:
  PathWatch(uv_loop_t& loop, std::string path, std::function<void()> changed);

  // Follows the path as far as it exists by now. Call before looking at the path: what happens in between is
  // seen.
  void follow();

 private:
  uv_loop_t& loop_;
  std::string path_;
  std::function<void()> changed_;
  std::string followed_;
  std::unique_ptr<Handle<uv_fs_event_t>> event_;
};

}  // namespace jeden::probe
