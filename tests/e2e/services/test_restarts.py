"""When a program is started again, how long after, how often, and who goes along."""

import os
import time

import pytest

import kit
from kit import talker
from service_support import expect_all, inner_pid, lines_of, main, moments_of, order_of, service, serving, shell, stop

QUICK = {"backoff": '"10ms"', "restart_limit": "100"}


@pytest.mark.parametrize("policy, code, again", [
    ("never", 0, False), ("never", 3, False),
    ("on_failure", 0, False), ("on_failure", 3, True),
    ("always", 0, True), ("always", 3, True),
])
def test_the_policies(jeden, policy, code, again):
    init = jeden(toml=service("one", talker("say", "one", "exit", code), restart=f'"{policy}"', **QUICK) + main())
    init.expect("^main up$")
    init.expect_event("service_exited", "one")
    if again:
        kit.until(lambda: init.out.lines().count("one") > 1, "another start")
    stop(init)
    assert (init.out.lines().count("one") > 1) == again


def test_a_signal_is_a_failure(jeden):
    init = jeden(toml=service("one", talker("say", "one", "raise", 9), restart='"on_failure"', **QUICK) + main())
    for _ in range(3):
        init.expect("^one$")
    stop(init)


def test_the_pauses_double_up_to_their_ceiling_with_a_little_chance(jeden):
    """Up to a fifth longer than the rule says, so that what failed together does not come back together."""
    init = jeden.run(toml=service("one", talker("exit", 3), restart='"always"', backoff='"20ms"', backoff_max='"100ms"',
                                  restart_limit="6") + main())
    assert init.code == 3
    pauses = [int(line["after_ms"]) for line in lines_of(init, "service_restarted", "one")]
    assert len(pauses) == 6
    for pause, rule in zip(pauses, [20, 40, 80, 100, 100, 100]):
        assert rule <= pause <= min(100, rule * 1.2 ** 3), pauses
    starts = moments_of(init, "service_started")
    assert starts[-1] - starts[0] >= sum(pauses) / 1000 - 0.05


def test_the_limit_ends_the_container_with_the_programs_code(jeden):
    init = jeden.run(toml=service("one", talker("say", "one", "exit", 9), restart='"always"', backoff='"10ms"',
                                  backoff_max='"10ms"', restart_limit="4") + main())
    assert init.code == 9 and init.out.lines().count("one") == 5
    init.assert_nothing_left()


def test_at_the_limit_even_success_is_a_failure_of_the_container(jeden):
    init = jeden.run(toml=service("one", talker("exit", 0), restart='"always"', backoff='"10ms"', backoff_max='"10ms"',
                                  restart_limit="2") + main())
    assert init.code == 70


def test_the_limit_is_one_of_a_window(jeden):
    """Three a window are allowed; at its pace there are never more, so that it goes on and on."""
    init = jeden(toml=service("one", talker("say", "one", "exit", 3), restart='"always"', backoff='"150ms"',
                              backoff_max='"150ms"', restart_limit="3", restart_window='"400ms"') + main())
    for _ in range(8):
        init.expect("^one$")
    stop(init)


def test_a_healthy_while_forgets_the_pauses(jeden):
    init = jeden(toml=service("one", talker("on", 15, 0, "on", 10, 3, "say", "one up", "wait"), restart='"always"', backoff='"20ms"',
                              restart_window='"300ms"', restart_limit="50") + main())
    for _ in range(3):
        init.expect("^one up$")
        os.kill(inner_pid(init, "one up"), 10)
    init.expect("^one up$")
    later = init.err.when("event=service_started") + 0.5
    kit.until(lambda: time.monotonic() > later + 0.3, "the window has passed")
    os.kill(inner_pid(init, "one up"), 10)
    init.expect("^one up$")
    stop(init)
    pauses = [int(line["after_ms"]) for line in lines_of(init, "service_restarted", "one")]
    assert pauses[1] > pauses[0] and pauses[2] > pauses[1] and pauses[3] < pauses[1] + 5, pauses


