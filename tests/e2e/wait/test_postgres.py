import shutil
import signal
import subprocess
import pathlib

import pytest

from conftest import LIMIT, chown


@pytest.fixture
def postgres(folder, port, serve, certificates):
    programs = sorted(pathlib.Path("/usr/lib/postgresql").glob("*/bin"))
    if not programs:
        pytest.skip("postgresql is not installed")
    return Postgres(programs[-1], folder, port, serve, certificates)


class Postgres:
    def __init__(self, programs, folder, port, serve, certificates):
        self.programs, self.folder, self.port, self.serve = programs, folder, port, serve
        chown(folder, "postgres")
        (folder / "password").write_text("geheim\n")
        self.run("initdb", "-D", folder / "data", "-U", "app", "--pwfile", folder / "password", "-A", "scram-sha-256", "-N")
        for name in ("good.key", "good.pem"):
            shutil.copy(certificates / name, folder / "data" / name)
            chown(folder / "data" / name, "postgres")
            (folder / "data" / name).chmod(0o600)
        self.url = f"postgres://app@127.0.0.1:{port}/postgres"

    def run(self, program, *words):
        server = self.serve([self.programs / program, *words], user="postgres")
        server.process.wait(LIMIT)
        assert server.process.returncode == 0, server.lines

    def start(self, **settings):
        words = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        return self.serve([self.programs / "postgres", "-D", self.folder / "data", "-p", self.port, "-k", self.folder,
                           "-h", "127.0.0.1", *words], user="postgres", env={"LC_ALL": "C"})


LOGIN = {"PGPASSWORD": "geheim"}


def test_a_server_that_comes_up(postgres, begin):
    wait = begin("--timeout", "30s", f"postgres://127.0.0.1:{postgres.port}")
    wait.until("refused")
    postgres.start()
    result = wait.result()
    assert result.code == 0
    assert set(result.reasons) <= {"refused", "starting", "recovery"}


def test_starting_up_is_told_apart(postgres, begin):
    # A standby that waits for its restore command to find a file is starting up as long as we like.
    gate = postgres.folder / "gate"
    (postgres.folder / "data" / "recovery.signal").touch()
    wait = begin("--timeout", "30s", postgres.url.replace("app@", ""))
    server = postgres.start(restore_command=f"until test -e {gate}; do sleep 0.01; done; false", hot_standby="off")
    wait.until('"reason":"starting"')
    assert wait.process.poll() is None
    gate.touch()
    assert wait.result().code == 0, server.lines


def test_crash_recovery(postgres, begin, wait):
    server = postgres.start()
    assert wait("--timeout", "30s", postgres.url).code == 0
    server.stop(signal.SIGKILL)
    again = begin("--timeout", "30s", postgres.url, env=LOGIN)
    again.until("refused")
    (postgres.folder / "data" / "postmaster.pid").unlink(missing_ok=True)
    postgres.start()
    result = again.result()
    assert result.code == 0
    assert set(result.reasons) <= {"refused", "starting", "recovery"}


def test_passwords_and_databases(postgres, wait):
    postgres.start()
    url = postgres.url
    assert wait("--timeout", "30s", url).code == 0  # asked for a password: it would accept a session
    assert wait("--timeout", "9s", url + "?query=SELECT+1", env=LOGIN).code == 0
    assert wait("--timeout", "9s", url.replace("app@", "app:geheim@")).code == 0
    (postgres.folder / "password").chmod(0o644)
    assert wait("--timeout", "9s", f"{url}?password_file={postgres.folder}/password").code == 0
    assert wait("--timeout", "9s", url, env={"PGPASSWORD_FILE": str(postgres.folder / "password")}).code == 0

    wrong = wait("--timeout", "9s", "--fail-fast", url, env={"PGPASSWORD": "falsch"})
    assert (wrong.code, wrong.last["reason"]) == (75, "auth")
    missing = wait("--timeout", "9s", "--fail-fast", url.replace("/postgres", "/nix"), env=LOGIN)
    assert (missing.code, missing.last["reason"]) == (75, "no_database")
    empty = wait("--timeout", "300ms", url + "?query=SELECT+1+WHERE+false", env=LOGIN)
    assert (empty.code, empty.last["reason"]) == (75, "query")
    assert "geheim" not in wrong.text + missing.text + empty.text
    local = f"postgres:///postgres?host={postgres.folder}&port={postgres.port}&user=app"
    assert wait("--timeout", "9s", local, env=LOGIN).code == 0


def test_md5(postgres, wait):
    hba = postgres.folder / "data" / "pg_hba.conf"
    hba.write_text("local all all trust\nhost all all 127.0.0.1/32 md5\n")
    server = postgres.start(password_encryption="md5")
    assert wait("--timeout", "30s", postgres.url).code == 0
    subprocess.run([postgres.programs / "psql", "-h", postgres.folder, "-p", str(postgres.port), "-U", "app", "postgres",
                    "-c", "ALTER USER app PASSWORD 'geheim'"], check=True, timeout=LIMIT, capture_output=True)
    assert wait("--timeout", "9s", postgres.url, env=LOGIN).code == 0
    assert wait("--timeout", "9s", "--fail-fast", postgres.url, env={"PGPASSWORD": "x"}).last["reason"] == "auth"
    server.stop()


def test_tls(postgres, wait, certificates):
    server = postgres.start(ssl="on", ssl_cert_file="good.pem", ssl_key_file="good.key")
    url = f"postgres://app@localhost:{postgres.port}/postgres"
    assert wait("--timeout", "30s", url + "?sslmode=require", env=LOGIN).code == 0
    assert wait("--timeout", "9s", f"{url}?sslmode=verify-full&sslrootcert={certificates}/ca.pem", env=LOGIN).code == 0
    unknown = wait("--timeout", "9s", "--fail-fast", f"{url}?sslmode=verify-full", env=LOGIN)
    assert (unknown.code, unknown.last["reason"]) == (75, "tls")
    server.stop()
    postgres.start()
    assert wait("--timeout", "30s", url).code == 0
    none = wait("--timeout", "9s", "--fail-fast", url + "?sslmode=require", env=LOGIN)
    assert (none.code, none.last["reason"]) == (75, "tls")


def test_too_many_connections(postgres, wait, begin):
    postgres.start(max_connections="1", superuser_reserved_connections="0", max_wal_senders="0")
    assert wait("--timeout", "30s", postgres.url).code == 0
    holder = postgres.serve([postgres.programs / "psql", "-h", "127.0.0.1", "-p", postgres.port, "-U", "app", "postgres",
                             "-c", "SELECT 'held'", "-c", r"\! sleep 60"], env=LOGIN)
    holder.until("held")
    busy = begin("--timeout", "30s", postgres.url, env=LOGIN)
    busy.until('"reason":"busy"')
    holder.stop(signal.SIGKILL)
    assert busy.result().code == 0
