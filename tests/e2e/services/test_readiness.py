"""Each way to become ready, and what happens when none comes."""

import os
import shutil
import subprocess
import time

import pytest

import kit
from kit import talker
from ports import free_port
from service_support import expect_all, inner_pid, lines_of, main, order_of, python, service, serving, shell, stop


def test_redis_by_a_wait(jeden):
    if not shutil.which("redis-server", path=kit.PATH):
        pytest.skip("redis-server is not installed")
    port = free_port()
    init = jeden(toml=service("cache", kit.words("redis-server", "--port", port, "--save", "", "--bind", "127.0.0.1"),
                              stdout='"null"', ready=f'{{ wait = "redis://127.0.0.1:{port}", timeout = "20s" }}') + main())
    init.expect("^main up$")
    stop(init)
    assert order_of(init, "service_ready", "main_started") == [("service_ready", "cache"), ("main_started", "main")]


def test_without_a_gate_it_is_ready_as_soon_as_it_runs(jeden):
    """Whoever reads the log need not know whether there is a gate."""
    init = jeden(toml=service("one", serving("one")) + main())
    expect_all(init, "one up", "main up")
    stop(init)
    assert order_of(init, "service_started", "service_ready", "main_started", "main_ready") == [
        ("service_started", "one"), ("service_ready", "one"), ("main_started", "main"), ("main_ready", "main")]


@pytest.mark.parametrize("ready", ["fd = 3", "notify = 'systemd'", "log = 'never'", "wait = 'file:///no/such/file'",
                                   "delay = '60s'"])
def test_none_of_them_comes_in_time(jeden, ready):
    """The start is given up with the code of a gate; the program is stopped as its settings say."""
    init = jeden.run(toml=service("one", talker("say", "one up", "on", 15, 0, "wait"), ready=f"{{ {ready}, timeout = '400ms' }}")
                     + main())
    assert init.code == 75
    assert "main up" not in init.out.lines() and "signal 15" in init.out.lines()
    assert "ready_timed_out" in init.events("one")
    init.assert_nothing_left()


def test_the_timeout_is_one_of_the_start_only(jeden):
    """Once it was ready, nothing happens when the timeout passes."""
    init = jeden(toml=service("one", shell("echo one up; echo >&3; exec sleep 1000"), ready="{ fd = 3, timeout = '500ms' }")
                 + main())
    expect_all(init, "one up", "main up")
    init.expect_event("service_ready", "one")
    done = init.err.when("event=service_ready") + 0.8
    kit.until(lambda: time.monotonic() > done, "the timeout has passed")
    stop(init)
    assert "ready_timed_out" not in init.events()


def test_a_gate_that_closes_is_restarted_when_that_is_its_policy(jeden):
    init = jeden(toml=service("one", shell("if mkdir second; then exec sleep 1000; fi; echo >&3; exec sleep 1000"),
                              ready="{ fd = 3, timeout = '300ms' }", restart='"on_failure"', backoff='"10ms"') + main())
    init.expect("^main up$")
    stop(init)
    assert "ready_timed_out" in init.events("one") and init.events("one").count("service_started") == 2


def test_a_descriptor_that_is_closed_without_a_newline_says_nothing(jeden):
    init = jeden.run(toml=service("one", shell("printf half >&3; exec 3>&-; exec sleep 1000"),
                                  ready="{ fd = 3, timeout = '400ms' }") + main())
    assert init.code == 75


def test_the_newline_may_come_in_pieces(jeden):
    init = jeden(toml=service("one", shell("printf half >&3; printf ' and half' >&3; echo >&3; exec sleep 1000"),
                              ready="{ fd = 3, timeout = '20s' }") + main())
    init.expect("^main up$")
    stop(init)


@pytest.mark.parametrize("number", [3, 9, 15])
def test_any_descriptor(jeden, number):
    """As s6 does it: the program finds it open, and no other one."""
    text = ("import fcntl, os, signal\ndef is_open(n):\n try: return fcntl.fcntl(n, fcntl.F_GETFD) >= 0\n"
            " except OSError: return False\n"
            f"print('open', [n for n in range(64) if is_open(n)])\nos.write({number}, b'\\n')\nsignal.pause()")
    init = jeden(toml=service("one", python(text), ready=f"{{ fd = {number}, timeout = '20s' }}") + main())
    expect_all(init, "main up")
    kit.until(lambda: any(line.startswith("open") for line in init.out.lines()), "the list")
    stop(init)
    assert f"open [0, 1, 2, {number}]" in init.out.lines()


def test_a_pattern_in_standard_error_of_a_program_that_logs_to_a_file(jeden, tmp_path):
    init = jeden(toml=service("one", shell("echo noise; echo 'ready to serve' >&2; exec sleep 1000"),
                              stderr=f'"{tmp_path}/log"', ready="{ log = '^ready to', timeout = '20s' }") + main())
    init.expect("^main up$")
    kit.until(lambda: (tmp_path / "log").read_text() == "ready to serve\n", "the line in the file")
    stop(init)
    assert "noise" in init.out.lines()


def test_a_program_that_ends_before_it_is_ready(jeden):
    init = jeden.run(toml=service("one", talker("exit", 5), ready="{ fd = 3 }") + main())
    assert init.code == 5


def test_jeden_ready_says_it_for_a_program_that_cannot(jeden, tmp_path):
    """An operator, or a script, may say it by the control socket."""
    init = jeden(toml=f'[init]\ncontrol = "{tmp_path}/control"\n' + service("one", serving("one"), ready="{ fd = 3 }")
                 + main())
    init.expect("^one up$")
    kit.until((tmp_path / "control").exists, "the control socket")
    socket_words = ["--socket", str(tmp_path / "control")]
    answer = subprocess.run([kit.JEDEN, "ready", "one", *socket_words], capture_output=True, text=True)
    assert answer.returncode == 0, answer.stderr
    init.expect("^main up$")
    stop(init)


def test_a_readiness_probe_that_is_under_way_ends_with_its_program(jeden, tmp_path):
    init = jeden(toml=service("one", serving("one"), ready=f'{{ wait = "file://{tmp_path}/never" }}') + main())
    init.expect("^one up$")
    init.expect_event("wait_pending", "one")
    os.kill(inner_pid(init, "one up"), 9)
    assert init.wait() == 137
    init.assert_nothing_left()
    assert lines_of(init, "service_exited", "one")
