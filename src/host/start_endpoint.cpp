// The process that answers requests about the container's readiness: its start, its end, and what it is told.
#include <poll.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstring>

#include "base/listen_address.hpp"
#include "host/host.hpp"
#include "host/readiness.hpp"

namespace jeden::host {

void Host::start_endpoint() noexcept {
  Descriptors descriptors;
  base::Fd channel = endpoint_.open(&loop_);
  if (!channel) return endpoint_failed(::strerrordesc_np(errno));
  descriptors.put(0, std::move(channel));
  std::string words[] = {"jeden", "endpoint", "--listen", plan_.ready_listen};
  char* arguments[] = {words[0].data(), words[1].data(), words[2].data(), words[3].data(), nullptr};
  char* environment[] = {nullptr};
  Child& child = free_child();
  const int failure = child.spawn(&loop_, 0, surroundings_.own_binary.c_str(), arguments, environment,
                                  Place::session, descriptors);
  if (failure != 0) return endpoint_failed(::strerrordesc_np(failure));
  endpoint_.started(child.pid(), uv_now(&loop_));
}

void Host::endpoint_listens() noexcept {
  log_.line(log::Level::debug, "endpoint_started",
            {log::field("pid", endpoint_.pid()), log::field("address", plan_.ready_listen)});
  begin();
}

// Before anything has been started, this is a mistake that should be seen at once. Later it is no reason to
// end a container that works.
void Host::endpoint_failed(std::string_view reason) noexcept {
  log_.line(begun_ ? log::Level::warn : log::Level::error, "endpoint_failed",
            {log::field("reason", reason), log::field("address", plan_.ready_listen)});
  if (begun_) return;
  last_failure_ = "cannot listen on " + plan_.ready_listen + ": " + std::string{reason};
  give_up(core::exit_code::internal);
}

void Host::endpoint_exited() noexcept {
  endpoint_.died(&loop_);
  if (begun_ && supervisor_.life() == core::Life::up)
    log_.line(log::Level::warn, "endpoint_exited", {log::field("address", plan_.ready_listen)});
  if (!begun_ && !code_) endpoint_failed("it ended before it could listen");
}

void Host::endpoint_due() noexcept {
  start_endpoint();
}

void Host::begin() noexcept {
  if (begun_ || code_) return;
  begun_ = true;
  inbox_.insert(inbox_.begin(), core::event::Started{});
  answer_inbox();
}

void Host::give_up(int code) noexcept {
  if (endpoint_.pid() > 0) ::kill(endpoint_.pid(), SIGKILL);
  code_ = code;
  close_handles();
}

void Host::close_endpoint() noexcept {
  constexpr std::string_view scheme = "unix:";
  if (endpoint_.close() && plan_.ready_listen.starts_with(scheme))
    ::unlink(plan_.ready_listen.c_str() + scheme.size());
}

// Nothing outlives jeden, which as PID 1 is the kernel's business. SIGKILL takes next to no time, unless the
// process is frozen.
void Host::end_endpoint() noexcept {
  if (endpoint_.pid() <= 0) return;
  constexpr int patience_ms = 100;
  const base::Fd process{static_cast<int>(::syscall(SYS_pidfd_open, endpoint_.pid(), 0))};
  ::kill(endpoint_.pid(), SIGKILL);
  pollfd ended{process.get(), POLLIN, 0};
  if (process) ::poll(&ended, 1, patience_ms);
  ::waitpid(endpoint_.pid(), nullptr, WNOHANG);
}

void Host::tell_endpoint() noexcept {
  if (plan_.ready_listen.empty()) return;
  endpoint_.tell(readiness_text(plan_, supervisor_).view());
}

}  // namespace jeden::host
