#include <filesystem>

#include "catch.hpp"
#include "config/locales.hpp"
#include "config/posix_zone.hpp"
#include "config/timezone.hpp"
#include "support.hpp"

using namespace jeden::config;
using namespace jeden::config::testing;

namespace {
LoadResult with(const std::string& keys, std::vector<std::string> environment = {"PATH=/usr/bin"}) {
  return load_text("[locale]\n" + keys + "\n[main]\ncommand = [\"true\"]\n", std::move(environment));
}
}  // namespace

TEST_CASE("codesets are spelled as on disk") {
  CHECK(normalise_codeset("pl_PL.UTF-8") == "pl_PL.utf8");
  CHECK(normalise_codeset("sr_RS.UTF-8@latin") == "sr_RS.utf8@latin");
  CHECK(normalise_codeset("de_DE.ISO-8859-15@euro") == "de_DE.iso885915@euro");
  CHECK(normalise_codeset("x.8859-1") == "x.iso88591");
  CHECK(normalise_codeset("pl_PL") == "pl_PL");
}

TEST_CASE("lang is checked against the image") {
  const auto plan = plan_of(with("lang = \"pl_PL.UTF-8\"", {"LANG=C"}));
  CHECK(value(plan.units[0].program, "LANG") == "pl_PL.UTF-8");
  CHECK(value(plan.units[0].program, "LC_ALL") == "(not set)");
  CHECK(plan.warnings.empty());
  CHECK(value(plan_of(with("lang = \"C.UTF-8\"")).units[0].program, "LANG") == "C.UTF-8");
  CHECK(value(plan_of(with("lang = \"POSIX\"")).units[0].program, "LANG") == "POSIX");
  CHECK(messages(with("lang = \"de_DE.UTF-8\"")) == "2:8: error: the image has no locale de_DE.UTF-8\n");
  CHECK(messages(with("lang = \"../etc\"")) == "2:8: error: the image has no locale ../etc\n");
}

TEST_CASE("the fallback comes with a warning") {
  const LoadResult result = with("lang = \"de_DE.UTF-8\"\nfallback = \"C.UTF-8\"");
  CHECK(value(plan_of(result).units[0].program, "LANG") == "C.UTF-8");
  CHECK(messages(result) == "2:8: warning: the image has no locale de_DE.UTF-8, using C.UTF-8\n");
  CHECK(messages(with("lang = \"de_DE.UTF-8\"\nfallback = \"fr_FR\"")) ==
        "3:12: error: the image has neither the locale de_DE.UTF-8 nor fr_FR\n");
  CHECK(messages(with("fallback = \"C\"")) == "2:1: error: fallback needs lang\n");
}

TEST_CASE("LC_ALL only when it is asked for") {
  CHECK(value(plan_of(with("lang = \"pl_PL.UTF-8\"\nlc_all = true")).units[0].program, "LC_ALL") ==
        "pl_PL.UTF-8");
  CHECK(value(plan_of(with("lang = \"pl_PL.UTF-8\"\nlc_all = \"C\"")).units[0].program, "LC_ALL") == "C");
  CHECK(messages(with("lang = \"pl_PL.UTF-8\"", {"LC_ALL=C"})) ==
        "2:1: warning: LC_ALL is set in the environment and overrides lang\n");
}

TEST_CASE("generation is a hook before everything else") {
  const auto plan = plan_of(
      load_text("[locale]\nlang = \"de_DE.UTF-8\"\ngenerate = true\n[[hook]]\nname = \"a\"\nrun = [\"a\"]\n"
                "[service.s]\ncommand = [\"s\"]\n[main]\ncommand = [\"m\"]\nafter = []\n"));
  const auto& first = unit(plan, "locale-generation");
  CHECK(first.program.words ==
        std::vector<std::string>{"localedef", "-i", "de_DE", "-f", "UTF-8", "de_DE.UTF-8"});
  CHECK(first.after.empty());
  for (const char* name : {"a", "s", "main"}) {
    REQUIRE(unit(plan, name).after.size() == 1);
    CHECK(plan.units[unit(plan, name).after[0]].name == "locale-generation");
  }
  CHECK(plan.units[plan.main].name == "main");
  CHECK(value(plan.units[plan.main].program, "LANG") == "de_DE.UTF-8");
  CHECK(plan_of(with("lang = \"pl_PL.UTF-8\"\ngenerate = true")).units.size() == 1);
}

TEST_CASE("a wrong time zone is an error with the one that was meant") {
  CHECK(value(plan_of(with("timezone = \"Europe/Warsaw\"")).units[0].program, "TZ") == "Europe/Warsaw");
  for (const char* wrong : {"Europe/Warszawa", "europe/warsaw", "Warsaw", "Europe/Warsow"}) {
    const LoadResult result = with("timezone = \"" + std::string{wrong} + "\"");
    CHECK_FALSE(result.plan);
    REQUIRE(result.diagnostics.size() == 1);
    CHECK(result.diagnostics[0].hint == "did you mean Europe/Warsaw?");
  }
  for (const char* wrong : {"", "Europe", "../UTC", "Europe/../UTC", "CET", "/etc/passwd"})
    CHECK_FALSE(with("timezone = \"" + std::string{wrong} + "\"").plan);
  CHECK(with("timezone = \"CET-1CEST,M3.5.0,M10.5.0/3\"").plan);
  CHECK(with("timezone = \":Europe/Berlin\"").plan);
  CHECK(with("timezone = \"/usr/share/zoneinfo/Europe/Berlin\"").plan);
}

TEST_CASE("without zones nothing can be checked, which is a warning") {
  CHECK(look_up_zone("Europe/Warsaw", "/nowhere", "") == ZoneState::unverified);
  CHECK(look_up_zone("UTC", "/nowhere", "") == ZoneState::good);
  CHECK(look_up_zone("Berlin", image(), "/usr/share/zoneinfo/Europe") == ZoneState::good);
}

TEST_CASE("POSIX rules") {
  for (const char* good :
       {"CET-1", "CET-1CEST", "EST5EDT,M3.2.0,M11.1.0", "<+03>-3", "<-02>2<-01>,M3.5.0/-1,M10.5.0/0",
        "NZST-12:00:00NZDT-13:00:00,M10.1.0,M3.3.0", "IST-1GMT0,M10.5.0,M3.5.0/1", "A1AAA"})
    CHECK(is_posix_zone(good) == (std::string_view{good} != "A1AAA"));
  for (const char* bad : {"", "CET", "CET-", "CET-25", "CET-1CEST,", "CET-1CEST,M13.1.0,M1.1.1",
                          "CET-1CEST,M1.1.1", "<CET-1", "CET-1 ", "Europe/Warsaw", "CET-99999999999999"})
    CHECK_FALSE(is_posix_zone(bad));
}
