// One pattern each; whole scripts are in tests/import/corpus. shfmt reads them.
#include <algorithm>

#include "catch.hpp"
#include "import/import.hpp"

using namespace jeden::import;

namespace {

Result result_of(const std::string& text, const std::vector<std::string>& command = {}) {
  return import_script("entrypoint.sh", "#!/bin/sh\nset -e\n" + text + '\n', command);
}

std::string toml(const std::string& text, const std::vector<std::string>& command = {}) {
  const Result result = result_of(text, command);
  CHECK(result.failure == "");
  return result.toml;
}

bool has(const std::string& text, const std::string& part) {
  if (text.find(part) != std::string::npos) return true;
  UNSCOPED_INFO(text);
  return false;
}

bool finds(const std::string& text, const std::string& id) {
  const auto findings = result_of(text).document.findings;
  return std::any_of(findings.begin(), findings.end(),
                     [&](const Finding& finding) { return finding.id == id; });
}

}  // namespace

TEST_CASE("defaults and values") {
  CHECK(has(toml(": \"${A:=x}\""), "A = \"x\""));
  CHECK(has(toml("A=${A:-x}"), "A = \"x\""));
  CHECK(has(toml("export A=x"), "A = { value = \"x\" }"));
  CHECK(has(toml("export PATH=/a:$PATH"), "PATH = { prepend = \"/a\" }"));
  CHECK(has(toml("[ -n \"$A\" ] || exit 1"), "A = { required = true, pattern = \".+\" }"));
}

TEST_CASE("a shell variable is put in where it is used") {
  CHECK(has(toml("D=/data\nmkdir -p \"$D/x\""), "{ directory = \"/data/x\" }"));
  CHECK(has(toml("D=${ROOT:-/data}\nmkdir -p $D/x"), "{ directory = \"${ROOT:-/data}/x\" }"));
  CHECK(has(toml("D=/data\necho x >> $D/x"), "D=/data\necho x >> $D/x"));
}

TEST_CASE("waits") {
  CHECK(has(toml("until nc -z db 5432; do sleep 1; done"), "wait = \"postgres://db:5432\""));
  CHECK(has(toml("while ! nc -z $H 81; do sleep 1; done"), "wait = \"tcp://${H}:81\""));
  CHECK(has(toml("until curl -sf http://a/b >/dev/null; do sleep 1; done"), "wait = \"http://a/b\""));
  CHECK(has(toml("until redis-cli -h r ping; do sleep 1; done"), "wait = \"redis://r\""));
  CHECK(has(toml("until [ -S /run/x ]; do sleep 1; done"), "wait = \"unix:///run/x\""));
  CHECK(has(toml("until ./ready --now; do sleep 1; done"), "wait = \"exec:./ready --now\""));
  CHECK(has(toml("for i in 1 2 3; do nc -z a 81 && break; sleep 5; done"), "timeout = \"15s\""));
  CHECK(has(toml("wait-for-it.sh db:3306 -t 20"), "wait = \"mysql://db:3306\"\ntimeout = \"20s\""));
  CHECK(has(toml("until ./manage.py migrate; do sleep 3; done"), "retries = 20"));
}

TEST_CASE("who main is") {
  CHECK(has(toml("exec gosu app \"$@\"", {"x", "$y"}), "command = [\"x\", \"$y\"]\nuser = \"app\""));
  CHECK(has(toml("exec setpriv --reuid=a --regid=b --init-groups c"), "user = \"a:b\""));
  CHECK(has(toml("exec su app -s /bin/sh -c 'exec a b'"), "command = [\"a\", \"b\"]\nuser = \"app\""));
  CHECK(has(toml("exec tini -- env A=1 a"), "command = [\"a\"]\nenv = { A = \"1\" }"));
  CHECK(has(toml("exec a $A_OPTS"), "options_from = \"A_OPTS\""));
  CHECK(has(toml("a &\nb"), "[service.a]"));
  CHECK(has(toml("case \"$1\" in w) exec a;; *) exec \"$@\";; esac"), "[role.w]"));
}

TEST_CASE("conditions") {
  CHECK(has(toml("if [ -n \"$A\" ]; then a; fi\nexec b"), "if_env = \"A\""));
  CHECK(has(toml("if [ \"$A\" != x ]; then a; fi\nexec b"), "unless_env = \"A=x\""));
  CHECK(has(toml("[ -f /x ] || a\nexec b"), "unless_exists = \"/x\""));
  CHECK(has(toml("[ -s /x ] && a\nexec b"), "if_command = [\"test\", \"-s\", \"/x\"]"));
  CHECK(has(toml("if [ ! -e /m ]; then a; b; touch /m; fi\nexec c"), "[once.setup]\nmarker = \"/m\""));
}

