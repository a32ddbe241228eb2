"""`[init] ready_listen`: whoever asks by HTTP hears whether the container is ready, and if not, why."""

import os
import socket
import stat
import subprocess

import pytest

import kit
from endpoint_support import answers, ask, endpoint_of, listening, serves
from kit import talker
from service_support import expect_all, hook, main, python, service, serving, stop


def test_from_the_start_to_the_end(jeden, port, tmp_path):
    """Every state that a container goes through, told as it is."""
    init = jeden(toml=listening(port, grace='"20s"')
                 + f'[[hook]]\nname = "db"\nwait = "file://{tmp_path}/db"\n'
                 + hook("migrate", talker("on", 10, 0, "say", "migrating", "wait"))
                 + main(ready=f'{{ wait = "file://{tmp_path}/open" }}')
                 + f'[shutdown]\ndrain = "10s"\ndrain_until = "file://{tmp_path}/drained"\n'
                 + hook("bye", talker("on", 10, 0, "say", "leaving", "wait"), stage='"stop"'))
    init.expect_event("hook_started", "db")
    assert ask(port) == (503, "starting: wait db")
    assert ask(port, "/live") == (200, "live")
    (tmp_path / "db").touch()
    init.expect("^migrating$")
    assert ask(port) == (503, "starting: hook migrate")
    os.kill(next(p for p in kit.children(init.pid) if "migrating" in kit.cmdline(p)), 10)
    init.expect("^main up$")
    assert ask(port) == (503, "starting: main")
    (tmp_path / "open").touch()
    init.expect_event("main_ready")
    assert ask(port) == (200, "ready")
    init.signal("TERM")
    init.expect_event("drain_started")
    assert ask(port) == (503, "draining")
    (tmp_path / "drained").touch()
    init.expect("^leaving$")
    assert ask(port) == (503, "stopping")
    assert ask(port, "/live") == (200, "live")
    os.kill(next(p for p in kit.children(init.pid) if "leaving" in kit.cmdline(p)), 10)
    assert init.wait() == 0
    init.assert_nothing_left()
    with pytest.raises(ConnectionRefusedError):
        ask(port)


@pytest.mark.parametrize("pid1", [True, False], ids=["init", "subreaper"])
@pytest.mark.parametrize("stray", [False, True], ids=["alone", "stray"])
def test_the_end_hooks_have_it_too(jeden, port, pid1, stray):
    """Somebody who asks while the container still works on its end hears so, whatever had to be killed before."""
    program = ["child", "session", "say", "stray up", "wait", ";"] if stray else []
    init = jeden(toml=listening(port, grace='"20s"') + '[shutdown]\nstray_grace = "100ms"\n'
                 + f"[main]\ncommand = {talker(*program, 'on', 15, 0, 'say', 'main up', 'wait')}\n"
                 + hook("upload", talker("on", 10, 0, "say", "uploading", "wait"), stage='"end"'), pid1=pid1)
    expect_all(init, "main up", *(["stray up"] if stray else []))
    init.signal("TERM")
    init.expect("^uploading$")
    kit.until(lambda: answers(port), "an answer")
    assert ask(port) == (503, "stopping")
    assert ask(port, "/live") == (200, "live")
    endpoint = endpoint_of(init)
    assert ("stray_killed" in init.events()) == stray
    os.kill(next(p for p in kit.children(init.pid) if "uploading" in kit.cmdline(p)), 10)
    assert init.wait() == 0
    assert kit.state(endpoint) == "gone"
    init.assert_nothing_left()
    assert "endpoint_exited" not in init.events()


def test_what_people_have_asks_too(jeden, port):
    init = jeden(toml=listening(port) + main())
    serves(init)
    curl = subprocess.run(["curl", "-sS", "-w", "%{http_code}", f"http://127.0.0.1:{port}/ready"], capture_output=True,
                          text=True)
    assert curl.stdout == "ready\n200", curl.stderr
    wait = subprocess.run([kit.JEDEN, "wait", "--timeout", "10s", f"http://127.0.0.1:{port}/ready"])
    assert wait.returncode == 0
    stop(init)


ASK = ("import sys, urllib.request, urllib.error\n"
       "try: print(urllib.request.urlopen(sys.argv[1], timeout=5).read().decode(), end='')\n"
       "except urllib.error.HTTPError as error: print(error.code, error.read().decode(), end='')\n")


def test_the_first_hook_finds_it(jeden, port):
    """It listens before anything is started."""
    init = jeden(toml=listening(port) + hook("first", python(ASK, f"http://127.0.0.1:{port}/ready")) + main())
    init.expect("^503 starting: hook first$")
    serves(init)
    stop(init)


def test_not_ready_before_main_hears_of_the_stop(jeden, port):
    text = ("import signal, sys, urllib.request, urllib.error\ndef told(*_):\n"
            " try: urllib.request.urlopen(sys.argv[1], timeout=5); print('still ready')\n"
            " except urllib.error.HTTPError as error: print('told', error.code)\n sys.exit(0)\n"
            "signal.signal(signal.SIGTERM, told)\nprint('main up')\nsignal.pause()")
    init = jeden(toml=listening(port) + f"[main]\ncommand = {python(text, f'http://127.0.0.1:{port}/ready')}\n")
    serves(init)
    stop(init)
    assert "told 503" in init.out.lines()


