"""A stop during the start: the running step hears of it, later ones never start, the code is 128 + n."""

import random
import time

import pytest

import kit
from kit import talker

MAIN = f"[main]\ncommand = {talker('say', 'main up', 'on', 15, 0, 'wait')}\n"


@pytest.mark.parametrize("asked, code", [("TERM", 143), ("INT", 130), ("QUIT", 131), ("RTMIN+3", 165)])
def test_during_a_hook(jeden, asked, code):
    init = jeden(toml=f'[[hook]]\nname = "a"\nrun = {talker("say", "hook up", "on", 15, 0, "wait")}\n'
                      f'[[hook]]\nname = "b"\nrun = {talker("say", "b")}\n' + MAIN)
    init.expect("^hook up$")
    init.signal(asked)
    assert init.wait() == code
    assert init.out.lines() == ["hook up", "signal 15"]
    assert "main_started" not in init.events()
    init.assert_nothing_left()


def test_during_a_hook_that_does_not_listen(jeden):
    init = jeden(toml=f'[init]\ngrace = "1s"\n[[hook]]\nname = "a"\nrun = {talker("say", "hook up", "wait")}\n' + MAIN)
    init.expect("^hook up$")
    asked = time.monotonic()
    init.signal("TERM")
    assert init.wait() == 143
    assert time.monotonic() - asked < kit.at_most(1.3)


def test_during_hooks_side_by_side(jeden):
    hooks = "".join(f'[[hook]]\nname = "{name}"\nafter = []\nrun = {talker("say", "hook up", "on", 15, 0, "wait")}\n'
                    for name in "abc")
    init = jeden(toml=hooks + MAIN)
    kit.until(lambda: init.out.lines().count("hook up") == 3, "three hooks")
    init.signal("TERM")
    assert init.wait() == 143
    assert init.out.lines().count("signal 15") == 3


def test_during_a_wait(jeden):
    init = jeden(toml='[[hook]]\nname = "a"\nwait = "file:///no/such/file"\ntimeout = "60s"\n' + MAIN)
    init.expect_event("hook_started")
    init.signal("TERM")
    assert init.wait() == 143
    assert init.took < kit.at_most(5)
    init.assert_nothing_left()


def test_during_a_pause_between_attempts(jeden):
    init = jeden(toml='[[hook]]\nname = "a"\nrun = ["false"]\nretries = 3\nbackoff = "60s"\nbackoff_max = "60s"\n'
                 + MAIN)
    init.expect_event("hook_retried")
    init.signal("TERM")
    assert init.wait() == 143
    assert init.took < kit.at_most(5)


def test_during_a_condition(jeden):
    condition = talker("say", "condition up", "wait")
    init = jeden(toml=f'[init]\ngrace = "2s"\n[[hook]]\nname = "a"\nif_command = {condition}\nrun = ["true"]\n' + MAIN)
    init.expect("^condition up$")
    init.signal("TERM")
    assert init.wait() == 143
    assert "main_started" not in init.events()


def test_before_main_is_ready(jeden):
    """Main has started, so its own code counts."""
    init = jeden(toml=MAIN + 'ready = { wait = "file:///no/such/file", timeout = "60s" }\n')
    init.expect("^main up$")
    init.signal("TERM")
    assert init.wait() == 0
    assert init.took < kit.at_most(5)


def test_end_hooks_run_all_the_same(jeden):
    init = jeden(toml=f'[[hook]]\nname = "a"\nrun = {talker("say", "hook up", "on", 15, 0, "wait")}\n'
                      f'[[hook]]\nname = "e"\nstage = "end"\nrun = {talker("say", "end")}\n' + MAIN)
    init.expect("^hook up$")
    init.signal("TERM")
    assert init.wait() == 143
    assert init.out.lines()[-1] == "end"


def test_during_an_end_hook(jeden):
    init = jeden(toml=f'[init]\ngrace = "30s"\n[[hook]]\nname = "e"\nstage = "end"\n'
                      f'run = {talker("say", "end up", "on", 15, 0, "wait")}\n[main]\ncommand = {talker("exit", 5)}\n')
    init.expect("^end up$")
    for sig in ("TERM", "INT", "QUIT"):  # three different ones: the kernel merges equal ones that are pending
        init.signal(sig)
    assert init.wait() == 5
    assert init.took < kit.at_most(5)


@pytest.mark.parametrize("seed", range(4))
def test_at_any_moment_of_a_chain(jeden, seed):
    """Ten quick hooks and a main; the stop comes at a random moment. Either main has started, or it never does."""
    chance = random.Random(seed)
    hooks = "".join(f'[[hook]]\nname = "h{i}"\nrun = ["true"]\n' for i in range(10))
    for _ in range(10):
        init = jeden(toml=hooks + MAIN)
        kit.until(lambda: kit.handles(init.pid, 15), "jeden is ready for signals")
        wanted = chance.randrange(22)
        moment = time.monotonic() + chance.random() * 0.003
        kit.until(lambda: len(init.err.lines()) >= wanted or time.monotonic() > moment + 0.5, "the moment")
        while time.monotonic() < moment:
            pass
        init.signal("TERM")
        code = init.wait()
        events = init.events()
        # Main may be hit before it has its handler.
        assert code == 143 or code == 0 and "main_started" in events, init.err.text()
        after = events[events.index("stop_requested"):] if "stop_requested" in events else []
        assert "hook_started" not in after and "main_started" not in after
        init.assert_nothing_left()
