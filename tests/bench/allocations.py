"""Calls of the allocator once the program runs.

Counted in a dynamically linked build of the same sources, where the C library's allocator can be replaced from outside.
"""

import mmap
import os
import struct
import subprocess
import time

from inside import Inside


def build(root, folder):
    """A build folder of its own beside the others, so that the next time little is to be compiled."""
    if not (folder / "build.ninja").exists():
        subprocess.run(["meson", "setup", folder, root, "-Dstatic=false", "-Dtests=false"], check=True,
                       stdout=subprocess.DEVNULL)
    subprocess.run(["ninja", "-C", folder], check=True, stdout=subprocess.DEVNULL)
    return str(folder / "src/jeden")


def measure(field, root):
    binary = build(root, root / "build-bench")
    path = field.folder / "allocations"
    results = {}
    for name, words in {"jeden": [binary, "--no-config", "--"],
                        "jeden, init.toml": [binary, "--config", field.init_toml, "--"]}.items():
        path.write_bytes(bytes(8))
        with open(path, "r+b") as file, mmap.mmap(file.fileno(), 8) as memory:
            def calls(counter=memory):
                return struct.unpack("l", counter[:8])[0]

            with Inside(field, ["/usr/bin/env", f"LD_PRELOAD={field.counter}", *words, field.orphans],
                        BENCH_ALLOCATIONS=str(path)) as inside:
                inside.expect(b"r")
                inside.settle()
                before = calls()
                for _ in range(100):  # WINCH: forwarded, and ignored by who gets it
                    os.kill(inside.pid, 28)
                    time.sleep(0.001)
                inside.say(b"500\n")
                inside.expect(b"d")
                inside.settle()
                running = calls() - before
                os.kill(inside.pid, 15)
                inside.process.wait(30)
                results[name] = {"before main": before, "while main runs": running,
                                 "while it ends": calls() - before - running}
    return results
