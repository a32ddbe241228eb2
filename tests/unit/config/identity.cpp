#include "base/record.hpp"
#include "catch.hpp"
#include "support.hpp"

using namespace jeden::config;
using namespace jeden::config::testing;
using namespace jeden;

namespace {

using Groups = std::vector<gid_t>;

// The image has app, 1000:1001, who is in the group logs, 50.
const std::string remap =
    "[identity]\nremap = { user = \"app\", uid = \"${PUID:-}\", gid = \"${PGID:-}\", chown = \"/srv\" }\n";

core::Identity main_with(const std::string& keys, std::vector<std::string> environment) {
  const core::Plan plan =
      plan_of(load_text(remap + "[main]\ncommand = [\"x\"]\n" + keys, std::move(environment)));
  return plan.units[plan.main].program.settings.identity.value_or(core::Identity{});
}

}  // namespace

TEST_CASE("a name stands for the new numbers before they are written") {
  const std::vector<std::string> numbers{"PUID=1500", "PGID=1600"};
  const core::Identity app = main_with("user = \"app\"\n", numbers);
  CHECK(app.uid == 1500);
  CHECK(app.gid == 1600);
  CHECK(app.groups == Groups{1600, 50});
  CHECK(main_with("user = \"app:app\"\n", numbers).gid == 1600);
  CHECK(main_with("user = \"root:app\"\n", numbers).gid == 1600);
  CHECK(main_with("user = \"app:logs\"\n", numbers).uid == 1500);
  CHECK(main_with("user = \"app:logs\"\n", numbers).gid == 50);
  CHECK(main_with("user = \"1000:1001\"\n", numbers).uid == 1000);
  CHECK(main_with("user = \"1000:1001\"\n", numbers).gid == 1001);
  CHECK(main_with("user = \"root\"\ngroups = [\"app\"]\n", numbers).groups == Groups{0, 1600});
  CHECK(main_with("user = \"app\"\n", {"PUID=1500"}).gid == 1001);
  CHECK(main_with("user = \"app\"\n", {}).uid == 1000);
}

TEST_CASE("the database is written by the first hook") {
  const core::Plan plan = plan_of(load_text(remap + "[[hook]]\nname = \"h\"\nfiles = [ { directory = \"/d\", "
                                                    "owner = \"app\" } ]\n[main]\ncommand = [\"x\"]\n",
                                            {"PUID=1500", "PGID=1600"}));
  const core::Unit& identity = unit(plan, "identity");
  CHECK(plan.units[unit(plan, "h").after.at(0)].name == "identity");
  const auto records = base::decode(identity.program.input).value();
  REQUIRE(records.size() == 2);
  CHECK(records[0].kind == "renumber");
  CHECK(records[0].get("uid") == "1500");
  CHECK(records[1].kind == "chown");
  CHECK(records[1].get("owner") == "1500:1600");
  CHECK(base::decode(unit(plan, "h").program.input).value()[0].get("owner") == "1500:1600");
}

TEST_CASE("what is wrong with a remap") {
  const std::string tail = "[main]\ncommand = [\"x\"]\n";
  CHECK(messages(load_text(remap + tail, {"PUID=abc"})) ==
        "2:31: error: uid is \"abc\", which is no number\n");
  CHECK(messages(load_text(remap + tail, {"PUID=4294967295"})).find("no number") != std::string::npos);
  CHECK(messages(load_text(remap + tail, {"PUID=0"})) == "2:25: warning: app becomes root by the number 0\n");
  CHECK(messages(load_text("[identity]\nremap = { user = \"ap\" }\n" + tail)) ==
        "2:18: error: user ap does not exist\n");
  CHECK(messages(load_text("[identity]\nremap = { uid = 5 }\n" + tail)) ==
        "2:9: error: remap names no user\n");
}

TEST_CASE("whoever cannot become another user keeps the numbers of the image") {
  Surroundings fixed = surroundings({"PUID=1500"});
  fixed.changes_user = false;
  const core::Plan plan = plan_of(load(
      remap + "[[hook]]\nfiles = [ { directory = \"/d\", owner = \"app\" } ]\n[main]\ncommand = [\"x\"]\n",
      "init.toml", fixed, {}));
  CHECK(base::decode(unit(plan, "hook-1").program.input).value()[0].get("owner") == "1000:1001");
}

TEST_CASE("an entry for a number without a name") {
  const std::string entry = "[identity]\npasswd_entry = { name = \"web\", home = \"/srv\" }\n";
  const core::Plan plan = plan_of(load_text(entry + "[main]\ncommand = [\"x\"]\nuser = 4242\n"));
  const auto records = base::decode(unit(plan, "identity").program.input).value();
  CHECK(records[0].get("uid") == "4242");
  CHECK(records[0].get("home") == "/srv");
  CHECK(value(plan.units[plan.main].program, "HOME") == "/srv");
  CHECK(value(plan.units[plan.main].program, "USER") == "web");
  for (const char* known : {"user = 1000\n", "user = \"app\"\n"})
    CHECK(plan_of(load_text(entry + "[main]\ncommand = [\"x\"]\n" + known)).units.size() == 1);
  CHECK(plan_of(load_text("[identity]\npasswd_entry = false\n[main]\ncommand = [\"x\"]\nuser = 4242\n"))
            .units.size() == 1);
  CHECK(messages(
            load_text(
                "[identity]\npasswd_entry = { home = \"/a:b\" }\n[main]\ncommand = [\"x\"]\nuser = 4242\n"))
            .find("cannot be empty") != std::string::npos);
}
