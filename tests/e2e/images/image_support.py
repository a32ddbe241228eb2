"""Runs the images of examples/images: this machine's packages, the image's init.toml, jeden as PID 1.

`contain.py` makes the container. A volume is a folder in memory, so that nobody waits for a disk.
"""

from __future__ import annotations

import json
import os
import pwd
import re
import shutil
import stat
import subprocess
import tempfile
from pathlib import Path

import kit

IMAGES = kit.ROOT / "examples" / "images"
CONTAIN = str(Path(__file__).with_name("contain.py"))
JEDEN = "/usr/local/bin/jeden"
NOBODY = (4321, 0)  # what OpenShift does: a number that no image knows, and group 0


class Image:
    """What `docker build` would make: files over this machine's root. `empty` are folders that the image has empty."""

    def __init__(self, jeden, name: str, empty=(), env=None, directory="/", stop_signal="TERM"):
        self.jeden, self.name, self.empty, self.directory = jeden, name, list(empty), directory
        self.env = {"PATH": kit.PATH, **(env or {})}
        self.stop_signal = stop_signal
        self.folder = Path(tempfile.mkdtemp(prefix=f"jeden-{name}-", dir="/dev/shm"))
        self.folder.chmod(0o755)
        self.layer = self.folder / "layer"
        self.count = 0
        self.file("/etc/jeden/init.toml", (IMAGES / name / "init.toml").read_text(encoding="utf-8"))
        self.install(kit.JEDEN, JEDEN)

    def file(self, path: str, text: str, mode: int = 0o644, owner: str = "root"):
        target = self.layer / path.lstrip("/")
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")
        target.chmod(mode)
        shutil.chown(target, owner, owner)
        return target

    def user(self, name: str, number: int, home: str = "/app"):
        """What `useradd` does in a Dockerfile."""
        for file, line in (("passwd", f"{name}:x:{number}:{number}::{home}:/usr/sbin/nologin"), ("group", f"{name}:x:{number}:")):
            self.file(f"/etc/{file}", Path(f"/etc/{file}").read_text(encoding="utf-8") + line + "\n")

    def install(self, source, path: str):
        target = self.layer / path.lstrip("/")
        target.parent.mkdir(parents=True, exist_ok=True)
        if Path(source).is_dir():
            shutil.copytree(source, target, dirs_exist_ok=True)
        else:
            shutil.copy(source, target)

    def link(self, to: str, path: str):
        target = self.layer / path.lstrip("/")
        target.parent.mkdir(parents=True, exist_ok=True)
        target.symlink_to(to)

    def hide(self, path: str):
        """Removes what this machine has there: a white-out of overlayfs."""
        target = self.layer / path.lstrip("/")
        target.parent.mkdir(parents=True, exist_ok=True)
        os.mknod(target, stat.S_IFCHR, os.makedev(0, 0))

    def volume(self, name: str = "volume") -> Path:
        """An empty folder that belongs to root, as a new bind mount does."""
        path = self.folder / "volumes" / name
        path.mkdir(parents=True, exist_ok=True)
        return path

    def __call__(self, *words, user=(0, 0), read_only=False, volumes=None, tmpfs=(), env=None, network=True,
                 hostname="box", before=None, **keywords) -> kit.Init:
        """A container. `volumes`: path in the container -> folder."""
        self.count += 1
        scratch = self.folder / f"scratch-{self.count}"
        scratch.mkdir()
        box = {"scratch": str(scratch), "layer": str(self.layer), "empty": self.empty, "read_only": read_only,
               "volumes": {path: str(folder) for path, folder in (volumes or {}).items()}, "tmpfs": list(tmpfs),
               "user": user, "network": network, "hostname": hostname, "directory": self.directory,
               "command": [JEDEN, "--", *(str(word) for word in words)]}
        unshare = [shutil.which("unshare"), "--uts", *(["--net"] if network else [])]
        init = self.jeden(binary="--", wrap=[*unshare, kit.PYTHON, CONTAIN, json.dumps(box)], before=before,
                          env={"LANG": None, **self.env, **(env or {})}, **keywords)
        init.environment = {key: value for key, value in {**self.env, **(env or {})}.items() if value is not None}
        return init

    def run(self, *words, patience=kit.PATIENCE, **keywords) -> kit.Init:
        init = self(*words, **keywords)
        init.wait(patience)
        return init

    def stop(self, init: kit.Init, code: int = 0, patience: float = kit.PATIENCE) -> kit.Init:
        init.signal(self.stop_signal)
        assert init.wait(patience) == code, f"{init.out.text()}\n{init.err.text()}"
        init.assert_nothing_left()
        return init

    def remove(self):
        shutil.rmtree(self.folder, ignore_errors=True)


