// The loop: what happens becomes an event, and the deadline a timer.
#include "host/host.hpp"

#include <unistd.h>

#include <csignal>
#include <cstddef>
#include <system_error>

#include "base/signal.hpp"
#include "host/between.hpp"

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
      job_control_{standing},
      endpoint_{*this},
      relays_{*this} {
  prepare_launches();
  unmet_.resize(plan.units.size());
  children_.reserve(4 * plan.units.size() + 8);
  for (std::size_t i = 0; i < 2 * plan.units.size() + 2; ++i) add_child();
  inbox_.reserve(4 * plan.units.size() + 64);
  actions_.reserve(supervisor_.max_actions());
}

int Host::run() {
  must(uv_loop_init(&loop_), "cannot set up the event loop");
  must(-signals_.open(&loop_), "cannot watch signals");
  must(uv_timer_init(&loop_, deadline_.raw()), "cannot set up a timer");
  deadline_.opened(this);
  must(uv_timer_init(&loop_, sweep_poll_.raw()), "cannot set up a timer");
  sweep_poll_.opened(this);
  must(-relays_.open(&loop_), "cannot set up a timer");

  for (const auto& socket : notify_sockets_) must(-socket->open(&loop_), "cannot watch a notify socket");

  uv_update_time(&loop_);
  if (!plan_.ready_file.empty()) ::unlink(plan_.ready_file.c_str());  // of an earlier life that was cut off
  if (plan_.ready_listen.empty())
    begin();
  else
    start_endpoint();
  // Nothing that the first program does not need comes before its start.
  if (!code_) watch_world();
  uv_run(&loop_, UV_RUN_DEFAULT);
  uv_loop_close(&loop_);
  return code_.value_or(core::exit_code::internal);
}

// Signals have been kept until now, and are seen in the first turn of the loop. What could fail here has been
// made with the loop: libuv's pipe and its eventfd.
void Host::watch_world() {
  expect_handlers();
  must(-signals_.watch_all(&loop_), "cannot watch signals");
  must(-reaper_.open(&loop_), "cannot watch processes");
  sigset_t none;
  sigemptyset(&none);
  ::pthread_sigmask(SIG_SETMASK, &none, nullptr);
  open_control();
  oom_.emplace();
}

core::Instant Host::now() const noexcept {
  return core::Instant{core::Millis{uv_now(&loop_)}};
}

// The one door for events. What an action causes at once is queued and answered after it, never inside it.
void Host::post(const core::Event& event) noexcept {
  if (code_) return;
  inbox_.push_back(event);
  if (begun_ && !draining_) answer_inbox();
}

void Host::answer_inbox() noexcept {
  draining_ = true;
  for (std::size_t i = 0; i < inbox_.size() && !code_; ++i) {
    const core::Event next = inbox_[i];
    actions_.clear();
    supervisor_.handle(next, now(), actions_);
    tell_endpoint();  // before anybody else can notice
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
  if (!begun_ && plan_.signals[static_cast<std::size_t>(signal)].action == core::OnSignal::stop) {
    log_.line(log::Level::info, "stop_requested", {log::field("signal", base::signal_name(signal))});
    return give_up(128 + signal);
  }
  post(core::event::Signalled{signal});
}

void Host::turn_ended() noexcept {
  job_control_.look(pid_of_main());
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

bool Host::note_group_left(core::ChildId child, pid_t group) noexcept {
  if (::kill(-group, 0) != 0) return false;
  if (!supervisor_.awaits_group(child)) return true;
  lingering_.push_back({child, group, std::nullopt});
  reaper_.want_groups(true);
  poll_while_needed();
  return true;
}

// A member whose parent is alive is collected by that parent, so that not every end is seen by the reaper.
void Host::check_groups() noexcept {
  for (std::size_t i = 0; i < lingering_.size();) {
    const LingeringGroup group = lingering_[i];
    if (::kill(-group.group, 0) == 0) {
      ++i;
      continue;
    }
    lingering_.erase(lingering_.begin() + static_cast<std::ptrdiff_t>(i));
    post(core::event::GroupEnded{group.child, group.last});
  }
  reaper_.want_groups(!lingering_.empty());
  poll_while_needed();
}

void Host::poll_while_needed() noexcept {
  if (!sweep_poll_.is_open()) return;
  if (!sweeping_ && lingering_.empty()) {
    uv_timer_stop(sweep_poll_.raw());
    return;
  }
  if (uv_is_active(sweep_poll_.base()) != 0) return;
  constexpr std::uint64_t pause_ms = 10;
  uv_timer_start(
      sweep_poll_.raw(),
      [](uv_timer_t* timer) {
        Host& host = Handle<uv_timer_t>::owner_of<Host>(timer);
        host.check_groups();
        host.check_none_left();
      },
      pause_ms, pause_ms);
}

void Host::became_ready(core::UnitId unit, std::string_view word) noexcept {
  post(core::event::Notified{unit, word == "upgrade"});
}

void Host::notified(core::UnitId unit, const NotifyMessage& message) noexcept {
  const std::string_view name = plan_.units[unit].name;
  // Many programs tell their numbers every few seconds for as long as they serve.
  const bool serves = supervisor_.state(unit).phase == core::UnitPhase::ready;
  if (!message.status.empty())
    log_.line(serves ? log::Level::debug : log::Level::info, "status_told",
              {log::field("unit", name), log::field("reason", message.status)});
  if (message.reloading || message.stopping)
    log_.line(log::Level::info, message.stopping ? "stopping_told" : "reloading_told",
              {log::field("unit", name)});
  if (message.stores_descriptors)
    log_.line(log::Level::warn, "descriptors_refused",
              {log::field("unit", name), log::field("reason", "there is no descriptor store")});
  if (message.extend) post(core::event::Extended{unit, *message.extend});
  // An interval that rounds to nothing would be the end of the program.
  const auto every =
      message.watchdog_every.value_or(core::Millis{0}).count() > 0 ? message.watchdog_every : std::nullopt;
  if (message.watchdog || every) post(core::event::WatchdogFed{unit, every});
  if (message.watchdog_trigger) post(core::event::FoundUnhealthy{unit});
  if (message.ready) post(core::event::Notified{unit});
}

void Host::check_none_left() noexcept {
  if (!sweeping_ || !none_left(standing_, endpoint_.pid())) return;
  sweeping_ = false;
  poll_while_needed();
  post(core::event::NoneLeft{});
}

void Host::close_handles() noexcept {
  signals_.close();
  reaper_.close();
  deadline_.close();
  sweep_poll_.close();
  for (const auto& child : children_) child->close();
  for (const auto& socket : notify_sockets_) socket->close();
  if (control_) control_->close();
  close_endpoint();
  relays_.close();
  for (const auto& pipe : ready_pipes_) pipe->close();
}

}  // namespace jeden::host
