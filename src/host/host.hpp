// The shell around the core: one libuv loop that owns the handles. A callback translates what happened into
// an event and posts it; the core's actions are performed here. Nothing here decides.
#pragma once

#include <uv.h>

#include <memory>
#include <string>
#include <vector>

#include "core/supervisor.hpp"
#include "host/child.hpp"
#include "host/control_socket.hpp"
#include "host/endpoint.hpp"
#include "host/job_control.hpp"
#include "host/launch.hpp"
#include "host/notify_socket.hpp"
#include "host/oom.hpp"
#include "host/ready_pipe.hpp"
#include "host/reaper.hpp"
#include "host/relays.hpp"
#include "host/signal_watches.hpp"
#include "host/strays.hpp"
#include "log/log.hpp"

namespace jeden::host {

class Host final : SignalSink,
                   ExitSink,
                   ReaperSink,
                   ReadySink,
                   NotifySink,
                   ControlSink,
                   EndpointSink,
                   RelaySink {
 public:
  // All of these must outlive the host. Signals should be blocked; run() unblocks them when each has its
  // handler, so that none is lost in between.
  Host(const core::Plan& plan, log::Log& log, const Surroundings& surroundings, Standing standing);

  // Lives the container's life and returns its exit code. Throws std::system_error when the loop cannot be
  // set up; from then on nothing throws.
  int run();

  // Why it ended; empty when there is nothing to be said.
  std::string last_failure() const;

 private:
  struct UnitLaunches {
    Launch program;
    std::optional<Launch> condition, readiness, liveness, stop, drain;
    base::Fd exported;  // what a hook that runs says to those after it
    base::Fd cause;     // and a wait about its failure
    std::string why;    // that, once it has been read
  };

  void prepare_launches();
  void open_control();
  // The group of a child that has exited itself. Its number stays taken as long as a member is left.
  struct LingeringGroup {
    core::ChildId child;
    pid_t group;
    std::optional<core::ExitStatus> last;
  };

  void watch_world();
  void begin() noexcept;
  // Nothing has been started yet, and nothing will be.
  void give_up(int code) noexcept;
  void post(const core::Event& event) noexcept;
  void answer_inbox() noexcept;
  core::Instant now() const noexcept;
  void arm_timer() noexcept;
  void close_handles() noexcept;

  void perform(const core::action::Spawn&) noexcept;
  void perform(const core::action::Exec&) noexcept;
  void perform(const core::action::Check&) noexcept;
  void perform(const core::action::Signal&) noexcept;
  void perform(const core::action::EndGroup&) noexcept;
  void perform(const core::action::Sweep&) noexcept;
  void perform(const core::action::Reload&) noexcept;
  void perform(const core::action::Announce&) noexcept;
  void perform(const core::action::Schedule&) noexcept;
  void perform(const core::action::Tell&) noexcept;
  void perform(const core::action::Finish&) noexcept;

  // 0 or the exit code that says why not.
  int start(core::ChildId id, core::UnitId unit, core::Role role) noexcept;
  int start_relay(core::ChildId program, core::UnitId unit, OpenStreams& streams, base::Fd ready) noexcept;
  // 0, or errno.
  int spawn_relay(core::UnitId unit, OpenStreams& streams, base::Fd ready, const Child*& relay) noexcept;
  void relay_exited(pid_t pid, core::ExitStatus status) noexcept;
  base::Fd open_ready_pipe(core::UnitId unit) noexcept;
  void start_endpoint() noexcept;
  void endpoint_exited() noexcept;
  void tell_endpoint() noexcept;
  void close_endpoint() noexcept;
  void end_endpoint() noexcept;
  std::string reason_for(const core::action::Tell& news) const;
  int spawn_failed(core::UnitId unit, int exit_code, std::string_view program, std::string_view why) noexcept;
  Launch& launch_of(core::UnitId unit, core::Role role) noexcept;
  Child& free_child();
  Child& add_child();
  Child* find(core::ChildId id) noexcept;
  pid_t pid_of_main() noexcept;
  void check_none_left() noexcept;
  bool note_group_left(core::ChildId child, pid_t group) noexcept;
  void check_groups() noexcept;
  void poll_while_needed() noexcept;
  void learn(core::ChildId child, core::ExitStatus& status) noexcept;
  void learn_cause(core::ChildId child, core::ExitStatus status) noexcept;
  void set_variable(core::UnitId unit, std::string_view name, std::string_view value);
  bool was_killed_by_us(core::ChildId child, core::UnitId unit) const noexcept;
  void check_oom(pid_t pid, core::ChildId child, core::ExitStatus status) noexcept;

  void signalled(int signal) noexcept override;
  void child_exited(core::ChildId child, pid_t pid, core::ExitStatus status) noexcept override;
  void turn_ended() noexcept override;
  Child* own_child(pid_t pid) const noexcept;
  void reaped(pid_t pid, pid_t group, core::ExitStatus status) noexcept override;
  void became_ready(core::UnitId unit, std::string_view word) noexcept override;
  void notified(core::UnitId unit, const NotifyMessage& message) noexcept override;
  void endpoint_listens() noexcept override;
  void endpoint_failed(std::string_view reason) noexcept override;
  void endpoint_due() noexcept override;
  void relay_due(RunningRelay& relay) noexcept override;
  void relay_given_up(const RunningRelay& relay) noexcept override;
  std::string answer(const std::string& request) override;
  std::string answer_signal(std::string_view signal, std::string_view unit);
  core::UnitId unit_named(std::string_view name) const noexcept;

  const core::Plan& plan_;
  log::Log& log_;
  const Surroundings& surroundings_;
  Standing standing_;
  core::Supervisor supervisor_;
  std::vector<std::unique_ptr<NotifySocket>> notify_sockets_;
  std::vector<std::unique_ptr<ReadyPipe>> ready_pipes_;
  std::vector<UnitLaunches> launches_;
  std::vector<std::unique_ptr<Child>> children_;
  std::vector<core::Event> inbox_;
  core::Actions actions_;
  bool begun_ = false;  // until then events are kept
  bool draining_ = false;

  uv_loop_t loop_{};
  SignalWatches signals_;
  Reaper reaper_;
  JobControl job_control_;
  std::optional<OomWatch> oom_;
  std::unique_ptr<ControlSocket> control_;
  Endpoint endpoint_;
  Relays relays_;
  Handle<uv_timer_t> deadline_;
  Handle<uv_timer_t> sweep_poll_;
  bool sweeping_ = false;
  std::vector<LingeringGroup> lingering_;
  std::optional<int> code_;
  std::string refusal_;                            // why the last program could not be started
  std::string last_failure_;                       // why something could not be started, or was ended
  core::UnitId last_failed_ = core::no_unit;       // whose; no_unit: nobody's
  std::vector<const core::FileCondition*> unmet_;  // by unit: why it was skipped
};

}  // namespace jeden::host
