"""A program that is suspended hears its stop signal all the same: it is continued after it."""

import os
import signal
import time

import pytest

import kit
from service_support import deaf, hook, inner_pid, main, service, serving, stop
from kit import talker


def suspend(pid):
    os.kill(pid, signal.SIGSTOP)
    kit.until(lambda: kit.state(pid) == "T", "the process is suspended")


def test_main(jeden):
    init = jeden(toml='[init]\ngrace = "20s"\n' + main("on", 15, 6))
    init.expect("^main up$")
    suspend(kit.children(init.pid)[0])
    stop(init, 6)
    assert init.took < 10
    assert "kill_sent" not in init.events()


def test_a_service(jeden):
    init = jeden(toml='[init]\ngrace = "20s"\n' + service("one", serving("one")) + main())
    init.expect("^main up$")
    suspend(inner_pid(init, "one up"))
    stop(init)
    assert "kill_sent" not in init.events()


@pytest.mark.parametrize("target", ["main", "group"])
def test_main_with_a_sequence(jeden, target):
    """Each step of the sequence continues it; the shell and what it runs go on together."""
    init = jeden(toml='[init]\ngrace = "20s"\n[main]\ncommand = ' + talker("on", 10, 4, "say", "main up", "wait")
                 + f'\nstop_to = "{target}"\nstop = [{{ signal = "USR2", wait = "100ms" }}, {{ signal = "USR1" }}]\n')
    init.expect("^main up$")
    suspend(kit.children(init.pid)[0])
    stop(init, 4)


def test_a_hook_that_runs_out_of_time(jeden):
    init = jeden(toml=hook("slow", talker("on", 15, 3, "say", "hook up", "wait"), timeout='"1500ms"') + main())
    init.expect("^hook up$")
    suspend(kit.children(init.pid)[0])
    assert init.wait() == 3


def test_who_runs_gets_no_sigcont(jeden):
    init = jeden(toml=f'[init]\ngrace = "20s"\n[main]\ncommand = {deaf("main")}\n'
                      'stop = [{ signal = "USR1", wait = "200ms" }, { signal = "TERM", wait = "200ms" }]\n')
    init.expect("^main up$")
    init.signal("TERM")
    assert init.wait() == 137
    assert init.out.lines() == ["main up", "signal 10", "signal 15"]


def test_a_signal_that_is_passed_on_continues_nobody(jeden):
    init = jeden(toml=main())
    init.expect("^main up$")
    pid = kit.children(init.pid)[0]
    suspend(pid)
    init.signal("USR1")
    deadline = time.monotonic() + 0.2
    kit.until(lambda: time.monotonic() > deadline, "a fifth of a second")
    assert kit.state(pid) == "T"
    stop(init)
