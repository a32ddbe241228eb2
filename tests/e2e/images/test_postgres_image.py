"""postgres: `docker-entrypoint.sh` of the official image, against its init.toml."""

import gzip
import lzma
import stat
from pathlib import Path

import pytest

import kit
from image_support import IMAGES, Process, inside, spawn
from scenarios import Scenarios

BINARIES = "/usr/lib/postgresql/15/bin"


def psql(init, text, *words, **keywords):
    return inside(init, "psql", "-XAt", "-v", "ON_ERROR_STOP=1", "-h", "/run/postgresql", "-U", "postgres", *words,
                  "-c", text, **keywords)


class TestPostgres(Scenarios):
    name, program, path = "postgres", "postgres", "/var/lib/postgresql/data"
    needs = ["initdb"]
    empty = ["/var/lib/postgresql", "/docker-entrypoint-initdb.d"]
    env = {"PATH": f"{BINARIES}:{kit.PATH}"}
    stop_signal = "INT"
    first_env = {"POSTGRES_PASSWORD": "it's \"secret\" \\"}
    flag = ["-c", "max_connections=17"]
    writable = ["/run/postgresql", "/tmp"]
    memory = 192 << 20

    @pytest.fixture
    def image(self, build):
        image = build(self.name, needs=self.needs, empty=self.empty, env=self.env, stop_signal=self.stop_signal)
        image.install(IMAGES / self.name / "database.sql", "/etc/jeden/database.sql")
        sample = "/usr/share/postgresql/15/postgresql.conf.sample"
        text = Path(sample).read_text(encoding="utf-8")
        image.file(sample, text.replace("#listen_addresses = 'localhost'", "listen_addresses = '*'"))
        return image

    def put(self, init):
        psql(init, "CREATE TABLE IF NOT EXISTS kept AS SELECT 'kept' AS value")

    def get(self, init):
        return psql(init, "SELECT value FROM kept")

    def check_first(self, init, main, volume):
        data = volume / "pgdata"
        assert (main.uid, main.gid) == Process.named("postgres") and main.effective == 0
        assert main.words == ["postgres"]
        assert stat.S_IMODE(data.stat().st_mode) == 0o700
        assert main.environment["PGDATA"] == "/var/lib/postgresql/data/pgdata"
        assert main.environment["POSTGRES_DB"] == "postgres" and "POSTGRES_PASSWORD" not in main.environment
        assert (data / "pg_hba.conf").read_text().splitlines()[-1].split() == ["host", "all", "all", "all", "scram-sha-256"]
        assert not [name for name in main.environment if name.startswith("RUN_")]
        for text in (init.err.text(), init.out.text()):
            assert "it's" not in text

    def check_second(self, init):
        assert "once_done" in init.events() and "once_started" not in init.events()

    def check_flag(self, init, main):
        assert main.words == ["postgres", *self.flag]
        assert psql(init, "SHOW max_connections") == "17"

    def test_names_and_password_from_files(self, image):
        """Letters that would break out of a pasted identifier or string."""
        image.file("/run/secrets/password", "it's \"secret\" \\\n")
        image.file("/run/secrets/user", "Root-1\n")
        image.file("/docker-entrypoint-initdb.d/1.sql", "CREATE TABLE by_script ();\n")
        volume = image.volume()
        init = self.start(image, volume=volume, env={
            "POSTGRES_PASSWORD": None, "POSTGRES_PASSWORD_FILE": "/run/secrets/password",
            "POSTGRES_USER_FILE": "/run/secrets/user", "POSTGRES_DB": "da\"ta; DROP", "POSTGRES_INITDB_ARGS":
            "--wal-segsize=1 --encoding 'SQL_ASCII' --auth-local=scram-sha-256"})
        assert inside(init, "psql", "-w", "-h", "/run/postgresql", "-U", "Root-1", "-c", "SELECT 1", check=False) == ""
        words = ["psql", "-XAt", "-h", "127.0.0.1", "-U", "Root-1", "-d", "da\"ta; DROP"]
        assert inside(init, *words, "-c", "SHOW wal_segment_size; SHOW server_encoding").split() == ["1MB", "SQL_ASCII"]
        verifier = inside(init, *words, "-c", "SELECT left(rolpassword, 13) FROM pg_authid WHERE rolpassword IS NOT NULL")
        assert verifier == "SCRAM-SHA-256"
        password = {"PGPASSWORD": "it's \"secret\" \\"}
        inside(init, "ip", "address", "add", "192.0.2.1/32", "dev", "lo")
        words[3] = "192.0.2.1"
        assert inside(init, *words, "-c", "SELECT 1", env=password) == "1"
        assert inside(init, *words, "-c", "SELECT 1", env={"PGPASSWORD": "wrong"}, check=False) == ""
        assert "it's" not in init.out.text() + init.err.text()
        image.stop(init)

    def test_a_password_has_to_be_given(self, image):
        volume = image.volume()
        init = image.run(volumes={self.path: volume})
        assert init.code == 78 and "POSTGRES_PASSWORD_FILE" in init.err.text()
        assert "lets everybody in" in init.err.text() and not list(volume.iterdir())
        init = self.start(image, volume=volume, env={"POSTGRES_PASSWORD": None, "POSTGRES_HOST_AUTH_METHOD": "trust"})
        self.put(init)
        image.stop(init)
        # Later starts need none.
        init = self.start(image, volume=volume, env={"POSTGRES_PASSWORD": None})
        assert self.get(init) == "kept"
        image.stop(init)

    def hooks(self, image):
        folder = "/docker-entrypoint-initdb.d"
        image.file(f"{folder}/10-shell.sh", "#!/bin/sh\nset -e\npsql -Xqc \"CREATE TABLE shell AS SELECT '$(id -un)'\"\n",
                   0o755)
        image.file(f"{folder}/20-table.sql", "CREATE TABLE plain (value text);\nINSERT INTO plain VALUES ('sql');\n")
        for suffix, pack in (("gz", gzip.compress), ("xz", lzma.compress)):
            target = image.file(f"{folder}/30-{suffix}.sql.{suffix}", "")
            target.write_bytes(pack(f"INSERT INTO plain VALUES ('{suffix}');\n".encode()))
        image.file(f"{folder}/README", "not for us")

    def test_hooks(self, image):
        """In order, in the database, as the server's user, before anybody else can connect, and once."""
        self.hooks(image)
        volume = image.volume()
        for _ in range(2):
            init = self.start(image, volume=volume, env={"POSTGRES_DB": "app"})
            assert psql(init, "SELECT * FROM shell", "app") == "postgres"
            assert psql(init, "SELECT string_agg(value, ' ') FROM plain", "app") == "sql gz xz"
            image.stop(init)

    def test_a_hook_that_fails_half_way(self, image):
        """The start is given up with the hook's code; the next one begins again with an empty database."""
        self.hooks(image)
        broken = image.file("/docker-entrypoint-initdb.d/50-broken.sql", "CREATE TABLE half (x int);\nSELECT nonsense;\n")
        volume = image.volume()
        for _ in range(2):
            init = image.run(volumes={self.path: volume}, env=self.first_env)
            assert init.code not in (0, 78) and "nonsense" in init.err.text() + init.out.text()
            assert "main_started" not in init.events()
            init.assert_nothing_left()
        broken.write_text("SELECT 1;\n")
        init = self.start(image, volume=volume)
        assert "once_cleaned" in init.events()
        assert psql(init, "SELECT to_regclass('half') IS NULL, count(*) FROM plain") == "t|3"
        image.stop(init)

    @pytest.mark.parametrize("sig, code", [("INT", 130), ("KILL", 137)])
    def test_a_stop_in_the_middle_of_the_first_start(self, image, sig, code):
        image.file("/docker-entrypoint-initdb.d/10-wait.sh", "#!/bin/sh\necho waiting; exec sleep 1000\n", 0o755)
        volume = image.volume()
        init = image(volumes={self.path: volume}, env=self.first_env)
        init.expect("^waiting$")
        init.signal(sig)
        assert init.wait() == code
        init.assert_nothing_left()
        (image.layer / "docker-entrypoint-initdb.d/10-wait.sh").unlink()
        init = self.start(image, volume=volume)
        assert "once_cleaned" in init.events()
        self.put(init)
        image.stop(init)

    def test_nobody_connects_before_it_is_done(self, image):
        """The temporary server listens to nobody outside, and what is ready is main."""
        image.file("/docker-entrypoint-initdb.d/10-port.sh",
                   "#!/bin/sh\npg_isready -q -h 127.0.0.1 && exit 9\npg_isready -q && echo only by the socket\n", 0o755)
        init = self.start(image, volume=image.volume())
        assert "only by the socket" in init.out.lines()
        assert inside(init, "pg_isready", "-h", "127.0.0.1").endswith("accepting connections")
        image.stop(init)

    def test_nothing_is_lost_when_it_is_stopped(self, image):
        """What was committed is there; what was not is not; the next start recovers nothing."""
        volume = image.volume()
        init = self.start(image, volume=volume)
        psql(init, "CREATE TABLE orders (number int)")
        busy = spawn(init, "psql", "-X", "-h", "/run/postgresql", "-U", "postgres", "-v", "ON_ERROR_STOP=1")
        busy.stdin.write("BEGIN; INSERT INTO orders VALUES (1); COMMIT; BEGIN; INSERT INTO orders VALUES (2);\n"
                         "\\echo under way\nSELECT pg_sleep(1000);\n")
        busy.stdin.flush()
        while busy.stdout.readline() != "under way\n":
            pass
        image.stop(init)
        busy.communicate(timeout=kit.PATIENCE)
        init = self.start(image, volume=volume)
        assert psql(init, "SELECT * FROM orders") == "1"
        assert "was shut down at" in init.err.text() and "not properly shut down" not in init.err.text()
        image.stop(init)

    def test_a_volume_that_somebody_else_made(self, image):
        """The original keeps the data right in the volume, and knows no marker: nothing is made, nothing removed."""
        volume = image.volume()
        first = self.start(image, volume=volume)
        self.put(first)
        image.stop(first)
        (volume / ".jeden-once").unlink()
        for path in (volume / "pgdata").iterdir():
            path.rename(volume / path.name)
        (volume / "pgdata").rmdir()
        image.file("/docker-entrypoint-initdb.d/10-never.sql", "DROP TABLE kept;\n")
        init = self.start(image, volume=volume, env={"PGDATA": self.path, "POSTGRES_PASSWORD": None})
        assert self.get(init) == "kept" and "once_started" not in init.events()
        image.stop(init)

    def grow(self, image, init):
        """One session grows beyond the limit and is killed; the server recovers, and goes on."""
        psql(init, "SELECT count(*) FROM (SELECT string_agg(repeat('x', 1000), '') FROM generate_series(1, 400000) "
             "GROUP BY true) AS big", check=False, env={"PGOPTIONS": "-c work_mem=1GB"})
        assert kit.until(lambda: inside(init, "psql", "-XAt", "-h", "/run/postgresql", "-U", "postgres", "-c",
                                        "SELECT value FROM kept", check=False), "it answers again") == "kept"
        image.stop(init)
