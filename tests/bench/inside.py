"""A contestant as PID 1 of its own PID namespace, seen from outside."""

import os
import re
import select
import struct
import subprocess
import time
from pathlib import Path

PATIENCE = 60


class Inside:
    """PID 1 is started at once; `main` is known when the program has said its first byte."""

    def __init__(self, field, words, **environment):
        self.process = subprocess.Popen([field.enter, *words], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                        stderr=subprocess.DEVNULL, env={**field.environment(), **environment})
        self.began = struct.unpack("l", self.read(8))[0]
        self.pid = int(Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split()[0])

    def __enter__(self):
        return self

    def __exit__(self, *_):
        # The end of PID 1 is the end of everybody in its namespace.
        if self.process.poll() is None:
            os.kill(self.pid, 9)
        self.process.stdin.close()
        self.process.stdout.close()
        self.process.wait(PATIENCE)

    def read(self, size, patience=PATIENCE):
        data = b""
        end = time.monotonic() + patience
        while len(data) < size:
            if not select.select([self.process.stdout], [], [], max(0, end - time.monotonic()))[0]:
                raise TimeoutError("the program said nothing")
            more = os.read(self.process.stdout.fileno(), size - len(data))
            if not more:
                raise EOFError("PID 1 ended too early")
            data += more
        return data

    def expect(self, byte, patience=PATIENCE):
        if (said := self.read(1, patience)) != byte:
            raise ValueError(f"the program said {said!r} instead of {byte!r}")

    def say(self, text):
        self.process.stdin.write(text)
        self.process.stdin.flush()

    def settle(self):
        """Until PID 1 sleeps and has not run for 100 ms."""
        end = time.monotonic() + PATIENCE
        before = None
        while (now := (self.state(), self.processor_time())) != before or now[0] != "S":
            if time.monotonic() > end:
                raise TimeoutError("PID 1 does not come to rest")
            before = now
            time.sleep(0.1)

    def status(self, key):
        text = Path(f"/proc/{self.pid}/status").read_text()
        return re.search(rf"^{key}:\s*(\S+)", text, re.M)[1]

    def state(self):
        return self.status("State")

    def processor_time(self):
        """Nanoseconds that PID 1 has run."""
        return int(Path(f"/proc/{self.pid}/schedstat").read_text().split()[0])

    def smaps(self, key):
        text = Path(f"/proc/{self.pid}/smaps_rollup").read_text()
        return int(re.search(rf"^{key}:\s*(\d+)", text, re.M)[1])

    def children(self):
        return Path(f"/proc/{self.pid}/task/{self.pid}/children").read_text().split()

    def switches(self):
        return int(self.status("voluntary_ctxt_switches")) + int(self.status("nonvoluntary_ctxt_switches"))
