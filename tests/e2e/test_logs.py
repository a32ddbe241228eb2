"""jeden's own lines: one a thing, the same keys in logfmt and JSON, on standard error."""

import json
import re

import pytest

from kit import talk, talker
from lines import logfmt

TOML = ('[[hook]]\nname = "h"\nrun = ["true"]\n'
        f"[main]\ncommand = {talker('say', 'out', 'exit', 3)}\n")
KEYS = {"time", "level", "event", "unit", "kind", "pid", "code", "signal", "reason", "after_ms", "attempt", "of"}
EVENTS = ["hook_started", "hook_succeeded", "main_started", "main_exited", "ended"]


def test_logfmt(jeden):
    init = jeden.run("--log-format", "logfmt", toml=TOML)
    lines = [logfmt(line) for line in init.err.lines()]
    assert [line["event"] for line in lines if line["event"] in EVENTS] == EVENTS
    assert all({"time", "level", "event"} <= set(line) for line in lines)
    assert all(re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", line["time"]) for line in lines)
    exited = next(line for line in lines if line["event"] == "main_exited")
    assert exited["unit"] == exited["kind"] == "main" and exited["code"] == "3" and int(exited["after_ms"]) >= 0


def test_json_has_the_same_keys(jeden):
    init = jeden.run("--log-format", "json", toml=TOML)
    lines = [json.loads(line) for line in init.err.lines()]
    assert [line["event"] for line in lines if line["event"] in EVENTS] == EVENTS
    exited = next(line for line in lines if line["event"] == "main_exited")
    assert exited["code"] == 3 and exited["unit"] == "main"
    known = [line for line in lines if line["event"] in EVENTS]
    assert all(set(line) <= KEYS for line in known)


@pytest.mark.parametrize("name", ['with "quotes"', "with\\backslash", "żółć", "a=b"])
def test_values_are_escaped(jeden, name):
    toml = f"[[hook]]\nname = {json.dumps(name)}\nrun = [\"true\"]\n[main]\ncommand = [\"true\"]\n"
    assert jeden.run("--log-format", "json", toml=toml).code == 78  # a unit's name needs no escapes
    url = f"file:///nowhere/{name}"
    toml = f"[[hook]]\nname = \"file\"\nwait = {json.dumps(url)}\ntimeout = \"50ms\"\n[main]\ncommand = [\"true\"]\n"
    init = jeden.run("--log-format", "json", toml=toml)
    assert init.code == 75
    assert url in [json.loads(line).get("url") for line in init.err.lines()]


def test_the_files_setting_and_the_options(jeden):
    toml = '[init]\nlog_format = "json"\n' + TOML
    assert jeden.run(toml=toml).err.lines()[0].startswith("{")
    assert jeden.run("--log-format", "logfmt", toml=toml).err.lines()[0].startswith("time=")


def test_levels(jeden):
    assert jeden.run(toml='[init]\nlog_level = "error"\n' + TOML).err.lines() == []
    assert jeden.run("-q", "-q", toml=TOML).err.lines() == []
    more = jeden.run("-v", "-v", toml=TOML).err.lines()
    assert len(more) >= len(EVENTS)


def test_zero_configuration_is_silent(jeden):
    init = jeden.run("--", *talk("say", "out", "exit", 3))
    assert init.err.raw == b"" and init.out.lines() == ["out"]


def test_not_pid_1_is_said_once(jeden):
    init = jeden.run("--", *talk("exit", 3), pid1=False)
    assert len(init.err.lines()) <= 1


def test_nested_is_quiet(jeden):
    import kit

    assert jeden.run("--", kit.JEDEN, "--", *talk("exit", 3)).err.raw == b""


def test_a_reader_that_is_gone_does_not_matter(jeden):
    """Nobody reads standard error any more: EPIPE, and no SIGPIPE."""
    import os

    import kit

    read, write = os.pipe()
    os.close(read)
    init = jeden("--config", jeden.config(TOML), before=lambda: os.dup2(write, 2), pass_fds=(write,))
    os.close(write)
    assert init.wait() == 3
    assert kit.state(init.pid) == "gone"


def test_a_reader_that_is_slow_does_not_matter(jeden):
    """A pipe that is full and never read: jeden does not block, main runs and ends."""
    import fcntl
    import os

    read, write = os.pipe()
    fcntl.fcntl(write, fcntl.F_SETPIPE_SZ, 4096)
    os.set_blocking(write, False)
    try:
        while True:
            os.write(write, b"x" * 4096)
    except BlockingIOError:
        os.set_blocking(write, True)
    init = jeden("--config", jeden.config(TOML), before=lambda: os.dup2(write, 2), pass_fds=(write,))
    assert init.wait() == 3
    os.close(write)
    os.close(read)
