// A world for the core to live in: a virtual clock, and processes that follow a script drawn from a seed. It
// feeds the supervisor as the host does: what an action causes at once is queued and answered after it, and
// within one turn the exits of children come before timers.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "core/supervisor.hpp"
#include "random.hpp"

namespace jeden::sim {

using core::Instant;
using core::Millis;

struct Process {
  core::ChildId child = 0;  // 0: a stray, or a member of a group
  core::UnitId unit = core::no_unit;
  core::Role role = core::Role::program;
  std::uint32_t group = 0;  // index of the leader; itself when it leads
  bool alive = true;        // its exit has not been delivered
  bool zombie = false;      // it has ended, and its exit is on its way
  bool failed = false;      // it could not be started
  bool lingering = false;   // it has ended, members of its group have not, and the core waits for them
  bool killed = false;      // SIGKILL was sent to it
  bool unkillable = false;
  enum class OnStop : std::uint8_t { dies, handles, ignores } on_stop = OnStop::dies;
  Millis needs{0};              // OnStop::handles: so long
  core::ExitStatus answer;      // OnStop::handles: with this
  core::ExitStatus status;      // how it ends
  std::uint32_t version = 0;    // of its planned exit; an older one does not count
  std::optional<Instant> ends;  // planned
};

class World {
 public:
  // Begins a new life; what was allocated for the last one is used again.
  void begin(const core::Plan& plan, const core::Supervisor& supervisor, std::uint64_t seed);
  // The next event, and the clock set to its time. None: nothing will ever happen again.
  std::optional<core::Event> next();
  void perform(const core::Action& action);

  Instant now() const { return now_; }
  bool is_finished() const { return code_.has_value(); }
  int code() const { return *code_; }
  bool is_replaced() const { return replaced_; }  // the program took jeden's place
  const std::vector<Process>& processes() const { return processes_; }
  const Process* find(core::ChildId child) const;
  bool nobody_is_left() const;
  Millis late() const { return late_; }                     // how late a timer can be in this life
  bool is_quiet() const { return read_ == inbox_.size(); }  // no answer is on its way

 private:
  enum class What : std::uint8_t {
    end,
    signal,
    stop,
    restart,
    notify,
    extend,
    feed,
    unwell,
  };
  struct Planned {
    Instant at;
    std::uint32_t order = 0;  // breaks ties, at random
    What what = What::end;
    std::uint32_t who = 0;  // a process, a unit or a signal
    std::uint32_t version = 0;
  };

  void on(const core::action::Spawn&);
  void on(const core::action::Exec&);
  void on(const core::action::Check&);
  void on(const core::action::Signal&);
  void on(const core::action::EndGroup&);
  void on(const core::action::Sweep&);
  void on(const core::action::Reload&) {}
  void on(const core::action::Announce&) {}
  void on(const core::action::Schedule&);
  void on(const core::action::Tell&) {}
  void on(const core::action::Finish&);

  void plan(Millis in, What, std::uint32_t who, std::uint32_t version = 0);
  void plan_visits();
  void plan_end(std::uint32_t process, Millis in, core::ExitStatus);
  std::optional<core::Event> happen(const Planned&);
  std::optional<core::Event> end(std::uint32_t process);
  void obey_stop_command(core::UnitId unit);
  void tell_none_left();
  std::optional<Instant> timer();
  void deliver(std::uint32_t process, int signal);
  void script_program(std::uint32_t process);
  void script_helper(std::uint32_t process);
  void script_news(std::uint32_t process);
  void add_kin(std::uint32_t leader);
  unsigned fails_per_thousand(core::Role role) const;
  std::uint32_t add_process();
  bool has_kin(std::uint32_t leader) const;
  Millis moment();
  core::ExitStatus any_status();

  const core::Plan* plan_ = nullptr;
  const core::Supervisor* supervisor_ = nullptr;
  Random random_{0};
  Instant now_{};
  std::vector<Process> processes_;
  std::vector<Planned> planned_;
  std::vector<core::Event> inbox_;
  std::size_t read_ = 0;
  std::optional<int> code_;
  bool replaced_ = false;
  bool sweeping_ = false;
  bool calm_ = false;     // a life in which little goes wrong
  bool starved_ = false;  // one in which helpers can often not be started
  Millis late_{0};
  std::optional<Instant> armed_;  // the deadline that the timer is set to
  Instant rings_{};               // when it comes
};

}  // namespace jeden::sim
