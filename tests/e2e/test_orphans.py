"""Zombies are reaped whoever their parent was; what is left when main ends is ended."""

import os
import signal
import time

import kit
from kit import talk


def no_zombie(init):
    return not init.zombies()


def test_a_thousand_orphans(jeden):
    init = jeden("--", *talk("orphans", 1000, "ready", "on", 15, 0, "wait"))
    init.expect("^ready$")
    kit.until(lambda: no_zombie(init), "no zombie is left")
    init.signal("TERM")
    assert init.wait() == 0


def test_as_a_subreaper(jeden):
    init = jeden("-s", "--", *talk("orphans", 300, "ready", "on", 15, 0, "wait"), pid1=False)
    init.expect("^ready$")
    kit.until(lambda: no_zombie(init), "no zombie is left")
    init.signal("TERM")
    assert init.wait() == 0
    init.assert_nothing_left()


def test_the_childs_status_is_not_lost_among_orphans(jeden):
    for code in range(1, 11):
        assert jeden.run("--", *talk("orphans", 100, "exit", code)).code == code


def test_a_process_that_an_engine_puts_into_the_namespace(jeden):
    """A health check has its parent outside; its orphans come to PID 1."""
    init = jeden("--", *talk("ready", "on", 15, 0, "wait"))
    init.expect("^ready$")
    for _ in range(20):
        assert os.spawnvp(os.P_WAIT, "nsenter",
                          ["nsenter", "-t", str(init.pid), "-p", "-m", kit.TALK, "orphans", "5"]) == 0
    kit.until(lambda: no_zombie(init), "no zombie is left")
    init.signal("TERM")
    assert init.wait() == 0


def test_strays_are_asked_to_stop(jeden):
    init = jeden("--", *talk("child", "session", "say", "stray ready", "on", 15, 0, "wait", ";",
                             "on", 10, 5, "wait"))
    init.expect("stray ready")
    init.signal("USR1")
    assert init.wait() == 5
    assert "signal 15" in init.out.lines()
    init.assert_nothing_left()


def test_strays_that_do_not_listen_are_killed(jeden):
    init = jeden("--", *talk("child", "session", "say", "stray ready", "wait", ";", "on", 10, 5, "wait"))
    init.expect("stray ready")
    init.signal("USR1")
    began = time.monotonic()
    assert init.wait() == 5
    assert "signal 15" in init.out.lines()
    assert time.monotonic() - began < 5
    init.assert_nothing_left()


def test_strays_of_a_subreaper(jeden):
    init = jeden("-s", "--", *talk("child", "session", "child", "session", "say", "stray ready", "wait", ";",
                                   "exit", 0, ";", "on", 10, 5, "wait"), pid1=False)
    init.expect("stray ready")
    init.signal("USR1")
    assert init.wait() == 5
    init.assert_nothing_left()


def test_a_subreaper_leaves_others_alone(jeden):
    """It signals only its own: a process beside it that it could see and signal is not touched."""
    other = jeden("-s", "--", *talk("ready", "wait"), pid1=False)
    other.expect("^ready$")
    init = jeden("-s", "--", *talk("child", "session", "wait", ";", "exit", 0), pid1=False)
    assert init.wait() == 0
    assert kit.state(other.pid) != "gone" and "signal 15" not in other.out.lines()
    other.kill()


def test_the_code_is_mains_not_that_of_whoever_dies_last(jeden):
    init = jeden("--", *talk("child", "session", "say", "stray ready", "on", 15, 9, "wait", ";", "on", 10, 5, "wait"))
    init.expect("stray ready")
    init.signal("USR1")
    assert init.wait() == 5


def test_main_killed_from_outside(jeden):
    init = jeden("--", *talk("child", "session", "say", "stray ready", "on", 15, 0, "wait", ";", "wait"))
    init.expect("stray ready")
    os.kill(kit.children(init.pid)[0], signal.SIGKILL)
    assert init.wait() == 137
    assert "signal 15" in init.out.lines()


def test_the_parents_death_ends_it(jeden, tmp_path):
    """-p: what the parent's end sends to jeden is treated like any other signal."""
    script = f"""
import subprocess, sys, time
child = subprocess.Popen({[kit.JEDEN, "-q", "-p", "TERM", "--", *talk("ready", "on", 15, 0, "wait")]!r})
sys.stdin.read()
"""
    wrapper = jeden("-c", script, binary=kit.PYTHON, pid1=False, input=-1)
    wrapper.expect("^ready$")
    os.kill(wrapper.pid, signal.SIGKILL)
    wrapper.expect("^signal 15$")
    kit.until(lambda: not wrapper.processes(), "nothing is left")
    wrapper.wait()


def test_while_no_program_runs(jeden):
    """Between two attempts of a hook jeden has no child of its own, and still hears of the ends of others."""
    hook = talk("child", "session", "on", 10, 0, "say", "stray up", "wait", ";", "on", 12, 1, "wait")
    init = jeden(toml=f'[[hook]]\nname = "h"\nrun = {kit.words(*hook)}\nretries = 1\nbackoff = "60s"\nbackoff_max = "60s"\n'
                      '[main]\ncommand = ["true"]\n')
    init.expect("^stray up$")
    os.kill(kit.children(init.pid)[0], signal.SIGUSR2)
    init.expect_event("hook_retried")
    strays = kit.until(lambda: kit.children(init.pid), "the stray")
    os.kill(strays[0], signal.SIGUSR1)
    kit.until(lambda: not kit.children(init.pid), "the stray is collected", 5)
    init.signal("TERM")
    init.wait()
