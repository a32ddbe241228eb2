"""A container of four real programs, killed and stopped at random moments: no stray, no wrong code, never past grace.

JEDEN_SOAK sets the number of rounds of each test, JEDEN_SOAK_SEED repeats one.
"""

import json
import os
import random
import shutil
import socket
import subprocess
import time
import urllib.request

import pytest

import kit

ROUNDS = int(os.environ.get("JEDEN_SOAK", "40"))
SEED = int(os.environ.get("JEDEN_SOAK_SEED", "0")) or random.randrange(1, 1 << 30)
GRACE = 5.0

APP = """
import http.server, signal, socket, sys
class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        with socket.create_connection(('127.0.0.1', int(sys.argv[2])), 2) as redis:
            redis.sendall(b'PING\\r\\n')
            body = redis.recv(100)
        self.send_response(200)
        self.end_headers()
        self.wfile.write(body)
    def log_message(self, *_):
        pass
server = http.server.ThreadingHTTPServer(('127.0.0.1', int(sys.argv[1])), Handler)
signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
print('app up', flush=True)
server.serve_forever()
"""

WORKER = """
import os, signal, sys, time
signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
for _ in range(2):
    if os.fork() == 0:
        signal.pause()
signal.pause()
"""


def free_ports(count):
    sockets = [socket.socket() for _ in range(count)]
    for one in sockets:
        one.bind(("127.0.0.1", 0))
    ports = [one.getsockname()[1] for one in sockets]
    for one in sockets:
        one.close()
    return ports


class Container:
    """nginx before a Python application that asks Redis, and a worker that forks."""

    def __init__(self, jeden):
        for program in ("nginx", "redis-server"):
            if not shutil.which(program, path=kit.PATH):
                pytest.skip(f"{program} is not installed")
        self.jeden, self.folder = jeden, jeden.folder
        self.web, self.app, self.redis = free_ports(3)
        (self.folder / "nginx.conf").write_text(
            f"daemon off; master_process on; worker_processes 2; pid {self.folder}/nginx.pid; error_log stderr crit;\n"
            f"events {{}}\nhttp {{ access_log off; client_body_temp_path {self.folder}/body;\n"
            f"proxy_temp_path {self.folder}/proxy; fastcgi_temp_path {self.folder}/f; uwsgi_temp_path {self.folder}/u;\n"
            f"scgi_temp_path {self.folder}/s; server {{ listen 127.0.0.1:{self.web};\n"
            f"location / {{ proxy_pass http://127.0.0.1:{self.app}; }} }} }}\n")
        (self.folder / "app.py").write_text(APP)
        (self.folder / "worker.py").write_text(WORKER)
        restart = 'restart = "always"\nbackoff = "10ms"\nbackoff_max = "20ms"\nrestart_limit = 0\n'
        self.toml = (
            f'[init]\ngrace = "{GRACE:g}s"\ncontrol = "{self.folder}/control"\n'
            f'[service.redis]\ncommand = {kit.words("redis-server", "--port", self.redis, "--save", "", "--bind", "127.0.0.1")}\n'
            f'stdout = "null"\nready = {{ wait = "redis://127.0.0.1:{self.redis}" }}\n{restart}'
            f'[service.nginx]\ncommand = {kit.words("nginx", "-c", self.folder / "nginx.conf")}\n'
            f'stop_signal = "SIGQUIT"\n{restart}'
            f'[service.worker]\ncommand = {kit.words(kit.PYTHON, self.folder / "worker.py")}\nafter = ["redis"]\n{restart}'
            f'[main]\ncommand = {kit.words(kit.PYTHON, self.folder / "app.py", self.app, self.redis)}\n'
            f'ready = {{ wait = "tcp://127.0.0.1:{self.app}" }}\n')

    def start(self):
        return self.jeden(toml=self.toml)

    def ask(self, *words):
        return subprocess.run([kit.JEDEN, *words, "--socket", str(self.folder / "control")], capture_output=True,
                              text=True, timeout=kit.PATIENCE)

    def unit(self, name):
        answer = self.ask("status", "--json")
        return next((unit for unit in json.loads(answer.stdout or '{"units":[]}')["units"] if unit["unit"] == name), {})

    def answers(self):
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.web}/", timeout=2) as answer:
                return answer.read() == b"+PONG\r\n"
        except OSError:
            return False


@pytest.fixture
def container(jeden):
    print(f"JEDEN_SOAK_SEED={SEED}")
    return Container(jeden)


def test_services_killed_at_random_come_back(container):
    chance = random.Random(SEED)
    init = container.start()
    kit.until(container.answers, "an answer through nginx, the application and Redis")
    for _ in range(ROUNDS):
        name = chance.choice(["nginx", "redis", "worker"])
        before = container.unit(name)["attempt"]
        assert container.ask("signal", "KILL", name).returncode == 0
        kit.until(lambda: container.unit(name).get("attempt", 0) > before and container.unit(name)["phase"] == "ready",
                  f"another {name}")
    kit.until(container.answers, "an answer after all that")
    assert not init.zombies()
    init.signal("TERM")
    assert init.wait() == 0
    assert init.took < 600
    init.assert_nothing_left()


def test_main_killed_at_random_ends_the_container(jeden, container):
    for _ in range(max(1, ROUNDS // 10)):
        init = container.start()
        kit.until(lambda: container.unit("main").get("phase") == "ready", "main")
        asked = time.monotonic()
        assert container.ask("signal", "KILL").returncode == 0
        assert init.wait() == 137
        assert time.monotonic() - asked < GRACE + 1
        init.assert_nothing_left()


def test_stops_at_random_moments(container):
    chance = random.Random(SEED)
    for round_number in range(ROUNDS):
        init = container.start()
        moment = chance.choice(["service_started", "service_ready", "wait_pending", "main_started", "main_ready",
                                "nothing"])
        # Before its first instruction PID 1 has no handler for a signal, and the kernel drops it.
        kit.until(lambda: init.process.poll() is not None or kit.handles(init.pid, 15), "signals are held")
        if moment != "nothing":
            init.expect_event(moment)
        asked = time.monotonic()
        for number in range(chance.choice([1, 1, 1, 2, 3])):
            try:
                init.signal(chance.choice(["TERM", "INT", "QUIT"]))
            except ProcessLookupError:
                break
            if chance.random() < 0.5:
                kit.until(lambda: "stop_requested" in init.events() or init.process.poll() is not None, "the stop")
        code = init.wait()
        where = f"round {round_number}, {moment}, JEDEN_SOAK_SEED={SEED}\n{init.err.text()}"
        started = "main_started" in init.events()
        assert code in ((0, 130, 131, 137, 143) if started else (130, 131, 143)), f"code {code}, {where}"
        assert time.monotonic() - asked < GRACE + 1, where
        init.assert_nothing_left()
