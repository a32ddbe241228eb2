#include "config/exec_mode.hpp"

#include <array>
#include <string>

#include "config/reading.hpp"

namespace jeden::config {
namespace {

constexpr std::array<std::string_view, 10> main_keys{"ready",      "stop_command", "bind",        "log",
                                                     "live",       "stop",         "stop_signal", "stop_to",
                                                     "forward_to", "timeout"};

void refuse(Span span, const std::string& what, Faults& faults) {
  faults.error(span, what + " needs a supervisor, and mode = \"exec\" leaves none",
               "leave it out, or use mode = \"supervise\"");
}

}  // namespace

void check_exec_mode(const Value& root, Faults& faults) {
  if (const Value* main = root.find("main"))
    for (const Entry& entry : main->entries)
      for (const std::string_view key : main_keys)
        if (entry.key == key) refuse(entry.span, entry.key, faults);
  if (const Value* init = root.find("init"))
    for (const Entry& entry : init->entries)
      if (entry.key == "ready_file" || entry.key == "ready_listen")
        refuse(entry.span, "[init] " + entry.key, faults);
  if (const Value* services = root.find("service"))
    for (const Entry& entry : services->entries) refuse(entry.span, "service " + entry.key, faults);
  for (const Value* hook : items_of(root, "hook"))
    if (const Value* stage = usable(*hook, "stage"); stage != nullptr && stage->text != "start")
      refuse(stage->span, "a hook of stage " + stage->text, faults);
  for (const Value* hook : items_of(root, "hook"))
    for (const std::string_view key : {"every", "cron"})
      if (hook->find(key) != nullptr) refuse(key_span(*hook, key), key == "every" ? "every" : "cron", faults);
  if (const Value* shutdown = root.find("shutdown"))
    for (const Entry& entry : shutdown->entries) refuse(entry.span, "[shutdown] " + entry.key, faults);
}

}  // namespace jeden::config
