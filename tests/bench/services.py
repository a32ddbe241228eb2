#!/usr/bin/python3
"""Measures jeden as a supervisor of 1 to 500 services beside supervisord, s6 and runit.

Each service is the same small static program, which says by a FIFO that it runs and ends on TERM. Every contestant is
PID 1 of a PID namespace; they run in turns, in random order within each round, with a real-time priority, so that what
else the machine does hits little and all alike. A contestant that is not installed is left out (Debian: supervisor, s6,
runit). Prints a Markdown table; --json FILE writes the figures.

all up     from the start of PID 1 until the last service has said that it runs
restart    from kill -9 of a service that has been up for more than a second until its successor has said that it runs
all gone   from TERM to PID 1 (HUP for runsvdir, which does not stop anything on TERM) until PID 1 has ended
memory     the proportional set size (PSS) of PID 1 and of all its helpers, without the services
"""

import argparse
import json
import os
import random
import re
import select
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 60

SERVICE = r"""
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* service FIFO:NAME */
int main(int count, char** words) {
  char line[64];
  char* name = count > 1 ? strrchr(words[1], ':') : 0;
  sigset_t set;
  int number;
  if (!name) return 64;
  *name++ = 0;
  sigemptyset(&set);
  sigaddset(&set, SIGTERM);
  sigprocmask(SIG_SETMASK, &set, 0);
  const int fifo = open(words[1], O_WRONLY | O_CLOEXEC);
  const int size = snprintf(line, sizeof line, "%s\n", name);
  if (fifo < 0 || write(fifo, line, size) != size) return 1;
  close(fifo);
  for (;;)
    if (sigwaitinfo(&set, 0) == SIGTERM) return 0;
}
"""


class Contestant:
    stop_signal = signal.SIGTERM

    def __init__(self, name, program):
        self.name, self.program = name, program

    def words(self, folder, commands):
        """Writes what it needs into the folder and gives the command line; `commands` are FIFO:NAME."""
        raise NotImplementedError


class Jeden(Contestant):
    def __init__(self, name, program, keys):
        super().__init__(name, program)
        self.keys = keys

    def words(self, folder, commands):
        text = '[init]\ncontrol = ""\ngrace = "60s"\n'
        for number, command in enumerate(commands):
            text += f'[service.s{number}]\ncommand = ["{SERVE}", "{command}"]\nrestart = "always"\n{self.keys}\n'
        main = commands[0].rpartition(":")[0] + ":main"
        text += f'[main]\ncommand = ["{SERVE}", "{main}"]\n'
        (folder / "init.toml").write_text(text)
        return [self.program, "--config", str(folder / "init.toml")]


class Supervisord(Contestant):
    def words(self, folder, commands):
        text = (f"[supervisord]\nnodaemon=true\nlogfile=/dev/null\nlogfile_maxbytes=0\npidfile={folder}/pid\nuser=root\n"
                "loglevel=critical\nminfds=4096\n")
        for number, command in enumerate(commands):
            text += (f"[program:s{number}]\ncommand={SERVE} {command}\nstartsecs=0\nautorestart=true\n"
                     "stdout_logfile=NONE\nstderr_logfile=NONE\n")
        (folder / "supervisord.conf").write_text(text)
        return [self.program, "-c", str(folder / "supervisord.conf")]


class Folders(Contestant):
    """s6 and runit: one folder a service, with a file to run; a #! line that names the program itself spares a shell."""

    def __init__(self, name, program, before, stop_signal):
        super().__init__(name, program)
        self.before, self.stop_signal = before, stop_signal

    def words(self, folder, commands):
        scan = folder / "scan"
        scan.mkdir()
        for number, command in enumerate(commands):
            (scan / f"s{number}").mkdir()
            run = scan / f"s{number}/run"
            run.write_text(f"#!{SERVE} {command}\n")
            run.chmod(0o755)
        os.utime(scan, (0, 0))  # runsvdir waits a second when the folder has changed just now
        return [self.program, *self.before, str(scan)]


def field(jeden):
    yield Jeden("jeden", jeden, "")
    yield Jeden("jeden, backoff 0s", jeden, 'backoff = "0s"')
    if path := shutil.which("supervisord"):
        yield Supervisord("supervisord", path)
    if path := shutil.which("s6-svscan"):
        yield Folders("s6-svscan", path, ["-c", "1000"], signal.SIGTERM)
    if path := shutil.which("runsvdir"):
        yield Folders("runsvdir", path, [], signal.SIGHUP)


