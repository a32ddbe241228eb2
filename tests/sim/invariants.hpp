// What must hold of every life, whatever happens in it. Each is a function of its own; the table names them.
#pragma once

#include <array>
#include <string_view>

#include "memory.hpp"
#include "world.hpp"

namespace jeden::sim {

// Looked at after each event; the memory does not know the step's actions yet.
struct Invariant {
  std::string_view name;
  bool (*holds)(const Step&, const Memory&);
};

// Order (order.cpp, shutdown.cpp).
bool starts_only_when_after_is_satisfied(const Step&, const Memory&);
bool once_is_once(const Step&, const Memory&);
bool conditions_are_looked_at(const Step&, const Memory&);
bool nothing_starts_after_stop(const Step&, const Memory&);
bool ready_only_when_it_is(const Step&, const Memory&);
bool causes_have_effects(const Step&, const Memory&);
bool stop_reaches_everybody(const Step&, const Memory&);
bool shutdown_in_order(const Step&, const Memory&);
bool no_hook_is_left_out(const Step&, const Memory&);
// Children (children.cpp).
bool signals_only_living(const Step&, const Memory&);
bool asked_before_killed(const Step&, const Memory&);
bool one_program_per_unit(const Step&, const Memory&);
bool code_of_the_cause(const Step&, const Memory&);
bool finish_once_and_last(const Step&, const Memory&);
bool announced_truthfully(const Step&, const Memory&);
bool reports_make_sense(const Step&, const Memory&);
// Time and bounds (times.cpp).
bool ends_within_grace(const Step&, const Memory&);
bool stages_keep_their_time(const Step&, const Memory&);
bool retries_bounded(const Step&, const Memory&);
bool restarts_bounded(const Step&, const Memory&);
bool timeouts_exact(const Step&, const Memory&);
bool deadline_not_in_the_past(const Step&, const Memory&);
bool never_stuck(const Step&, const Memory&);
bool actions_bounded(const Step&, const Memory&);
bool no_allocation(const Step&, const Memory&);

inline constexpr std::array invariants{
    Invariant{"starts_only_when_after_is_satisfied", starts_only_when_after_is_satisfied},
    Invariant{"once_is_once", once_is_once},
    Invariant{"conditions_are_looked_at", conditions_are_looked_at},
    Invariant{"nothing_starts_after_stop", nothing_starts_after_stop},
    Invariant{"ready_only_when_it_is", ready_only_when_it_is},
    Invariant{"causes_have_effects", causes_have_effects},
    Invariant{"stop_reaches_everybody", stop_reaches_everybody},
    Invariant{"shutdown_in_order", shutdown_in_order},
    Invariant{"no_hook_is_left_out", no_hook_is_left_out},
    Invariant{"signals_only_living", signals_only_living},
    Invariant{"asked_before_killed", asked_before_killed},
    Invariant{"one_program_per_unit", one_program_per_unit},
    Invariant{"code_of_the_cause", code_of_the_cause},
    Invariant{"finish_once_and_last", finish_once_and_last},
    Invariant{"announced_truthfully", announced_truthfully},
    Invariant{"reports_make_sense", reports_make_sense},
    Invariant{"ends_within_grace", ends_within_grace},
    Invariant{"stages_keep_their_time", stages_keep_their_time},
    Invariant{"retries_bounded", retries_bounded},
    Invariant{"restarts_bounded", restarts_bounded},
    Invariant{"timeouts_exact", timeouts_exact},
    Invariant{"deadline_not_in_the_past", deadline_not_in_the_past},
    Invariant{"never_stuck", never_stuck},
    Invariant{"actions_bounded", actions_bounded},
    Invariant{"no_allocation", no_allocation},
};

// Looked at when the life is over: whoever is left was sent SIGKILL, and only what even that does not end is
// left.
bool every_child_accounted_for(const World& world);

}  // namespace jeden::sim
