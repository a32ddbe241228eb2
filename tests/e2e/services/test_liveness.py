"""Probes of a program that runs: their pace, what counts as dead, and what is done then."""

import os
import signal
import socket
import time

import pytest

import kit
from service_support import inner_pid, lines_of, main, service, serving, stop


@pytest.fixture
def probe(tmp_path):
    """A probe that notes when it begins and ends; what it does is the content of the file `mode`."""
    script = tmp_path / "probe"
    script.write_text(f"""#!/bin/sh
echo "begin $$" >> {tmp_path}/noted
read mode < {tmp_path}/mode
case $mode in
  fail) code=1 ;;
  hang) sleep 1000 & wait ;;
  slow) sleep 0.15; code=0 ;;
  *) code=0 ;;
esac
echo "end $$" >> {tmp_path}/noted
exit $code
""")
    script.chmod(0o755)

    class Probe:
        url = f"exec:{script}"

        @staticmethod
        def mode(text):
            (tmp_path / "new").write_text(text + "\n")
            os.replace(tmp_path / "new", tmp_path / "mode")

        @staticmethod
        def noted():
            try:
                return (tmp_path / "noted").read_text().split("\n")[:-1]
            except FileNotFoundError:
                return []

        def until(self, number):
            kit.until(lambda: len(self.noted()) >= number, f"{number} notes of the probe")

    Probe.mode("good")
    return Probe()


def live(probe, **keys):
    settings = {"interval": '"40ms"', "timeout": '"5s"', "failures": "3", **keys}
    return "{ wait = " + f'"{probe.url}", ' + ", ".join(f"{key} = {value}" for key, value in settings.items()) + " }"


RESTARTED = {"restart": '"on_failure"', "backoff": '"10ms"', "restart_limit": "50"}


def test_one_failure_tears_nothing_down(jeden, probe):
    init = jeden(toml=service("one", serving("one"), live=live(probe, failures="3"), **RESTARTED) + main())
    init.expect("^main up$")
    for mode in ("fail", "good", "fail", "good"):
        probe.mode(mode)
        probe.until(len(probe.noted()) + 3)
    assert "service_unhealthy" not in init.events("one")
    stop(init)
    assert init.out.lines().count("one up") == 1


def test_restart(jeden, probe):
    init = jeden(toml=service("one", serving("one"), live=live(probe, failures="2"), **RESTARTED) + main())
    init.expect("^one up$")
    probe.mode("fail")
    init.expect_event("service_unhealthy", "one")
    init.expect("^one up$")
    probe.mode("good")
    stop(init)


def test_probes_never_overlap(jeden, probe):
    probe.mode("slow")
    init = jeden(toml=service("one", serving("one"), live=live(probe, interval='"10ms"')) + main())
    probe.until(10)
    stop(init)
    noted = probe.noted()
    pairs = list(zip(noted[::2], noted[1::2]))
    assert all(a.replace("begin", "end") == b for a, b in pairs), noted


def test_one_that_hangs_is_killed_with_its_group(jeden, probe):
    init = jeden(toml=service("one", serving("one"), live=live(probe, timeout='"300ms"', failures="1"), **RESTARTED)
                 + main())
    kit.until(lambda: {"one up", "main up"} <= set(init.out.lines()), "both programs")
    probe.mode("hang")
    init.expect_event("service_unhealthy", "one")
    probe.mode("good")
    kit.until(lambda: init.out.lines().count("one up") >= 2, "another start")
    kit.until(lambda: not [p for p in init.processes() if "sleep" in kit.cmdline(p)], "the probe's child is gone")
    stop(init)


def test_stop_ends_the_container_with_a_code(jeden, probe):
    init = jeden(toml=service("one", serving("one"), live=live(probe, action='"stop"', failures="2")) + main())
    init.expect("^main up$")
    probe.mode("fail")
    assert init.wait() == 70
    init.assert_nothing_left()


def test_log_says_it_and_does_nothing(jeden, probe):
    init = jeden(toml=service("one", serving("one"), live=live(probe, action='"log"', failures="1")) + main())
    init.expect("^main up$")
    probe.mode("fail")
    for _ in range(3):
        init.expect_event("service_unhealthy", "one")
    stop(init)
    assert init.out.lines().count("one up") == 1


def test_main_that_is_dead_stops_the_container(jeden, probe):
    init = jeden(toml=main(live=live(probe, failures="2")))
    init.expect("^main up$")
    probe.mode("fail")
    assert init.wait() == 70
    assert "main_unhealthy" in init.events("main")


def test_the_start_period_is_waited_for(jeden, probe):
    probe.mode("fail")
    init = jeden(toml=service("one", serving("one"), live=live(probe, start_period='"600ms"', failures="1",
                                                               action='"log"')) + main())
    init.expect_event("service_started", "one")
    init.expect_event("service_unhealthy", "one")
    stop(init)
    started, unhealthy = (init.err.when(f"event={event}") for event in ("service_started", "service_unhealthy"))
    assert unhealthy - started >= 0.6


def test_who_is_not_ready_yet_is_not_probed(jeden, probe, tmp_path):
    init = jeden(toml=service("one", serving("one"), ready=f'{{ wait = "file://{tmp_path}/open" }}', live=live(probe))
                 + main())
    init.expect("^one up$")
    init.expect_event("wait_pending", "one")
    assert not probe.noted()
    (tmp_path / "open").touch()
    probe.until(2)
    stop(init)


def test_a_program_that_is_dead_and_deaf_is_killed_and_comes_back(jeden, probe):
    text = kit.talker("say", "one up", "wait")
    init = jeden(toml='[init]\ngrace = "10s"\n' + service("one", text, live=live(probe, failures="1"), **RESTARTED,
                                                          stop='[{ signal = "TERM", wait = "100ms" }]') + main())
    init.expect("^one up$")
    probe.mode("fail")
    init.expect_event("kill_sent", "one")
    probe.mode("good")
    init.expect("^one up$")
    stop(init)


def test_a_suspended_program_does_not_answer_and_comes_back(jeden, tmp_path):
    """The real thing: a server that hangs is found by its probe."""
    text = ("import http.server, sys\nclass H(http.server.BaseHTTPRequestHandler):\n"
            " def do_GET(self):\n  self.send_response(200); self.end_headers()\n def log_message(self, *_): pass\n"
            "s = http.server.HTTPServer(('127.0.0.1', int(sys.argv[1])), H)\nprint('one up', flush=True)\ns.serve_forever()")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    url = f"http://127.0.0.1:{port}/"
    init = jeden(toml=service("one", kit.words(kit.PYTHON, "-c", text, port), ready=f'{{ wait = "{url}" }}', **RESTARTED,
                              live=f'{{ wait = "{url}", interval = "50ms", timeout = "1s", failures = 2 }}') + main())
    init.expect("^main up$")
    os.kill(inner_pid(init, "http.server"), signal.SIGSTOP)
    asked = time.monotonic()
    init.expect_event("service_unhealthy", "one")
    init.expect_event("service_ready", "one")
    assert time.monotonic() - asked < 15
    stop(init)
    assert not lines_of(init, "kill_sent", "one")
