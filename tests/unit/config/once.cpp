#include <algorithm>

#include "base/record.hpp"
#include "catch.hpp"
#include "support.hpp"

using namespace jeden::config;
using namespace jeden::config::testing;
using namespace jeden;

namespace {

std::string after(const core::Plan& plan, std::string_view name) {
  std::vector<std::string> names;
  for (const core::UnitId id : unit(plan, name).after) names.push_back(plan.units[id].name);
  std::sort(names.begin(), names.end());
  std::string text;
  for (const std::string& each : names) text += (text.empty() ? "" : " ") + each;
  return text;
}

const std::string group = "[once.db]\nmarker = \"/data/marker\"\n";
std::string hook(const std::string& name, const std::string& rest = "") {
  return "[[hook]]\nname = \"" + name + "\"\nrun = [\"x\"]\n" + rest + "\n";
}
std::string main_program(const std::string& rest = "") {
  return "[main]\ncommand = [\"x\"]\n" + rest + "\n";
}
const std::string of_group = "once = \"db\"\n";

}  // namespace

TEST_CASE("the gate comes before the group, its end behind, and what follows after that") {
  const core::Plan plan = plan_of(load_text(group + hook("wait") + hook("a", of_group) + hook("b", of_group) +
                                            hook("c") + main_program()));
  CHECK(after(plan, "once.db.lock") == "wait");
  CHECK(after(plan, "a") == "once.db.lock wait");
  CHECK(after(plan, "b") == "a once.db.lock");
  CHECK(after(plan, "once.db") == "a b once.db.lock");
  CHECK(after(plan, "c") == "b once.db");
  CHECK(after(plan, "main") == "a b c once.db once.db.lock wait");
  CHECK(unit(plan, "once.db.lock").is_gate);
  CHECK(plan.units[*unit(plan, "once.db.lock").until].name == "once.db");
  CHECK(plan.units[*unit(plan, "a").gate].name == "once.db.lock");
}

TEST_CASE("a hook between two of the group comes between them, and no wait is a circle") {
  const core::Plan plan = plan_of(
      load_text(group + hook("a", of_group) + hook("between") + hook("b", of_group) + main_program()));
  CHECK(after(plan, "once.db.lock").empty());
  CHECK(after(plan, "between") == "a");
  CHECK(after(plan, "b") == "between once.db.lock");
  CHECK(after(plan, "once.db") == "a b once.db.lock");
}

TEST_CASE("main waits for the group whatever its own order says") {
  const core::Plan plan =
      plan_of(load_text(group + hook("a", of_group) + hook("b") + main_program("after = [\"b\"]")));
  CHECK(after(plan, "main") == "b once.db once.db.lock");
}

TEST_CASE("temporary services of a group belong to it") {
  const core::Plan plan =
      plan_of(load_text(group + hook("a", of_group + "after = [\"server\"]") + main_program() +
                        "[service.server]\ncommand = [\"x\"]\nuntil = \"a\"\n[service.whole]\ncommand = "
                        "[\"x\"]\nuntil = \"once.db\"\n"));
  CHECK(after(plan, "server") == "once.db.lock");
  CHECK(after(plan, "whole") == "once.db.lock");
  CHECK(after(plan, "once.db.lock").empty());
  CHECK(unit(plan, "server").gate);
}

TEST_CASE("two groups, one after the other") {
  const core::Plan plan =
      plan_of(load_text(group + "[once.app]\nmarker = \"/app/marker\"\n" + hook("a", of_group) +
                        hook("b", "once = \"app\"") + main_program()));
  CHECK(after(plan, "once.app.lock") == "a once.db");
  CHECK(after(plan, "b") == "a once.app.lock once.db");
}

TEST_CASE("a role that lacks a hook of a group does nothing of it") {
  const std::string text =
      group + hook("a", of_group) + hook("b", of_group + "roles = [\"main\"]") + hook("c") +
      "[service.server]\ncommand = [\"x\"]\nuntil = \"b\"\n[service.other]\ncommand = [\"x\"]\n" +
      main_program() + "[role.worker]\ncommand = [\"y\"]\n";
  const core::Plan whole = plan_of(load_text(text));
  CHECK_FALSE(unit(whole, "a").skip);
  CommandLine words;
  words.words = {"worker"};
  const core::Plan plan = plan_of(load_text(text, {"PATH=/usr/bin"}, words));
  for (const char* name : {"a", "b", "once.db"}) {
    CHECK(unit(plan, name).skip);
    CHECK_FALSE(unit(plan, name).gate);
  }
  CHECK_FALSE(unit(plan, "c").skip);
  CHECK(after(plan, "other").empty());
  CHECK(after(plan, "main") == "a b c once.db other");
}

TEST_CASE("paths of a group have their usual values") {
  const core::Plan plan =
      plan_of(load_text(group + "wait = \"90s\"\n" + hook("a", of_group) + main_program()));
  const auto records = base::decode(unit(plan, "once.db.lock").program.input);
  REQUIRE(records);
  CHECK(records->at(0).get("note") == "/data/marker.started");
  CHECK(records->at(0).get("lock") == "/data");
  CHECK(records->at(0).get("on_incomplete") == "fail");
  CHECK(records->at(0).get("wait") == "90");
}
