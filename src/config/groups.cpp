#include <algorithm>
#include <map>

#include "base/suggest.hpp"
#include "config/once.hpp"
#include "config/reading.hpp"

namespace jeden::config {
namespace {

using core::Stage, core::Unit, core::UnitId, core::UnitKind;

bool comes_after(const Unit& unit, UnitId other) {
  return std::find(unit.after.begin(), unit.after.end(), other) != unit.after.end();
}
void add(Unit& unit, UnitId before) {
  if (!comes_after(unit, before)) unit.after.push_back(before);
}

class Groups {
 public:
  Groups(std::vector<Draft>& drafts, Faults& faults)
      : drafts_{drafts}, faults_{faults}, count_{static_cast<UnitId>(drafts.size())} {
    for (UnitId id = 0; id < count_; ++id)
      if (unit(id).is_gate) gates_.emplace(drafts[id + 1].unit.name.substr(prefix.size()), id);
  }

  void resolve() {
    for (UnitId id = 0; id < count_; ++id) read_membership(id);
    for (const auto& [name, gate] : gates_) {
      join_services(gate);
      if (members_[gate].empty())
        faults_.missing(drafts_[gate].span, "nothing belongs to [once." + name + "]",
                        "a hook belongs to it by once = \"" + name + "\"");
      order(gate);
    }
  }

 private:
  static constexpr std::string_view prefix = "once.";

  Unit& unit(UnitId id) { return drafts_[id].unit; }
  // The hook that ends the group follows its gate.
  static UnitId end_of(UnitId gate) { return static_cast<UnitId>(gate + 1); }

  void read_membership(UnitId id) {
    const Value& table = *drafts_[id].table;
    if (unit(id).kind != UnitKind::hook || (id > 0 && unit(static_cast<UnitId>(id - 1)).is_gate)) return;
    const Value* group = usable(table, "once");
    if (group == nullptr) {
      if (table.find("on_upgrade") != nullptr)
        faults_.error(key_span(table, "on_upgrade"), "on_upgrade belongs to a hook with once");
      return;
    }
    if (unit(id).stage != Stage::start || unit(id).schedule)
      faults_.error(key_span(table, "once"), "what is done once is a hook of stage start");
    const auto found = gates_.find(group->text);
    if (found == gates_.end()) return dangling(*group);
    unit(id).gate = found->second;
    members_[found->second].push_back(id);
    if (table.find("on_upgrade") != nullptr && drafts_[found->second].table->find("version") == nullptr)
      faults_.error(key_span(table, "on_upgrade"),
                    "[once." + group->text + "] has no version, so that nothing is an upgrade");
  }

  void dangling(const Value& item) {
    std::vector<std::string_view> names;
    for (const auto& [name, id] : gates_) names.push_back(name);
    const std::string_view meant = base::suggest(item.text, names);
    faults_.missing(item.span, "there is no [once." + item.text + "]",
                    meant.empty() ? "it says by which file the group is known to be done"
                                  : "did you mean \"" + std::string{meant} + "\"?");
  }

  void join_services(UnitId gate) {
    unit(gate).until = end_of(gate);
    unit(end_of(gate)).gate = gate;
    for (UnitId id = 0; id < count_; ++id)
      if (id != gate && unit(id).until && unit(*unit(id).until).gate == gate) unit(id).gate = gate;
  }

  // What `wanted` reaches by `after`, itself included.
  std::vector<bool> reached_by(const std::vector<UnitId>& wanted) {
    std::vector<bool> reached(count_);
    std::vector<UnitId> open = wanted;
    while (!open.empty()) {
      const UnitId id = open.back();
      open.pop_back();
      if (reached[id]) continue;
      reached[id] = true;
      open.insert(open.end(), unit(id).after.begin(), unit(id).after.end());
    }
    return reached;
  }
  bool reaches_group(UnitId id, UnitId gate) {
    const std::vector<bool> reached = reached_by({id});
    for (UnitId other = 0; other < count_; ++other)
      if (reached[other] && unit(other).gate == gate) return true;
    return false;
  }

  void order(UnitId gate) {
    const std::vector<UnitId>& members = members_[gate];
    const UnitId end = end_of(gate);
    unit(end).after = members;
    const std::vector<bool> needed = reached_by(members);
    unit(gate).after.clear();
    for (const UnitId member : members)
      for (const UnitId before : unit(member).after)
        if (!reaches_group(before, gate)) add(unit(gate), before);
    for (UnitId id = 0; id < count_; ++id) {
      Unit& other = unit(id);
      if (other.gate == gate || id == gate || needed[id]) continue;
      const bool follows =
          std::any_of(members.begin(), members.end(), [&](UnitId m) { return comes_after(other, m); });
      if (follows || other.kind == UnitKind::main) add(other, end);
      if (other.kind == UnitKind::main) add(other, gate);
    }
    for (UnitId id = 0; id < count_; ++id)
      if (unit(id).gate == gate) add(unit(id), gate);
  }

  std::vector<Draft>& drafts_;
  Faults& faults_;
  UnitId count_;
  std::map<std::string, UnitId, std::less<>> gates_;
  std::map<UnitId, std::vector<UnitId>> members_;
};

}  // namespace

void resolve_groups(std::vector<Draft>& drafts, Faults& faults) {
  Groups{drafts, faults}.resolve();
}

}  // namespace jeden::config
