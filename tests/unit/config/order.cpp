#include "catch.hpp"
#include "support.hpp"

using namespace jeden::config;
using namespace jeden::config::testing;
using namespace jeden;

namespace {

std::string after(const core::Plan& plan, std::string_view name) {
  std::string text;
  for (const core::UnitId id : unit(plan, name).after)
    text += (text.empty() ? "" : " ") + plan.units[id].name;
  return text;
}

std::string hook(const std::string& name, const std::string& rest = "") {
  return "[[hook]]\nname = \"" + name + "\"\nrun = [\"x\"]\n" + rest + "\n";
}
std::string service(const std::string& name, const std::string& rest = "") {
  return "[service." + name + "]\ncommand = [\"x\"]\n" + rest + "\n";
}
std::string main_program(const std::string& rest = "") {
  return "[main]\ncommand = [\"x\"]\n" + rest + "\n";
}

}  // namespace

TEST_CASE("the usual order: hooks in a chain of their stage, services at once, main at the end") {
  const core::Plan plan = plan_of(
      load_text(main_program() + service("cache") + hook("a") + hook("s1", "stage = \"stop\"") + hook("b") +
                hook("s2", "stage = \"stop\"") + service("web", "after = [\"cache\", \"b\"]")));
  CHECK(after(plan, "a").empty());
  CHECK(after(plan, "b") == "a");
  CHECK(after(plan, "s1").empty());
  CHECK(after(plan, "s2") == "s1");
  CHECK(after(plan, "cache").empty());
  CHECK(after(plan, "web") == "cache b");
  CHECK(after(plan, "main") == "a b cache web");
}

TEST_CASE("after replaces the usual order by exactly what it names") {
  const core::Plan plan =
      plan_of(load_text(hook("a") + hook("b", "after = []") + hook("c", "after = [\"a\", \"a\"]") +
                        service("s") + main_program("after = [\"s\"]")));
  CHECK(after(plan, "b").empty());
  CHECK(after(plan, "c") == "a");
  CHECK(after(plan, "main") == "s");
}

TEST_CASE("a reference to nothing, to itself, and two of one name") {
  CHECK(messages(load_text(hook("migrate") + hook("b", "after = [\"migrat\"]") + main_program())) ==
        "8:10: error: after: nothing is called \"migrat\"\n");
  CHECK(messages(load_text(hook("a", "after = [\"a\"]") + main_program())) ==
        "4:10: error: start hook a cannot wait for itself\n");
  CHECK(messages(load_text(hook("a") + service("a") + main_program())) ==
        "5:10: error: the name a is used twice\n");
  CHECK(messages(load_text(hook("main") + main_program())) ==
        "2:8: error: the name main is taken by [main]\n");
  CHECK(messages(load_text(hook("hook-2") + "[[hook]]\nrun = [\"x\"]\n" + main_program())) ==
        "5:1: error: the name hook-2 is used twice\n");
}

TEST_CASE("a cycle is shown") {
  CHECK(messages(load_text(hook("a", "after = [\"c\"]") + hook("b") + hook("c") + main_program())) ==
        "4:1: error: these wait for each other: a -> c -> b -> a\n");
  CHECK(messages(load_text(service("web", "after = [\"main\"]") + main_program())) ==
        "3:1: error: these wait for each other: web -> main -> web\n");
  CHECK(load_text(service("web", "after = [\"main\"]") + main_program("after = []")).plan);
}

TEST_CASE("what can never be waited for") {
  const std::string stop = hook("late", "stage = \"stop\"");
  CHECK(messages(load_text(stop + hook("a", "after = [\"late\"]") + main_program()))
            .find("start hook a cannot wait for stop hook late") != std::string::npos);
  CHECK(messages(load_text(stop + main_program("after = [\"late\"]")))
            .find("main cannot wait for stop hook late") != std::string::npos);
  CHECK(messages(load_text(stop + service("s", "after = [\"late\"]") + main_program()))
            .find("service s cannot wait for stop hook late") != std::string::npos);
  CHECK(messages(load_text(hook("a", "after = [\"main\"]") + main_program()))
            .find("start hook a cannot wait for main") != std::string::npos);
  CHECK(load_text(hook("a", "stage = \"ready\"\nafter = [\"main\"]") + main_program()).plan);
}

TEST_CASE("a thousand units are enough for anybody") {
  std::string text;
  for (int i = 0; i < 5000; ++i) text += "[[hook]]\nrun=[\"x\"]\n";
  CHECK(messages(load_text(text + main_program())).find("more than 1000 hooks and services") !=
        std::string::npos);
}
