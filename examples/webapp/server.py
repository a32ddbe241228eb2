"""A throw-away PostgreSQL: a cluster in a temporary folder, which takes its time to start."""

import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
from pathlib import Path


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def binaries():
    return max(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parent.name))


class PostgreSQL:
    """`start` opens the port at once; for `recovery` seconds the server answers "the database system is starting up"."""

    user, password, name = "webapp", "correct horse", "webapp"

    def __init__(self, folder: Path):
        self.port = free_port()
        self.owner = pwd.getpwnam("postgres")
        self.folder = Path(tempfile.mkdtemp(prefix="postgresql-", dir=folder))
        os.chown(self.folder, self.owner.pw_uid, self.owner.pw_gid)
        self.data = self.folder / "data"
        self.process = None
        self._initialise()

    def _as_owner(self, *command, **keywords):
        return dict(args=[str(word) for word in command], user=self.owner.pw_uid, group=self.owner.pw_gid,
                    extra_groups=[], cwd=self.folder, env={"PATH": "/usr/bin:/bin", "LANG": "C.UTF-8"}, **keywords)

    def _initialise(self):
        secret = self.folder / "password"
        secret.write_text(self.password)
        shutil.chown(secret, "postgres")
        subprocess.run(**self._as_owner(
            binaries() / "initdb", "--pgdata", self.data, "--username", self.user, "--pwfile", secret,
            "--auth", "scram-sha-256", "--encoding", "UTF8", "--no-sync", stdout=subprocess.DEVNULL), check=True)
        secret.unlink()
        with open(self.data / "postgresql.conf", "a", encoding="utf-8") as file:
            file.write(f"port = {self.port}\nlisten_addresses = '127.0.0.1'\nunix_socket_directories = ''\n"
                       f"fsync = off\nhot_standby = off\n")
        subprocess.run(**self._as_owner(binaries() / "postgres", "--single", "-D", self.data, "postgres",
                                        input=f"CREATE DATABASE {self.name};\n".encode(),
                                        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL), check=True)

    def start(self, recovery=0.0):
        """Recovery from an archive that is slow and has nothing: what a server does after a crash, only longer."""
        if recovery:
            (self.data / "recovery.signal").touch()
            shutil.chown(self.data / "recovery.signal", "postgres")
            with open(self.data / "postgresql.auto.conf", "a", encoding="utf-8") as file:
                file.write(f"restore_command = 'sleep {recovery / 4:g}; false'\n")
        self.log = open(self.folder / "log", "wb")
        self.process = subprocess.Popen(**self._as_owner(binaries() / "postgres", "-D", self.data,
                                                         stdout=self.log, stderr=self.log))

    def is_ready(self):
        return subprocess.run([str(binaries() / "pg_isready"), "-q", "-h", "127.0.0.1", "-p", str(self.port)],
                              check=False).returncode == 0

    def query(self, text):
        """One value, by a client of the package, as the owner of everything."""
        return subprocess.run(["psql", "-h", "127.0.0.1", "-p", str(self.port), "-U", self.user, "-Atc", text, self.name],
                              env={"PATH": "/usr/bin:/bin", "PGPASSWORD": self.password}, check=True,
                              stdout=subprocess.PIPE, text=True).stdout.strip()

    def stop(self):
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)  # fast shutdown: sessions are ended
            self.process.wait(20)
        if self.process is not None:
            self.log.close()
            self.process = None

    def remove(self):
        self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)
