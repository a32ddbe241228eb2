"""The real thing: an image FROM scratch in podman, and a bundle in runc, where they are installed and work."""

import json
import os
import re
import shutil
import socket
import subprocess
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

import kit

pytestmark = pytest.mark.engine


def run(*command, seconds=60, **keywords):
    return subprocess.run([str(word) for word in command], capture_output=True, text=True, timeout=seconds, **keywords)


# runc

CONFIG = {
    "ociVersion": "1.0.2",
    "process": {"terminal": False, "user": {"uid": 0, "gid": 0}, "cwd": "/", "args": [],
                "env": ["PATH=/"], "noNewPrivileges": True,
                "capabilities": {kind: ["CAP_SETUID", "CAP_SETGID", "CAP_KILL"]
                                 for kind in ("bounding", "effective", "permitted")}},
    "root": {"path": "root", "readonly": True},
    "mounts": [{"destination": "/proc", "type": "proc", "source": "proc"}],
    "linux": {"namespaces": [{"type": kind} for kind in ("pid", "mount", "ipc", "uts")]},
}


@pytest.fixture
def bundle(tmp_path):
    if not shutil.which("runc"):
        pytest.skip("runc is not installed")
    if not kit.is_static(kit.JEDEN):
        pytest.skip("the binary is not static")
    root = kit.empty_root(tmp_path)
    (root / "proc").mkdir()
    started = []

    def start(*words, toml=None):
        name = f"jeden-test-{os.getpid()}-{len(started)}"
        if toml is not None:
            (root / "init.toml").write_text(toml)
        config = json.loads(json.dumps(CONFIG))
        config["process"]["args"] = list(map(str, words))
        (tmp_path / "config.json").write_text(json.dumps(config))
        process = subprocess.Popen(["runc", "--root", tmp_path / "state", "run", "-b", tmp_path, name],
                                   stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        init = kit.Init(process, process.pid, kit.Lines(process.stdout.fileno(), "standard output"),
                        kit.Lines(process.stderr.fileno(), "standard error"), "no mark")
        init.ask = lambda sig: run("runc", "--root", tmp_path / "state", "kill", name, sig)
        init.state = lambda: json.loads(run("runc", "--root", tmp_path / "state", "state", name).stdout)
        init.execute = lambda *more: run("runc", "--root", tmp_path / "state", "exec", name, *more)
        started.append((name, init))
        return init

    probe = start("/talk", "exit", 0)
    if probe.wait() != 0:
        pytest.skip(f"runc does not run here: {probe.err.text()[:200]}")
    yield start
    for name, init in started:
        run("runc", "--root", tmp_path / "state", "delete", "--force", name)
        init.process.wait(10)


def test_runc_signals_and_code(bundle):
    init = bundle("/jeden", "--", "/talk", "ids", "ready", "on", 15, 7, "wait")
    init.expect(r"ids pid=\d+ parent=1 ")
    init.expect("^ready$")
    init.ask("USR1")
    init.expect("^signal 10$")
    init.ask("TERM")
    assert init.wait() == 7


def test_runc_with_an_init_toml(bundle):
    init = bundle("/jeden", toml='[[hook]]\nname = "h"\nrun = ["/talk", "say", "hook"]\n[main]\n'
                                 'command = ["/talk", "user", "say", "main up", "on", "15", "7", "wait"]\nuser = "1000"\n')
    init.expect("^hook$")
    init.expect("^user uid=1000,")
    init.expect("^main up$")
    init.ask("TERM")
    assert init.wait() == 7


def test_runc_reaps_what_an_exec_leaves(bundle):
    init = bundle("/jeden", "--", "/talk", "ready", "on", 15, 0, "wait")
    init.expect("^ready$")
    assert init.execute("/talk", "orphans", "20").returncode == 0
    pid1 = init.state()["pid"]
    kit.until(lambda: not [p for p in kit.descendants(pid1) if kit.state(p) == "Z"], "no zombie is left")
    init.ask("TERM")
    assert init.wait() == 0


# podman

LIMITS = '[containers]\ndefault_ulimits = ["nofile=1024:1024", "nproc=1024:1024"]\n'
# With version 1 of the control groups alone: crun refuses a machine that has both.
CGROUP_V1 = """
mount --make-rprivate / && if [ -d /sys/fs/cgroup/unified ]; then umount -l /sys/fs/cgroup/unified; fi; exec "$@"
"""


@pytest.fixture(scope="module")
def podman():
    if not shutil.which("podman"):
        pytest.skip("podman is not installed")
    if not kit.is_static(kit.JEDEN):
        pytest.skip("the binary is not static")
    with tempfile.TemporaryDirectory(prefix="podman-", ignore_cleanup_errors=True) as folder:  # podman wants a short path
        yield from images(Path(folder))


def images(folder):
    (folder / "containers.conf").write_text(LIMITS)
    (folder / "policy.json").write_text('{"default": [{"type": "insecureAcceptAnything"}]}')
    runtime = "runc" if shutil.which("runc") else "crun"
    wrap = ["unshare", "--mount", "/bin/sh", "-c", CGROUP_V1, "sh"] if runtime == "crun" else []
    command = [*wrap, "podman", "--root", str(folder / "root"), "--runroot", str(folder / "run"), "--runtime", runtime,
               "--cgroup-manager", "cgroupfs", "--storage-driver", "vfs"]
    environment = {**os.environ, "CONTAINERS_CONF": str(folder / "containers.conf")}

    def call(*words, more=None, **keywords):
        return run(*command, *words, env={**environment, **(more or {})}, **keywords)

    build = folder / "build"
    build.mkdir()
    for source in (kit.JEDEN, kit.TALK):
        shutil.copy(source, build)
    (build / "init.toml").write_text(
        '[[hook]]\nname = "h"\nrun = ["/talk", "say", "hook"]\n'
        '[main]\ncommand = ["/talk", "say", "main up", "on", "15", "7", "wait"]\nuser = "1000"\n')
    (build / "Containerfile").write_text('FROM scratch\nCOPY jeden talk init.toml /\nENTRYPOINT ["/jeden"]\n')
    built = call("build", "--network=none", "--tag", "jeden-test", "--signature-policy", folder / "policy.json", build)
    if built.returncode:
        pytest.skip(f"podman does not build here: {built.stderr[-300:]}")
    probe = call("run", "--rm", "--network=none", "jeden-test", "--no-config", "--", "/talk", "exit", "0")
    if probe.returncode:
        pytest.skip(f"podman does not run here: {probe.stderr[-300:]}")
    yield call
    call("rm", "--all", "--force", "--time", "0")
    call("rmi", "--all", "--force")


def until_logged(podman, name, text):
    return kit.until(lambda: text in (log := podman("logs", name)).stdout + log.stderr, f"{text!r} in the log of {name}")


def test_podman_code(podman):
    assert podman("run", "--rm", "--network=none", "jeden-test", "--no-config", "--", "/talk", "exit", "42").returncode == 42
    assert podman("run", "--rm", "--network=none", "jeden-test", "/no/such").returncode == 127


def test_podman_stop(podman):
    assert podman("run", "--detach", "--network=none", "--name", "stop", "jeden-test").returncode == 0
    until_logged(podman, "stop", "main up")
    began = time.monotonic()
    assert podman("stop", "--time", "20", "stop").returncode == 0
    assert time.monotonic() - began < 10
    log = podman("logs", "stop").stdout
    assert "hook" in log and "signal 15" in log
    assert podman("inspect", "--format", "{{.State.ExitCode}}", "stop").stdout.strip() == "7"


@pytest.mark.parametrize("options", [["--read-only"], ["--user", "1000:1000"], ["--cap-drop=all"],
                                     ["--security-opt", "no-new-privileges"], ["--pid=host"], ["--init"]])
def test_podman_options(podman, options):
    init = [] if options != ["--init"] or shutil.which("catatonit") else pytest.skip("catatonit is not installed")
    result = podman("run", "--rm", "--network=none", *options, "jeden-test", "--no-config", "--", "/talk", "exit", "9",
                    *init)
    assert result.returncode == 9, result.stderr


def test_podman_kill_passes_on(podman):
    assert podman("run", "--detach", "--network=none", "--name", "kill", "jeden-test").returncode == 0
    until_logged(podman, "kill", "main up")
    podman("kill", "--signal", "USR1", "kill")
    until_logged(podman, "kill", "signal 10")
    podman("stop", "kill")


def test_podman_terminal(podman):
    result = podman("run", "--rm", "--tty", "--network=none", "jeden-test", "--no-config", "--", "/talk", "ids", "exit", "5")
    assert result.returncode == 5 and re.search(r"pid=(\d+) .*foreground=\1\s", result.stdout)


def test_podman_is_told_when_the_container_is_ready(podman, tmp_path):
    """`--sdnotify=container`: what jeden says arrives at whoever started podman, and not before main is ready."""
    (tmp_path / "gate").mkdir()
    (tmp_path / "init.toml").write_text(
        '[service.one]\ncommand = ["/talk", "on", "15", "0", "wait"]\n'
        '[main]\ncommand = ["/talk", "say", "main up", "on", "15", "0", "wait"]\n'
        'ready = { wait = "file:///gate/open" }\n')
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as listener, ThreadPoolExecutor() as pool:
        listener.bind(str(tmp_path / "notify"))
        # Podman waits until the container has said it, so that it cannot be waited for here.
        started = pool.submit(podman, "run", "--detach", "--name", "notify", "--network=none", "--sdnotify=container",
                              "--volume", f"{tmp_path}/init.toml:/init.toml", "--volume", f"{tmp_path}/gate:/gate",
                              "jeden-test", more={"NOTIFY_SOCKET": str(tmp_path / "notify")})
        try:
            until_logged(podman, "notify", "event=wait_pending")
            listener.settimeout(0.3)
            said = b""
            with pytest.raises(TimeoutError):
                while True:
                    said += listener.recv(4096)
            assert b"READY=1" not in said
            (tmp_path / "gate/open").touch()
            listener.settimeout(kit.PATIENCE)
            while b"READY=1" not in said:
                said += listener.recv(4096) + b"\n"
            assert re.search(rb"MAINPID=\d+", said)
            assert started.result(kit.PATIENCE).returncode == 0
            assert podman("stop", "--time", "10", "notify").returncode == 0
            assert podman("wait", "notify").stdout.strip() == "0"
        finally:
            (tmp_path / "gate/open").touch()
            podman("rm", "--force", "--time", "0", "notify")
