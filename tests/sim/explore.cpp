// Every order in which things can happen to a handful of small plans: a breadth-first walk over the
// supervisor's states, under the same invariants as the lives. Time only passes from deadline to deadline.
#include <algorithm>
#include <cstdio>
#include <deque>
#include <set>
#include <unordered_set>

#include "invariants.hpp"
#include "small_plans.hpp"
#include "transcript.hpp"

namespace jeden::sim {
namespace {

using core::Role;
using core::UnitId;
using core::UnitPhase;
namespace action = core::action;
namespace event = core::event;

// A question that an action asked, and that two answers are possible to.
struct Question {
  enum class About : std::uint8_t { spawn, check, schedule } about;
  std::uint32_t whom;
  bool operator==(const Question&) const = default;
};

struct Node {
  core::Supervisor supervisor;
  Memory memory;
  Instant now{Millis{1'000}};
  std::vector<Question> questions;
  bool sweeping = false;
  bool stray = false;  // a process that only a sweep ends
  bool begun = false;

  bool operator==(const Node& other) const {
    if (!(supervisor == other.supervisor) || now != other.now || questions != other.questions ||
        sweeping != other.sweeping || stray != other.stray || begun != other.begun ||
        memory.requests != other.memory.requests || memory.children.size() != other.memory.children.size())
      return false;
    for (std::size_t i = 0; i < memory.children.size(); ++i) {
      const ChildMemory &a = memory.children[i], &b = other.memory.children[i];
      if (a.living != b.living || a.killed != b.killed || a.lingering != b.lingering) return false;
    }
    return true;
  }
};

struct Hash {
  std::size_t operator()(const Node& node) const {
    std::uint64_t hash = static_cast<std::uint64_t>(node.now.time_since_epoch().count());
    const auto mix = [&hash](std::uint64_t value) {
      hash = (hash ^ value) * 0x9e3779b97f4a7c15u + (hash >> 29);
    };
    mix(static_cast<std::uint64_t>(node.supervisor.life()));
    for (UnitId id = 0; id < node.memory.units.size(); ++id) {
      const core::UnitState& state = node.supervisor.state(id);
      mix(static_cast<std::uint64_t>(state.phase) + 8 * state.program + 4096 * state.helper);
      mix(state.attempt + 16u * state.stop_step + 64u * state.failures);
    }
    for (const ChildMemory& child : node.memory.children)
      mix((child.living ? 1u : 0u) + (child.killed ? 2u : 0u));
    mix(node.questions.size() + 16 * node.memory.requests);
    return static_cast<std::size_t>(hash);
  }
};

class Explorer {
 public:
  explicit Explorer(const core::Plan& plan) : plan_{plan} {}

  // Empty, or the invariant that does not hold.
  std::string_view explore() {
    Node root{core::Supervisor{plan_}, {}, Instant{Millis{1'000}}, {}, false, false, false};
    root.memory.begin(plan_.units.size());
    add(std::move(root));
    while (!open_.empty() && broken_.empty()) {
      const Node* node = open_.front();
      open_.pop_front();
      expand(*node);
    }
    return broken_;
  }
  std::size_t states() const { return seen_.size(); }
  std::size_t transitions() const { return transitions_; }
  std::set<core::Life> lives;
  std::set<UnitPhase> phases;
  std::set<int> codes;

 private:
  void add(Node&& node) {
    const auto [place, is_new] = seen_.insert(std::move(node));
    if (is_new && !place->memory.finished) open_.push_back(&*place);
  }

  void expand(const Node& node) {
    if (!node.begun) return happen(node, event::Started{});
    if (!node.questions.empty()) return answer(node);
    for (core::ChildId child = 1; child < node.memory.children.size(); ++child) end_child(node, child);
    for (UnitId id = 0; id < plan_.units.size(); ++id)
      if (plan_.units[id].ready.by == core::ReadyBy::notify &&
          node.supervisor.state(id).phase == UnitPhase::running)
        happen(node, event::Notified{id});
    if (node.memory.requests < 3) happen(node, event::StopAsked{15});
    const bool nobody = std::none_of(node.memory.children.begin(), node.memory.children.end(),
                                     [](const ChildMemory& child) { return child.living; });
    if (node.sweeping && nobody) {
      Node next = node;
      next.sweeping = false;
      happen(next, event::NoneLeft{});
    }
    // Probes go on for ever; the walk does not.
    constexpr Instant horizon{Millis{9'000}};
    const bool far = node.supervisor.life() == core::Life::up && node.now > horizon;
    const auto deadline = node.supervisor.deadline();
    if (!deadline || *deadline == Instant::max() || far) return;
    Node next = node;
    next.now = *deadline;
    happen(next, event::DeadlineReached{});
  }

  void answer(const Node& node) {
    Node next = node;
    const Question question = next.questions.front();
    next.questions.erase(next.questions.begin());
    switch (question.about) {
      case Question::About::spawn:
        happen(next, event::Spawned{question.whom});
        return happen(next, event::SpawnFailed{question.whom, 127});
      case Question::About::check:
        happen(next, event::ConditionChecked{static_cast<UnitId>(question.whom), true});
        return happen(next, event::ConditionChecked{static_cast<UnitId>(question.whom), false});
      case Question::About::schedule:
        return happen(next, event::Scheduled{static_cast<UnitId>(question.whom), Millis{3'000}});
    }
  }

  void end_child(const Node& node, core::ChildId id) {
    const ChildMemory& child = node.memory.children[id];
    if (!child.living) return;
    if (child.lingering) {
      happen(node, event::GroupEnded{id, std::nullopt});
      return happen(node, event::GroupEnded{id, core::ExitStatus{4, 0}});
    }
    if (child.killed) return happen(node, event::ChildExited{id, {0, 9}, false});
    happen(node, event::ChildExited{id, {0, 0}, false});
    happen(node, event::ChildExited{id, {3, 0}, false});
    if (child.role != Role::program) return;
    if (node.supervisor.awaits_group(id)) happen(node, event::ChildExited{id, {0, 15}, true});
  }

  void happen(const Node& from, const core::Event& event) {
    if (!broken_.empty()) return;
    ++transitions_;
    Node next = from;
    next.begun = true;
    before_.clear();
    for (UnitId id = 0; id < plan_.units.size(); ++id) before_.push_back(from.supervisor.state(id));
    actions_.clear();
    actions_.reserve(next.supervisor.max_actions());
    next.supervisor.handle(event, next.now, actions_);
    for (const core::Action& action : actions_) ask(next, action);
    const Step step{plan_,    next.supervisor, before_, from.supervisor.life(), event,
                    next.now, actions_,        0,       next.questions.empty()};
    next.memory.note_event(step);
    for (const Invariant& invariant : invariants) {
      if (invariant.holds(step, next.memory)) continue;
      broken_ = invariant.name;
      std::printf("%s at %lld\n", text_of(event).c_str(),
                  static_cast<long long>(next.now.time_since_epoch().count()));
      for (const core::Action& action : actions_) std::printf("    %s\n", text_of(action).c_str());
      return;
    }
    next.memory.note_actions(step);
    lives.insert(next.supervisor.life());
    for (UnitId id = 0; id < plan_.units.size(); ++id) phases.insert(next.supervisor.state(id).phase);
    add(std::move(next));
  }

  void ask(Node& node, const core::Action& action) {
    if (const auto* spawn = std::get_if<action::Spawn>(&action))
      node.questions.push_back({Question::About::spawn, spawn->child});
    else if (const auto* check = std::get_if<action::Check>(&action))
      node.questions.push_back({Question::About::check, check->unit});
    else if (const auto* schedule = std::get_if<action::Schedule>(&action))
      node.questions.push_back({Question::About::schedule, schedule->unit});
    else if (std::holds_alternative<action::Sweep>(action))
      node.sweeping = true;
    else if (const auto* finish = std::get_if<action::Finish>(&action))
      codes.insert(finish->code);
  }

  const core::Plan& plan_;
  std::unordered_set<Node, Hash> seen_;
  std::deque<const Node*> open_;
  std::vector<core::UnitState> before_;
  core::Actions actions_;
  std::size_t transitions_ = 0;
  std::string_view broken_;
};

}  // namespace
}  // namespace jeden::sim

int main() {
  using namespace jeden;
  std::set<core::Life> lives;
  std::set<core::UnitPhase> phases;
  std::size_t states = 0, transitions = 0;
  for (const sim::SmallPlan& small : sim::small_plans()) {
    sim::Explorer explorer{small.plan};
    const std::string_view broken = explorer.explore();
    std::printf("%-40s %8zu states %9zu transitions, codes", small.name, explorer.states(),
                explorer.transitions());
    for (const int code : explorer.codes) std::printf(" %d", code);
    std::printf("\n");
    std::fflush(stdout);
    if (!broken.empty()) {
      std::printf("broken: %.*s\n", static_cast<int>(broken.size()), broken.data());
      return 1;
    }
    states += explorer.states();
    transitions += explorer.transitions();
    lives.merge(explorer.lives);
    phases.merge(explorer.phases);
  }
  std::printf("%zu states, %zu transitions\n", states, transitions);
  constexpr std::size_t all_lives = static_cast<std::size_t>(core::Life::done) + 1;
  constexpr std::size_t all_phases = static_cast<std::size_t>(core::UnitPhase::ended) + 1;
  if (lives.size() != all_lives || phases.size() != all_phases) {
    std::printf("broken: every Life and UnitPhase is reached: %zu of %zu, %zu of %zu\n", lives.size(),
                all_lives, phases.size(), all_phases);
    return 1;
  }
  return 0;
}
