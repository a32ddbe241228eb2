"""Runs jeden the way an engine does, and looks at it from outside.

Nothing here sleeps for a guessed time: the program under test says when it is ready, and every wait has a deadline.
Only processes that a test started are ever signalled, by their pid.
"""

from __future__ import annotations

import fcntl
import functools
import json
import os
import pty
import re
import shutil
import signal
import struct
import subprocess
import termios
import time
import tty
import uuid
from pathlib import Path

from lines import PATIENCE, Lines, until  # noqa: F401 (tests have these from here)
from processes import MARK, children, cmdline, descendants, handles, processes_with, state  # noqa: F401

ROOT = Path(__file__).resolve().parents[2]
JEDEN = str(Path(os.environ.get("JEDEN", ROOT / "build/src/jeden")).resolve())
TALK = str(Path(os.environ.get("TALK", ROOT / "build/tests/helpers/talk")).resolve())
PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
PYTHON = "/usr/bin/python3"

CATCHABLE = [n for n in range(1, 65) if n not in (signal.SIGKILL, signal.SIGSTOP)]


# A shell starts background jobs with INT and QUIT ignored, nohup does so with HUP; what is run here shall not inherit
# that.
for _number in range(1, signal.NSIG):
    if _number != signal.SIGPIPE and signal.getsignal(_number) is signal.SIG_IGN:
        signal.signal(_number, signal.SIG_DFL)


def number(sig: int | str) -> int:
    if isinstance(sig, int):
        return int(sig)
    if match := re.fullmatch(r"RTMIN\+(\d+)", sig):
        return 34 + int(match[1])
    return int(getattr(signal, sig if sig.startswith("SIG") else "SIG" + sig))


def talk(*words: object) -> list[str]:
    return [TALK, *(str(word) for word in words)]


class Init:
    """One running jeden."""

    def __init__(self, process: subprocess.Popen, pid: int, out: Lines, err: Lines, mark: str, terminal=None):
        self.process, self.pid, self.out, self.err, self.mark = process, pid, out, err, mark
        self.terminal = terminal
        self.started = time.monotonic()
        self.namespace = None
        self.code = None

    def expect(self, pattern: str, patience: float = PATIENCE) -> re.Match:
        return self.out.expect(pattern, patience, lambda: f"and on standard error:\n{self.err.text()}")

    def expect_log(self, pattern: str, patience: float = PATIENCE) -> re.Match:
        return self.err.expect(pattern, patience)

    def expect_event(self, event: str, unit: str | None = None, patience: float = PATIENCE) -> re.Match:
        pattern = rf"\bevent={event}\b" + (rf".*\bunit={re.escape(unit)}\b" if unit else "")
        return self.err.expect(pattern, patience)

    def signal(self, sig: int | str):
        os.kill(self.pid, number(sig))

    def wait(self, patience: float = PATIENCE) -> int:
        """The exit code as an engine reports it: 128 + n when a signal ended PID 1."""
        try:
            code = self.process.wait(patience)
        except subprocess.TimeoutExpired:
            raise AssertionError(f"still running after {patience:g} s; standard output:\n{self.out.text()}\n"
                                 f"standard error:\n{self.err.text()}") from None
        self.took = time.monotonic() - self.started
        self.out.finish()
        self.err.finish()
        if code == 1 and any(line.startswith(UNSHARE_COMPLAINT) for line in self.err.lines()):
            code = -signal.SIGKILL
        self.code = code if code >= 0 else 128 - code
        return self.code

    def events(self, unit: str | None = None) -> list[str]:
        found = []
        for line in self.err.lines():
            match = re.search(r"\bevent=(\w+)", line)
            if match and (unit is None or re.search(rf"\bunit={re.escape(unit)}\b", line)):
                found.append(match[1])
        return found

    def processes(self) -> list[int]:
        """Every process that carries this run's mark in its environment, seen from outside; zombies do not."""
        return processes_with(self.mark)

    def zombies(self) -> list[int]:
        return [pid for pid in descendants(self.pid) if state(pid) == "Z"]

    def assert_nothing_left(self):
        assert self.code is not None, "still running"
        until(lambda: not self.processes(), f"processes left: {[cmdline(p) for p in self.processes()]}", 2)

    def kill(self):
        for pid in {self.pid, self.process.pid, *self.processes()}:
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                pass
        self.process.wait(PATIENCE)


# unshare of util-linux 2.38 wants to end by the signal that ended its child, and cannot when that was KILL.
UNSHARE_COMPLAINT = "unshare: sigprocmask unblock failed"
UNSHARE = [shutil.which("unshare"), "--pid", "--fork", "--mount-proc", "--kill-child=KILL"]