def spawn(init: kit.Init, *words, user: str | None = None, env=None, outside=False) -> subprocess.Popen:
    """What `docker exec` does: a program in the container's namespaces. It ends with the container at the latest, unless
    it is outside and shares the network alone."""
    enter = ["nsenter", "-t", str(init.pid), *(["-n"] if outside else ["-m", "-u", "-n", "-p", "-r", "-w"])]
    drop = ["setpriv", "--reuid", user, "--regid", user, "--init-groups"] if user else []
    return subprocess.Popen([*enter, *drop, *(str(word) for word in words)], text=True, stdin=subprocess.PIPE,
                            stdout=subprocess.PIPE, stderr=subprocess.PIPE, env={**init.environment, **(env or {})})


def inside(init: kit.Init, *words, input: str | None = None, check=True, **keywords) -> str:
    """The same, to its end: its output."""
    process = spawn(init, *words, **keywords)
    try:
        out, err = process.communicate(input, kit.PATIENCE)
    finally:
        process.kill()
    if check:
        assert process.returncode == 0, f"{words}: {out}{err}\n{init.out.text()}\n{init.err.text()}"
    return out.strip()


FETCH = "import sys, urllib.request as r; sys.stdout.write(r.urlopen(sys.argv[1], timeout=20).read().decode())"


def fetch(init: kit.Init, url: str) -> str:
    """The body of what the container's server answers."""
    return inside(init, kit.PYTHON, "-c", FETCH, url)


class Process:
    """The facts about one process, from /proc."""

    @staticmethod
    def named(user: str) -> tuple[int, int]:
        entry = pwd.getpwnam(user)
        return entry.pw_uid, entry.pw_gid

    def __init__(self, pid: int):
        folder = Path(f"/proc/{pid}")
        self.pid = pid
        self.words = (folder / "cmdline").read_bytes().rstrip(b"\0").decode().split("\0")
        pairs = (folder / "environ").read_bytes().rstrip(b"\0").decode().split("\0")
        self.environment = dict(pair.partition("=")[::2] for pair in pairs)
        status = (folder / "status").read_text()
        self.uid, self.gid = (int(re.search(rf"^{key}:\s*(\d+)", status, re.M)[1]) for key in ("Uid", "Gid"))
        self.groups = {int(group) for group in re.search(r"^Groups:(.*)$", status, re.M)[1].split()}
        self.umask = int(re.search(r"^Umask:\s*(\d+)", status, re.M)[1], 8)
        self.effective = int(re.search(r"^CapEff:\s*(\w+)", status, re.M)[1], 16)


def main_process(init: kit.Init) -> Process:
    """Main, as jeden says which it is."""
    pids = {int(match[1]): None for line in init.err.lines()
            if (match := re.search(r"event=main_started\b.*\bpid=(\d+)", line))}
    assert pids, init.err.text()
    inner = next(reversed(pids))
    for pid in kit.children(init.pid):
        numbers = re.search(r"^NSpid:(.*)$", Path(f"/proc/{pid}/status").read_text(), re.M)[1].split()
        if int(numbers[-1]) == inner:
            return Process(pid)
    raise AssertionError(f"main is gone: {init.err.text()}")


def owners(folder: Path) -> set[int]:
    """Whom the folder and everything below belong to."""
    return {path.lstat().st_uid for path in [folder, *folder.rglob("*")]}
