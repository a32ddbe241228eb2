"""Zero-configuration mode passes on every signal that can be caught."""

import os

import pytest

import kit
from kit import talk

# SIGCHLD is jeden's own business: it cannot tell a forged one from a real one.
FAULTS = (4, 5, 6, 7, 8, 11, 31) if kit.is_sanitized(kit.JEDEN) else ()
FORWARDED = [number for number in kit.CATCHABLE if number != 17 and number not in FAULTS]


def test_every_signal_is_forwarded_one_after_the_other(jeden):
    init = jeden("--", *talk("ready", "wait"))
    init.expect("^ready$")
    for number in FORWARDED:
        init.signal(number)
        init.expect(f"^signal {number}$")
    init.signal("KILL")
    init.wait()


def test_real_time_signals_keep_their_number(jeden):
    init = jeden("--", *talk("ready", "on", 64, 0, "wait"))
    init.expect("^ready$")
    for number in (32, 33, 34, 37, 50, 63, 64):
        init.signal(number)
        init.expect(f"^signal {number}$")
    assert init.wait() == 0


def test_the_childs_way_to_end_decides(jeden):
    init = jeden("--", *talk("ready", "die-on", 15, "wait"))
    init.expect("^ready$")
    init.signal("TERM")
    assert init.wait() == 143


def test_jeden_waits_as_long_as_the_child_takes(jeden):
    """No grace of its own: the engine has one."""
    init = jeden("--", *talk("ready", "on", 10, 3, "wait"))
    init.expect("^ready$")
    for _ in range(3):
        init.signal("TERM")
        init.expect("^signal 15$")
    init.signal("USR1")
    assert init.wait() == 3


def test_a_signal_at_once_is_not_lost(jeden):
    """From the moment on at which the kernel would not drop it any more, whatever comes arrives later."""
    for _ in range(20):
        init = jeden("--", *talk("die-on", 15, "wait"))
        kit.until(lambda: kit.handles(init.pid, 15), "jeden is ready for signals")
        init.signal("TERM")
        assert init.wait() == 143


def test_not_as_pid_1(jeden):
    init = jeden("-q", "--", *talk("ready", "on", 15, 6, "wait"), pid1=False)
    init.expect("^ready$")
    init.signal("TERM")
    assert init.wait() == 6
    init.assert_nothing_left()


def test_every_signal_outside_of_pid_1(jeden):
    """There the default action of a signal without a handler is to end jeden."""
    init = jeden("-q", "--", *talk("ready", "wait"), pid1=False)
    init.expect("^ready$")
    for number in FORWARDED:
        init.signal(number)
        init.expect(f"^signal {number}$")
    init.signal("HUP")
    init.expect("^signal 1$")


def test_main_only_by_default(jeden):
    init = jeden("--", *talk("child", "say", "child ready", "wait", ";", "ready", "on", 15, 0, "wait"))
    init.expect("child ready")
    init.expect("^ready$") if "ready" not in init.out.lines() else None
    init.signal("USR1")
    init.expect("^signal 10$")
    init.signal("TERM")
    init.wait()
    assert init.out.lines().count("signal 10") == 1


def test_the_whole_group_with_g(jeden):
    init = jeden("-g", "--", *talk("child", "say", "child ready", "on", 12, 0, "wait", ";",
                                   "say", "parent ready", "on", 12, 7, "wait"))
    kit.until(lambda: {"child ready", "parent ready"} <= set(init.out.lines()), "both are ready")
    init.signal("USR1")
    kit.until(lambda: init.out.lines().count("signal 10") == 2, "both heard it")
    init.signal("USR2")
    assert init.wait() == 7
    init.assert_nothing_left()


def test_the_group_is_the_childs_own(jeden):
    """With -g a signal for the group must not come back to jeden."""
    init = jeden("-g", "--", *talk("ids", "ready", "on", 15, 0, "wait"))
    match = init.expect(r"ids pid=(\d+) parent=1 group=(\d+)")
    assert match[1] == match[2]
    init.expect("^ready$")
    init.signal("TERM")
    assert init.wait() == 0


@pytest.mark.parametrize("rewrite, sent, seen", [("TERM:QUIT", 15, 3), ("15:INT", 15, 2), ("USR1:RTMIN+3", 10, 37)])
def test_rewrite(jeden, rewrite, sent, seen):
    init = jeden("-r", rewrite, "--", *talk("ready", "on", seen, 0, "wait"))
    init.expect("^ready$")
    init.signal(sent)
    init.expect(f"^signal {seen}$")
    assert init.wait() == 0


def test_rewrites_add_up(jeden):
    init = jeden("-r", "TERM:QUIT", "--rewrite", "USR1:USR2", "--", *talk("ready", "on", 3, 0, "wait"))
    init.expect("^ready$")
    init.signal("USR1")
    init.expect("^signal 12$")
    init.signal("TERM")
    assert init.wait() == 0


@pytest.mark.parametrize("codes, ended, seen", [(["143"], ["raise", 15], 0), (["3", "4"], ["exit", 4], 0),
                                                (["3"], ["exit", 4], 4)])
def test_remap(jeden, codes, ended, seen):
    options = [word for code in codes for word in ("-e", code)]
    assert jeden.run(*options, "--", *talk(*ended)).code == seen


def test_a_stop_and_a_continue_go_through(jeden):
    # In a process group whose parent is of the same session: the kernel stops no orphaned group.
    init = jeden("--", *talk("ready", "again", 20, "again", 18, "on", 15, 0, "wait"), before=lambda: os.setpgid(0, 0))
    init.expect("^ready$")
    child = kit.until(lambda: kit.children(init.pid), "the child")[0]
    init.signal("TSTP")
    kit.until(lambda: kit.state(child) == "T", "the child is stopped")
    init.signal("CONT")
    kit.until(lambda: kit.state(child) != "T", "the child goes on")
    init.signal("TERM")
    assert init.wait() == 0
