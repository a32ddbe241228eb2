// The loop: what happens becomes an event, and the deadline a timer.
#include "host/host.hpp"

#include <csignal>
#include <system_error>

namespace jeden::host {
namespace {

void must(int uv_error, const char* what) {
  if (uv_error != 0) throw std::system_error{-uv_error, std::generic_category(), what};
}

}  // namespace

Host::Host(const core::Plan& plan, log::Log& log, const Surroundings& surroundings, Standing standing)
    : plan_{plan},
      log_{log},
      surroundings_{surroundings},
      standing_{standing},
      supervisor_{plan},
      signals_{*this},
      reaper_{*this},
      job_control_{standing} {
  launches_.reserve(plan.units.size());
  const auto helper = [&](const std::optional<core::Program>& program) -> std::optional<Launch> {
    if (!program) return std::nullopt;
    return Launch{*program, surroundings, Foreground::no};
  };
  for (const core::Unit& unit : plan.units) {
    const bool foreground = unit.kind == core::UnitKind::main && surroundings.has_terminal;
    launches_.push_back(
        {Launch{unit.program, surroundings, foreground ? Foreground::yes : Foreground::no},
         helper(unit.condition), helper(unit.ready.wait),
         unit.live ? std::optional{Launch{unit.live->probe, surroundings, Foreground::no}} : std::nullopt});
  }
  children_.reserve(4 * plan.units.size() + 8);
  for (std::size_t i = 0; i < 2 * plan.units.size() + 2; ++i) add_child();
  inbox_.reserve(4 * plan.units.size() + 64);
  actions_.reserve(supervisor_.max_actions());
}

int Host::run() {
  must(uv_loop_init(&loop_), "cannot set up the event loop");
  must(-signals_.open(&loop_), "cannot watch signals");
  must(uv_signal_init(&loop_, child_watch_.raw()), "cannot watch SIGCHLD");
  child_watch_.opened(this);
  must(uv_signal_start(
           child_watch_.raw(),
           [](uv_signal_t* handle, int) {
             Host& host = Handle<uv_signal_t>::owner_of<Host>(handle);
             host.job_control_.look(host.pid_of_main());
             host.reaper_.look();
           },
           SIGCHLD),
       "cannot watch SIGCHLD");
  must(-reaper_.open(&loop_), "cannot watch processes");
  must(uv_timer_init(&loop_, deadline_.raw()), "cannot set up a timer");
  deadline_.opened(this);
  must(uv_timer_init(&loop_, sweep_poll_.raw()), "cannot set up a timer");
  sweep_poll_.opened(this);

  sigset_t none;
  sigemptyset(&none);
  ::pthread_sigmask(SIG_SETMASK, &none, nullptr);
  reaper_.look();  // a process may have been given to us before we were watching
  uv_update_time(&loop_);
  post(core::event::Started{});
  uv_run(&loop_, UV_RUN_DEFAULT);
  uv_loop_close(&loop_);
  return code_.value_or(core::exit_code::internal);
}

core::Instant Host::now() const noexcept {
  return core::Instant{core::Millis{uv_now(&loop_)}};
}

// The one door for events. What an action causes at once is queued and answered after it, never inside it.
void Host::post(const core::Event& event) noexcept {
  if (code_) return;
  inbox_.push_back(event);
  if (draining_) return;
  draining_ = true;
  for (std::size_t i = 0; i < inbox_.size() && !code_; ++i) {
    const core::Event next = inbox_[i];
    actions_.clear();
    supervisor_.handle(next, now(), actions_);
    for (const core::Action& action : actions_) std::visit([this](const auto& a) { perform(a); }, action);
  }
  inbox_.clear();
  draining_ = false;
  if (!code_) arm_timer();
}

void Host::arm_timer() noexcept {
  const auto deadline = supervisor_.deadline();
  if (!deadline || *deadline == core::Instant::max()) {
    uv_timer_stop(deadline_.raw());
    return;
  }
  const auto wait = *deadline > now() ? *deadline - now() : core::Millis{0};
  uv_timer_start(
      deadline_.raw(),
      [](uv_timer_t* timer) {
        Handle<uv_timer_t>::owner_of<Host>(timer).post(core::event::DeadlineReached{});
      },
      static_cast<std::uint64_t>(wait.count()), 0);
}

void Host::signalled(int signal) noexcept {
  if (signal == SIGCONT) job_control_.continued(pid_of_main());
  post(core::event::Signalled{signal});
}

void Host::child_exited(core::ChildId child, pid_t pid, core::ExitStatus status) noexcept {
  log_.line(log::Level::trace, "child_exited",
            {log::field("pid", pid), log::field("code", status.shell_code()), log::field("child", child)});
  reaper_.look();
  if (child != 0) post(core::event::ChildExited{child, status});
  check_none_left();
}

bool Host::is_own_child(pid_t pid) const noexcept {
  for (const auto& child : children_)
    if (child->pid() == pid) return true;
  return false;
}

void Host::stranger_reaped(pid_t pid, core::ExitStatus status) noexcept {
  log_.line(log::Level::debug, "orphan_reaped",
            {log::field("pid", pid), log::field("code", status.shell_code())});
  check_none_left();
}

Child& Host::add_child() {
  ExitSink& sink = *this;
  children_.push_back(std::make_unique<Child>(sink));
  return *children_.back();
}

Child* Host::find(core::ChildId id) noexcept {
  for (const auto& child : children_)
    if (child->id() == id) return child.get();
  return nullptr;
}

pid_t Host::pid_of_main() noexcept {
  const Child* main = find(supervisor_.state(plan_.main).program);
  return main != nullptr && main->id() != 0 ? main->pid() : 0;
}

void Host::check_none_left() noexcept {
  if (!sweeping_ || !none_left(standing_)) return;
  sweeping_ = false;
  if (sweep_poll_.is_open()) uv_timer_stop(sweep_poll_.raw());
  post(core::event::NoneLeft{});
}

void Host::close_handles() noexcept {
  signals_.close();
  child_watch_.close();
  reaper_.close();
  deadline_.close();
  sweep_poll_.close();
  for (const auto& child : children_) child->close();
}

}  // namespace jeden::host
