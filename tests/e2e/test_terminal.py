"""The terminal goes to main: foreground, job control, Ctrl-C, Ctrl-Z, window size."""

import os
import signal

import pytest

import kit
from kit import talk, talker

TOML = f"[main]\ncommand = {talker('ids', 'say', 'main up', 'on', 2, 0, 'wait')}\n"


@pytest.fixture(params=["zero configuration", "init.toml"])
def start(request, jeden):
    def begin(*actions):
        if request.param == "init.toml":
            return jeden("-q", "-q", toml=f"[main]\ncommand = {talker(*actions)}\n", terminal=True)
        return jeden("--", *talk(*actions), terminal=True)

    return begin


def test_main_is_in_the_foreground(start):
    init = start("ids", "ready", "on", 2, 0, "wait")
    match = init.expect(r"ids pid=(\d+) parent=1 group=(\d+) session=\d+ foreground=(-?\d+)")
    assert match[2] == match[1] == match[3]
    init.expect("^ready$")
    init.terminal.type("\x03")
    assert init.wait() == 0


def test_control_c_reaches_main(start):
    init = start("ready", "on", 2, 7, "wait")
    init.expect("^ready$")
    init.terminal.type("\x03")
    init.expect("signal 2$")
    assert init.wait() == 7


def test_control_backslash_reaches_main(start):
    init = start("ready", "on", 3, 7, "wait")
    init.expect("^ready$")
    init.terminal.type("\x1c")
    assert init.wait() == 7


def test_the_window_size(start):
    init = start("winsize", "ready", "on", 2, 0, "wait")
    init.expect("^winsize 80x24$")
    init.expect("^ready$")
    init.terminal.resize(120, 40)
    init.expect("^winsize 120x40$")
    init.terminal.type("\x03")
    assert init.wait() == 0


def test_control_z_and_a_continue(start):
    init = start("ready", "again", 20, "again", 18, "on", 2, 0, "wait")
    init.expect("^ready$")
    child = kit.until(lambda: kit.children(init.pid), "the child")[0]
    init.terminal.type("\x1a")
    kit.until(lambda: kit.state(child) in "T", "main is stopped")
    kit.until(lambda: kit.state(init.pid) == "S", "jeden itself goes on")
    os.kill(child, signal.SIGCONT)
    kit.until(lambda: kit.state(child) not in "T", "main goes on")
    init.terminal.type("\x03")
    assert init.wait() == 0


def test_main_reads_the_terminal(start):
    init = start("ready", "read", "exit", 4)
    init.expect("^ready$")
    init.terminal.type("hello\n")
    init.expect("^read hello$")
    assert init.wait() == 4


def test_a_shell_with_job_control(jeden):
    init = jeden("--", "/bin/bash", "--norc", "-i", terminal=True, env={"PS1": "prompt> ", "HISTFILE": "/dev/null"})
    init.terminal.type("sleep 100 &\nkill %1; wait; echo st''ill here; exit 3\n")
    init.expect("still here")
    assert init.wait() == 3
    assert "no job control" not in init.out.text()


def test_hooks_leave_the_terminal_alone(jeden):
    init = jeden("-q", "-q", toml=f'[[hook]]\nname = "h"\nrun = {talker("read")}\n' + TOML, terminal=True)
    init.expect("^read end$")
    init.expect("^main up$")
    init.terminal.type("\x03")
    assert init.wait() == 0


def test_the_log_is_text_on_a_terminal(jeden):
    init = jeden(toml=TOML, terminal=True)
    init.expect("^main up$")
    # Before anything is typed, since the terminal's echo stands in front of whatever is written next.
    kit.until(lambda: any(line.startswith("jeden: main_started ") for line in init.out.lines()), "the log line")
    init.terminal.type("\x03")
    assert init.wait() == 0


def test_a_terminal_that_hangs_up(start):
    init = start("ready", "on", 1, 5, "wait")
    init.expect("^ready$")
    init.signal("HUP")
    assert init.wait() == 5
