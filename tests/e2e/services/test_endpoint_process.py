"""The process that answers about readiness: what it may, and whom it holds up."""

import os
import subprocess
import time
from pathlib import Path

import kit
from endpoint_support import answers, ask, connect, endpoint_of, listening, receive, serves
from service_support import main, stop


def test_mode_exec_has_nobody_to_answer(jeden, port):
    init = jeden.run(toml=listening(port) + main(mode='"exec"'))
    assert init.code == 78
    assert '[init] ready_listen needs a supervisor, and mode = "exec" leaves none' in init.err.text()


def test_it_needs_nothing_and_has_nothing(jeden, port):
    init = jeden(toml=listening(port) + main())
    serves(init)
    status = dict(line.split(":\t", 1) for line in Path(f"/proc/{endpoint_of(init)}/status").read_text().splitlines()
                  if ":\t" in line)
    assert {status[key].strip("0") for key in ("CapPrm", "CapEff", "CapInh", "CapAmb")} == {""}
    assert status["NoNewPrivs"] == "1"
    assert status["Uid"].split() == ["65534"] * 4 and status["Gid"].split() == ["65534"] * 4
    assert not status["Groups"].split()
    stop(init)


def network_sockets(pid):
    inodes = {line.split()[9] for name in ("tcp", "tcp6", "udp", "udp6")
              for line in Path(f"/proc/{pid}/net/{name}").read_text().splitlines()[1:]}
    links = [os.readlink(entry) for entry in Path(f"/proc/{pid}/fd").iterdir()]
    return [link for link in links if link.removeprefix("socket:[").rstrip("]") in inodes]


def test_pid_1_has_no_network_socket(jeden, port):
    init = jeden(toml=listening(port) + main())
    serves(init)
    assert network_sockets(endpoint_of(init)) and not network_sockets(init.pid)
    stop(init)


def test_it_is_no_stray_and_costs_no_time(jeden, port):
    init = jeden(toml=listening(port, grace='"20s"') + main() + '[shutdown]\nstray_grace = "10s"\n')
    serves(init)
    asked = time.monotonic()
    stop(init)
    assert time.monotonic() - asked < kit.at_most(2)
    assert not {"stray_stopped", "stray_killed", "endpoint_exited"} & set(init.events()), init.err.text()


def test_a_subreaper_leaves_nothing_either(jeden, port):
    init = jeden(toml=listening(port) + main(), pid1=False)
    serves(init)
    endpoint = endpoint_of(init)
    stop(init)
    assert kit.state(endpoint) == "gone"


def test_it_ends_with_a_jeden_that_is_killed(jeden, port):
    init = jeden(toml=listening(port) + main(), pid1=False)
    serves(init)
    endpoint = endpoint_of(init)
    os.kill(init.pid, 9)
    kit.until(lambda: kit.state(endpoint) == "gone", "its end")


def test_one_that_dies_comes_back(jeden, port):
    init = jeden(toml=listening(port) + main())
    serves(init)
    first = endpoint_of(init)
    for signal in (15, 2, 1):  # those are for everybody, and mean nothing to it
        os.kill(first, signal)
    assert ask(port) == (200, "ready")
    os.kill(first, 9)
    init.expect_event("endpoint_exited")
    kit.until(lambda: answers(port), "another one")
    second = endpoint_of(init)
    assert second != first and ask(port) == (200, "ready")
    os.kill(second, 9)
    kit.until(lambda: answers(port), "a third one, after a pause")
    assert endpoint_of(init) != second
    stop(init)


def test_one_that_sleeps_does_not_hold_anybody_up(jeden, port):
    """PID 1 tells it more than the socket holds, goes on all the same, and the last state is what counts."""
    control = f"{jeden.folder}/control"
    init = jeden(toml=listening(port, control=f'"{control}"', log_level='"error"') + main())
    init.expect("^main up$")
    endpoint = endpoint_of(init)
    os.kill(endpoint, 19)
    told = 0
    for _ in range(600):
        with connect(control) as client:
            client.sendall(b"restart main\n")
            told += receive(client) == '{"ok":true}\n'
    assert told == 600
    kit.until(lambda: subprocess.run([kit.JEDEN, "ready", "--socket", control]).returncode == 0, "the last restart")
    os.kill(endpoint, 18)
    # PID 1 says the last state when there is room again, which is after the endpoint has begun to read.
    kit.until(lambda: ask(port) == (200, "ready"), "the last state")
    os.kill(endpoint, 19)
    init.signal("TERM")
    kit.until(lambda: init.process.poll() is not None or kit.state(endpoint) == "T", "the end")
    assert init.wait() == 0  # SIGKILL takes even that one along
    init.assert_nothing_left()
