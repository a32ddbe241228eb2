"""Being asked to stop: the signals that ask, the sequence, the budget, the second and the third request."""

import time

import pytest

import kit
from kit import talker


def main(*actions, extra="", init="", rest=""):
    return f"{init}\n[main]\ncommand = {talker('say', 'main up', *actions, 'wait')}\n{extra}\n{rest}\n"


def up(jeden, toml, **keywords):
    init = jeden(toml=toml, **keywords)
    init.expect("^main up$")
    return init


@pytest.mark.parametrize("asked", ["TERM", "INT", "QUIT", "PWR", "RTMIN+3"])
def test_these_ask_for_a_stop(jeden, asked):
    init = up(jeden, main("on", 15, 6))
    init.signal(asked)
    assert init.wait() == 6
    assert "signal 15" in init.out.lines()
    assert {"stop_requested", "stop_sent", "main_exited", "ended"} <= set(init.events())
    init.assert_nothing_left()


@pytest.mark.parametrize("sig", ["HUP", "USR1", "USR2", "WINCH", "ALRM", "URG", "CONT", "RTMIN+5"])
def test_the_rest_is_forwarded(jeden, sig):
    init = up(jeden, main("on", 15, 0))
    init.signal(sig)
    init.expect(f"^signal {kit.number(sig)}$")
    init.signal("TERM")
    assert init.wait() == 0


def test_the_stop_signal_of_the_image(jeden):
    """A STOPSIGNAL that is main's own stop signal leads to a stop."""
    init = up(jeden, main("on", 28, 0, extra='stop_signal = "WINCH"'))
    init.signal("WINCH")
    assert init.wait() == 0
    assert "stop_requested" in init.events()


@pytest.mark.parametrize("meaning, seen", [('"USR1"', 10), ('"forward"', 1)])
def test_a_signal_may_mean_another(jeden, meaning, seen):
    init = up(jeden, main("on", 15, 0, rest=f"[shutdown]\nsignals = {{ HUP = {meaning} }}"))
    init.signal("HUP")
    init.expect(f"^signal {seen}$")
    init.signal("TERM")
    assert init.wait() == 0


def test_a_signal_may_be_ignored_or_ask_for_a_stop(jeden):
    init = up(jeden, main("on", 15, 7, rest='[shutdown]\nsignals = { SIGUSR1 = "ignore", SIGHUP = "stop" }'))
    init.signal("USR1")
    init.signal("USR2")
    init.expect("^signal 12$")
    assert "signal 10" not in init.out.lines()
    init.signal("HUP")
    assert init.wait() == 7


def test_mains_own_code_after_a_stop(jeden):
    init = up(jeden, main("die-on", 15))
    init.signal("TERM")
    assert init.wait() == 143


def test_the_grace_is_kept(jeden):
    init = up(jeden, main(init='[init]\ngrace = "1s"'))
    asked = time.monotonic()
    init.signal("TERM")
    assert init.wait() == 137
    assert time.monotonic() - asked < kit.at_most(1.3)
    assert "kill_sent" in init.events()
    init.assert_nothing_left()


def test_the_grace_is_for_everything(jeden):
    """A stop hook that hangs, a main, a stray and an end hook that do not listen: one second for all of them."""
    hooks = "".join(f'[[hook]]\nname = "{stage}"\nstage = "{stage}"\nrun = {talker("wait")}\n'
                    for stage in ("stop", "end"))
    init = up(jeden, '[init]\ngrace = "1s"\n' + hooks + "[main]\ncommand = "
              + talker("child", "session", "wait", ";", "say", "main up", "wait"))
    asked = time.monotonic()
    init.signal("TERM")
    init.wait()
    assert time.monotonic() - asked < kit.at_most(1.3)
    init.assert_nothing_left()


@pytest.mark.parametrize("stage, stopped", [("stop", "hook_stopped"), ("end", "hook_stopped")])
def test_a_hook_whose_time_is_over_hears_of_it(jeden, stage, stopped):
    init = up(jeden, main("on", 15, 0, init='[init]\ngrace = "1s"', rest=f"""
[[hook]]
name = "slow"
stage = "{stage}"
run = {talker("on", 15, 3, "say", "hook runs", "wait")}
"""))
    asked = time.monotonic()
    init.signal("TERM")
    init.expect("^hook runs$")
    assert init.wait() == 0
    assert time.monotonic() - asked < kit.at_most(1.3)
    assert "signal 15" in init.out.lines()[init.out.lines().index("hook runs"):]
    assert stopped in init.events("slow") and "kill_sent" not in init.events("slow")
    init.assert_nothing_left()


def test_an_end_hook_that_does_not_listen_is_killed_within_the_grace(jeden):
    init = up(jeden, main("on", 15, 0, init='[init]\ngrace = "1s"', rest=f"""
[[hook]]
name = "deaf"
stage = "end"
run = {talker("say", "hook runs", "wait")}
"""))
    asked = time.monotonic()
    init.signal("TERM")
    assert init.wait() == 0
    assert 0.5 < time.monotonic() - asked < kit.at_most(1.3)
    assert [event for event in init.events("deaf") if event in ("stop_sent", "kill_sent")] == ["stop_sent", "kill_sent"]
    init.assert_nothing_left()


