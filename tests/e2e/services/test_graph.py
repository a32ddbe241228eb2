"""The order: hooks, services and main, as early as possible, side by side; what cannot be ordered is an error."""

import os
import subprocess

import pytest

import kit
from kit import talker
from service_support import expect_all, hook, inner_pid, main, order_of, service, serving, stop


def gate(name, **keys):
    """Ready when it gets SIGUSR1: it touches a file."""
    return service(name, kit.words("/bin/sh", "-c", f"trap 'echo >&3' USR1; trap 'exit 0' TERM; echo {name} runs; "
                                   "while :; do sleep 1000 & wait; done"), ready="{ fd = 3 }", **keys)


def open_gate(init, name):
    os.kill(inner_pid(init, f"{name} runs"), 10)


def test_a_diamond(jeden):
    init = jeden(toml=gate("base") + gate("left", after='["base"]') + gate("right", after='["base"]')
                 + gate("top", after='["left", "right"]') + main())
    init.expect("^base runs$")
    init.expect_event("service_started", "base")
    assert order_of(init, "service_started") == [("service_started", "base")]
    open_gate(init, "base")
    expect_all(init, "left runs", "right runs")
    open_gate(init, "left")
    init.expect_event("service_ready", "left")
    assert "top runs" not in init.out.lines()
    open_gate(init, "right")
    init.expect("^top runs$")
    assert "main up" not in init.out.lines()
    open_gate(init, "top")
    init.expect("^main up$")
    stop(init)
    exits = [unit for _, unit in order_of(init, "main_exited", "service_exited")]
    assert exits[:2] == ["main", "top"] and set(exits[2:4]) == {"left", "right"} and exits[4] == "base"


def test_services_and_hooks_mixed(jeden):
    """A hook after a service, a service after that hook, main after all."""
    init = jeden(toml=gate("db") + hook("migrate", talker("say", "migrated"), after='["db"]')
                 + service("worker", serving("worker"), after='["migrate"]') + main())
    init.expect("^db runs$")
    open_gate(init, "db")
    expect_all(init, "migrated", "worker up", "main up")
    stop(init)
    assert [pair for pair in order_of(init, "hook_started", "service_ready", "service_started", "main_started")
            if pair != ("service_started", "db")] == \
        [("service_ready", "db"), ("hook_started", "migrate"), ("service_started", "worker"),
         ("service_ready", "worker"), ("main_started", "main")]


def test_side_by_side(jeden):
    """Ten services, none of which would end before all of them run."""
    init = jeden(toml="".join(gate(f"s{n}") for n in range(10)) + main())
    expect_all(init, *[f"s{n} runs" for n in range(10)])
    for n in range(10):
        open_gate(init, f"s{n}")
    init.expect("^main up$")
    stop(init)


def test_main_that_names_its_needs_waits_for_no_other(jeden):
    init = jeden(toml=gate("slow") + service("quick", serving("quick")) + main(after='["quick"]'))
    expect_all(init, "main up", "quick up")
    stop(init)


@pytest.mark.parametrize("text, said", [
    (service("a", '["x"]', after='["b"]') + service("b", '["x"]', after='["c"]') + service("c", '["x"]', after='["a"]'),
     ["wait for each other"]),
    (service("a", '["x"]', after='["a"]'), ["a"]),
    (service("cache", '["x"]') + service("b", '["x"]', after='["cash"]'), ["cash", "cache"]),
    (hook("h", '["x"]', after='["s"]') + service("s", '["x"]', after='["h"]'), ["wait for each other"]),
    (service("db", '["x"]', until='"nobody"'), ["nobody"]),
    (service("db", '["x"]', ready="{ fd = 3, delay = \"1s\" }"), ["both fd and delay"]),
    (service("db", '["x"]', ready='{ timeout = "1s" }'), ["does not say when"]),
])
def test_check_says_what_is_wrong_and_where(jeden, text, said):
    path = jeden.config(text + main())
    result = subprocess.run([kit.JEDEN, "check", path], capture_output=True, text=True)
    assert result.returncode == 78
    assert all(word in result.stderr + result.stdout for word in said), result.stderr
    assert f"{path}:" in result.stderr + result.stdout


def test_a_hundred_services_in_a_row(jeden):
    text = "".join(service(f"s{n}", serving(f"s{n}"), **({"after": f'["s{n - 1}"]'} if n else {})) for n in range(100))
    init = jeden(toml='[init]\ngrace = "30s"\n' + text + main())
    init.expect("^main up$")
    expect_all(init, "s99 up")
    stop(init)
    assert [unit for _, unit in order_of(init, "service_exited")] == [f"s{n}" for n in range(99, -1, -1)]
