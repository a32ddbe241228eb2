#include "config/order.hpp"

#include <algorithm>
#include <map>

#include "base/suggest.hpp"
#include "config/once.hpp"
#include "config/reading.hpp"
#include "core/names.hpp"

namespace jeden::config {
namespace {

using core::Stage, core::Unit, core::UnitId, core::UnitKind;

std::string title(const Unit& unit) {
  switch (unit.kind) {
    case UnitKind::hook: return std::string{core::stage_name(unit.stage)} + " hook " + unit.name;
    case UnitKind::service: return "service " + unit.name;
    case UnitKind::main: return "main";
  }
  return {};
}

// Why `unit` can never wait for `other`; empty when it can.
std::string objection(const Unit& unit, const Unit& other) {
  const std::string pair = title(unit) + " cannot wait for " + title(other);
  if (unit.kind != UnitKind::hook)
    return other.kind == UnitKind::hook && other.stage != Stage::start ? pair + ", which runs later" : "";
  if (other.kind == UnitKind::hook)
    return unit.stage == other.stage ? "" : pair + ", which belongs to another stage";
  const bool later = unit.stage == Stage::stop || unit.stage == Stage::end;
  const bool before_main = unit.stage == Stage::start && other.kind == UnitKind::main;
  return later || before_main ? pair : "";
}

class Order {
 public:
  Order(std::vector<Draft>& drafts, Faults& faults)
      : drafts_{drafts}, faults_{faults}, count_{static_cast<UnitId>(drafts.size())} {}

  void resolve() {
    for (UnitId id = 0; id < count_; ++id) claim_name(id);
    for (UnitId id = 0; id < count_; ++id) {
      Unit& unit = drafts_[id].unit;
      unit.after = usable(*drafts_[id].table, "after") != nullptr ? named(id) : usual(id);
    }
    for (UnitId id = 0; id < drafts_.size(); ++id) resolve_until(id);
    resolve_groups(drafts_, faults_);
    state_.assign(drafts_.size(), State::unseen);
    for (UnitId id = 0; id < count_; ++id)
      if (state_[id] == State::unseen) visit(id);
  }

 private:
  enum class State : std::uint8_t { unseen, open, closed };

  void claim_name(UnitId id) {
    const Draft& draft = drafts_[id];
    const auto [other, added] = ids_.emplace(draft.unit.name, id);
    if (added) return;
    const Span first = drafts_[other->second].span;
    if (draft.unit.kind == UnitKind::main)
      faults_.error(first, "the name main is taken by [main]", "choose another name");
    else
      faults_.error(draft.span, "the name " + draft.unit.name + " is used twice",
                    "it is taken in line " + std::to_string(first.line) +
                        "; hooks and services share one set of names");
  }

  std::vector<UnitId> usual(UnitId id) const {
    const Unit& unit = drafts_[id].unit;
    std::vector<UnitId> after;
    if (unit.kind == UnitKind::hook) {
      for (UnitId other = id; other-- > 0;)
        if (drafts_[other].unit.kind == UnitKind::hook && drafts_[other].unit.stage == unit.stage)
          return {other};
    } else if (unit.kind == UnitKind::main) {
      for (UnitId other = 0; other < id; ++other)
        if (drafts_[other].unit.stage == Stage::start) after.push_back(other);
    }
    return after;
  }

  std::vector<UnitId> named(UnitId id) {
    std::vector<UnitId> after;
    for (const Value* item : items_of(*drafts_[id].table, "after")) {
      if (item->unknown) continue;
      const auto found = ids_.find(item->text);
      if (found == ids_.end()) {
        dangling(*item, "after");
        continue;
      }
      const Unit &unit = drafts_[id].unit, &other = drafts_[found->second].unit;
      if (found->second == id) {
        faults_.error(item->span, title(unit) + " cannot wait for itself");
      } else if (const std::string why = objection(unit, other); !why.empty()) {
        faults_.error(
            item->span, why,
            other.kind == UnitKind::main ? "a hook with stage = \"ready\" runs when main is ready" : "");
      } else if (std::find(after.begin(), after.end(), found->second) == after.end()) {
        after.push_back(found->second);
      }
    }
    return after;
  }

  // A temporary service: main waits for its end, which follows from the hook's.
  void resolve_until(UnitId id) {
    const Value* until = usable(*drafts_[id].table, "until");
    if (until == nullptr || until->unknown) return;
    const auto found = ids_.find(until->text);
    if (found == ids_.end()) return dangling(*until, "until");
    const Unit& hook = drafts_[found->second].unit;
    if (hook.kind != UnitKind::hook || hook.stage != Stage::start) {
      faults_.error(until->span, "until names " + title(hook) + ", which is no start hook");
      return;
    }
    drafts_[id].unit.until = found->second;
  }

  void dangling(const Value& item, const std::string& key) {
    std::vector<std::string_view> names;
    for (const auto& [name, id] : ids_) names.push_back(name);
    const std::string_view meant = base::suggest(item.text, names);
    faults_.missing(item.span, key + ": nothing is called \"" + item.text + '"',
                    meant.empty() ? "hooks and services can be waited for by their names"
                                  : "did you mean \"" + std::string{meant} + "\"?");
  }

  void visit(UnitId id) {
    state_[id] = State::open;
    path_.push_back(id);
    for (const UnitId other : drafts_[id].unit.after) {
      if (state_[other] == State::open) report_cycle(other);
      if (state_[other] == State::unseen) visit(other);
    }
    path_.pop_back();
    state_[id] = State::closed;
  }

  void report_cycle(UnitId id) {
    const auto start = std::find(path_.begin(), path_.end(), id);
    std::string text;
    Span span = drafts_[id].span;
    bool by_default = false;
    for (auto at = start; at != path_.end(); ++at) {
      const Draft& draft = drafts_[*at];
      text += draft.unit.name + " -> ";
      if (usable(*draft.table, "after") != nullptr)
        span = key_span(*draft.table, "after");
      else
        by_default = true;
    }
    faults_.error(
        span, "these wait for each other: " + text + drafts_[id].unit.name,
        by_default
            ? "without a key after, a hook waits for the hook before it, and main for every start hook "
              "and service"
            : "");
  }

  std::vector<Draft>& drafts_;
  Faults& faults_;
  UnitId count_;  // at most most_units
  std::map<std::string, UnitId, std::less<>> ids_;
  std::vector<State> state_;
  std::vector<UnitId> path_;
};

}  // namespace

void resolve_order(std::vector<Draft>& drafts, Faults& faults) {
  Order{drafts, faults}.resolve();
}

}  // namespace jeden::config
