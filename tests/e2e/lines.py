"""What a program says, line by line as it comes, with a deadline for every wait."""

from __future__ import annotations

import os
import re
import threading
import time

PATIENCE = float(os.environ.get("PATIENCE", "20"))  # seconds; a deadline, never a pause


def until(condition, what: str, patience: float = PATIENCE):
    """Polls for what has no descriptor to wait on (/proc): at once, then every two milliseconds."""
    deadline = time.monotonic() + patience
    while not (result := condition()):
        if time.monotonic() > deadline:
            raise AssertionError(f"not within {patience:g} s: {what}")
        time.sleep(0.002)
    return result


class Lines:
    """Collects the lines of a descriptor in a thread; keeps when each of them came."""

    def __init__(self, descriptor: int, name: str, show=None):
        self.name = name
        self._show = show
        self.raw = b""
        self._lines: list[tuple[float, str]] = []
        self._at = 0
        self._ended = False
        self._news = threading.Condition()
        self._descriptor = descriptor
        self._thread = threading.Thread(target=self._read, daemon=True)
        self._thread.start()

    def _read(self):
        rest = b""
        while True:
            try:
                data = os.read(self._descriptor, 65536)
            except OSError:  # a terminal whose other side is closed
                data = b""
            with self._news:
                if not data:
                    if rest:
                        self._lines.append((time.monotonic(), rest.decode(errors="surrogateescape")))
                    self._ended = True
                    self._news.notify_all()
                    return
                self.raw += data
                *lines, rest = (rest + data).split(b"\n")
                now = time.monotonic()
                if self._show:
                    for line in lines:
                        self._show(line.decode(errors="replace").rstrip("\r"))
                self._lines += [(now, line.decode(errors="surrogateescape").rstrip("\r")) for line in lines]
                self._news.notify_all()

    def expect(self, pattern: str, patience: float = PATIENCE, what_else=lambda: "") -> re.Match:
        """The next line that matches; the ones before it are passed over."""
        deadline = time.monotonic() + patience
        with self._news:
            while True:
                while self._at < len(self._lines):
                    line = self._lines[self._at][1]
                    self._at += 1
                    if match := re.search(pattern, line):
                        return match
                left = deadline - time.monotonic()
                if self._ended or left <= 0:
                    reason = "end of output" if self._ended else f"{patience:g} s"
                    raise AssertionError(
                        f"no line like {pattern!r} on {self.name} ({reason}); it said:\n{self.text()}\n{what_else()}")
                self._news.wait(left)

    def lines(self) -> list[str]:
        return [line for _, line in self._lines]

    def when(self, pattern: str) -> float:
        return next(at for at, line in self._lines if re.search(pattern, line))

    def text(self) -> str:
        return "\n".join(self.lines())

    def finish(self):
        self._thread.join(PATIENCE)


def logfmt(line: str) -> dict[str, str]:
    """The fields of a line of the log."""
    found = {}
    for key, quoted, bare in re.findall(r'([\w.]+)=(?:"((?:[^"\\]|\\.)*)"|(\S*))(?:\s|$)', line):
        found[key] = quoted or bare
    return found
