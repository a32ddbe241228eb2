#include "core/names.hpp"

namespace jeden::core {

std::string_view stage_name(Stage stage) {
  switch (stage) {
    case Stage::start: return "start";
    case Stage::ready: return "ready";
    case Stage::stop: return "stop";
    case Stage::end: return "end";
  }
  return {};
}

std::string_view kind_name(const Unit& unit) {
  switch (unit.kind) {
    case UnitKind::hook: return unit.is_wait ? "wait" : "hook";
    case UnitKind::service: return "service";
    case UnitKind::main: return "main";
  }
  return {};
}

}  // namespace jeden::core
