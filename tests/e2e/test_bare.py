"""Nothing but the binary: an empty root file system, no /dev, no /proc, read-only, not root."""

import os

import pytest

import kit
from kit import talk, talker

static = pytest.mark.skipif(not kit.is_static(kit.JEDEN), reason="the binary is not static")


@static
def test_an_empty_root(jeden, tmp_path):
    root = kit.empty_root(tmp_path)
    init = jeden("--", "/talk", "ids", "descriptors", "ready", "on", "15", "3", "wait", root=root, binary="/jeden")
    assert "parent=1 " in init.expect(r"^ids .*$")[0]
    init.expect("^descriptors 0 1 2$")
    init.expect("^ready$")
    init.signal("TERM")
    assert init.wait() == 3
    assert init.err.raw == b""


@static
def test_an_empty_root_with_an_init_toml(jeden, tmp_path):
    root = kit.empty_root(tmp_path)
    (root / "init.toml").write_text(
        '[env]\nA = "1"\n[[hook]]\nname = "h"\nrun = ["/talk", "say", "hook"]\n'
        '[[hook]]\nname = "w"\nwait = "file:///talk"\n'
        '[main]\ncommand = ["/talk", "user", "say", "main", "on", "15", "3", "wait"]\nuser = "1000:1000"\n')
    init = jeden(root=root, binary="/jeden", directory="/")
    init.expect("^hook$")
    init.expect("^user uid=1000,1000,1000 gid=1000,1000,1000")
    init.expect("^main$")
    init.signal("TERM")
    assert init.wait() == 3


@static
def test_an_empty_root_reaps_and_sweeps(jeden, tmp_path):
    root = kit.empty_root(tmp_path)
    init = jeden("--", "/talk", *map(str, ("orphans", 50, "child", "session", "say", "left", "wait", ";", "ready",
                                           "on", 15, 3, "wait")), root=root, binary="/jeden")
    init.expect("left")
    kit.until(lambda: not init.zombies(), "no zombie is left")
    init.signal("TERM")
    assert init.wait() == 3
    init.assert_nothing_left()


def wrapped(*mounts):
    return ["/bin/sh", "-c", " && ".join(mounts) + ' && exec "$@"', "sh"]


def test_a_read_only_root(jeden):
    init = jeden.run(toml=f'[[hook]]\nname = "h"\nrun = ["true"]\n[main]\ncommand = {talker("exit", 3)}\n',
                     wrap=wrapped("mount -o remount,bind,ro / 2>/dev/null || mount --bind -o ro / /"))
    assert init.code == 3, init.err.text()


@pytest.mark.skipif(kit.is_sanitized(kit.JEDEN), reason="a sanitizer needs /proc")
def test_no_proc(jeden):
    init = jeden("--", *talk("orphans", 20, "child", "session", "say", "left", "wait", ";", "ready", "on", 15, 3,
                             "wait"), wrap=wrapped("mount -t tmpfs tmpfs /proc"))
    init.expect("left")
    kit.until(lambda: not init.zombies(), "no zombie is left")
    init.signal("TERM")
    assert init.wait() == 3


def test_no_dev(jeden):
    init = jeden.run(toml=f"[service.s]\ncommand = {talker('read', 'on', 15, 0, 'wait')}\n"
                          f"[main]\ncommand = {talker('exit', 3)}\n", wrap=wrapped("mount -t tmpfs tmpfs /dev"))
    assert init.code == 3, init.err.text()


def as_nobody():
    os.setgroups([])
    os.setgid(65534)
    os.setuid(65534)


def test_not_root(jeden):
    init = jeden("-s", "-q", "--", *talk("user", "orphans", 20, "ready", "on", 15, 3, "wait"), pid1=False,
                 before=as_nobody)
    init.expect("^user uid=65534,65534,65534")
    init.expect("^ready$")
    init.signal("TERM")
    assert init.wait() == 3
    init.assert_nothing_left()


def test_not_root_with_an_init_toml(jeden):
    init = jeden(toml=f'[[hook]]\nname = "h"\nrun = ["true"]\n[main]\ncommand = '
                      f"{talker('say', 'main', 'on', 15, 3, 'wait')}\n", pid1=False, before=as_nobody)
    init.expect("^main$")
    init.signal("TERM")
    assert init.wait() == 3


def test_a_user_namespace(jeden):
    init = jeden("--", *talk("ids", "ready", "on", 15, 3, "wait"),
                 wrap=["unshare", "--user", "--map-root-user", "--pid", "--fork", "--mount-proc", "--kill-child=KILL"],
                 pid1=False)
    init.expect("parent=1 ")
    init.expect("^ready$")
    inner = kit.until(lambda: kit.children(init.pid), "PID 1")[0]
    os.kill(inner, 15)
    assert init.wait() == 3


def test_few_descriptors_and_processes(jeden):
    import resource

    init = jeden.run("--", *talk("exit", 3), before=lambda: resource.setrlimit(resource.RLIMIT_NOFILE, (16, 16)))
    assert init.code == 3


def test_a_huge_limit_of_descriptors_is_not_slow(jeden):
    import resource

    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    init = jeden.run("--", *talk("exit", 3), before=lambda: resource.setrlimit(resource.RLIMIT_NOFILE, (most, most)))
    assert init.code == 3 and init.took < 2


def test_one_thread(jeden):
    init = jeden("--", *talk("ready", "on", 15, 0, "wait"))
    init.expect("^ready$")
    status = kit.Path(f"/proc/{init.pid}/status").read_text()
    assert "Threads:\t1\n" in status
    init.signal("TERM")
    assert init.wait() == 0


def test_no_socket_of_the_network(jeden):
    init = jeden(toml=f"[main]\ncommand = {talker('say', 'main', 'on', 15, 0, 'wait')}\n"
                      '[[hook]]\nname = "w"\nwait = "tcp://127.0.0.1:1"\ntimeout = "300ms"\non_failure = "warn"\n')
    init.expect("^main$")
    inet = {line.split()[9] for name in ("tcp", "tcp6", "udp", "udp6", "raw")
            for line in kit.Path(f"/proc/{init.pid}/net/{name}").read_text().splitlines()[1:]}
    own = {os.readlink(path) for path in kit.Path(f"/proc/{init.pid}/fd").iterdir()}
    assert not [link for link in own if link.startswith("socket:[") and link[8:-1] in inet]
    init.signal("TERM")
    assert init.wait() == 0
