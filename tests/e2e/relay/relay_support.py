"""`jeden relay` from outside: pipes and files on its descriptors, as PID 1 would hand them over."""

from __future__ import annotations

import array
import fcntl
import os
import random
import subprocess
import termios
import threading
from pathlib import Path

from kit import JEDEN, PATIENCE

MiB = 1024 * 1024
TIME = r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z"


class Relay:
    """One relay; what it is given on a pipe becomes the test's end of it."""

    def __init__(self, *options, out=None, err=None, two=False, ready=False):
        self.ends = []
        mine = {}

        def pipe_in(name):
            reading, mine[name] = os.pipe()
            return reading

        def pipe_out(name):
            mine[name], writing = os.pipe()
            return writing

        numbers = {0: pipe_in("stdout"), 1: out if out is not None else pipe_out("out")}
        if two:
            numbers |= {3: pipe_in("stderr"), 4: err if err is not None else pipe_out("err")}
        if ready:
            numbers[5] = pipe_out("ready")
        command = [JEDEN, "relay", "--name", "web", *map(str, options), *(["--streams", "2"] if two else [])]

        def place():
            high = {number: fcntl.fcntl(fd, fcntl.F_DUPFD, 100) for number, fd in numbers.items()}
            for number, fd in high.items():
                os.dup2(fd, number)

        self.process = subprocess.Popen(command, preexec_fn=place, pass_fds=[n for n in numbers if n > 2],
                                        stderr=subprocess.PIPE, env={})
        for fd in numbers.values():
            if fd not in (out, err):
                os.close(fd)
        self.mine = mine
        self.errors = b""
        self._collector = threading.Thread(target=self._collect, daemon=True)
        self._collector.start()

    def _collect(self):
        while data := self.process.stderr.read1():
            self.errors += data

    @property
    def pid(self):
        return self.process.pid

    def write(self, data: bytes, stream="stdout"):
        view = memoryview(data)
        while view:
            view = view[os.write(self.mine[stream], view):]

    def read(self, end="out") -> bytes:
        return os.read(self.mine[end], MiB)

    def read_all(self, end="out") -> bytes:
        with open(self.mine.pop(end), "rb") as file:
            return file.read()

    def close(self, *streams):
        for stream in streams or [name for name in ("stdout", "stderr") if name in self.mine]:
            os.close(self.mine.pop(stream))

    def signal(self, number):
        os.kill(self.pid, number)

    def wait(self) -> int:
        code = self.process.wait(PATIENCE)
        self._collector.join(PATIENCE)
        return code

    def finish(self) -> int:
        self.close()
        return self.wait()

    def run(self, data: bytes) -> bytes:
        """Everything through standard output, and what came out of it."""
        writer = threading.Thread(target=lambda: (self.write(data), self.close("stdout")))
        writer.start()
        result = self.read_all()
        writer.join()
        assert self.wait() == 0
        return result

    def said(self, event: str) -> list[str]:
        return [line for line in self.errors.decode().splitlines() if f"event={event}" in line]

    def has_drained(self) -> bool:
        """The relay has read everything and waits for more."""
        return all(unread(self.mine[name]) == 0 for name in ("stdout", "stderr") if name in self.mine) and \
            Path(f"/proc/{self.pid}/stat").read_text().rpartition(")")[2].split()[0] == "S"


def unread(descriptor) -> int:
    count = array.array("i", [0])
    fcntl.ioctl(descriptor, termios.FIONREAD, count)
    return count[0]


def append(path: Path) -> int:
    return os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_NONBLOCK, 0o644)


def lines_of(size: int, seed=1) -> bytes:
    """Lines of all lengths, numbered, some of them empty."""
    chance = random.Random(seed)
    parts, length, number = [], 0, 0
    while length < size:
        line = b"%d " % number + b"x" * chance.choice([0, 1, 7, 60, 100, 200, 3000, 5000])
        parts.append(line if number % 17 else b"")
        length += len(parts[-1]) + 1
        number += 1
    return b"\n".join(parts) + b"\n"