class Starter:
    """What the `jeden` fixture gives: `jeden("--", *talk("ready"))` starts one as PID 1 of a namespace."""

    def __init__(self, folder: Path):
        self.folder = folder
        self.running: list[Init] = []

    def config(self, text: str, name: str = "init.toml") -> str:
        path = self.folder / name
        path.write_text(text, encoding="utf-8")
        return str(path)

    def __call__(self, *arguments, toml: str | None = None, env: dict | None = None, pid1: bool = True,
                 terminal: bool = False, input=subprocess.DEVNULL, root: Path | None = None, wrap=(),
                 binary: str = JEDEN, directory: str | None = None, before=None, pass_fds=(), show=None) -> Init:
        mark = uuid.uuid4().hex
        environment = {"PATH": PATH, MARK: mark, "LANG": "C.UTF-8"}
        environment.update(env or {})
        environment = {key: value for key, value in environment.items() if value is not None}
        command = [binary]
        if toml is not None:
            command += ["--config", self.config(toml)]
        command += [str(argument) for argument in arguments]
        if root is not None:
            command = [shutil.which("chroot"), str(root), *command]
        command = [*wrap, *command]
        if pid1:
            command = [*UNSHARE, *command]
        init = self._start(command, environment, terminal, input, directory, before, pass_fds, show, mark)
        self.running.append(init)
        init.pid = self._find(init.process, pid1, binary)
        return init

    def _start(self, command, environment, terminal, input, directory, before, pass_fds, show, mark) -> Init:
        common = dict(env=environment, cwd=directory or str(self.folder), preexec_fn=before, pass_fds=pass_fds)
        if terminal:
            outer, inner = pty.openpty()
            # The line discipline stays as a user has it (signals, echo); only the size is set.
            fcntl.ioctl(inner, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))

            def own_session():
                os.setsid()
                fcntl.ioctl(0, termios.TIOCSCTTY, 0)
                if before:
                    before()

            common["preexec_fn"] = own_session
            process = subprocess.Popen(command, stdin=inner, stdout=inner, stderr=inner, **common)
            os.close(inner)
            lines = Lines(outer, "the terminal", show)
            return Init(process, process.pid, lines, lines, mark, Terminal(outer))
        process = subprocess.Popen(command, stdin=input, stdout=subprocess.PIPE, stderr=subprocess.PIPE, **common)
        out = Lines(process.stdout.fileno(), "standard output", show)
        err = Lines(process.stderr.fileno(), "standard error", show)
        return Init(process, process.pid, out, err, mark)

    def _find(self, process, pid1, binary) -> int:
        """PID 1 of the namespace, seen from outside: the child of unshare, once it is jeden."""
        if not pid1:
            return process.pid

        def look():
            if process.poll() is not None:
                return process.pid
            for child in children(process.pid):
                try:
                    if os.readlink(f"/proc/{child}/exe") != os.readlink(f"/proc/{process.pid}/exe"):
                        return child
                except (FileNotFoundError, ProcessLookupError):
                    continue
            return None

        return until(look, "PID 1 of the namespace")

    def run(self, *arguments, patience: float = PATIENCE, **keywords) -> Init:
        init = self(*arguments, **keywords)
        init.wait(patience)
        return init

    def finish(self):
        for init in self.running:
            if init.process.poll() is None or init.processes():
                init.kill()


class Terminal:
    """The user's side of a pseudo-terminal."""

    def __init__(self, descriptor: int):
        self.descriptor = descriptor

    def type(self, text: str):
        os.write(self.descriptor, text.encode())

    def resize(self, columns: int, rows: int):
        fcntl.ioctl(self.descriptor, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

    def foreground(self) -> int:
        return struct.unpack("i", fcntl.ioctl(self.descriptor, termios.TIOCGPGRP, b"\0" * 4))[0]

    def raw(self):
        tty.setraw(self.descriptor)


def empty_root(folder: Path, *extra: str) -> Path:
    """A root file system with nothing but the static binaries: FROM scratch."""
    root = folder / "root"
    root.mkdir()
    for source in (JEDEN, TALK, *extra):
        shutil.copy(source, root / Path(source).name)
    return root


def at_most(seconds: float) -> float:
    """For what has to be quick; a sanitized jeden takes several times as long for everything."""
    return 4 * seconds if is_sanitized(JEDEN) else seconds


@functools.cache
def is_sanitized(binary: str) -> bool:
    """Such a binary leaves the signals of faults to the sanitizer, reads /proc before main, and is large."""
    return b"__asan_init" in Path(binary).read_bytes()


def is_static(binary: str) -> bool:
    return b"interpreter" not in subprocess.run(["file", "-b", binary], capture_output=True).stdout


def words(*items: object) -> str:
    """An array of strings in TOML; JSON's spelling is TOML's."""
    return json.dumps([str(item) for item in items], ensure_ascii=False)


# print() makes two write(2) of a line where nothing is buffered, and what two programs say at the same time would mix; where
# something is, it cannot be called by a signal's handler that interrupts it.
PRINT = """import os
def print(*words, end="\\n", **_): os.write(1, (" ".join(map(str, words)) + end).encode())
"""


def python(text: str, *arguments: object) -> str:
    """A program in TOML that can print whole lines at any moment."""
    return words(PYTHON, "-u", "-c", PRINT + text, *arguments)


def talker(*actions: object) -> str:
    return words(*talk(*actions))
