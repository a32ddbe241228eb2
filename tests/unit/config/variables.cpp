#include <filesystem>

#include "catch.hpp"
#include "support.hpp"

using namespace jeden::config;
using namespace jeden::config::testing;

namespace {

using Entries = std::vector<std::string>;
const std::string tail = "\n[main]\ncommand = [\"true\"]\n";

Entries environment_of(const std::string& env, Entries given) {
  const LoadResult result = load_text("[env]\n" + env + tail, std::move(given));
  if (!result.plan) return {messages(result)};
  return result.plan->units[0].program.environment;
}

std::string faults_of(const std::string& env, Entries given) {
  return messages(load_text("[env]\n" + env + tail, std::move(given)));
}

}  // namespace

TEST_CASE("what [env] does not name passes byte for byte") {
  const Entries odd{"b=2",    "a=1",      "b=3", "odd.name-x=\xff\xfe", "=empty name", "no equals sign",
                    "EMPTY=", "PATH=/bin"};
  CHECK(environment_of("", odd) == odd);
}

TEST_CASE("a default is set unless the container sets the variable, even to nothing") {
  CHECK(environment_of("A = \"x\"", {"B=1"}) == Entries{"B=1", "A=x"});
  CHECK(environment_of("A = \"x\"", {"A=y"}) == Entries{"A=y"});
  CHECK(environment_of("A = \"x\"", {"A="}) == Entries{"A="});
  CHECK(environment_of("A = { default = \"x\" }", {"A="}) == Entries{"A="});
  CHECK(environment_of("A = { value = \"x\" }", {"A=y", "B=1", "A=z"}) == Entries{"A=x", "B=1"});
  CHECK(environment_of("A = { unset = true }", {"A=y", "B=1", "A=z"}) == Entries{"B=1"});
}

TEST_CASE("variables refer to each other in any order, and to themselves as the container set them") {
  CHECK(environment_of("URL = \"pg://${HOST}\"\nHOST = \"db\"", {}) == Entries{"HOST=db", "URL=pg://db"});
  CHECK(environment_of("A = { value = \"x${A}\" }", {"A=1"}) == Entries{"A=x1"});
  CHECK(environment_of("A = { value = \"x${A:-none}\" }", {}) == Entries{"A=xnone"});
  CHECK(faults_of("A = \"${B}\"\nB = \"${A}\"", {}) == "3:6: error: A is not set\n");
  CHECK(environment_of("A = \"$${B}\"\nB = \"${A}\"", {}) == Entries{"A=${B}", "B=${B}"});
}

TEST_CASE("all required variables that are missing are in one message") {
  const std::string env =
      "A = { required = true }\nB = \"${A}\"\nC = { required = true }\nD = { required = true }";
  CHECK(faults_of(env, {"C="}) == "2:1: error: required variables are not set: A, D\n");
  CHECK(faults_of("A = { required = true }", {}) == "2:1: error: required variable A is not set\n");
  CHECK(faults_of("A = { required = true, default = \"x\" }", {}).empty());
}

TEST_CASE("a path grows at both ends and never gets an empty part") {
  CHECK(environment_of("P = { prepend = \"/a\", append = [\"/y\", \"/z\"] }", {"P=/m"}) ==
        Entries{"P=/a:/m:/y:/z"});
  CHECK(environment_of("P = { prepend = \"/a\" }", {}) == Entries{"P=/a"});
  CHECK(environment_of("P = { prepend = \"/a\" }", {"P="}) == Entries{"P=/a"});
  CHECK(environment_of("P = { append = \"-b\", separator = \" \" }", {"P=-a"}) == Entries{"P=-a -b"});
  CHECK(environment_of("P = { default = \"/m\", prepend = \"/a\" }", {}) == Entries{"P=/a:/m"});
  CHECK(environment_of("PATH = { prepend = \"/a\" }", {})[0].starts_with("PATH=/a:/usr/local/sbin:"));
}

TEST_CASE("values are checked, and secrets are not repeated") {
  CHECK(environment_of("L = { one_of = [\"a\", \"b\"] }", {"L=b"}) == Entries{"L=b"});
  CHECK(faults_of("L = { one_of = [\"a\", \"b\"] }", {}).empty());
  CHECK(faults_of("L = { one_of = [\"a\", \"b\"] }", {"L=c"}) ==
        "2:1: error: L is \"c\", which is not one of a, b\n");
  CHECK(faults_of("L = { one_of = [\"a\"], default = \"c\" }", {}) ==
        "2:33: error: the default of L is \"c\", which is not one of a\n");
  CHECK(faults_of("L = { pattern = \"[0-9]+\" }", {"L=12"}).empty());
  CHECK(faults_of("L = { pattern = \"[0-9]+\" }", {"L=12a"}) ==
        "2:1: error: L is \"12a\", which does not match [0-9]+\n");
  CHECK(faults_of("L = { pattern = \"a|b\" }", {"L=ax"}).size() > 1);
  CHECK(faults_of("L = { pattern = \"[0-9]+\", from_file = true }", {"L=hunter2"}) ==
        "2:1: error: L does not match [0-9]+\n");
  CHECK(faults_of("L = { pattern = \"[0-9\" }", {"L=1"}).starts_with("2:17: error: pattern: not a POSIX"));
}

TEST_CASE("a secret comes from the file that NAME_FILE names") {
  const std::string env = "PASS = { required = true, from_file = true }";
  CHECK(environment_of(env, {"PASS_FILE=/run/secrets/password", "X=1"}) == Entries{"X=1", "PASS=s3cret\n"});
  CHECK(environment_of(env, {"PASS=direct"}) == Entries{"PASS=direct"});
  CHECK(environment_of(env, {"PASS=direct", "PASS_FILE="}) == Entries{"PASS=direct", "PASS_FILE="});
  CHECK(faults_of(env, {"PASS=", "PASS_FILE=/run/secrets/password"}) ==
        "2:1: error: both PASS and PASS_FILE are set\n");
  CHECK(faults_of(env, {"PASS_FILE=/run/secrets/none"}) ==
        "2:1: error: cannot read /run/secrets/none, which PASS_FILE names: No such file or directory\n");
  CHECK(faults_of(env, {}) == "2:1: error: required variable PASS is not set\n");
  CHECK(environment_of("", {"PASS_FILE=/x"}) == Entries{"PASS_FILE=/x"});
}

TEST_CASE("contradictions are errors of the file") {
  CHECK(faults_of("A = { unset = true, default = \"x\" }", {}).find("contradict") != std::string::npos);
  CHECK(faults_of("A = { value = \"y\", default = \"x\" }", {}).find("contradict") != std::string::npos);
  CHECK(faults_of("\"\" = \"x\"", {}).find("name") != std::string::npos);
  CHECK(faults_of("\"A=B\" = \"x\"", {}).find("name") != std::string::npos);
}

TEST_CASE("while an image is built, what only the container has is a warning") {
  Surroundings building = surroundings({});
  building.purpose = Surroundings::Purpose::check;
  const LoadResult result = load(
      "[env]\nA = { required = true }\n[main]\ncommand = [\"x\", \"${A}\", \"${B}\"]\n"
      "timeout = \"${T}\"\nuser = \"nobody-here\"\nworking_directory = \"${A}\"",
      "init.toml", building, {});
  CHECK(messages(result) ==
        "2:1: warning: required variable A is not set\n4:12: warning: x is not found in PATH\n4:26: warning: "
        "B is not set\n5:12: warning: T is not "
        "set\n"
        "6:8: warning: user nobody-here does not exist\n");
  CHECK(result.plan);
}
