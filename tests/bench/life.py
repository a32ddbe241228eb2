"""PID 1 while its program runs: memory, rest, orphans."""

import random
import statistics
import time
from contextlib import ExitStack

from inside import Inside


def memory(field, rounds):
    """KiB and a count, the medians of some runs."""
    runs = {name: [] for name in field.inits()}
    for _ in range(rounds):
        for name, words in field.inits().items():
            with Inside(field, [*words, field.orphans]) as inside:
                inside.expect(b"r")
                inside.settle()
                runs[name].append({"anonymous": inside.smaps("Anonymous"), "resident": inside.smaps("Rss"),
                                   "private": inside.smaps("Private_Clean") + inside.smaps("Private_Dirty"),
                                   "threads": int(inside.status("Threads"))})
    return {name: {key: statistics.median(run[key] for run in all_runs) for key in all_runs[0]}
            for name, all_runs in runs.items()}


def idle(field, seconds):
    """Wake-ups within the time, all side by side."""
    with ExitStack() as stack:
        insides = {name: stack.enter_context(Inside(field, [*words, field.orphans]))
                   for name, words in field.inits().items()}
        for inside in insides.values():
            inside.expect(b"r")
            inside.settle()
        before = {name: inside.switches() for name, inside in insides.items()}
        time.sleep(seconds)
        wakes = {name: inside.switches() - before[name] for name, inside in insides.items()}
    return {"seconds": seconds, "wakes": wakes}


def orphans(field, count, rounds):
    """Microseconds of PID 1's processor time per orphan, and what it left unreaped."""
    costs = {name: [] for name in field.inits()}
    left = {name: 0 for name in field.inits()}
    for _ in range(rounds):
        for name in random.sample(list(costs), len(costs)):
            with Inside(field, [*field.inits()[name], field.orphans], BENCH_URGENT="1") as inside:
                inside.expect(b"r")
                inside.settle()
                before = inside.processor_time()
                inside.say(f"{count}\n".encode())
                inside.expect(b"d", patience=300)
                inside.settle()
                costs[name].append((inside.processor_time() - before) / count / 1000)
                left[name] = max(left[name], len(inside.children()) - 1)
    return {"count": count, "microseconds": costs, "left": left}