def test_a_restart_of_main_shows(jeden, port):
    init = jeden(toml=listening(port, control=f'"{jeden.folder}/control"')
                 + f"[main]\ncommand = {talker('on', 15, 0, 'say', 'main up', 'wait')}\n"
                 + f'ready = {{ wait = "file://{jeden.folder}/open" }}\n')
    (jeden.folder / "open").touch()
    init.expect_event("main_ready")
    (jeden.folder / "open").unlink()
    assert ask(port) == (200, "ready")
    subprocess.run([kit.JEDEN, "restart", "main", "--socket", f"{jeden.folder}/control"], check=True)
    kit.until(lambda: ask(port) == (503, "restarting: main"), "the restart")
    (jeden.folder / "open").touch()
    kit.until(lambda: ask(port) == (200, "ready"), "readiness")
    stop(init)


def test_services_that_are_waited_for_are_named(jeden, port):
    init = jeden(toml=listening(port) + service("cache", serving("cache"), ready='{ log = "never" }')
                 + service("db", serving("db"), ready='{ log = "never" }') + main())
    expect_all(init, "cache up", "db up")
    assert ask(port) == (503, "starting: service cache, service db")
    init.signal("TERM")
    assert init.wait() == 143


@pytest.mark.parametrize("families", [["127.0.0.1"], ["::1"], ["127.0.0.1", "::1"]])
def test_where_it_listens(jeden, port, families):
    address = f":{port}" if len(families) == 2 else {"127.0.0.1": f"127.0.0.1:{port}", "::1": f"[::1]:{port}"}[families[0]]
    init = jeden(toml=f'[init]\nready_listen = "{address}"\n' + main())
    serves(init)
    for host in ["127.0.0.1", "::1"]:
        if host in families:
            socket.create_connection((host, port), timeout=kit.PATIENCE).close()
        else:
            with pytest.raises(ConnectionRefusedError):
                socket.create_connection((host, port), timeout=kit.PATIENCE)
    stop(init)


def test_a_unix_socket_for_everybody(jeden, tmp_path):
    path = tmp_path / "ready.sock"
    with socket.socket(socket.AF_UNIX) as left:  # by an earlier life that was cut off
        left.bind(str(path))
    init = jeden(toml=f'[init]\nready_listen = "unix:{path}"\n' + main())
    serves(init)
    assert ask(path) == (200, "ready")
    assert stat.S_IMODE(path.stat().st_mode) == 0o666
    stop(init)
    assert not path.exists()


def test_another_ones_socket_is_left_alone(jeden, tmp_path):
    path = tmp_path / "ready.sock"
    toml = f'[init]\nready_listen = "unix:{path}"\n' + main()
    first = jeden(toml=toml)
    serves(first)
    second = jeden(toml=toml)
    assert second.wait() == 70
    assert ask(path) == (200, "ready")
    stop(first)


def test_a_port_in_use_gives_the_start_up(jeden, port, tmp_path):
    reason = tmp_path / "termination-log"
    reason.touch()
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", port))
        taken.listen()
        init = jeden.run(toml=listening(port, termination_log=f'"{reason}"') + hook("first", talker("say", "started"))
                         + main())
    assert init.code == 70
    init.expect_log(rf'level=error event=endpoint_failed reason="Address already in use" address=127.0.0.1:{port}')
    assert not init.out.lines()
    assert reason.read_text() == f"exit code 70: cannot listen on 127.0.0.1:{port}: Address already in use\n"
    init.assert_nothing_left()


@pytest.mark.parametrize("address, said", [
    ("localhost:8086", "the host is not an IP address"), ("8086", "no port"), ("127.0.0.1:0", "no port"),
    ("::1:8086", "stands in brackets"), ("unix:ready.sock", "is absolute"), ("", "no port")])
def test_a_wrong_address_is_found_by_check(jeden, address, said):
    init = jeden.run(toml=f'[init]\nready_listen = "{address}"\n' + main())
    assert init.code == 78
    assert "init.toml:2:16" in init.err.text() and said in init.err.text() and "hint:" in init.err.text(), init.err.text()
    assert not init.out.lines()


def test_an_address_of_nobody(jeden, port):
    init = jeden.run(toml=f'[init]\nready_listen = "192.0.2.1:{port}"\n' + main())
    assert init.code == 70
    init.expect_log('event=endpoint_failed reason="Cannot assign requested address"')


def test_a_foreign_command_does_without(jeden, port):
    """`docker run IMAGE bash` in the network of the one that serves."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", port))
        taken.listen()
        init = jeden.run("--", *kit.talk("say", "a shell"), toml=listening(port) + "[main]\ncommand = ['serve']\n")
    assert init.code == 0 and init.out.lines() == ["a shell"]
