#include "step/environment_keys.hpp"

#include "support.hpp"

using namespace jeden;
using Fields = std::vector<std::pair<std::string, std::string>>;

namespace {

std::string mapped(Fields fields, const std::vector<std::string>& environment) {
  std::string text;
  for (const keys::Edit& edit : step::environment_keys({"settings", std::move(fields)}, environment))
    text += '[' + edit.section + ']' + edit.key +
            (edit.kind == keys::Edit::Kind::remove ? " removed" : '=' + edit.values.at(0).text) + ';';
  return text;
}

}  // namespace

TEST_CASE("variables become keys") {
  const std::vector<std::string> environment{
      "KAFKA_LOG_DIRS=/b=c", "KAFKA_HEAP_OPTS=x", "KAFKA_", "KAFKA_=y", "OTHER=1", "KAFKA_AUTO__X___Y="};
  const Fields kafka{
      {"env_prefix", "KAFKA_"}, {"env_case", "lower"}, {"env_empty", "set"},   {"env_except", "KAFKA_HEAP_*"},
      {"env_replace", "_"},     {".with", "."},        {"env_replace", "___"}, {".with", "-"},
      {"env_replace", "__"},    {".with", "_"}};
  CHECK(mapped(kafka, environment) == "[]auto_x-y=;[]log.dirs=/b=c;");
  Fields skip{{"env_prefix", "KAFKA_A"}, {"env_case", "keep"}, {"env_empty", "skip"}};
  CHECK(mapped(skip, environment).empty());
  skip.back().second = "remove";
  CHECK(mapped(skip, environment) == "[]UTO__X___Y removed;");
  CHECK(mapped({}, environment).empty());
}

TEST_CASE("sections in the names of variables") {
  const Fields gitea{{"env_prefix", "GITEA__"},
                     {"env_section_separator", "__"},
                     {"env_case", "keep"},
                     {"env_replace", "_0X2E_"},
                     {".with", "."},
                     {"section", "main"}};
  CHECK(mapped(gitea, {"GITEA__log_0X2E_console__COLORIZE=false", "GITEA__APP_NAME=x"}) ==
        "[main]APP_NAME=x;[log.console]COLORIZE=false;");
}