class Run:
    """One contestant with its services, as PID 1."""

    def __init__(self, contestant, count, folder):
        self.contestant, self.count = contestant, count
        fifo = folder / "up"
        os.mkfifo(fifo)
        self.fifo = os.open(fifo, os.O_RDWR | os.O_NONBLOCK)
        self.rest = b""
        words = contestant.words(folder, [f"{fifo}:{number}" for number in range(count)])
        began = time.monotonic()
        self.process = subprocess.Popen(["unshare", "--pid", "--fork", "--mount-proc", "--kill-child", *words],
                                        stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                                        env={"PATH": os.environ["PATH"], "LANG": "C.UTF-8"}, cwd=folder)
        self.up = self.until({str(number) for number in range(count)}) - began
        self.first = self.pid_1()

    def until(self, names):
        """When the last of the names was said."""
        names, deadline = set(names), time.monotonic() + PATIENCE
        while names:
            if not select.select([self.fifo], [], [], deadline - time.monotonic())[0]:
                raise TimeoutError(f"{self.contestant.name}: {len(names)} of {self.count} did not come up")
            now = time.monotonic()
            *lines, self.rest = (self.rest + os.read(self.fifo, 65536)).split(b"\n")
            names -= {line.decode() for line in lines}
        return now

    def pid_1(self):
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split()
        return int(children[0])

    def processes(self):
        """pid -> command line, of PID 1 and everybody below."""
        found, queue = {}, [self.first]
        while queue:
            pid = queue.pop()
            try:
                found[pid] = Path(f"/proc/{pid}/cmdline").read_bytes()
                queue += map(int, Path(f"/proc/{pid}/task/{pid}/children").read_text().split())
            except FileNotFoundError:
                continue
        return found

    def memory(self):
        """KiB."""
        total = 0
        for pid, command in self.processes().items():
            if command.startswith(SERVE.encode() + b"\0"):
                continue
            total += int(re.search(r"^Pss:\s+(\d+)", Path(f"/proc/{pid}/smaps_rollup").read_text(), re.M)[1])
        return total

    def restart(self, number):
        ending = f"\0{number}\0".encode()  # the program has put a NUL where the colon was
        victim = next(pid for pid, command in self.processes().items()
                      if command.startswith(SERVE.encode()) and ending in command)
        began = time.monotonic()
        os.kill(victim, signal.SIGKILL)
        return self.until({str(number)}) - began

    def stop(self):
        began = time.monotonic()
        os.kill(self.first, self.contestant.stop_signal)
        self.process.wait(PATIENCE)
        took = time.monotonic() - began
        os.close(self.fifo)
        return took

    def kill(self):
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()


def measure(contestants, counts, rounds, restarts):
    figures = {count: {one.name: {"up": [], "restart": [], "gone": [], "memory": []} for one in contestants}
               for count in counts}
    for count in counts:
        for _ in range(rounds):
            for contestant in random.sample(contestants, len(contestants)):
                with tempfile.TemporaryDirectory(prefix="bench-") as folder:
                    mine = figures[count][contestant.name]
                    run = None
                    try:
                        run = Run(contestant, count, Path(folder))
                        time.sleep(1.3)  # runit and s6 hold back what has run for less than a second
                        mine["memory"].append(run.memory())
                        for number in random.sample(range(count), min(restarts, count)):
                            mine["restart"].append(run.restart(number))
                        time.sleep(0.1)
                        mine["gone"].append(run.stop())
                        mine["up"].append(run.up)
                    except (TimeoutError, subprocess.TimeoutExpired) as error:
                        print(f"bench: {error}", file=sys.stderr)
                    finally:
                        if run:
                            run.kill()
    return figures


def number(value, digits=1):
    return f"{value:,.0f}" if value >= 100 else f"{value:.{digits}f}"


def render(figures):
    lines = ["| services | who | all up | restart | all gone | memory |", "|---:|---|---:|---:|---:|---:|"]
    for count, by_name in figures.items():
        best = {key: min((statistics.median(one[key]) for one in by_name.values() if one[key]), default=0)
                for key in ("up", "restart", "gone", "memory")}
        for name, one in by_name.items():
            cells = []
            for key, factor, unit in (("up", 1000, "ms"), ("restart", 1000, "ms"), ("gone", 1000, "ms"),
                                      ("memory", 1, "KiB")):
                if not one[key]:
                    cells.append("-")
                    continue
                median = statistics.median(one[key])
                text = f"{number(median * factor)} {unit}"
                cells.append(f"**{text}**" if median == best[key] else text)
            lines.append(f"| {count} | {name} | " + " | ".join(cells) + " |")
    return "\n".join(lines)


def main():
    global SERVE
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--jeden", type=Path, default=ROOT / "build/src/jeden", help="the binary to measure")
    parser.add_argument("--count", type=int, action="append", help="services; may be given several times")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--restarts", type=int, default=3, help="in each run")
    parser.add_argument("--only", action="append", help="names of contestants")
    parser.add_argument("--json", type=Path, help="write all figures to this file")
    options = parser.parse_args()
    if os.geteuid() != 0:
        parser.error("PID namespaces need root")
    if not os.access(options.jeden, os.X_OK):
        parser.error(f"no binary at {options.jeden}: build first, or say --jeden")
    try:
        os.sched_setscheduler(0, os.SCHED_RR, os.sched_param(10))  # inherited by all that is started here
    except PermissionError:
        print("bench: no real-time priority, times will vary more", file=sys.stderr)
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        SERVE = f"{folder}/service"
        subprocess.run([os.environ.get("CC") or "cc", "-x", "c", "-O2", "-static", "-o", SERVE, "-"],
                       input=SERVICE.encode(), check=True)
        contestants = [one for one in field(str(options.jeden.resolve()))
                       if not options.only or one.name in options.only]
        figures = measure(contestants, options.count or [1, 10, 100, 500], options.rounds, options.restarts)
    print(render(figures))
    if options.json:
        options.json.write_text(json.dumps(figures, indent=2) + "\n", encoding="utf-8")


SERVE = ""
if __name__ == "__main__":
    main()
