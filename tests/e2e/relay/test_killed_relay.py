"""A relay that is killed is replaced: the program's pipe stays open, and nothing is lost but what the dead one held."""

from __future__ import annotations

import os
import signal
import sys

import pytest

import kit
from kit import talker, until, words

# Says a number at each USR1, and fails when that cannot be written.
COUNTING = """
import itertools, os, signal
signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGUSR1, signal.SIGTERM])
for number in itertools.count():
    os.write(1, b"line %d\\n" % number)
    if signal.sigwait([signal.SIGUSR1, signal.SIGTERM]) == signal.SIGTERM: break
"""
# Two hundred thousand numbers as fast as they can be written.
COUNTED = """
import os, sys, signal
signal.signal(signal.SIGPIPE, signal.SIG_DFL)
for number in range(200_000): sys.stdout.write("line %d\\n" % number)
sys.stdout.flush()
"""


def python(program: str) -> str:
    return words(sys.executable, "-c", program)


def relays(init) -> list[int]:
    return [pid for pid in kit.children(init.pid) if kit.cmdline(pid).split()[1:2] == ["relay"]]


def kill_relay(init) -> None:
    """Kills it, and waits until another one has its place."""
    before, = until(lambda: relays(init), "a relay")
    os.kill(before, signal.SIGKILL)
    until(lambda: relays(init) and before not in relays(init), "another relay")


@pytest.mark.parametrize("to_file", [True, False], ids=["file", "prefix"])
def test_the_program_goes_on(jeden, tmp_path, to_file):
    file = tmp_path / "out.log"
    destination = f'stdout = "{file}"' if to_file else "log = { prefix = true }"
    init = jeden(toml=f"[main]\ncommand = {python(COUNTING)}\n{destination}\n")

    def said(number):
        lines = file.read_text().splitlines() if to_file and file.exists() else init.out.lines()
        return any(line.endswith(f"line {number}") for line in lines)

    until(lambda: said(0), "the first line")
    main, = (pid for pid in kit.children(init.pid) if "itertools" in kit.cmdline(pid))
    for number in (1, 2):
        kill_relay(init)
        os.kill(main, signal.SIGUSR1)
        until(lambda n=number: said(n), f"line {number}")
    init.signal("TERM")
    assert init.wait() == 0
    assert init.events("main").count("relay_exited") == 2
    assert any("relay_exited" in line and "signal=SIGKILL" in line for line in init.err.lines())
    init.assert_nothing_left()


def test_what_is_written_while_there_is_none_is_not_lost(jeden, tmp_path):
    """Under load: at most what the dead relay held is missing, and in one piece."""
    file = tmp_path / "out.log"
    init = jeden(toml=f'[main]\ncommand = {python(COUNTED)}\nstdout = "{file}"\n')
    until(lambda: file.exists() and file.stat().st_size > 0, "output")
    for pid in relays(init):
        os.kill(pid, signal.SIGKILL)
    assert init.wait() == 0
    numbers = [int(line.split()[1]) for line in file.read_text().splitlines() if line.startswith("line ")]
    assert numbers[-1] == 199_999
    gaps = [b - a for a, b in zip(numbers, numbers[1:]) if b != a + 1]
    assert len(gaps) <= 2 and sum(gaps) < 20_000, gaps


def test_standard_error_alone(jeden, tmp_path):
    file = tmp_path / "err.log"
    program = python(COUNTING.replace("write(1, b", "write(2, b"))
    init = jeden(toml=f'[main]\ncommand = {program}\nstdout = "null"\nstderr = "{file}"\n')
    until(lambda: file.exists() and "line 0" in file.read_text(), "the first line")
    kill_relay(init)
    main, = (pid for pid in kit.children(init.pid) if "itertools" in kit.cmdline(pid))
    os.kill(main, signal.SIGUSR1)
    until(lambda: "line 1" in file.read_text(), "the second line")
    init.signal("TERM")
    assert init.wait() == 0


def test_a_line_that_says_ready_is_seen_by_the_next_one(jeden):
    init = jeden(toml=f"""
[main]
command = {python(COUNTING)}
ready = {{ log = "^line 1$" }}
""")
    init.expect("^line 0$")
    kill_relay(init)
    main, = (pid for pid in kit.children(init.pid) if "itertools" in kit.cmdline(pid))
    os.kill(main, signal.SIGUSR1)
    init.expect_event("main_ready")
    init.signal("TERM")
    assert init.wait() == 0


def test_one_that_cannot_be_started_is_tried_again(jeden, tmp_path):
    """Its destination is gone for a while; what the program says meanwhile is kept in the pipe."""
    folder = tmp_path / "log"
    folder.mkdir()
    init = jeden(toml=f'[main]\ncommand = {python(COUNTING)}\nstdout = "{folder}/out.log"\n')
    until(lambda: (folder / "out.log").exists() and "line 0" in (folder / "out.log").read_text(), "the first line")
    main, = (pid for pid in kit.children(init.pid) if "itertools" in kit.cmdline(pid))
    folder.rename(tmp_path / "away")
    os.kill(relays(init)[0], signal.SIGKILL)
    init.expect_event("spawn_failed")
    os.kill(main, signal.SIGUSR1)
    folder.mkdir()
    until(lambda: (folder / "out.log").exists() and "line 1" in (folder / "out.log").read_text(), "the second line")
    init.signal("TERM")
    assert init.wait() == 0


def test_it_is_not_replaced_when_everything_is_killed(jeden):
    """Output that nobody takes holds a relay up; the end does not wait for it."""
    read, write = os.pipe()
    init = jeden("--config", jeden.config(f"""
[init]
grace = "1s"
[main]
command = {words("yes")}
log = {{ prefix = true }}
"""), before=lambda: os.dup2(write, 1), pass_fds=(write,))
    os.close(write)
    until(lambda: relays(init), "a relay")
    init.signal("TERM")
    assert init.wait() == 143
    assert "relay_exited" not in init.events()
    os.close(read)


def test_what_is_kept_leaves_descriptors_for_what_starts_later(jeden):
    """Forty programs with two relayed streams each, and no more than sixty-four descriptors."""
    services = "".join(f"[service.s{n}]\ncommand = {talker('on', 15, 0, 'ready', 'wait')}\nlog = {{ prefix = true }}\n"
                       for n in range(40))
    init = jeden(wrap=["prlimit", "--nofile=64:64"],
                 toml=f"{services}[main]\ncommand = {talker('on', 15, 0, 'say', 'main up', 'wait')}\n")
    init.expect("^main up$")
    assert "spawn_failed" not in init.events()
    init.signal("TERM")
    assert init.wait() == 0
    init.assert_nothing_left()
