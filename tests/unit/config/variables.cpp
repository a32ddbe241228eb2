#include <filesystem>

#include "catch.hpp"
#include "process/ask.hpp"
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
  CHECK(faults_of("A = \"${B}\"\nB = \"${A}\"", {}) ==
        "3:6: error: these refer to each other: A -> B -> A\n");
  CHECK(faults_of("A = \"${B:-1}a\"\nB = \"${A:-2}b\"", {}) ==
        "3:6: error: these refer to each other: A -> B -> A\n");
  CHECK(environment_of("A = \"${B:-1}a\"\nB = \"${A:-2}b\"", {"B=x"}) == Entries{"B=x", "A=xa"});
  CHECK(faults_of("A = \"${B}\"\nB = \"${C}\"\nC = \"${B}\"", {}) ==
        "4:6: error: these refer to each other: B -> C -> B\n");
  CHECK(environment_of("A = \"${B:-1}\"\nB = \"${A:-2}\"", {"A=3"}) == Entries{"A=3", "B=3"});
  CHECK(environment_of("A = \"${B}\"\nB = \"${A}\"", {"B=1"}) == Entries{"B=1", "A=1"});
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

TEST_CASE("a default that is not needed may refer to what is not set") {
  CHECK(environment_of("A = \"${NONE}\"", {"A=1"}) == Entries{"A=1"});
  CHECK(environment_of("A = { default = \"${NONE}\" }", {"A=1"}) == Entries{"A=1"});
  CHECK(faults_of("A = \"${NONE\"", {"A=1"}) == "2:6: error: \"${\" without a \"}\"\n");
}

TEST_CASE("other names of a variable") {
  const std::string env = "A = { alias = [\"B\", \"C\"], default = \"d\" }";
  CHECK(environment_of(env, {}) == Entries{"A=d"});
  CHECK(environment_of(env, {"C=c"}) == Entries{"C=c", "A=c"});
  CHECK(environment_of(env, {"C=c", "B=b"}) == Entries{"C=c", "B=b", "A=b"});
  CHECK(environment_of(env, {"C=c", "B="}) == Entries{"C=c", "B=", "A=c"});
  CHECK(environment_of(env, {"C=c", "A=a"}) == Entries{"C=c", "A=a"});
  CHECK(environment_of(env, {"C=c", "A="}) == Entries{"C=c", "A=c"});
  CHECK(environment_of("A = { alias = \"B\" }\nB = \"${C}\"\nC = \"c\"", {}) == Entries{"C=c", "B=c", "A=c"});
  CHECK(environment_of("A = { alias = \"B\" }\nB = { alias = \"A\" }", {"B=b"}) == Entries{"B=b", "A=b"});
  CHECK(environment_of("A = { alias = \"B\" }\nB = { alias = \"A\" }", {"A=a"}) == Entries{"A=a", "B=a"});
  CHECK(faults_of("A = { alias = \"B\", required = true }", {}) ==
        "2:1: error: required variable A is not set\n");
  CHECK(environment_of("A = { alias = \"B\", from_file = true }", {"B_FILE=/run/secrets/password"}) ==
        Entries{"B=s3cret\n", "A=s3cret\n"});
  CHECK(faults_of("A = { alias = \"B\", from_file = true }", {"B_FILE=/run/secrets/password", "B=x"}) ==
        "2:15: error: both B and B_FILE are set\n");
}

TEST_CASE("old names and names that are gone") {
  const LoadResult result =
      load_text("[env]\nNEW = { deprecated = [\"OLD\", \"OLDER\"] }" + tail, {"OLDER=1"});
  CHECK(messages(result) == "2:30: warning: OLDER is deprecated: set NEW instead\n");
  CHECK(value(plan_of(result).units[0].program, "NEW") == "1");
  CHECK(faults_of("NEW = { deprecated = \"OLD\" }", {"NEW=1"}).empty());
  const std::string gone = "A = { refuse = \"use app.conf\" }\nB = { refuse = \"${x\" }";
  CHECK(faults_of(gone, {}).empty());
  CHECK(faults_of(gone, {"A=1", "B=1"}) ==
        "2:1: error: A is set, which is not understood any more: use app.conf\n"
        "3:1: error: B is set, which is not understood any more: ${x\n");
}