def test_what_it_left_in_its_group_is_gone_before_it_comes_back(jeden):
    """Otherwise the old workers hold the port, and add up."""
    init = jeden(toml=service("one", shell("sleep 1000 & sleep 1000 & echo one up; wait"), restart='"always"', **QUICK)
                 + main())
    expect_all(init, "one up", "main up")
    for _ in range(3):
        old = inner_pid(init, "one up")
        os.kill(old, 9)
        kit.until(lambda: kit.state(old) == "gone" and
                  len([p for p in init.processes() if "sleep" in kit.cmdline(p)]) == 2 + 1, "two sleepers and the shell")
    stop(init)


def test_a_dependency_that_restarts_leaves_nobody_waiting(jeden):
    """It dies before it was ever ready, comes back, and then those that wait for it start."""
    init = jeden(toml=service("db", shell("if mkdir second; then exit 3; fi; echo >&3; exec sleep 1000"), ready="{ fd = 3 }",
                              restart='"on_failure"', **QUICK) + service("app", serving("app"), after='["db"]') + main())
    expect_all(init, "app up", "main up")
    stop(init)
    assert init.events("db").count("service_started") == 2


def test_a_dependency_that_does_not_come_back_gives_the_start_up(jeden):
    init = jeden.run(toml=service("db", talker("exit", 6), ready="{ fd = 3 }")
                     + service("app", serving("app"), after='["db"]') + main())
    assert init.code == 6 and "app up" not in init.out.lines() and "main up" not in init.out.lines()


def test_who_is_not_bound_stays(jeden):
    init = jeden(toml=service("db", serving("db"), restart='"always"', **QUICK)
                 + service("app", serving("app"), after='["db"]') + main())
    expect_all(init, "db up", "app up", "main up")
    os.kill(inner_pid(init, "db up"), 9)
    init.expect_event("service_restarted", "db")
    init.expect_event("service_started", "db")
    stop(init)
    assert init.out.lines().count("app up") == 1


def test_a_chain_of_bound_services_goes_along_in_order(jeden):
    def link(name, needs):
        return service(name, serving(name), after=f'["{needs}"]', bind="true", ready=f"{{ log = '{name} up' }}")
    init = jeden(toml=service("a", talker("say", "a up", "on", 15, 0, "wait"), restart='"always"', ready="{ log = 'a up' }",
                              **QUICK) + link("b", "a") + link("c", "b") + main())
    init.expect("^main up$")
    os.kill(inner_pid(init, "a up"), 9)
    kit.until(lambda: init.events("c").count("service_ready") == 2, "c is ready again")
    stop(init)
    started = [unit for event, unit in order_of(init, "service_started")]
    assert started == ["a", "b", "c", "a", "b", "c"]
    assert init.events("main").count("main_started") == 1


def test_main_that_is_bound_goes_along(jeden):
    init = jeden(toml=service("db", serving("db"), restart='"always"', **QUICK)
                 + main(bind="true", after='["db"]'))
    expect_all(init, "db up", "main up")
    os.kill(inner_pid(init, "db up"), 9)
    kit.until(lambda: init.out.lines().count("main up") == 2, "main is up again")
    stop(init)


def test_an_essential_service_may_restart_before_it_ends_the_container(jeden):
    init = jeden.run(toml=service("one", talker("exit", 7), essential="true", restart='"on_failure"', backoff='"10ms"',
                                  restart_limit="2") + main())
    assert init.code == 7 and init.events("one").count("service_started") == 3


def test_an_essential_service_that_ends_well_ends_the_container_well(jeden):
    init = jeden.run(toml=service("one", talker("exit", 0), essential="true") + main())
    assert init.code == 0
    assert not [line for line in lines_of(init, "kill_sent")]


def test_a_program_that_does_not_exist(jeden):
    init = jeden.run(toml=service("one", '["/no/such/program"]', restart='"always"', backoff='"10ms"', restart_limit="2")
                     + main())
    assert init.code == 127
