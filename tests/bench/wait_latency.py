#!/usr/bin/python3
"""From "would accept a session" to "the command runs": jeden wait beside wait-for-it and a loop with pg_isready.

A server that begins to accept after a random delay, and a PostgreSQL that is started after one. Every figure of a
table comes from the same run. Usage: wait_latency.py [ROUNDS]
"""
import os
import pathlib
import pwd
import random
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
JEDEN = os.environ.get("JEDEN", str(ROOT / "build/src/jeden"))
ROUNDS = int(sys.argv[1]) if len(sys.argv) > 1 else 15


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def starter(port):
    date = ["date", "+%s.%N"]
    return {
        "jeden wait": [JEDEN, "wait", "-q", f"tcp://127.0.0.1:{port}", "--", *date],
        "wait-for-it": ["wait-for-it", "-q", "-t", "60", f"127.0.0.1:{port}", "--", *date],
        "sleep 1 loop": ["bash", "-c", f"until (: </dev/tcp/127.0.0.1/{port}) 2>/dev/null; do sleep 1; done; exec date +%s.%N"],
    }


def report(title, results, costs):
    print(f"\n{title}: milliseconds from ready to the command's start, {ROUNDS} rounds")
    print(f"{'':24}{'median':>9}{'worst':>9}{'CPU % while waiting':>22}")
    for name, values in results.items():
        if values:
            cost = statistics.median(costs[name])
            print(f"{name:24}{statistics.median(values):9.1f}{max(values):9.1f}{cost:22.2f}")


def measure(command, make_ready, delay):
    """Starts the command, makes the server ready after the delay; gives latency in ms and the waiter's CPU share."""
    begun = time.time()
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    timer = threading.Event()
    timer.wait(delay)
    ready_at = make_ready()
    output = process.stdout.read()
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    started_at = float(output.strip().splitlines()[-1])
    share = 100 * (usage.ru_utime + usage.ru_stime) / max(started_at - begun, 1e-3)
    return 1000 * (started_at - ready_at), share


def ports():
    results, costs = {}, {}
    for _ in range(ROUNDS):
        delay = random.uniform(0.2, 3)
        port = free_port()
        for name, command in starter(port).items():
            if shutil.which(command[0]) is None:
                continue
            with socket.socket() as listener:
                listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)

                def make_ready():
                    listener.bind(("127.0.0.1", port))
                    listener.listen(16)
                    return time.time()

                latency, share = measure(command, make_ready, delay)
            results.setdefault(name, []).append(latency)
            costs.setdefault(name, []).append(share)
    report("A port", results, costs)


class Postgres:
    def __init__(self):
        self.programs = sorted(pathlib.Path("/usr/lib/postgresql").glob("*/bin"))[-1]
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="jb", dir="/tmp"))
        self.identity = {}
        if os.getuid() == 0:
            entry = pwd.getpwnam("postgres")
            os.chown(self.folder, entry.pw_uid, entry.pw_gid)
            self.identity = {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}
        subprocess.run([self.programs / "initdb", "-D", self.folder / "data", "-N", "-A", "trust", "-U", "app"], check=True,
                       stdout=subprocess.DEVNULL, **self.identity)

    def start(self, port):
        """Gives the process and the moment at which it said that it is ready."""
        process = subprocess.Popen([self.programs / "postgres", "-D", self.folder / "data", "-p", str(port), "-k",
                                    self.folder, "-h", "127.0.0.1"], stderr=subprocess.PIPE, text=True,
                                   env={"LC_ALL": "C"}, **self.identity)
        for line in process.stderr:
            if "ready to accept connections" in line:
                moment = time.time()
                threading.Thread(target=process.stderr.read, daemon=True).start()
                return process, moment
        raise SystemExit("postgres did not start")


def postgres():
    server = Postgres()
    results, costs = {}, {}
    try:
        for _ in range(ROUNDS):
            port, delay = free_port(), random.uniform(0.2, 3)
            isready = server.programs / "pg_isready"
            for name, command in {
                "jeden wait postgres://": [JEDEN, "wait", "-q", f"postgres://127.0.0.1:{port}", "--", "date", "+%s.%N"],
                "pg_isready, sleep 1": ["sh", "-c", f"until {isready} -q -h 127.0.0.1 -p {port}; do sleep 1; done; "
                                        "exec date +%s.%N"],
                "wait-for-it (port only)": ["wait-for-it", "-q", "-t", "60", f"127.0.0.1:{port}", "--", "date", "+%s.%N"],
            }.items():
                if shutil.which(command[0]) is None:
                    continue
                started = []

                def make_ready():
                    process, moment = server.start(port)
                    started.append(process)
                    return moment

                latency, share = measure(command, make_ready, delay)
                started[0].send_signal(signal.SIGINT)
                started[0].wait(20)
                results.setdefault(name, []).append(latency)
                costs.setdefault(name, []).append(share)
    finally:
        shutil.rmtree(server.folder, ignore_errors=True)
    report("PostgreSQL (negative: the port was open before a session was possible)", results, costs)


if __name__ == "__main__":
    ports()
    if list(pathlib.Path("/usr/lib/postgresql").glob("*/bin")):
        postgres()
