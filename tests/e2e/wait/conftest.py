"""Starts real servers and mischief on loopback and runs `jeden wait` against them.

Every process is ended by its own pid; nothing here sleeps to synchronise: a test waits for a line, a file or an end.
"""
import contextlib
import json
import os
import pathlib
import pwd
import shutil
import signal
import socket
import struct
import subprocess
import tempfile
import threading

import pytest

from ports import free_port

ROOT = pathlib.Path(__file__).resolve().parents[3]
JEDEN = os.environ.get("JEDEN", str(ROOT / "build/src/jeden"))
LIMIT = 60  # seconds: no single command of a test may take longer


class Result:
    def __init__(self, code, output, lines):
        self.code, self.output = code, output
        self.events = [json.loads(line) for line in lines if line.startswith("{")]
        self.text = "\n".join(lines)

    @property
    def reasons(self):
        return [event["reason"] for event in self.events if event["event"] == "wait_pending"]

    @property
    def last(self):
        return self.events[-1]


class Wait:
    """A running `jeden wait`, whose log lines can be waited for."""

    words = ["wait"]

    def __init__(self, *words, env=None, stdin=None):
        environment = {**os.environ, **(env or {})}
        self.process = subprocess.Popen(
            [JEDEN, *self.words, "--log-format", "json", *words], env=environment, text=True,
            stdin=subprocess.PIPE if stdin is not None else subprocess.DEVNULL,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        if stdin is not None:
            self.process.stdin.write(stdin)
            self.process.stdin.close()
        self.lines = []
        self.changed = threading.Condition()
        self.reader = threading.Thread(target=self._read, daemon=True)
        self.reader.start()

    def _read(self):
        for line in self.process.stderr:
            with self.changed:
                self.lines.append(line.rstrip("\n"))
                self.changed.notify_all()

    def until(self, text):
        """Until a line contains the text."""
        with self.changed:
            assert self.changed.wait_for(lambda: any(text in line for line in self.lines), LIMIT), self.lines

    def result(self):
        output = self.process.stdout.read()
        code = self.process.wait(LIMIT)
        self.reader.join(LIMIT)
        return Result(code, output, self.lines)

    def close(self):
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait(LIMIT)


@pytest.fixture
def begin():
    """Starts `jeden wait` and returns at once."""
    waits = []

    def start(*words, **options):
        waits.append(Wait(*words, **options))
        return waits[-1]

    yield start
    for wait in waits:
        wait.close()


@pytest.fixture
def wait(begin):
    """Runs `jeden wait` to its end."""
    return lambda *words, **options: begin(*words, **options).result()


@pytest.fixture
def port():
    return free_port()


@pytest.fixture
def folder():
    """A directory with a short name, since socket paths have 108 bytes, that every user may enter."""
    path = pathlib.Path(tempfile.mkdtemp(prefix="jw", dir="/tmp"))
    path.chmod(0o755)
    yield path
    shutil.rmtree(path, ignore_errors=True)


def need(*programs):
    for program in programs:
        found = shutil.which(program, path=os.environ["PATH"] + ":/usr/sbin:/sbin")
        if found is None:
            pytest.skip(f"{program} is not installed")
    return found


class Server:
    def __init__(self, words, user=None, **options):
        identity = {}
        if user and os.getuid() == 0:
            entry = pwd.getpwnam(user)
            identity = {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}
        self.process = subprocess.Popen([str(word) for word in words], stdin=subprocess.DEVNULL,
                                        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                                        start_new_session=True, **identity, **options)
        self.lines = []
        self.changed = threading.Condition()
        self.reader = threading.Thread(target=self._read, daemon=True)
        self.reader.start()

    def _read(self):
        for line in self.process.stdout:
            with self.changed:
                self.lines.append(line)
                self.changed.notify_all()
        with self.changed:
            self.changed.notify_all()

    def until(self, *texts):
        """Until a line contains one of the texts; gives the line."""
        def found():
            return next((line for line in self.lines for text in texts if text in line), None)

        with self.changed:
            self.changed.wait_for(lambda: found() or not self.reader.is_alive(), LIMIT)
        assert found(), self.lines
        return found()

    def stop(self, number=signal.SIGTERM):
        if self.process.poll() is None:
            self.process.send_signal(number)
            try:
                self.process.wait(20)
            except subprocess.TimeoutExpired:
                pass
        # The session is the server's own: what it left behind goes with it.
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait(LIMIT)


@pytest.fixture
def serve():
    servers = []

    def start(words, **options):
        servers.append(Server(words, **options))
        return servers[-1]

    yield start
    for server in reversed(servers):
        server.stop()


def chown(path, user):
    if os.getuid() == 0:
        entry = pwd.getpwnam(user)
        os.chown(path, entry.pw_uid, entry.pw_gid)


@pytest.fixture(scope="session")
def certificates():
    """An authority and two server certificates for localhost: a good and an expired one."""
    need("openssl")
    folder = pathlib.Path(tempfile.mkdtemp(prefix="jc", dir="/tmp"))
    folder.chmod(0o755)

    def openssl(*words):
        subprocess.run(["openssl", *map(str, words)], check=True, capture_output=True, timeout=LIMIT, cwd=folder)

    openssl("req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", "ca.key", "-out", "ca.pem", "-days", "2",
            "-subj", "/CN=test authority")
    (folder / "names").write_text("subjectAltName=DNS:localhost,IP:127.0.0.1\n")
    (folder / "index").write_text("")
    for name, extra in (("good", ["-days", "2"]), ("expired", ["-days", "-1"])):
        openssl("req", "-newkey", "rsa:2048", "-nodes", "-keyout", f"{name}.key", "-out", f"{name}.csr",
                "-subj", "/CN=localhost")
        openssl("x509", "-req", "-in", f"{name}.csr", "-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial",
                "-out", f"{name}.pem", "-extfile", "names", *extra)
    for file in folder.iterdir():
        file.chmod(0o644)
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


class Script:
    """Answers every connection with the same bytes, then holds it open, closes it, or resets it."""

    def __init__(self, answer, after="hold", address="127.0.0.1", slices=None):
        self.answer, self.after, self.slices = answer, after, slices
        self.listener = socket.socket(socket.AF_INET6 if ":" in address else socket.AF_INET)
        self.listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self.listener.bind((address, 0))
        self.listener.listen(64)
        self.port = self.listener.getsockname()[1]
        self.held = []
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self):
        while True:
            try:
                peer = self.listener.accept()[0]
            except OSError:
                return
            threading.Thread(target=self._serve, args=(peer,), daemon=True).start()

    def _serve(self, peer):
        with contextlib.suppress(OSError):
            for start in range(0, len(self.answer), self.slices or len(self.answer) or 1):
                peer.sendall(self.answer[start:start + (self.slices or len(self.answer))])
            if self.after == "hold":
                self.held.append(peer)
                return
            if self.after == "reset":
                peer.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        peer.close()

    def close(self):
        with contextlib.suppress(OSError):
            self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()
        for peer in self.held:
            peer.close()


@pytest.fixture
def scripted():
    scripts = []

    def start(answer, **options):
        scripts.append(Script(answer, **options))
        return scripts[-1].port

    yield start
    for script in scripts:
        script.close()