TEST_CASE("types and bounds") {
  const auto refused = [](const std::string& rules, const std::string& given) {
    return faults_of("A = { " + rules + " }", {"A=" + given});
  };
  for (const char* good : {"0", "-1", "9223372036854775807"})
    CHECK(refused("type = \"integer\"", good).empty());
  for (const char* bad : {"", "1.5", "1x", " 1", "0x10", "9223372036854775808"})
    CHECK(refused("type = \"integer\"", bad).size() > 1);
  CHECK(refused("type = \"integer\"", "x") == "2:1: error: A is \"x\", which is not an integer\n");
  CHECK(refused("type = \"number\"", "1.5").empty());
  CHECK(refused("type = \"number\"", "1,5").size() > 1);
  for (const char* good : {"true", "No", "ON", "0"}) CHECK(refused("type = \"boolean\"", good).empty());
  CHECK(refused("type = \"boolean\"", "maybe").size() > 1);
  CHECK(refused("type = \"port\"", "65535").empty());
  for (const char* bad : {"0", "65536", "-1", "http"}) CHECK(refused("type = \"port\"", bad).size() > 1);
  CHECK(refused("type = \"integer\", min = 1, max = 4", "4").empty());
  CHECK(refused("type = \"integer\", min = 1, max = 4", "0") ==
        "2:1: error: A is \"0\", which is less than 1\n");
  CHECK(refused("type = \"size\", max = \"64MiB\"", "65MiB") ==
        "2:1: error: A is \"65MiB\", which is more than 64MiB\n");
  CHECK(refused("type = \"duration\", min = \"1s\"", "999ms").size() > 1);
  CHECK(refused("type = \"duration\", min = \"1s\"", "1m").empty());
  CHECK(refused("type = \"integer\", forget = true", "hunter2") == "2:1: error: A is not an integer\n");
  CHECK(faults_of("A = { type = \"integer\", default = \"x\" }", {}) ==
        "2:35: error: the default of A is \"x\", which is not an integer\n");
  CHECK(faults_of("A = { type = \"integer\", min = \"x\" }", {}) == "2:31: error: min is not an integer\n");
  CHECK(faults_of("A = { min = 1 }", {}) == "2:7: error: min needs a type that has an order\n");
  CHECK(refused("type = \"intger\"", "1") ==
        "2:14: error: type: \"intger\" is not one of \"integer\", \"number\", \"port\", \"size\", "
        "\"duration\", \"boolean\"\n");
}

TEST_CASE("the first path that is there") {
  CHECK(environment_of("A = { first_found = [\"/none\", \"/etc/pass*\", \"/etc/group\"] }", {}) ==
        Entries{"A=/etc/passwd"});
  CHECK(environment_of("A = { first_found = \"/none*\" }", {}).empty());
  CHECK(environment_of("A = { first_found = \"/etc/passwd\", append = \"/x\" }", {}) ==
        Entries{"A=/etc/passwd:/x"});
  CHECK(environment_of("A = { first_found = \"${NONE}\" }", {"A=1"}) == Entries{"A=1"});
}

TEST_CASE("help stands beside what is wrong, line by line") {
  const LoadResult result = load_text(
      "[env]\nA = { required = true, help = \"\"\"the key\nmake one with keygen\"\"\" }\n"
      "B = { type = \"port\", help = \"where it listens\" }" +
          tail,
      {"B=x"});
  REQUIRE(result.diagnostics.size() == 2);
  CHECK(render(result.diagnostics[0]).ends_with("hint: A: the key\nhint: make one with keygen\n"));
  CHECK(result.diagnostics[1].hint == "where it listens");
}

