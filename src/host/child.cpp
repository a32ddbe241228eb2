#include "host/child.hpp"

#include <sys/wait.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>

#include "host/between.hpp"

namespace jeden::host {
namespace {

constexpr std::size_t most_descriptors = 16;

}  // namespace

int Child::spawn(uv_loop_t* loop, core::ChildId id, const char* file, char** arguments, char** environment,
                 Place place, const Descriptors& descriptors) noexcept {
  std::array<uv_stdio_container_t, most_descriptors> stdio{};
  const std::size_t count = std::min(descriptors.places.size(), stdio.size());
  for (std::size_t i = 0; i < count; ++i) {
    stdio[i].flags = descriptors.places[i] < 0 ? UV_IGNORE : UV_INHERIT_FD;
    stdio[i].data.fd = descriptors.places[i];
  }
  uv_process_options_t options{};
  options.file = file;
  options.args = arguments;
  options.env = environment;
  options.flags = place == Place::session ? UV_PROCESS_DETACHED : 0;
  options.stdio_count = static_cast<int>(count);
  options.stdio = stdio.data();
  options.exit_cb = [](uv_process_t* process, int64_t code, int signal) {
    Handle<uv_process_t>::owner_of<Child>(process).exited({static_cast<int>(code), signal});
  };
  const Start start{file, arguments, environment, place, &descriptors};
  const Announced announced{start};
  const int result = uv_spawn(loop, process_.raw(), &options);
  process_.opened(this);
  if (result != 0) {
    process_.close();
    return -result;
  }
  id_ = id;
  pid_ = process_.raw()->pid;
  running_ = true;
  return 0;
}

void Child::exited(core::ExitStatus status) noexcept {
  running_ = false;
  process_.close();
  sink_->child_exited(id_, pid_, status);
}

void Child::signal(int number, core::SignalTarget target) const noexcept {
  if (!running_) return;
  // A trampoline may not have reached its own group yet; the process itself always gets the signal.
  if (target == core::SignalTarget::group && ::kill(-pid_, number) == 0) return;
  ::kill(pid_, number);
}

void Child::wake(core::SignalTarget target) const noexcept {
  siginfo_t info{};
  if (!running_) return;
  if (::waitid(P_PID, static_cast<id_t>(pid_), &info, WSTOPPED | WNOHANG | WNOWAIT) != 0) return;
  if (info.si_pid == pid_) signal(SIGCONT, target);
}

void Child::end_group() const noexcept {
  if (!running_ && pid_ > 0) ::kill(-pid_, SIGKILL);
}

}  // namespace jeden::host
