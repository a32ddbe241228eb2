#include "core/budget.hpp"

#include "catch.hpp"
#include "told.hpp"

using namespace jeden::core;

TEST_CASE("a stop sequence without an end takes what is left of the grace") {
  const Budget budget = plan_budget(make_plan());
  CHECK(budget.grace == Millis{10'000});
  CHECK(budget.margin == Millis{200});
  CHECK_FALSE(budget.row(BudgetStage::main).want.has_value());
  CHECK(budget.row(BudgetStage::end_hooks).latest == Millis{9'800});
  // The strays keep their tenth; services and end hooks there are none.
  CHECK(budget.row(BudgetStage::main).latest == Millis{8'800});
}

TEST_CASE("when everything fits, each stage keeps all that it wants") {
  Unit end = make_hook(Stage::end);
  end.timeout = Millis{1'000};
  Plan plan = make_plan({end});
  plan.units[plan.main].stop = {{15, Millis{2'000}}, {9, std::nullopt}};
  plan.drain = Millis{500};
  const Budget budget = plan_budget(plan);
  CHECK(budget.fits);
  CHECK(budget.row(BudgetStage::end_hooks).want == Millis{1'000} + hook_kill_wait);
  CHECK(budget.row(BudgetStage::strays).latest == Millis{9'800 - 3'000});
  CHECK(budget.row(BudgetStage::main).latest == Millis{9'800 - 3'000 - 1'000});
  CHECK(budget.row(BudgetStage::drain).latest == Millis{9'800 - 3'000 - 1'000 - 2'200});
  CHECK(budget.worst_case == Millis{500 + 2'200 + 1'000 + 3'000});
}

TEST_CASE("when it does not fit, the earlier stages are cut and the later keep their least") {
  Unit end = make_hook(Stage::end);
  end.timeout = Millis{60'000};
  Plan plan = make_plan({end});
  plan.units[plan.main].stop = {{15, Millis{60'000}}};
  const Budget budget = plan_budget(plan);
  CHECK_FALSE(budget.fits);
  CHECK(budget.row(BudgetStage::end_hooks).latest == Millis{9'800});
  CHECK(budget.row(BudgetStage::strays).latest == Millis{9'800 - 2'000});
  CHECK(budget.row(BudgetStage::main).latest == Millis{9'800 - 2'000 - 1'000});
  CHECK(budget.row(BudgetStage::stop_hooks).latest == Millis{9'800 - 2'000 - 1'000 - 2'500});
}

TEST_CASE("what takes what it gets makes room for what has a limit") {
  Unit web = make_service();
  web.after = {0};
  Plan plan = make_plan({make_service(), web, make_hook(Stage::stop), make_hook(Stage::end)});
  plan.grace = Millis{5'000};
  plan.drain = Millis{1'000};
  Budget budget = plan_budget(plan);
  CHECK(budget.fits);
  CHECK(budget.worst_case <= *plan.grace - budget.margin);
  CHECK(budget.row(BudgetStage::drain).latest >= plan.drain);
  CHECK(budget.row(BudgetStage::main).least < Millis{1'250});
  CHECK(budget.row(BudgetStage::main).least > Millis{625});

  plan.drain = Millis{3'000};  // nobody is content with less than half
  budget = plan_budget(plan);
  CHECK_FALSE(budget.fits);
  CHECK(budget.row(BudgetStage::main).least == Millis{1'250});
}

TEST_CASE("dependants stop before what they need, independent services together") {
  Unit web = make_service(), cache = make_service();
  web.after = {0};
  cache.after = {0};
  const Plan plan = make_plan({make_service(), web, cache});
  const Budget budget = plan_budget(plan);
  CHECK(budget.service_level == std::vector<unsigned>{1, 0, 0, 0});
  CHECK(budget.row(BudgetStage::services, 0).latest < budget.row(BudgetStage::services, 1).latest);
}

TEST_CASE("retries and their pauses count, along the longest chain") {
  Unit first = make_hook(Stage::stop), second = make_hook(Stage::stop), aside = make_hook(Stage::stop);
  first.timeout = Millis{100};
  first.retries = 2;
  first.backoff = Millis{10};
  second.timeout = Millis{200};
  second.after = {0};
  aside.timeout = Millis{300};
  const Budget budget = plan_budget(make_plan({first, second, aside}));
  const Millis chain = 3 * (Millis{100} + hook_kill_wait) + Millis{10 + 20} + Millis{200} + hook_kill_wait;
  CHECK(budget.row(BudgetStage::stop_hooks).want == chain);
}

TEST_CASE("every stage ends after the one before it, and all within the grace") {
  for (const int grace : {0, 1, 50, 100, 999, 10'000, 3'600'000}) {
    CAPTURE(grace);
    Plan plan = make_plan({make_hook(Stage::stop), make_service(), make_hook(Stage::end)});
    plan.grace = Millis{grace};
    plan.drain = Millis{3'000};
    const Budget budget = plan_budget(plan);
    Millis last{0};
    for (const BudgetRow& row : budget.rows) {
      CHECK(row.latest >= last);
      last = row.latest;
    }
    CHECK(last + budget.margin <= *plan.grace);
  }
}

TEST_CASE("a hook that is skipped takes no time, and those after it still come after those before it") {
  Unit first = make_hook(Stage::stop), skipped = make_hook(Stage::stop), last = make_hook(Stage::stop);
  for (Unit* hook : {&first, &skipped, &last}) hook->timeout = Millis{100};
  skipped.skip = true;
  skipped.after = {0};
  last.after = {1};
  const Budget budget = plan_budget(make_plan({first, skipped, last}));
  CHECK(budget.row(BudgetStage::stop_hooks).want == 2 * (Millis{100} + hook_kill_wait));
}

TEST_CASE("a condition that is a command counts") {
  Unit hook = make_hook(Stage::stop);
  hook.timeout = Millis{100};
  hook.condition = Program{};
  const Budget budget = plan_budget(make_plan({hook}));
  CHECK(budget.row(BudgetStage::stop_hooks).want == Millis{100} + Millis{100} + hook_kill_wait);
}

TEST_CASE("pauses keep to their longest, also the first") {
  Unit hook = make_hook(Stage::stop);
  hook.timeout = Millis{100};
  hook.retries = 5;
  hook.backoff = Millis{10};
  hook.backoff_max = Millis{30};
  const Millis attempts = 6 * (Millis{100} + hook_kill_wait);
  CHECK(plan_budget(make_plan({hook})).row(BudgetStage::stop_hooks).want ==
        attempts + Millis{10 + 20 + 30 + 30 + 30});
  hook.backoff = Millis{0};
  CHECK(plan_budget(make_plan({hook})).row(BudgetStage::stop_hooks).want == attempts);
  hook.backoff = Millis{100};
  CHECK(plan_budget(make_plan({hook})).row(BudgetStage::stop_hooks).want == attempts + 5 * Millis{30});
}

TEST_CASE("absurd numbers give a long time, quickly") {
  std::vector<Unit> hooks;
  for (UnitId id = 0; id < 500; ++id) {
    hooks.push_back(make_hook(Stage::stop));
    hooks.back().timeout = std::chrono::days{365};
    hooks.back().retries = 4'000'000'000;
    hooks.back().backoff = hooks.back().backoff_max = std::chrono::days{365};
    if (id > 0) hooks.back().after = {static_cast<UnitId>(id - 1)};
  }
  const Budget budget = plan_budget(make_plan(std::move(hooks)));
  CHECK_FALSE(budget.fits);
  CHECK(budget.row(BudgetStage::stop_hooks).want > std::chrono::days{365});
  CHECK(budget.worst_case > std::chrono::days{365});
}
