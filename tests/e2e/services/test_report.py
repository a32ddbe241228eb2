"""At the end each program gets a line: how long it ran, how it ended, how long its stop took, who had to be killed."""

import kit
from kit import talker
from service_support import deaf, expect_all, lines_of, main, service, serving, stop


def test_after_a_stop(jeden):
    init = jeden(toml=service("good", serving("good"))
                 + service("deaf", deaf("deaf"), stop='[{ signal = "TERM", wait = "300ms" }]') + main())
    expect_all(init, "good up", "deaf up", "main up")
    stop(init)
    report = {line["unit"]: line for line in lines_of(init, "reported")}
    assert set(report) == {"good", "deaf", "main"}
    assert report["main"]["code"] == "0" and report["good"]["code"] == "0"
    assert "reason" not in report["good"]
    assert report["deaf"]["code"] == "137" and report["deaf"]["signal"] == "SIGKILL"
    assert report["deaf"]["reason"] == "did not end before it was killed"
    assert 300 <= int(report["deaf"]["stop_ms"]) < 3000
    assert int(report["deaf"]["after_ms"]) >= int(report["deaf"]["stop_ms"])


def test_who_ignored_a_step_of_its_sequence(jeden):
    init = jeden(toml=service("slow", talker("on", 2, 0, "say", "slow up", "wait"),
                              stop='[{ signal = "TERM", wait = "50ms" }, { signal = "USR1", wait = "50ms" }, '
                                   '{ signal = "INT", wait = "2s" }]') + main())
    expect_all(init, "slow up", "main up")
    stop(init)
    [line] = lines_of(init, "reported", "slow")
    assert line["code"] == "0" and line["reason"] == "did not end by SIGTERM, SIGUSR1"


def test_after_main_ended_by_itself(jeden):
    """Nobody asked for a stop, but there were others, and they were stopped."""
    init = jeden.run(toml=service("one", serving("one"), ready="{ log = 'one up' }")
                     + f"[main]\ncommand = {talker('exit', 4)}\n")
    assert init.code == 4
    report = {line["unit"]: line for line in lines_of(init, "reported")}
    assert set(report) == {"one", "main"}
    assert report["main"]["code"] == "4" and "stop_ms" not in report["main"] and "stop_ms" in report["one"]


def test_a_lone_program_that_ended_by_itself_has_said_it_all(jeden):
    init = jeden.run(toml=f"[main]\ncommand = {talker('exit', 4)}\n")
    assert init.code == 4 and not lines_of(init, "reported")


def test_what_never_started_is_not_in_it(jeden):
    init = jeden(toml=service("later", serving("later"), after='["gate"]')
                 + f'[[hook]]\nname = "gate"\nrun = {kit.talker("on", 15, 1, "say", "gate up", "wait")}\n' + main())
    init.expect("^gate up$")
    init.signal("TERM")
    assert init.wait() == 143
    assert not lines_of(init, "reported")
