"""The kit itself, with tini in jeden's place: what it says about a known init is true."""

import shutil

import pytest

from kit import talk

tini = pytest.mark.skipif(not shutil.which("tini"), reason="tini is not installed")


@tini
def test_it_is_pid_1_and_its_signals_arrive(jeden):
    init = jeden("--", *talk("ids", "ready", "on", 15, 7, "wait"), binary=shutil.which("tini"))
    assert int(init.expect(r"ids pid=\d+ parent=(\d+)")[1]) == 1
    init.expect("ready")
    init.signal("TERM")
    init.expect("^signal 15$")
    assert init.wait() == 7
    init.assert_nothing_left()


@tini
def test_it_sees_what_is_left(jeden):
    init = jeden("--", *talk("child", "wait", ";", "ready", "wait"), binary=shutil.which("tini"), pid1=False)
    init.expect("ready")
    assert len(init.processes()) == 3
