#include "life.hpp"

#include "allocations.hpp"
#include "transcript.hpp"

namespace jeden::sim {
namespace {

// No life needs as many; one that does is going round in circles.
constexpr std::uint64_t most_events = 20'000;

void copy_states(const core::Supervisor& supervisor, std::vector<core::UnitState>& to) {
  for (core::UnitId id = 0; id < to.size(); ++id) to[id] = supervisor.state(id);
}

std::string_view broken_by(const Step& step, const Memory& memory) {
  for (const Invariant& invariant : invariants)
    if (!invariant.holds(step, memory)) return invariant.name;
  return {};
}

void write(std::string& transcript, const Step& step) {
  transcript += std::to_string(step.now.time_since_epoch().count()) + " [" +
                std::to_string(static_cast<int>(step.life())) + "] " + text_of(step.event) + "\n";
  for (const core::Action& action : step.actions) transcript += "    " + text_of(action) + "\n";
}

}  // namespace

Verdict Living::live(const core::Plan& plan, std::uint64_t seed, std::string* transcript) {
  core::Supervisor supervisor{plan};
  world_.begin(plan, supervisor, seed);
  memory_.begin(plan.units.size());
  before_.resize(plan.units.size());
  actions_.clear();
  actions_.reserve(supervisor.max_actions());
  Verdict verdict;
  while (const auto event = world_.next()) {
    if (++verdict.events > most_events) return {"never_stuck", verdict.events};
    copy_states(supervisor, before_);
    const core::Life life = supervisor.life();
    actions_.clear();
    const std::size_t allocated = allocations();
    supervisor.handle(*event, world_.now(), actions_);
    const Step step{plan,
                    supervisor,
                    before_,
                    life,
                    *event,
                    world_.now(),
                    actions_,
                    allocations() - allocated,
                    world_.is_quiet(),
                    world_.late()};
    memory_.note_event(step);
    if (transcript != nullptr) write(*transcript, step);
    verdict.broken = broken_by(step, memory_);
    if (!verdict.broken.empty()) return verdict;
    memory_.note_actions(step);
    for (const core::Action& action : actions_) world_.perform(action);
  }
  if (world_.is_replaced()) return verdict;
  if (!world_.is_finished()) return {"never_stuck", verdict.events};
  if (!every_child_accounted_for(world_)) return {"every_child_accounted_for", verdict.events};
  // Whatever comes after the end changes nothing.
  actions_.clear();
  supervisor.handle(core::event::Signalled{15}, world_.now(), actions_);
  supervisor.handle(core::event::DeadlineReached{}, world_.now(), actions_);
  if (!actions_.empty()) return {"finish_once_and_last", verdict.events};
  return verdict;
}

}  // namespace jeden::sim
