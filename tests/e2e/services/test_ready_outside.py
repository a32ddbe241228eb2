"""Whoever waits for the container hears of its readiness: by a file, by sd_notify, by `jeden ready`."""

import os
import socket

import pytest

import kit
from kit import talker
from service_support import deaf, hook, main, python, service, serving, stop


@pytest.fixture
def upwards(tmp_path):
    """The socket of whoever started the container."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as listener:
        listener.bind(str(tmp_path / "notify"))
        listener.settimeout(kit.PATIENCE)
        yield listener, {"NOTIFY_SOCKET": str(tmp_path / "notify")}


def test_a_file_of_an_earlier_life_is_gone_at_once(jeden, tmp_path):
    """The container was cut off, and its file system is still there."""
    ready = tmp_path / "ready"
    ready.touch()
    init = jeden(toml=f'[init]\nready_file = "{ready}"\n' + hook("gate", talker("on", 10, 0, "say", "gate up", "wait"))
                 + main())
    init.expect("^gate up$")
    assert not ready.exists()
    os.kill(kit.children(init.pid)[0], 10)
    init.expect("^main up$")
    kit.until(ready.exists, "the ready file")
    stop(init)
    assert not ready.exists()


def test_main_that_is_not_ready_yet_is_not_announced(jeden, tmp_path, upwards):
    listener, environment = upwards
    ready = tmp_path / "ready"
    init = jeden(toml=f'[init]\nready_file = "{ready}"\n' + main(ready=f'{{ wait = "file://{tmp_path}/open" }}'),
                 env=environment)
    init.expect("^main up$")
    assert not ready.exists()
    (tmp_path / "open").touch()
    assert listener.recv(100) == b"READY=1"
    kit.until(ready.exists, "the ready file")
    stop(init)
    assert listener.recv(100) == b"STOPPING=1"


def test_a_temporary_service_announces_nothing(jeden, tmp_path, upwards):
    listener, environment = upwards
    init = jeden(toml=service("db", serving("db"), ready="{ log = 'db up' }", until='"load"')
                 + hook("load", talker("on", 10, 0, "say", "loading", "wait"), after='["db"]') + main(),
                 env=environment)
    init.expect("^loading$")
    listener.settimeout(0.2)
    with pytest.raises(TimeoutError):
        listener.recv(100)
    listener.settimeout(kit.PATIENCE)
    os.kill(next(p for p in kit.children(init.pid) if "loading" in kit.cmdline(p)), 10)
    assert listener.recv(100) == b"READY=1"
    init.expect("^main up$")
    stop(init)


def test_not_ready_before_anybody_hears_of_the_stop(jeden, tmp_path, upwards):
    listener, environment = upwards
    ready = tmp_path / "ready"
    text = ("import os, signal, sys\ndef told(*_):\n print('there' if os.path.exists(sys.argv[1]) else 'gone')\n"
            " sys.exit(0)\nsignal.signal(signal.SIGTERM, told)\nprint('main up')\nsignal.pause()")
    init = jeden(toml=f'[init]\nready_file = "{ready}"\n[main]\ncommand = {python(text, ready)}\n', env=environment)
    init.expect("^main up$")
    kit.until(ready.exists, "the ready file")
    stop(init)
    assert "gone" in init.out.lines()


def test_an_essential_service_that_ends_makes_the_container_not_ready(jeden, tmp_path, upwards):
    listener, environment = upwards
    init = jeden(toml='[init]\ngrace = "2s"\n' + service("one", talker("on", 10, 7, "say", "one up", "wait"),
                                                         essential="true")
                 + f"[main]\ncommand = {deaf('main')}\n", env=environment)
    assert listener.recv(100) == b"READY=1"
    init.expect("^main up$")
    os.kill(next(p for p in kit.children(init.pid) if "one up" in kit.cmdline(p)), 10)
    assert listener.recv(100) == b"STOPPING=1"
    assert init.wait() == 7
    init.assert_nothing_left()


def test_nobody_there_to_be_told_does_not_matter(jeden, tmp_path):
    init = jeden(toml=main(), env={"NOTIFY_SOCKET": str(tmp_path / "nobody")})
    init.expect("^main up$")
    stop(init)


def test_a_file_that_cannot_be_written_does_not_matter(jeden):
    init = jeden(toml='[init]\nready_file = "/proc/no/such/folder/ready"\n' + main())
    init.expect("^main up$")
    init.expect_event("ready_file_failed")
    stop(init)
