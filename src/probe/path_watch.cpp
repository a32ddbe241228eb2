#include "probe/path_watch.hpp"

#include <unistd.h>

#include <utility>

namespace jeden::probe {
namespace {

std::string parent(const std::string& path) {
  const auto slash = path.find_last_of('/');
  if (slash == std::string::npos) return ".";
  return slash == 0 ? "/" : path.substr(0, slash);
}

}  // namespace

PathWatch::PathWatch(uv_loop_t& loop, std::string path, std::function<void()> changed)
    : loop_{loop}, path_{std::move(path)}, changed_{std::move(changed)} {}

void PathWatch::follow() {
  std::string nearest = path_;
  while (nearest != "/" && nearest != "." && ::access(nearest.c_str(), F_OK) != 0) nearest = parent(nearest);
  if (nearest == followed_) return;
  followed_ = nearest;
  event_ = std::make_unique<Handle<uv_fs_event_t>>(
      this, [this](uv_fs_event_t* handle) { return ::uv_fs_event_init(&loop_, handle); });
  ::uv_fs_event_start(
      event_->get(),
      [](uv_fs_event_t* handle, const char*, int, int) {
        if (handle->data == nullptr) return;
        auto& self = *static_cast<PathWatch*>(handle->data);
        // The file may have been replaced by another of the same name, which needs a watch of its own.
        if (self.followed_ == self.path_) self.followed_.clear();
        self.changed_();
      },
      nearest.c_str(), 0);
}

}  // namespace jeden::probe
