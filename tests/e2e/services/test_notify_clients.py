"""sd_notify(3) as real clients speak it: systemd-notify, a Python program, and a C program."""

import os
import shutil
import signal
import socket
import subprocess
import time
from pathlib import Path

import pytest

import kit
from service_support import expect_all, inner_pid, lines_of, main, order_of, python, service, shell, stop

NOTIFY = '{ notify = "systemd" }'


@pytest.fixture(scope="session")
def client(tmp_path_factory):
    compiler = shutil.which("cc") or shutil.which("gcc")
    if not compiler:
        pytest.skip("there is no C compiler")
    folder = tmp_path_factory.mktemp("notify")
    folder.chmod(0o755)
    program = folder / "notify"
    subprocess.run([compiler, "-O1", "-Wall", "-Werror", "-o", program,
                    Path(__file__).with_name("notify.c")], check=True)
    return lambda *words: kit.words(program, *words)


def later(seconds):
    at = time.monotonic() + seconds
    kit.until(lambda: time.monotonic() > at, "the time")


# systemd-notify


@pytest.fixture
def systemd_notify():
    if not shutil.which("systemd-notify", path=kit.PATH):
        pytest.skip("systemd-notify is not installed")
    return "systemd-notify"


def test_systemd_notify(jeden, systemd_notify):
    """It waits until its message was taken (BARRIER=1): the line after it comes only then."""
    text = f"{systemd_notify} --ready --status='warm and ready' && echo told; exec sleep infinity"
    init = jeden(toml=service("one", shell(text), ready=NOTIFY) + main())
    expect_all(init, "told", "main up")
    stop(init)
    assert lines_of(init, "status_told", "one")[0]["reason"] == "warm and ready"
    assert order_of(init, "service_ready", "main_started") == [("service_ready", "one"), ("main_started", "main")]


def test_systemd_notify_as_another_user(jeden, systemd_notify):
    text = f"{systemd_notify} --ready && echo told; exec sleep infinity"
    init = jeden(toml=service("one", shell(text), ready=NOTIFY, user='"nobody"') + main())
    expect_all(init, "told", "main up")
    stop(init)


def test_main_by_systemd_notify(jeden, systemd_notify):
    init = jeden(toml="[main]\ncommand = " + shell(f"{systemd_notify} --ready; exec sleep infinity")
                 + f"\nready = {NOTIFY}\n")
    init.expect_event("main_ready", "main")
    stop(init, 143)


# A Python program

PYTHON = """
import os, signal, socket
def notify(text):
    address = os.environ['NOTIFY_SOCKET']
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as client:
        client.connect('\\0' + address[1:] if address.startswith('@') else address)
        client.sendall(text.encode())
"""


def test_a_python_program_with_a_watchdog(jeden):
    """It feeds the watchdog as often as its environment says, and lives; then it stops, and is restarted."""
    text = PYTHON + """
import sys, threading
every = int(os.environ['WATCHDOG_USEC']) / 2e6
notify('READY=1')
for n in range(6):
    threading.Event().wait(every)
    notify('WATCHDOG=1')
print('fed for long enough', flush=True)
signal.pause()
"""
    init = jeden(toml=service("one", python(text), ready='{ notify = "systemd", watchdog = "800ms" }',
                              restart='"on_failure"', backoff='"10ms"') + main())
    init.expect("^fed for long enough$")
    assert "service_unhealthy" not in init.events("one")
    init.expect_event("service_unhealthy", "one")
    init.expect("^fed for long enough$")
    stop(init)


def test_a_python_program_that_reloads_and_stops(jeden):
    text = PYTHON + """
def reload(*_):
    notify('RELOADING=1\\nSTATUS=reading')
    notify('READY=1\\nSTATUS=serving')
    print('reloaded', flush=True)
def leave(*_):
    notify('STOPPING=1')
    raise SystemExit(0)
signal.signal(signal.SIGHUP, reload)
signal.signal(signal.SIGTERM, leave)
notify('READY=1')
while True: signal.pause()
"""
    init = jeden("-v", toml=f"[main]\ncommand = {python(text)}\nready = {NOTIFY}\n")
    init.expect_event("main_ready", "main")
    init.signal("HUP")
    init.expect("^reloaded$")
    stop(init)
    assert [(line["reason"], line["level"]) for line in lines_of(init, "status_told")] == \
        [("reading", "debug"), ("serving", "debug")]
    assert lines_of(init, "reloading_told", "main") and lines_of(init, "stopping_told", "main")
    assert init.events("main").count("main_ready") == 1


# A C program


def test_nothing_but_ready_makes_it_ready(jeden, client):
    init = jeden(toml=service("one", client("STATUS=starting", "MAINPID=1", "ERRNO=2", "X_OURS=yes", "READY=0", "READY",
                                            "barrier", "wait", "READY=1", "wait"), ready=NOTIFY) + main())
    init.expect("^barrier passed$")
    assert "service_ready" not in init.events("one")
    os.kill(inner_pid(init, "READY=1"), signal.SIGUSR1)
    init.expect("^main up$")
    stop(init)


def test_descriptors_are_refused_and_closed(jeden, client):
    """The client waits until each descriptor that it sent is closed on the other side."""
    init = jeden(toml=service("one", client(*["store"] * 40, "READY=1", "barrier", "wait"), ready=NOTIFY) + main())
    expect_all(init, "barrier passed", "main up")
    assert init.out.lines().count("stored") == 40
    before = len(os.listdir(f"/proc/{init.pid}/fd"))
    assert before < 40
    [line] = kit.until(lambda: lines_of(init, "descriptors_refused", "one"), "the refusal")  # once is enough
    assert line["level"] == "warn"
    stop(init)