def test_the_command_lines_grace_wins(jeden):
    init = jeden("--grace", "500ms", toml=main())
    init.expect("^main up$")
    asked = time.monotonic()
    init.signal("TERM")
    assert init.wait() == 137
    assert time.monotonic() - asked < kit.at_most(0.9)


def test_a_stop_sequence(jeden):
    steps = '[{ signal = "USR1", wait = "300ms" }, { signal = "INT", wait = "300ms" }, { signal = "KILL" }]'
    init = up(jeden, main(extra=f"stop = {steps}"))
    asked = time.monotonic()
    init.signal("TERM")
    assert init.wait() == 137
    took = time.monotonic() - asked
    assert init.out.lines()[1:] == ["signal 10", "signal 2"]
    assert 0.6 <= took < 1.5


def test_a_sequence_ends_with_the_program(jeden):
    steps = '[{ signal = "USR1", wait = "10s" }, { signal = "INT", wait = "10s" }]'
    init = up(jeden, main("on", 10, 3, extra=f"stop = {steps}", init='[init]\ngrace = "30s"'))
    init.signal("TERM")
    assert init.wait() == 3
    assert init.took < kit.at_most(5)


def test_the_second_request_ends_the_wait_and_the_third_kills(jeden):
    steps = '[{ signal = "TERM", wait = "60s" }, { signal = "INT", wait = "60s" }]'
    init = up(jeden, main(extra=f"stop = {steps}", init='[init]\ngrace = "180s"'))
    asked = time.monotonic()
    init.signal("TERM")
    init.expect("^signal 15$")
    init.signal("TERM")
    init.expect("^signal 2$")
    init.signal("TERM")
    assert init.wait() == 137
    assert time.monotonic() - asked < 5


def test_the_second_request_with_the_default_sequence(jeden):
    init = up(jeden, main(init='[init]\ngrace = "180s"'))
    init.signal("INT")
    init.expect("^signal 15$")
    init.signal("INT")
    assert init.wait() == 137
    assert init.took < kit.at_most(5)


def test_the_group(jeden):
    """A shell in between: main is the shell, and what it runs hears of the stop as well."""
    inner = " ".join(kit.talk("say", "'main up'", "on", 15, 0, "wait"))
    init = up(jeden, f"[main]\ncommand = {kit.words('/bin/sh', '-c', inner + '; exit $?')}\nstop_to = \"group\"\n")
    init.signal("TERM")
    init.wait()
    assert init.out.lines().count("signal 15") == 1
    init.assert_nothing_left()


def test_the_group_is_given_its_time(jeden):
    """Main is gone at once; what it ran still has the time of main's stop, and is not asked twice."""
    inner = " ".join(kit.talk("say", "'main up'", "wait"))
    init = up(jeden, f"[init]\ngrace = \"20s\"\n[main]\ncommand = {kit.words('/bin/sh', '-c', inner + '; exit $?')}\n"
              'stop_to = "group"\nstop = [{ signal = "TERM", wait = "4s" }]\n')
    asked = time.monotonic()
    init.signal("TERM")
    init.wait()
    assert time.monotonic() - asked > 3.5


def test_drain(jeden):
    init = up(jeden, main("on", 15, 0, rest='[shutdown]\ndrain = "400ms"'))
    asked = time.monotonic()
    init.signal("TERM")
    assert init.wait() == 0
    assert time.monotonic() - asked >= 0.4
    assert init.out.when("^signal 15$") - asked >= 0.39


def test_a_second_request_ends_the_drain(jeden):
    init = up(jeden, main("on", 15, 0, rest='[shutdown]\ndrain = "60s"', init='[init]\ngrace = "120s"'))
    init.signal("TERM")
    init.expect_event("stop_requested")
    init.signal("TERM")
    assert init.wait() == 0
    assert init.took < kit.at_most(5)


def test_services_stop_after_main_in_reverse_order(jeden):
    services = "".join(
        f"[service.{name}]\ncommand = {talker('say', name + ' up', 'on', 15, 0, 'wait')}\n{after}\n"
        for name, after in (("a", ""), ("b", 'after = ["a"]')))
    init = up(jeden, main("on", 15, 4, rest=services))
    init.signal("TERM")
    assert init.wait() == 4
    exits = [line for line in init.err.lines() if "_exited" in line]
    assert [next(name for name in ("main", "a", "b") if f"unit={name} " in line) for line in exits] == ["main", "b", "a"]


def test_main_that_ends_by_itself_stops_everything(jeden):
    init = jeden.run(toml=f"[main]\ncommand = {talker('exit', 5)}\n[service.a]\n"
                          f"command = {talker('on', 15, 9, 'wait')}\n")
    assert init.code == 5
    init.assert_nothing_left()


def test_an_essential_service_ends_the_container_with_its_code(jeden):
    init = jeden.run(toml=main("on", 15, 0, rest=f"[service.a]\ncommand = {talker('exit', 9)}\nessential = true\n"))
    assert init.code == 9


def test_without_any_time_main_is_reported_as_killed(jeden):
    init = jeden(toml=f'[init]\ngrace = "0s"\n[main]\ncommand = {talker("ready", "wait")}\n')
    init.expect("^ready$")
    init.signal("TERM")
    assert init.wait() == 137
    said = [line for line in init.err.lines() if "unit=main" in line and ("main_exited" in line or "reported" in line)]
    assert said and all("code=137" in line for line in said), init.err.text()
