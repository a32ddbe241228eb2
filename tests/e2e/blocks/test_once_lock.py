"""[once.NAME] among several containers, and killed in the middle."""

import os
import signal
import subprocess

import kit
from block_support import lines_of, run
from kit import talk
from once_support import MAIN, group, hook, shell


def test_of_two_containers_the_second_waits_and_does_nothing(jeden, data):
    text = group(data) + hook("one", *shell(f"echo begun; read x < {data}/fifo; echo ended")) + MAIN
    os.mkfifo(data / "fifo")
    first = jeden(toml=text)
    first.expect("^begun$")
    second = jeden(toml=text)
    second.expect_event("once_waiting")
    assert not (data / "marker").exists()
    (data / "fifo").write_text("go\n")
    assert first.wait() == 0 and second.wait() == 0
    assert first.out.lines() == ["begun", "ended", "main"] and second.out.lines() == ["main"]
    assert lines_of(second, "once_done")


def test_a_lock_that_is_not_free_in_time(jeden, data):
    text = group(data, 'wait = "0s"') + hook("one", *talk("on", 15, 1, "say", "begun", "wait")) + MAIN
    first = jeden(toml=text)
    first.expect("^begun$")
    second = run(jeden, text, 75)
    assert f"another container has held the lock {data}" in second.err.text()
    first.signal("TERM")
    assert first.wait() == 143


def test_who_waits_for_the_lock_takes_over_when_the_first_is_killed(jeden, data):
    text = group(data, 'on_incomplete = "resume"') + hook("one", *shell(
        f"[ -e {data}/second ] && exec echo begun; touch {data}/second; echo begun; read x < {data}/fifo")) + MAIN
    os.mkfifo(data / "fifo")
    first = jeden(toml=text)
    first.expect("^begun$")
    second = jeden(toml=text)
    second.expect_event("once_waiting")
    os.kill(first.pid, signal.SIGKILL)
    assert second.wait() == 0 and lines_of(second, "once_resumed")
    assert second.out.lines() == ["begun", "main"]


def test_a_stop_in_the_middle(jeden, data):
    text = group(data, 'on_incomplete = "clean"', f'data = "{data}"') + hook(
        "one", *talk("on", 15, 1, "say", "begun", "wait")) + MAIN
    init = jeden(toml=text)
    init.expect("^begun$")
    init.signal("TERM")
    assert init.wait() == 143
    init.assert_nothing_left()
    assert (data / "marker.started").exists() and not (data / "marker").exists()


def test_a_holder_that_is_killed_gives_the_start_up(jeden, data):
    """Without its lock nobody may go on."""
    init = jeden(toml=group(data) + hook("one", *talk("on", 15, 1, "say", "begun", "wait")) + MAIN)
    init.expect("^begun$")
    holder = next(pid for pid in kit.descendants(init.pid) if "--hold" in kit.cmdline(pid))
    os.kill(holder, signal.SIGKILL)
    assert init.wait() == 137 and not (data / "marker").exists()
    init.assert_nothing_left()


def test_killed_at_any_moment_it_recovers(jeden, tmp_path):
    """SIGKILL to PID 1 after each line that it logs; the next start always ends with exactly what a first run makes."""
    data = tmp_path / "data"
    steps = [hook(f"step-{n}", *shell(f"mkdir {data}/d{n}; echo {n} > {data}/d{n}/f; echo {n} >> {data}/log"))
             for n in range(4)]
    text = (f'[once.db]\nmarker = "{data}/marker"\ndata = "{data}"\non_incomplete = "clean"\ndone_if = "{data}/d0"\n'
            + "".join(steps) + MAIN)
    data.mkdir()
    lines = len(jeden.run("-vv", toml=text).err.lines())
    killed = cleaned = 0
    for moment in range(lines):
        subprocess.run(["rm", "-rf", data], check=True)
        data.mkdir()
        (data / "mine").write_text("mine")
        init = jeden("-vv", toml=text)
        kit.until(lambda: len(init.err.lines()) >= moment or init.process.poll() is not None, f"{moment} lines")
        try:
            os.kill(init.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass
        killed += init.wait() != 0
        again = run(jeden, text)
        cleaned += len(lines_of(again, "once_cleaned"))
        assert (data / "log").read_text() == "0\n1\n2\n3\n" and (data / "mine").read_text() == "mine"
        assert sorted(path.name for path in data.iterdir() if path.name[0] == "d") == ["d0", "d1", "d2", "d3"]
        assert (data / "marker").exists() and not (data / "marker.started").exists()
    assert killed > lines / 2 and cleaned > 5, (lines, killed, cleaned)


def test_groups_that_need_each_other_do_not_wait_for_each_others_lock(jeden, data):
    text = (f'[once.db]\nmarker = "{data}/db"\n[once.app]\nmarker = "{data}/app"\n'
            + hook("a1", *talk("say", "a1")) + hook("b1", *talk("say", "b1"), keys='once = "app"')
            + hook("a2", *talk("say", "a2")) + MAIN)
    assert run(jeden, text).out.lines() == ["a1", "b1", "a2", "main"]
    assert run(jeden, text).out.lines() == ["main"]