def test_a_start_that_asks_for_more_time(jeden, client):
    """Ready after twice its timeout, because it said in time that it needs longer."""
    init = jeden(toml=service("one", client("EXTEND_TIMEOUT_USEC=30000000", "say:extended", "wait", "READY=1", "wait"),
                              ready='{ notify = "systemd", timeout = "600ms" }') + main())
    init.expect("^extended$")
    later(1.2)
    os.kill(inner_pid(init, "EXTEND"), signal.SIGUSR1)
    init.expect("^main up$")
    stop(init)
    assert "ready_timed_out" not in init.events()


def test_a_stop_that_asks_for_more_time_gets_it_within_the_grace(jeden):
    text = PYTHON + """
import threading
def leave(*_):
    notify('EXTEND_TIMEOUT_USEC=60000000')
    print('extended', flush=True)
    threading.Event().wait(0.6)
    raise SystemExit(5)
signal.signal(signal.SIGTERM, leave)
notify('READY=1')
while True: signal.pause()
"""
    init = jeden(toml=f'[init]\ngrace = "20s"\n[main]\ncommand = {python(text)}\nready = {NOTIFY}\n'
                      'stop = [{ signal = "TERM", wait = "300ms" }]\n')
    init.expect_event("main_ready", "main")
    stop(init, 5)


def test_no_extension_goes_beyond_the_grace(jeden):
    text = PYTHON + """
def leave(*_): notify('EXTEND_TIMEOUT_USEC=60000000')
signal.signal(signal.SIGTERM, leave)
notify('READY=1')
while True: signal.pause()
"""
    init = jeden(toml=f'[init]\ngrace = "1500ms"\n[main]\ncommand = {python(text)}\nready = {NOTIFY}\n')
    init.expect_event("main_ready", "main")
    asked = time.monotonic()
    stop(init, 137)
    assert time.monotonic() - asked < kit.at_most(1.8)


def test_a_client_that_sets_the_interval_of_its_watchdog(jeden, client):
    """It says that it will speak every minute, and is left alone."""
    init = jeden(toml=service("one", client("READY=1", "WATCHDOG_USEC=60000000", "say:up", "wait"), restart='"always"',
                              ready='{ notify = "systemd", watchdog = "300ms" }', backoff='"10ms"') + main())
    expect_all(init, "up", "main up")
    later(0.8)
    stop(init)
    assert "service_unhealthy" not in init.events("one")


def test_a_watchdog_that_is_triggered(jeden, client):
    init = jeden(toml=service("one", client("READY=1", "say:up", "wait", "WATCHDOG=trigger", "wait"), ready=NOTIFY,
                              restart='"on_failure"', backoff='"10ms"') + main())
    init.expect("^up$")
    init.expect("^main up$")
    os.kill(inner_pid(init, "WATCHDOG=trigger"), signal.SIGUSR1)
    init.expect("^up$")
    stop(init)
    assert "service_unhealthy" in init.events("one")


def test_a_flood_and_a_monster_do_no_harm(jeden, client):
    init = jeden(toml=service("one", client("flood", "long", "barrier", "wait", "READY=1", "wait"), ready=NOTIFY) + main())
    init.expect("^barrier passed$")
    assert "service_ready" not in init.events("one")  # what was cut off does not count, not even its beginning
    kit.until(lambda: len(lines_of(init, "status_told", "one")) == 1000, "every line")
    os.kill(inner_pid(init, "flood"), signal.SIGUSR1)
    init.expect("^main up$")
    stop(init)


def test_lines_of_a_status_stay_one_line(jeden, client):
    init = jeden(toml=service("one", client('STATUS=a "b" event=ended\\nREADY=1', "wait"), ready=NOTIFY) + main())
    init.expect("^main up$")
    stop(init)
    [line] = [line for line in init.err.lines() if "status_told" in line]
    assert 'reason="a \\"b\\" event=ended"' in line


def test_who_is_outside_has_no_say(jeden, tmp_path):
    """The address is visible in the whole network namespace; a sender that is no process of the container does not count."""
    init = jeden(toml=service("one", shell('echo "address $NOTIFY_SOCKET"; read line < fifo; exec sleep infinity'),
                              ready=NOTIFY, working_directory=f'"{tmp_path}"') + main(),
                 before=lambda: os.mkfifo(tmp_path / "fifo"))
    address = init.expect(r"^address @(\S+)$")[1]
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as stranger:
        stranger.sendto(b"READY=1\nSTATUS=hello", "\0" + address)
    with open(tmp_path / "fifo", "w"):
        later(0.1)
    assert not {"service_ready", "status_told"} & set(init.events("one"))
    init.signal("TERM")
    assert init.wait() == 143


def test_each_service_has_an_address_of_its_own(jeden, client):
    """One that is ready does not make another one ready."""
    init = jeden(toml=service("one", client("READY=1", "wait"), ready=NOTIFY)
                 + service("two", client("say:two", "wait", "READY=1", "wait"), ready=NOTIFY) + main())
    init.expect("^two$")
    init.expect_event("service_ready", "one")
    assert "service_ready" not in init.events("two")
    os.kill(inner_pid(init, "say:two"), signal.SIGUSR1)
    init.expect("^main up$")
    stop(init)


def test_a_restarted_program_speaks_on_the_same_address(jeden, client):
    init = jeden(toml=service("one", client("READY=1", "say:up", "wait"), ready=NOTIFY, restart='"always"',
                              backoff='"10ms"') + main())
    init.expect("^main up$")
    os.kill(inner_pid(init, "say:up"), 9)
    init.expect_event("service_restarted", "one")
    init.expect_event("service_ready", "one")
    stop(init)
