"""Which words are started: rules of [main], roles, help and version, the set-up alone. jeden is PID 1."""

import json
import socket

import pytest

import kit
from kit import talk, talker

HOOK = f'[[hook]]\nname = "h"\nrun = {talker("say", "hook")}\n'
MAIN = f"[main]\ncommand = {talker('arguments')}\n"


def arguments(init):
    words = [line.removeprefix("argument ") for line in init.out.lines() if line.startswith("argument ")]
    return words[words.index(kit.TALK) + 2:] if words else None


def test_words_and_flags_of_a_real_server(jeden, tmp_path):
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    (tmp_path / "redis.conf").write_text(f"port {port}\nsave \"\"\n")
    toml = f"""
[main]
command = ["redis-server"]
append_words = ["*.conf"]
options_from = "REDIS_ARGS"
default_flags = {{ "--bind" = "127.0.0.1", "--maxclients" = "${{CLIENTS:-}}" }}
working_directory = "{tmp_path}"
ready = {{ wait = "redis://127.0.0.1:{port}", timeout = "30s" }}
"""
    init = jeden(str(tmp_path / "redis.conf"), toml=toml, env={"REDIS_ARGS": "--proc-title-template 'a {title}'"})
    init.expect_event("main_ready")
    assert kit.cmdline(kit.children(init.pid)[0]).startswith("a "), kit.cmdline(kit.children(init.pid)[0])
    init.signal("TERM")
    assert init.wait() == 0


def test_options_that_cannot_be_split(jeden):
    init = jeden.run(toml=HOOK + MAIN + 'options_from = "OPTS"\n', env={"OPTS": "--secret 'x"})
    assert init.code == 78 and "OPTS cannot be split into words: a ' is not closed" in init.err.text()
    assert "--secret" not in init.err.text() and not init.out.text()


@pytest.mark.parametrize("found", [True, False])
def test_a_wrapper(jeden, found):
    wrapper = json.dumps(["env" if found else "no-such-wrapper", "WRAPPED=yes"])
    init = jeden.run(toml=f"[main]\ncommand = {talker('environment', 'WRAPPED')}\nwrapper = {wrapper}\n")
    assert (b"WRAPPED=yes".hex() in init.out.text()) == found


def test_help_prepares_nothing(jeden):
    toml = HOOK + MAIN + 'default_flags = { "-d" = true }\n' + f"[service.s]\ncommand = {talker('say', 'service')}\n"
    init = jeden.run("--", "--help", toml=toml)
    assert arguments(init) == ["--help"] and len(init.out.lines()) == 3
    init = jeden.run("--", "-h", toml=toml)
    assert arguments(init) == ["-h", "-d"] and "hook" in init.out.lines()


ROLES = f"""
[[hook]]
name = "migrate"
run = {talker('say', 'migrated')}
roles = ["main"]

[service.queue]
command = {talker('say', 'queue', 'on', 15, 0, 'wait')}
ready = {{ log = "queue" }}
roles = ["worker"]

[main]
command = {talker('arguments', 'web')}
role = "${{ROLE:-}}"

[role.worker]
command = {talker('arguments', 'worker')}
"""


def test_roles(jeden):
    init = jeden.run(toml=ROLES)
    assert "migrated" in init.out.lines() and "queue" not in init.out.lines() and arguments(init) == ["web"]
    init = jeden.run("worker", "-c", "4", toml=ROLES)
    assert "queue" in init.out.lines() and "migrated" not in init.out.lines()
    assert arguments(init) == ["worker", "-c", "4"]
    assert arguments(jeden.run(toml=ROLES, env={"ROLE": "worker"})) == ["worker"]
    init = jeden.run(toml=ROLES, env={"ROLE": "worker1"})
    assert init.code == 78 and "there is no role worker1" in init.err.text() and "did you mean worker?" in init.err.text()


def test_check_looks_at_every_role_and_plan_at_one(jeden):
    path = jeden.config(ROLES + 'user = "nobody-knows"\n')
    init = jeden.run("check", path)
    assert init.code == 0 and "user nobody-knows does not exist" in init.err.text()
    assert "nobody-knows" not in jeden.run("plan", path, "--", kit.TALK).err.text()
    plan = json.loads(jeden.run("plan", "--json", path, "--", "worker", "x").out.text())
    assert [unit["unit"] for unit in plan["units"]] == ["migrate", "queue", "main"]
    assert plan["units"][0]["skipped"] and plan["units"][2]["command"][-1] == "x"


SETUP = f"""
[[hook]]
run = {talker('say', 'first')}
[[hook]]
run = {talker('say', 'last')}
[[hook]]
stage = "end"
run = {talker('say', 'end')}
[service.s]
command = {talker('say', 'service', 'on', 15, 0, 'wait')}
ready = {{ log = "service" }}
[main]
command = {talker('say', 'main')}
"""


@pytest.mark.parametrize("words, env", [(["--setup-only"], {}), (["run", "--setup-only"], {}),
                                        ([], {"JEDEN_SETUP_ONLY": "1"})])
def test_the_set_up_alone(jeden, words, env):
    init = jeden(*words, toml=SETUP, env=env)
    assert init.wait() == 0
    lines = init.out.lines()
    assert {"first", "last", "service"} <= set(lines) and lines[-1] == "end" and "main" not in lines
    init.assert_nothing_left()


@pytest.mark.parametrize("mode", ["supervise", "exec"])
def test_a_failed_set_up_has_its_code(jeden, mode):
    toml = f'[[hook]]\nrun = {talker("exit", 3)}\n[main]\nmode = "{mode}"\ncommand = {talker("say", "main")}\n'
    assert jeden.run("--setup-only", toml=toml).code == 3
    init = jeden.run("--setup-only", toml=toml.replace('"3"', '"0"'))
    assert init.code == 0 and not init.out.text()


def test_a_set_up_needs_a_file(jeden):
    assert jeden.run("--setup-only", "--no-config", "--", *talk("say", "x")).code == 64
    assert jeden.run("--no-config", "--", *talk("say", "x"), env={"JEDEN_SETUP_ONLY": "1"}).out.lines() == ["x"]


def test_flags_of_nginx(jeden):
    toml = '[main]\ncommand = ["nginx"]\ndefault_flags = { "-g" = "daemon off;" }\n'
    init = jeden.run("--", "-t", toml=toml)
    assert init.code == 0, init.err.text()