TEST_CASE("rules about several variables") {
  const auto broken = [](const std::string& rule, Entries given) {
    return messages(load_text("[[env_rule]]\n" + rule + tail, std::move(given)));
  };
  CHECK(broken("together = [\"A\", \"B\"]", {}).empty());
  CHECK(broken("together = [\"A\", \"B\"]", {"A=1", "B=1"}).empty());
  CHECK(broken("together = [\"A\", \"B\"]", {"A=1", "B="}) ==
        "2:1: error: A, B go together: A is set, B is not\n");
  const std::string one = "exactly_one = [\"A\", \"B\", \"C\"]";
  CHECK(broken(one, {"B=1"}).empty());
  CHECK(broken(one, {}) == "2:1: error: exactly one of A, B, C has to be set, and none is\n");
  CHECK(broken(one, {"A=1", "B=1"}) == "2:1: error: exactly one of A, B, C has to be set, and A, B are\n");
  CHECK(broken("at_least_one = [\"A\", \"B\"]", {"A=1", "B=1"}).empty());
  CHECK(broken("at_least_one = [\"A\", \"B\"]", {}).size() > 1);
  CHECK(broken("at_most_one = [\"A\", \"B\"]", {}).empty());
  CHECK(broken("at_most_one = [\"A\", \"B\"]", {"A=1", "B=1"}).size() > 1);
  CHECK(broken("all_of = [\"A\", \"B\"]\nif_env = \"TLS=on\"", {"TLS=off"}).empty());
  CHECK(broken("all_of = [\"A\", \"B\"]\nif_env = \"TLS=on\"", {"TLS=on", "B=1"}) ==
        "2:1: error: these variables have to be set, and are not: A\n");
  CHECK(broken("all_of = [\"A\"]\nunless_exists = \"/etc/passwd\"", {}).empty());
  CHECK(broken("all_of = [\"A\"]\nunless_exists = \"/none\"", {}).size() > 1);
  CHECK(broken("all_of = [\"A\"]\nif_exists = [\"/etc/passwd\", \"/none\"]", {}).empty());
  CHECK(broken("help = \"x\"", {}) == "1:1: error: this rule says nothing\n");
  CHECK(broken("all_of = [\"A\"]\ntogether = [\"A\"]", {"A=1"}) ==
        "3:1: error: one rule has both all_of and together\n");
  CommandLine bash;
  bash.words = {"bash"};
  CHECK(messages(load_text("[[env_rule]]\n" + one + tail, {}, bash)).empty());
  CHECK(messages(load_text("[env]\nA = { required = true }\n[[env_rule]]\n" + one + tail, {})) ==
        "2:1: error: required variable A is not set\n");
}

TEST_CASE("a value that may be secret is in no message") {
  for (const char* rules :
       {"{ pattern = \"[0-9]+\", forget = true }", "{ one_of = [\"1\"], from_file = true }"}) {
    CAPTURE(rules);
    CHECK(faults_of(std::string{"X = "} + rules, {"X=hunter2"}).find("hunter2") == std::string::npos);
  }
  CHECK(faults_of("DB_PASSWORD = { pattern = \"[0-9]+\" }", {"DB_PASSWORD=hunter2"}) ==
        "2:1: error: DB_PASSWORD does not match [0-9]+\n");
  // What another variable makes of it.
  CHECK(faults_of("X = { forget = true }\nURL = { value = \"u:${X}\", type = \"port\" }", {"X=hunter2"}) ==
        "3:1: error: URL is \"u:***\", which is not a port from 1 to 65535\n");
}

TEST_CASE("a value that a command gives") {
  Surroundings asking = surroundings({"PATH=/usr/bin", "B=b"});
  std::vector<std::string> asked;
  jeden::process::Answer answer{"4", {}};
  asking.ask = [&](const auto& words, const auto& environment) {
    asked = words;
    CHECK(environment.size() == 2);
    return answer;
  };
  const auto loaded = [&](const std::string& env) {
    return load("[env]\n" + env + tail, "init.toml", asking, {});
  };
  const std::string env = "A = { from_command = [\"localedef\", \"${B}\"] }";
  CHECK(value(plan_of(loaded(env)).units[0].program, "A") == "4");
  CHECK(asked == std::vector<std::string>{"/usr/bin/localedef", "b"});
  asked.clear();
  CHECK(value(plan_of(loaded("B = { from_command = [\"localedef\"] }")).units[0].program, "B") == "b");
  CHECK(asked.empty());
  CHECK(messages(loaded("A = { from_command = [\"nothing\"] }")) ==
        "2:22: error: nothing, which gives A its value, is not found\n");
  answer = {"", "ended with exit code 3"};
  CHECK(messages(loaded(env)) == "2:22: error: localedef, which gives A its value, ended with exit code 3\n");
  CHECK(faults_of("A = { from_command = [] }", {}) == "2:22: error: from_command names no program\n");
  CHECK(faults_of("A = { from_command = [\"x\"], default = \"1\" }", {}).find("contradict") !=
        std::string::npos);
  CHECK(environment_of("A = { from_command = [\"x\"] }\nC = { required = true, from_command = [\"x\"] }", {})
            .empty());
}
