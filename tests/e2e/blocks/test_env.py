"""[env] and [[env_rule]] as a container meets them: everything that is wrong in one go, and nothing has been started."""

import json
import shlex
import subprocess

import pytest

import kit
from kit import talk, talker

MAIN = f"[[hook]]\nrun = {talker('say', 'hook')}\n[main]\ncommand = [\"/usr/bin/env\"]\n"

POSTGRES = """
[env]
PGDATA = "/var/lib/postgresql/data"
POSTGRES_USER = { alias = ["PGUSER", "DB_USER"], default = "postgres" }
POSTGRES_DB = "${POSTGRES_USER}"
POSTGRES_PASSWORD = { from_file = true, forget = true, deprecated = "PG_PASS" }
PORT = { type = "port", default = "5432", help = "where the server listens" }
MEMORY = { type = "size", min = "16MiB", default = "128MiB" }
LEGACY = { refuse = "write it into postgresql.conf" }

[[env_rule]]
at_least_one = ["POSTGRES_PASSWORD", "POSTGRES_HOST_AUTH_METHOD"]
unless_exists = "${PGDATA}/PG_VERSION"
help = \"\"\"
Set POSTGRES_PASSWORD to a password for the superuser,
or POSTGRES_HOST_AUTH_METHOD=trust, which lets everybody in.\"\"\"

[[env_rule]]
together = ["TLS_KEY", "TLS_CERTIFICATE"]
"""


def variables(init):
    return dict(line.split("=", 1) for line in init.out.lines() if "=" in line)


def test_values_follow_from_each_other(jeden):
    init = jeden.run(toml=POSTGRES + MAIN, env={"DB_USER": "me", "PG_PASS": "x"})
    assert init.code == 0, init.err.text()
    found = variables(init)
    assert (found["POSTGRES_USER"], found["POSTGRES_DB"], found["PORT"]) == ("me", "me", "5432")
    assert "POSTGRES_PASSWORD" not in found and "PG_PASS" not in found
    assert "PG_PASS is deprecated: set POSTGRES_PASSWORD instead" in init.err.text()


def test_everything_that_is_wrong_in_one_go(jeden):
    init = jeden.run(toml=POSTGRES + MAIN, env={"PORT": "http", "MEMORY": "1MiB", "LEGACY": "", "TLS_KEY": "k"})
    assert init.code == 78 and not init.out.text()
    for said in ('PORT is "http", which is not a port', "hint: where the server listens",
                 'MEMORY is "1MiB", which is less than 16MiB', "LEGACY is set, which is not understood any more: write it",
                 "at least one of POSTGRES_PASSWORD, POSTGRES_HOST_AUTH_METHOD has to be set",
                 "hint: or POSTGRES_HOST_AUTH_METHOD=trust, which", "TLS_KEY, TLS_CERTIFICATE go together"):
        assert said in init.err.text(), init.err.text()


def test_a_rule_for_the_first_start_only(jeden, tmp_path):
    (tmp_path / "PG_VERSION").write_text("15")
    assert jeden.run(toml=POSTGRES + MAIN, env={"PGDATA": str(tmp_path)}).code == 0


def test_a_foreign_command_breaks_no_rule(jeden):
    init = jeden.run("--", "/bin/echo", "in", toml=POSTGRES + MAIN)
    assert init.code == 0 and init.out.lines() == ["in"]


def test_an_image_is_checked_without_its_container(tmp_path):
    file = tmp_path / "init.toml"
    file.write_text(POSTGRES + MAIN)
    result = subprocess.run([kit.JEDEN, "check", "--json", file], capture_output=True, text=True)
    assert result.returncode == 0 and {d["severity"] for d in json.loads(result.stdout)["diagnostics"]} == {"warning"}


def test_a_library_that_may_be_there(jeden, tmp_path):
    (tmp_path / "x86").mkdir()
    library = tmp_path / "x86" / "libjemalloc.so.2"
    toml = f'[env]\nPRELOAD = {{ first_found = ["{tmp_path}/*/libjemalloc.so.2"] }}\n' + MAIN
    assert "PRELOAD" not in variables(jeden.run(toml=toml))
    library.write_text("")
    assert variables(jeden.run(toml=toml))["PRELOAD"] == str(library)


def asking(script, more=""):
    return (f"[env]\nANSWER = {{ from_command = {json.dumps(['/bin/sh', '-c', script])}, help = 'the answer' {more} }}\n"
            + MAIN)


def test_a_value_from_a_command(jeden):
    init = jeden.run(toml=asking("echo $GIVEN; printf 'two\\n\\n'"), env={"GIVEN": "one"})
    assert "ANSWER=one" in init.out.text() and init.out.lines()[-1] != "" and "two" in init.out.lines()
    assert variables(jeden.run(toml=asking("exit 1"), env={"ANSWER": "given"}))["ANSWER"] == "given"


@pytest.mark.parametrize("script, said", [
    ("exit 3", "ended with exit code 3"), ("kill -9 $$$$", "was ended by SIGKILL"), ("cat /dev/zero", "more than 64 KiB"),
    ("printf 'a\\0b'", "a NUL byte"),
])
def test_an_answer_that_is_none(jeden, script, said):
    init = jeden.run(toml=asking(script))
    assert init.code == 78 and said in init.err.text() and "hint: the answer" in init.err.text()
    assert "hook" not in init.out.lines()
    init.assert_nothing_left()


def test_a_program_that_does_not_exist(jeden):
    init = jeden.run(toml='[env]\nA = { from_command = ["no-such-program"] }\n' + MAIN)
    assert init.code == 78 and "no-such-program, which gives A its value, is not found" in init.err.text()


def test_what_a_command_leaves_behind_is_ended(jeden, tmp_path):
    toml = asking(f"{shlex.join(talk('say', 'x', 'wait'))} & echo $! > {tmp_path}/pid; echo 42")
    look = json.dumps(["/bin/sh", "-c", f"echo $ANSWER; while kill -0 $(cat {tmp_path}/pid); do sleep 0.01; done; echo gone"])
    init = jeden.run(toml=toml.replace('["/usr/bin/env"]', look))
    assert init.out.lines()[-1] == "gone" and "42" in init.out.text(), init.out.text()


@pytest.mark.parametrize("signal", ["TERM", "INT", "QUIT"])
def test_a_stop_while_a_command_is_asked(jeden, signal):
    init = jeden(toml=asking(f"echo up >&2; exec {shlex.join(talk('on', 15, 0, 'wait'))}"))
    init.expect_log("^up$")
    init.signal(signal)
    assert init.wait() == 128 + kit.number(signal)
    assert "hook" not in init.out.lines()
    init.assert_nothing_left()


def test_a_command_has_the_signals_that_jeden_found(jeden):
    grep = "grep -E 'SigBlk|SigIgn' /proc/self/status | tr -d '\\n'"
    main = json.dumps(["/bin/sh", "-c", f'[ "$({grep})" = "$ANSWER" ] && echo same || env'])
    init = jeden.run(toml=asking(grep).replace('["/usr/bin/env"]', main))
    assert init.out.lines()[-1] == "same", init.out.text()


def test_plan_and_check_ask_nothing(jeden, tmp_path):
    path = jeden.config(asking(f"touch {tmp_path}/asked").replace('"/usr/bin/env"', '"/usr/bin/env", "${ANSWER}"'))
    for tool in ("plan", "check"):
        assert jeden.run(tool, path).code == 0
    assert not (tmp_path / "asked").exists()
