#!/usr/bin/python3
"""Measures how fast a program's output gets through jeden's relay, beside the loggers that Debian ships.

A writer writes lines of 100 bytes into a pipe, the logger is between, and what comes out goes into a pipe that is drained
by splice(2) (as under a container engine) or into files on tmpfs that rotate. All contestants run in turns, in random
order within each round, so that what else the machine does hits all of them alike. MB are bytes that the program wrote;
processor seconds are the logger's own, for each GiB of them. A contestant that is not installed is left out (Debian: s6,
runit, daemontools). Prints a Markdown table; --json FILE writes the figures.
"""

import argparse
import json
import os
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
GIB = 1 << 30
LINE = 100

WRITER = r"""
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* writer TOTAL LINES: lines of 100 bytes, so many in one write(2). */
int main(int count, char** words) {
  if (count != 3) return 64;
  const long total = atol(words[1]), size = atol(words[2]) * 100;
  char* text = malloc(size);
  for (long i = 0; i < size; ++i) text[i] = i % 100 == 99 ? '\n' : 'a' + i % 100 % 26;
  for (long done = 0; done < total;)
    for (long at = 0; at < size;) {
      const ssize_t written = write(1, text + at, size - at);
      if (written < 0) return 1;
      at += written;
      done += written;
    }
  return 0;
}
"""

DRAIN = r"""
#define _GNU_SOURCE
#include <fcntl.h>

int main(void) {
  const int nowhere = open("/dev/null", O_WRONLY);
  while (splice(0, 0, nowhere, 0, 1 << 20, 0) > 0) {
  }
  return 0;
}
"""


def compile_helpers(folder):
    for name, text in (("writer", WRITER), ("drain", DRAIN)):
        source = folder / f"{name}.c"
        source.write_text(text)
        subprocess.run(["cc", "-O2", "-o", folder / name, source], check=True)


def contestants(jeden):
    """What it is asked for -> (who, words). FOLDER stands for a fresh folder, whose files are the output."""
    relay = [jeden, "relay", "--name", "web"]
    rotated = ["--stdout-file", "FOLDER/log", "--max-size", "10MB", "--keep", "10"]
    return {
        "pass through to a pipe": [
            ("jeden", relay), ("cat", ["cat"]), ("s6-log", ["s6-log", "1"])],
        "timestamp to a pipe": [
            ("jeden", [*relay, "--timestamps"]), ("s6-log t", ["s6-log", "t", "1"]),
            ("s6-log T", ["s6-log", "T", "1"])],
        "timestamp and prefix to a pipe": [("jeden", [*relay, "--timestamps", "--prefix"])],
        "JSON to a pipe": [("jeden", [*relay, "--format", "json"])],
        "rotated files": [
            ("jeden", [*relay, *rotated]), ("s6-log", ["s6-log", "s10000000", "n10", "FOLDER"]),
            ("svlogd", ["svlogd", "FOLDER"]), ("multilog", ["multilog", "s10000000", "n10", "FOLDER"])],
        "rotated files with timestamp": [
            ("jeden", [*relay, *rotated, "--timestamps"]), ("s6-log T", ["s6-log", "T", "s10000000", "n10", "FOLDER"]),
            ("svlogd -tt", ["svlogd", "-tt", "FOLDER"]), ("multilog t", ["multilog", "t", "s10000000", "n10", "FOLDER"])],
    }


def once(helpers, words, total, lines, scratch):
    folder = Path(tempfile.mkdtemp(dir=scratch))
    (folder / "config").write_text("s10000000\nn10\n")  # svlogd reads its limits there
    words = [str(word).replace("FOLDER", str(folder)) for word in words]
    to_files = any(str(folder) in word for word in words)
    in_reading, in_writing = os.pipe()
    if "--stdout-file" in words:
        out_reading, out_writing = None, os.open(folder / "log", os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o644)
    else:
        out_reading, out_writing = os.pipe()
    drain = None
    if out_reading is not None:
        drain = subprocess.Popen([helpers / "drain"], stdin=out_reading)
        os.close(out_reading)
    began = time.monotonic()
    logger = subprocess.Popen(words, stdin=in_reading, stdout=out_writing, stderr=subprocess.DEVNULL)
    writer = subprocess.Popen([helpers / "writer", str(total), str(lines)], stdout=in_writing)
    for descriptor in (in_reading, in_writing, out_writing):
        os.close(descriptor)
    if writer.wait() != 0:
        raise RuntimeError(f"{' '.join(words)}: the writer failed")
    _, status, usage = os.wait4(logger.pid, 0)
    logger.returncode = os.waitstatus_to_exitcode(status)
    if drain:
        drain.wait()
    took = time.monotonic() - began
    if logger.returncode != 0:
        raise RuntimeError(f"{' '.join(words)}: exit code {logger.returncode}")
    if to_files and not any(path.stat().st_size for path in folder.rglob("*") if path.is_file() and path.name != "config"):
        raise RuntimeError(f"{' '.join(words)}: wrote nothing")
    shutil.rmtree(folder)
    return {"speed": total / 1e6 / took, "processor": (usage.ru_utime + usage.ru_stime) * GIB / total}


def measure(field, helpers, total, lines, rounds, scratch):
    runs = [(task, who, words) for task, group in field.items() for who, words in group if shutil.which(str(words[0]))]
    figures = {}
    for _ in range(rounds):
        for task, who, words in random.sample(runs, len(runs)):
            figures.setdefault((task, who), []).append(once(helpers, words, total, lines, scratch))
    return {key: figures[key] for task, group in field.items() for who, _ in group if (key := (task, who)) in figures}


def row(task, who, lines, runs):
    speeds = [run["speed"] for run in runs]
    processor = statistics.median(run["processor"] for run in runs)
    return (f"| {task} | {who} | {lines} | {statistics.median(speeds):.0f} | {min(speeds):.0f} | {max(speeds):.0f} "
            f"| {processor:.2f} |")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--jeden", type=Path, default=ROOT / "build/src/jeden", help="the binary to measure")
    parser.add_argument("--quick", action="store_true", help="a small run, to see that everything works")
    parser.add_argument("--rounds", type=int)
    parser.add_argument("--only", default="", help="contestants whose names begin so")
    parser.add_argument("--task", default="", help="tasks whose names begin so")
    parser.add_argument("--lines", type=int, choices=[655, 1], help="so many lines a write only")
    parser.add_argument("--json", type=Path, help="write all figures to this file")
    parser.add_argument("--scratch", type=Path, default=Path("/dev/shm"), help="where files go")
    options = parser.parse_args()
    rounds = options.rounds or (1 if options.quick else 5)
    total = GIB // (32 if options.quick else 2)
    written = []
    print("| task | who | lines a write | MB/s | min | max | processor s/GiB |")
    print("|---|---|---:|---:|---:|---:|---:|")
    with tempfile.TemporaryDirectory(prefix="log-throughput-", dir=options.scratch) as scratch:
        compile_helpers(Path(scratch))
        field = {task: [one for one in group if one[0].startswith(options.only)]
                 for task, group in contestants(options.jeden.resolve()).items() if task.startswith(options.task)}
        for lines, size in ((655, total), (1, total // 4)):
            if options.lines not in (None, lines):
                continue
            for (task, who), runs in measure(field, Path(scratch), size, lines, rounds, scratch).items():
                print(row(task, who, lines, runs), flush=True)
                written.append({"task": task, "who": who, "lines": lines, "runs": runs})
    if options.json:
        options.json.write_text(json.dumps(written, indent=2) + "\n", encoding="utf-8")
    return 0


sys.exit(main())
