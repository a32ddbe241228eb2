"""From the exec of the init to the first instruction of the program."""

import random
import struct
import subprocess


def once(field, words):
    """Microseconds. Nobody reads while it runs: a waiting reader would be woken into the middle of it."""
    result = subprocess.run([field.enter, *words, field.stamp], stdout=subprocess.PIPE, stdin=subprocess.DEVNULL,
                            stderr=subprocess.PIPE, env={**field.environment(), "BENCH_URGENT": "1"}, timeout=30, check=False)
    if result.returncode != 0 or len(result.stdout) != 16:
        raise RuntimeError(f"{' '.join(words)}: exit code {result.returncode}, {result.stderr.decode()}")
    began, reached = struct.unpack("ll", result.stdout)
    return (reached - began) / 1000


def measure(field, rounds):
    starts = field.starts()
    times = {name: [] for name in starts}
    for words in starts.values():
        once(field, words)  # into the page cache
    for _ in range(rounds):
        for name in random.sample(list(starts), len(starts)):
            times[name].append(once(field, starts[name]))
    return times
