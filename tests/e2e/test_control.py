"""The control socket: what the container is doing, and telling it something."""

import json
import os
import stat
import subprocess

import pytest

import kit

TOML = f"""
[init]
control = "SOCKET"
[service.cache]
command = {kit.words(*kit.talk("say", "cache", "on", 15, 0, "wait"))}
[main]
command = {kit.words(*kit.talk("on", 15, 0, "ready", "wait"))}
"""


@pytest.fixture
def running(jeden, tmp_path):
    init = jeden(toml=TOML.replace("SOCKET", str(tmp_path / "control")))
    init.expect("^ready$")
    kit.until(lambda: (tmp_path / "control").exists(), "the control socket")
    return init


@pytest.fixture
def ask(tmp_path):
    def ask(*words):
        return subprocess.run([kit.JEDEN, *words, "--socket", str(tmp_path / "control")], capture_output=True, text=True,
                              timeout=kit.PATIENCE)
    return ask


def units(ask):
    return {unit["unit"]: unit for unit in json.loads(ask("status", "--json").stdout)["units"]}


def test_status_names_every_unit(running, ask):
    status = json.loads(ask("status", "--json").stdout)
    assert status["life"] == "up" and status["ready"] is True
    assert {unit["unit"]: unit["phase"] for unit in status["units"]} == {"cache": "ready", "main": "ready"}
    text = ask("status").stdout
    assert "cache" in text and "main" in text


def test_the_socket_is_its_owners(running, tmp_path):
    assert stat.S_IMODE(os.stat(tmp_path / "control").st_mode) == 0o600


def test_a_service_is_restarted(running, ask):
    before = units(ask)["cache"]["pid"]
    assert ask("restart", "cache").returncode == 0
    kit.until(lambda: units(ask)["cache"].get("pid", before) != before, "another cache")
    assert units(ask)["main"]["attempt"] == 1


def test_a_signal_reaches_main(running, ask):
    assert ask("signal", "USR1").returncode == 0
    running.expect("signal 10")


def test_a_stop_ends_the_container(running, ask, tmp_path):
    assert ask("stop").returncode == 0
    assert running.wait() == 0
    assert not (tmp_path / "control").exists()


def test_ready_is_an_exit_code(running, ask):
    assert ask("ready").returncode == 0


def test_events_end_with_the_container(running, ask, tmp_path):
    events = subprocess.Popen([kit.JEDEN, "events", "--socket", str(tmp_path / "control")], stdout=subprocess.PIPE)
    lines = kit.Lines(events.stdout.fileno(), "the events")
    # What happens before it listens is not told.
    kit.until(lambda: ask("restart", "cache").returncode == 0 and any("unit=cache" in line for line in lines.lines()),
              "an event of the cache")
    ask("stop")
    lines.expect("event=ended")
    assert events.wait(kit.PATIENCE) == 0


def test_events_as_json(running, ask, tmp_path):
    events = subprocess.Popen([kit.JEDEN, "events", "--json", "--socket", str(tmp_path / "control")],
                              stdout=subprocess.PIPE)
    lines = kit.Lines(events.stdout.fileno(), "the events")
    kit.until(lambda: ask("restart", "cache").returncode == 0 and lines.lines(), "an event")
    ask("stop")
    lines.expect('"event":"ended"')
    assert events.wait(kit.PATIENCE) == 0
    told = [json.loads(line) for line in lines.lines()]
    assert all({"time", "level", "event"} <= line.keys() for line in told)
    assert any(line.get("unit") == "cache" for line in told)


def test_a_socket_that_cannot_be_made_is_told(jeden):
    init = jeden.run(toml='[init]\ncontrol = "/no/such/control"\n[main]\ncommand = ["true"]\n')
    assert init.code == 0
    assert "event=control_unavailable file=/no/such/control" in init.err.text()


@pytest.mark.parametrize("words", [["restart", "nobody"], ["signal", "NOPE"], ["signal", "USR1", "nobody"]])
def test_what_does_not_exist_is_said(running, ask, words):
    answer = ask(*words)
    assert answer.returncode == 64 and answer.stderr


def test_nobody_there(ask):
    answer = ask("status")
    assert answer.returncode == 1 and "cannot reach jeden" in answer.stderr


def test_a_path_left_by_a_dead_one_is_taken_over(jeden, tmp_path, ask):
    import socket
    left = socket.socket(socket.AF_UNIX)
    left.bind(str(tmp_path / "control"))
    left.close()
    init = jeden(toml=TOML.replace("SOCKET", str(tmp_path / "control")))
    init.expect("^ready$")
    kit.until(lambda: ask("status").returncode == 0, "an answer")


def test_garbage_and_silence_do_no_harm(running, ask, tmp_path):
    import socket
    clients = [socket.socket(socket.AF_UNIX) for _ in range(20)]
    for client in clients:
        client.connect(str(tmp_path / "control"))
    for client in clients[:8]:
        client.send(b"\0\xff" * 4000)
    for client in clients:
        client.close()
    kit.until(lambda: ask("status").returncode == 0, "an answer")