TEST_CASE("what depends on each other stays together") {
  const std::string text = toml("X=$(a)\nmkdir /d\nb \"$X\"\nexec c");
  CHECK(has(text, "X=$(a)\nmkdir /d\nb \"$X\"\n"));
  CHECK(has(text, "command = [\"c\"]"));
  CHECK(has(toml("export X=$(a)\nexec c"), "script = '''\nset -e\nexport X=$(a)\nexec c\n'''"));
  CHECK(has(toml(". /env\nexec c"), "script = '''\nset -e\n. /env\nexec c\n'''"));
  CHECK(has(toml("f() { a \"$1\" | b; }\nf x\nexec c"), "f() { a \"$1\" | b; }\nf x\n"));
}

TEST_CASE("nothing is taken out of a condition that is not understood") {
  const std::string text = toml("if a | b; then mkdir /d; fi\nexec c");
  CHECK(has(text, "if a | b; then mkdir /d; fi"));
  CHECK(text.find("directory =") == std::string::npos);
}

TEST_CASE("faults") {
  CHECK(finds("a &\nexec b", "background_child_of_exec"));
  CHECK(finds("a", "no_exec"));
  CHECK(finds("exec $@", "unquoted_arguments"));
  CHECK(finds("exec a\nb", "code_after_exec"));
  CHECK(finds("until nc -z a 81; do sleep 1; done", "wait_without_timeout"));
  CHECK(finds("./manage.py migrate || true", "failure_ignored"));
  CHECK(finds("mysql -p\"$MYSQL_PASSWORD\" -e x", "password_on_command_line"));
  CHECK(finds("trap 'kill $p' TERM\na", "trap_without_wait"));
  CHECK(finds("[[ -n $A ]] || exit 1", "bashism"));
  CHECK(finds("[ -n \"$A\" ] || exit 0", "exit_code_lost"));
  CHECK(finds(": ${DB_PASSWORD:=admin}", "default_password"));
  CHECK_FALSE(finds("exec a", "no_exec"));
  CHECK_FALSE(finds("exec \"$@\"", "unquoted_arguments"));
}

TEST_CASE("here documents, with quotes and without") {
  CHECK(has(toml("cat > /a <<E\n$X \\$Y ${Z:-z}\nE"), "${X:-} $Y ${Z:-z}"));
  CHECK(has(toml("cat > /a <<E\n$$\nE"), "it uses the script's own arguments ($$)"));
  CHECK(has(toml("cat <<'E' > /a\n$X ${Y}\nE"), R"({ text = "$X $${Y}\n", to = "/a" })"));
  CHECK(has(toml("cat > /a <<-E\n\ta\n\t b\n\tE"), "\na\n b\n"));
  CHECK(has(toml("cat > /a <<E\n$(date)\nE"), "it uses the output of a command"));
  CHECK(has(toml("umask 077\necho x > /a"), "depends on the umask"));
  CHECK(has(toml("echo x > /proc/sys/a"), "script = "));
}

TEST_CASE("sed -i of a key, and of anything else") {
  CHECK(has(toml("sed -i 's/^a=.*/a=1/' /c.properties"), R"(set = { "a" = "1" })"));
  CHECK(has(toml("sed -i 's/^port .*/port 1/' /redis.conf"), R"(set = { "port" = "1" })"));
  for (const char* other :
       {"s/^port.*/port 1/", "s/port .*/port 1/", "s/^port .*/port & 1/", "s/^port \\(.*\\)/port \\1/",
        "s/^port .*/bind 1/", "s/^port .*/port 1/p", "/^port/d"})
    CHECK(has(toml("sed -i '" + std::string{other} + "' /redis.conf"), "run = [\"sed\""));
  CHECK(has(toml("sed -i 's/^a=.*/a=1/' /etc/app.ini"), "run = [\"sed\""));
}

TEST_CASE("a loop over a directory, and loops that are something else") {
  CHECK(has(toml("for f in /d/*; do . \"$f\"; done"), R"({ "*" = { run = ["/bin/sh"], pass = "path" } })") ==
        false);
  CHECK(has(toml("for f in /d/*.sh; do . \"$f\"; done"),
            R"({ ".sh" = { run = ["/bin/sh"], pass = "path" } })"));
  CHECK(has(toml("for f in /d/*; do cp \"$f\" /x; done"), "script = "));
  CHECK(has(toml("for f in /d/*.env; do . \"$f\"; done"), "script = "));
  CHECK(has(toml("for f in /d/*/x; do \"$f\"; done"), "script = "));
  CHECK(has(toml("for f in /d/*.sh; do \"$f\" \"$f\"; done"), "script = "));
}

TEST_CASE("a broken script is told with its line") {
  const Result result = result_of("if a; then\n");
  CHECK(result.line == 3);
  CHECK(result.failure != "");
}
