"""mariadb: `docker-entrypoint.sh` of the official image, against its init.toml."""

import gzip

import pytest

import kit
from image_support import IMAGES, Process, inside, spawn
from scenarios import Scenarios

SECRET = "it's \"secret\" \\ `x`"


def sql(init, text, user="root", password=SECRET, *words, **keywords):
    return inside(init, "mariadb", f"-u{user}", "-BNr", *words, input=text, env={"MYSQL_PWD": password}, **keywords)


class TestMariaDB(Scenarios):
    name, program, path = "mariadb", "mariadbd", "/var/lib/mysql"
    needs = ["mariadbd", "mariadb-install-db"]
    empty = ["/var/lib/mysql", "/docker-entrypoint-initdb.d"]
    first_env = {"MARIADB_ROOT_PASSWORD": SECRET, "MARIADB_INITDB_SKIP_TZINFO": "1"}
    flag = ["--max-connections=17"]
    writable = ["/run", "/tmp"]
    memory = 384 << 20

    @pytest.fixture
    def image(self, build):
        image = build(self.name, needs=self.needs, empty=self.empty)
        for name in ("accounts.sql", "random-root.sql"):
            image.install(IMAGES / self.name / name, f"/etc/jeden/{name}")
        image.install(IMAGES / self.name / "container.cnf", "/etc/mysql/mariadb.conf.d/99-container.cnf")
        return image

    def put(self, init):
        sql(init, "CREATE DATABASE own; CREATE TABLE own.kept AS SELECT 'kept' AS value")

    def get(self, init):
        return sql(init, "SELECT value FROM own.kept")

    def check_first(self, init, main, volume):
        assert (main.uid, main.gid) == Process.named("mysql") and main.effective == 0
        assert main.words == ["mariadbd"]
        assert not [name for name in main.environment if name.endswith("PASSWORD")]
        assert (volume / "mysql").is_dir()
        assert "it's" not in init.err.text() + init.out.text()
        assert inside(init, "ls", "-A", "/run/mysqld/init") == ""

    def check_second(self, init):
        assert "once_done" in init.events() and "once_started" not in init.events()

    def check_flag(self, init, main):
        assert main.words == ["mariadbd", *self.flag]
        assert sql(init, "SELECT @@max_connections") == "17"

    def test_accounts_with_names_that_would_break_out(self, image):
        for name, text in (("password", SECRET), ("user", "us'er")):
            image.file(f"/run/secrets/{name}", text + "\n")
        init = self.start(image, volume=image.volume(), env={
            "MYSQL_DATABASE": "da`ta_b", "MYSQL_USER_FILE": "/run/secrets/user", "MARIADB_PASSWORD_FILE":
            "/run/secrets/password"})
        assert sql(init, "SELECT DATABASE()", "us'er", SECRET, "da`ta_b") == "da`ta_b"
        grants = sql(init, "SHOW GRANTS", "us'er")
        assert "ON `da``ta\\_b`.* TO `us'er`@`%`" in grants
        assert "ERROR" not in sql(init, "SELECT 1", "root", "wrong", check=False)
        image.stop(init)

    def test_both_names_of_a_variable(self, image):
        init = self.start(image, volume=image.volume(), env={"MARIADB_ROOT_PASSWORD": None, "MYSQL_ROOT_PASSWORD": "old",
                                                             "MYSQL_DATABASE": "old", "MARIADB_DATABASE": "new"})
        assert sql(init, "SHOW DATABASES LIKE '%w'", "root", "old") == "new"
        image.stop(init)

    def test_one_way_to_a_password(self, image):
        volume = image.volume()
        init = image.run(volumes={self.path: volume})
        assert init.code == 78 and "MARIADB_RANDOM_ROOT_PASSWORD" in init.err.text() and not list(volume.iterdir())
        init = image.run(volumes={self.path: volume}, env={"MARIADB_USER": "alone", **self.first_env})
        assert init.code == 78 and "MARIADB_PASSWORD" in init.err.text() and not list(volume.iterdir())

    def test_a_random_password(self, image):
        volume = image.volume()
        init = self.start(image, volume=volume, env={"MARIADB_ROOT_PASSWORD": None, "MARIADB_RANDOM_ROOT_PASSWORD": "1"})
        [shown] = [line for line in init.out.lines() if "GENERATED ROOT PASSWORD: " in line]
        password = shown.partition(": ")[2]
        assert len(password) == 32 and sql(init, "SELECT 1", "root", password) == "1"
        assert sql(init, "SELECT 1", "root", "", check=False) == ""
        image.stop(init)

    def test_time_zones(self, image):
        init = self.start(image, volume=image.volume(), env={"MARIADB_INITDB_SKIP_TZINFO": None})
        assert sql(init, "SELECT CONVERT_TZ('2024-07-01 12:00:00', 'UTC', 'Europe/Warsaw')") == "2024-07-01 14:00:00"
        image.stop(init)

    def hooks(self, image):
        folder = "/docker-entrypoint-initdb.d"
        image.file(f"{folder}/10-shell.sh", "#!/bin/sh\nset -e\nmariadb -uroot -p\"$MARIADB_ROOT_PASSWORD\" -e \"CREATE "
                   "TABLE app.plain AS SELECT '$(id -un)' AS value\"\n", 0o755)
        image.file(f"{folder}/20-table.sql", "INSERT INTO plain VALUES ('sql');\n")
        image.file(f"{folder}/30-packed.sql.gz", "").write_bytes(gzip.compress(b"INSERT INTO plain VALUES ('gz');\n"))
        image.file(f"{folder}/README", "not for us")

    def test_hooks_and_one_that_fails_half_way(self, image):
        """In order, in the database, once; a failure ends the start, and the next one begins again."""
        self.hooks(image)
        broken = image.file("/docker-entrypoint-initdb.d/40-broken.sql", "CREATE TABLE half (x INT);\nSELECT nonsense;\n")
        volume, env = image.volume(), {**self.first_env, "MARIADB_DATABASE": "app"}
        init = image.run(volumes={self.path: volume}, env=env)
        assert init.code == 1 and "nonsense" in init.err.text() and "main_started" not in init.events()
        init.assert_nothing_left()
        broken.write_text("SELECT 1;\n")
        for start in range(2):
            init = self.start(image, volume=volume, env=env)
            assert ("once_cleaned" in init.events()) == (start == 0)
            assert sql(init, "SELECT GROUP_CONCAT(value SEPARATOR ' ') FROM app.plain") == "mysql sql gz"
            assert sql(init, "SHOW TABLES FROM app LIKE 'half'") == ""
            image.stop(init)

    def test_killed_in_the_middle_of_the_first_start(self, image):
        image.file("/docker-entrypoint-initdb.d/10-wait.sh", "#!/bin/sh\necho waiting; exec sleep 1000\n", 0o755)
        volume = image.volume()
        init = image(volumes={self.path: volume}, env=self.first_env)
        init.expect("^waiting$")
        init.signal("KILL")
        assert init.wait() == 137
        (image.layer / "docker-entrypoint-initdb.d/10-wait.sh").unlink()
        init = self.start(image, volume=volume)
        assert "once_cleaned" in init.events()
        image.stop(init)

    def test_a_volume_that_somebody_else_made(self, image):
        volume = image.volume()
        init = self.start(image, volume=volume)
        self.put(init)
        image.stop(init)
        (volume / ".jeden-once").unlink()
        image.file("/docker-entrypoint-initdb.d/10-never.sql", "DROP DATABASE own;\n")
        init = self.start(image, volume=volume, env={"MARIADB_ROOT_PASSWORD": None})
        assert self.get(init) == "kept" and "once_started" not in init.events()
        image.stop(init)

    def test_nothing_is_lost_when_it_is_stopped(self, image):
        volume = image.volume()
        init = self.start(image, volume=volume)
        sql(init, "CREATE DATABASE shop; CREATE TABLE shop.orders (number INT)")
        busy = spawn(init, "mariadb", "-uroot", "-BNn", "shop", env={"MYSQL_PWD": SECRET})
        busy.stdin.write("INSERT INTO orders VALUES (1); BEGIN; INSERT INTO orders VALUES (2); SELECT 'under way';\n"
                         "SELECT SLEEP(1000);\n")
        busy.stdin.flush()
        assert busy.stdout.readline() == "under way\n"
        image.stop(init)
        busy.communicate(timeout=kit.PATIENCE)
        init = self.start(image, volume=volume)
        assert sql(init, "SELECT * FROM shop.orders") == "1"
        assert "crash recovery" not in init.err.text()
        image.stop(init)
