"""mode = "exec": after the hooks the program is PID 1."""

import os

import pytest

from kit import talker

EXEC = 'mode = "exec"\n'


def test_main_is_pid_1(jeden):
    init = jeden.run(toml=f"[main]\ncommand = {talker('ids', 'signals', 'descriptors')}\n" + EXEC)
    assert init.code == 0
    assert init.out.lines()[0].startswith("ids pid=1 parent=0")
    assert init.out.lines()[1:] == ["blocked", "ignored", "descriptors 0 1 2"]


def test_hooks_run_before(jeden):
    init = jeden.run(toml=f'[[hook]]\nname = "h"\nrun = {talker("say", "hook")}\n'
                          f"[main]\ncommand = {talker('ids')}\nuser = \"www-data\"\n" + EXEC)
    assert init.out.lines()[0] == "hook" and init.out.lines()[1].startswith("ids pid=1 ")


def test_a_failed_hook_keeps_it_from_starting(jeden):
    init = jeden.run(toml=f'[[hook]]\nname = "h"\nrun = {talker("exit", 3)}\n[main]\ncommand = {talker("ids")}\n' + EXEC)
    assert init.code == 3 and not init.out.lines()


def test_a_stop_during_a_hook(jeden):
    init = jeden(toml=f'[[hook]]\nname = "h"\nrun = {talker("say", "hook", "on", 15, 0, "wait")}\n'
                      f"[main]\ncommand = {talker('ids')}\n" + EXEC)
    init.expect("^hook$")
    init.signal("TERM")
    assert init.wait() == 143
    assert "ids" not in init.out.text()


def test_the_settings_apply(jeden):
    init = jeden.run(toml=f"[main]\ncommand = {talker('user', 'here')}\nuser = \"www-data\"\n"
                          'working_directory = "/usr"\numask = "0077"\n' + EXEC)
    assert "uid=33,33,33" in init.out.lines()[0]
    assert init.out.lines()[1] == f"here /usr umask=0077 nice={os.nice(0)}"


def test_a_missing_program(jeden):
    init = jeden.run(toml='[main]\ncommand = ["/no/such"]\n' + EXEC)
    assert init.code in (127, 78) and "/no/such" in init.err.text()


@pytest.mark.parametrize("more", [
    'stop = [{ signal = "INT", wait = "1s" }]', 'ready = { delay = "1s" }', 'live = { wait = "file:///x" }',
    '[[hook]]\nname = "x"\nstage = "end"\nrun = ["true"]', '[[hook]]\nname = "x"\nstage = "ready"\nrun = ["true"]',
    '[service.s]\ncommand = ["true"]', '[shutdown]\ndrain = "1s"',
])
def test_what_needs_a_supervisor_is_refused(jeden, more):
    init = jeden.run(toml=f"[main]\ncommand = {talker('ids')}\n{EXEC}{more}\n")
    assert init.code == 78 and "exec" in init.err.text() and not init.out.text()


def test_the_option_does_the_same(jeden):
    init = jeden.run("--exec", "--", *["sh", "-c", "echo $$"])
    assert init.out.lines() == ["1"]
