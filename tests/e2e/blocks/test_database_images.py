"""The initialisation of PostgreSQL and MariaDB as their images do it, by real servers: once, temporary service,
directory, and SIGKILL in the middle."""

import gzip
import os
import pathlib
import shutil
import signal
import subprocess
import tempfile

import pytest

import kit
from block_support import lines_of
from kit import words

MARK = '[init]\ngrace = "30s"\n'


@pytest.fixture
def volume():
    """Owned by the database's user, on a short path, since a socket lies in it."""
    folder = pathlib.Path(tempfile.mkdtemp(prefix="jeden-db-", dir="/dev/shm"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)


def put_scripts(folder, sql):
    scripts = folder / "initdb.d"
    scripts.mkdir()
    (scripts / "1-table.sql").write_text(sql[0])
    (scripts / "2-rows.sql.gz").write_bytes(gzip.compress(sql[1].encode()))
    (scripts / "3-more.sh").write_text("#!/bin/sh\necho script ran\n")
    (scripts / "3-more.sh").chmod(0o755)
    return scripts


def begin(folder, data, user, sign, requires):
    """The group, and the directories that it needs: the data's, and the socket's."""
    return MARK + f'''
[once.database]
marker = "{folder}/volume/.jeden-once"
done_if = "{data}/{sign}"
{requires}
data = "{data}"
on_incomplete = "clean"

[[hook]]
name = "directories"
files = [
  {{ directory = "{data}", owner = "{user}", mode = "0700" }},
  {{ directory = "{folder}/run", owner = "{user}" }},
]
'''


def postgres(folder, scripts, data="volume/pgdata"):
    programs = sorted(pathlib.Path("/usr/lib/postgresql").glob("*/bin"))
    if not programs:
        pytest.skip("postgresql is not installed")
    # initdb wants an empty directory, and a volume that is the data directory itself holds the note.
    move = data == "volume"
    place = '$PGDATA/.new' if move else '$PGDATA'
    moved = ' && mv "$PGDATA"/.new/* "$PGDATA" && rmdir "$PGDATA/.new"' if move else ""
    return begin(folder, "${PGDATA}", "postgres", "PG_VERSION",
                 'requires_any = ["POSTGRES_PASSWORD", "POSTGRES_HOST_AUTH_METHOD=trust"]') + f'''
[env]
PATH = {{ prepend = "{programs[-1]}" }}
PGDATA = "{folder}/{data}"
PGHOST = "{folder}/run"
LC_ALL = "C"
POSTGRES_PASSWORD = {{ default = "", from_file = true, forget = true }}

[[hook]]
name = "initdb"
once = "database"
script = 'printf "%s\\n" "$POSTGRES_PASSWORD" > "$PGHOST/pw"; initdb -D "{place}" -U postgres --pwfile "$PGHOST/pw" -A scram-sha-256 -N >&2{moved}; code=$?; rm "$PGHOST/pw"; exit $code'
user = "postgres"
timeout = "60s"

[service.temporary]
like_main = ["-c", "fsync=off"]
user = "postgres"
after = ["initdb"]
until = "once.database"
ready = {{ wait = "exec:pg_isready -q", timeout = "30s" }}
stop_signal = "SIGINT"
stderr = "null"

[[hook]]
name = "scripts"
once = "database"
after = ["temporary"]
directory = "{scripts}"
handlers = {{ ".sql" = ["psql", "-qv", "ON_ERROR_STOP=1"], ".sql.gz" = {{ run = ["psql", "-qv", "ON_ERROR_STOP=1"], decompress = "gzip" }} }}
user = "postgres"
env = {{ PGUSER = "postgres", PGPASSWORD = "${{POSTGRES_PASSWORD}}" }}
timeout = "60s"

[main]
command = ["postgres", "-k", "{folder}/run", "-c", "listen_addresses="]
user = "postgres"
stop_signal = "SIGINT"
ready = {{ wait = "exec:pg_isready -q", timeout = "30s" }}
'''


SECRET = {"POSTGRES_PASSWORD": "it's \"secret\""}


def ask_postgres(folder, text):
    program = sorted(pathlib.Path("/usr/lib/postgresql").glob("*/bin"))[-1] / "psql"
    return subprocess.run([program, "-h", folder / "run", "-U", "postgres", "-Atc", text], text=True, check=True,
                          capture_output=True, env={"PGPASSWORD": SECRET["POSTGRES_PASSWORD"]}).stdout.strip()


def start(jeden, text, env=None):
    init = jeden(toml=text, env=env)
    init.expect_event("main_ready", patience=60)
    return init


def stop(init):
    init.signal("TERM")
    assert init.wait(60) == 0, init.err.text()
    init.assert_nothing_left()


SQL = "create table numbers (n int);\n", "insert into numbers values (1);\ninsert into numbers values (2);\n"


def test_postgres_from_nothing_and_again(jeden, volume):
    text = postgres(volume, put_scripts(volume, SQL))
    refused = jeden.run(toml=text, patience=60)
    assert refused.code == 1 and "one of POSTGRES_PASSWORD, POSTGRES_HOST_AUTH_METHOD=trust" in refused.err.text()
    init = start(jeden, text, SECRET)
    assert ask_postgres(volume, "select sum(n) from numbers") == "3" and "script ran" in init.out.lines()
    main = next(pid for pid in kit.children(init.pid) if "postgres" in kit.cmdline(pid))
    assert b"POSTGRES_PASSWORD" not in pathlib.Path(f"/proc/{main}/environ").read_bytes()
    order = [event for event in init.events() if event in ("main_started", "service_exited", "once_started")]
    assert order == ["once_started", "service_exited", "main_started"]
    assert not lines_of(init, "kill_sent")
    stop(init)
    again = start(jeden, text)
    assert lines_of(again, "service_skipped") and "script ran" not in again.out.lines()
    assert ask_postgres(volume, "select sum(n) from numbers") == "3"
    stop(again)


def test_postgres_with_a_script_that_is_wrong(jeden, volume):
    """The half of a database is not taken for a whole one; when the script is right, the next start makes it all."""
    scripts = put_scripts(volume, (SQL[0], "insert into nowhere values (1);\n"))
    text = postgres(volume, scripts)
    for _ in range(2):
        init = jeden.run(toml=text, env=SECRET, patience=60)
        assert init.code == 3 and f"{scripts}/2-rows.sql.gz ended with code 3" in init.err.text()
        assert (volume / "volume/pgdata/PG_VERSION").exists() and not (volume / "volume/.jeden-once").exists()
        init.assert_nothing_left()
    (scripts / "2-rows.sql.gz").write_bytes(gzip.compress(SQL[1].encode()))
    init = start(jeden, text, SECRET)
    assert lines_of(init, "once_cleaned") and ask_postgres(volume, "select sum(n) from numbers") == "3"
    stop(init)


@pytest.mark.parametrize("event, unit, data", [
    ("once_started", "once.database", "volume"), ("hook_started", "initdb", "volume/pgdata"),
    ("hook_started", "initdb", "volume"), ("hook_succeeded", "initdb", "volume"),
    ("service_ready", "temporary", "volume/pgdata"), ("script_started", "scripts", "volume"),
    ("hook_succeeded", "scripts", "volume/pgdata"), ("step_changed", "once.database", "volume"),
    ("service_exited", "temporary", "volume/pgdata")])
def test_postgres_killed_in_the_middle_of_its_first_start(jeden, volume, event, unit, data):
    text = postgres(volume, put_scripts(volume, SQL), data)
    init = jeden(toml=text, env=SECRET)
    init.expect_event(event, unit, patience=60)
    os.kill(init.pid, signal.SIGKILL)
    init.wait()
    init = start(jeden, text, SECRET)
    assert ask_postgres(volume, "select sum(n) from numbers") == "3"
    stop(init)


def test_postgres_on_a_volume_that_the_old_image_has_made(jeden, volume):
    text = postgres(volume, put_scripts(volume, SQL))
    init = start(jeden, text, SECRET)
    stop(init)
    (volume / "volume/.jeden-once").unlink()
    init = start(jeden, text)
    assert "pgdata/PG_VERSION is there" in lines_of(init, "once_done")[0]
    stop(init)


def mariadb(folder, scripts):
    if not shutil.which("mariadbd", path=kit.PATH):
        pytest.skip("mariadb-server is not installed")
    server = ["mariadbd", "--no-defaults", f"--datadir={folder}/volume/data", f"--socket={folder}/run/s",
              "--innodb-log-file-size=8M", "--innodb-buffer-pool-size=16M"]
    client = ["mariadb", "--no-defaults", f"--socket={folder}/run/s", "-uroot"]
    return begin(folder, f"{folder}/volume/data", "mysql", "mysql", 'requires = ["MARIADB_ROOT_PASSWORD"]') + f'''
[env]
MARIADB_ROOT_PASSWORD = {{ default = "", from_file = true, forget = true }}
[[hook]]
name = "install"
once = "database"
run = {words("mariadb-install-db", "--no-defaults", f"--datadir={folder}/volume/data", "--skip-test-db",
             "--auth-root-authentication-method=normal", "--innodb-log-file-size=8M")}
user = "mysql"
stdout = "null"
timeout = "60s"
[service.temporary]
command = {words(*server, "--skip-networking")}
user = "mysql"
after = ["install"]
until = "once.database"
ready = {{ wait = "exec:mariadb-admin --no-defaults --socket={folder}/run/s -uroot ping", timeout = "30s" }}
stderr = "null"
[[hook]]
name = "scripts"
once = "database"
after = ["temporary"]
directory = "{scripts}"
handlers = {{ ".sql" = {words(*client, "mysql")}, ".sql.gz" = {{ run = {words(*client, "mysql")}, decompress = "gzip" }} }}
timeout = "60s"
[[hook]]
name = "root"
once = "database"
script = """printf "alter user root@localhost identified by '%s';\\\\n" "$MARIADB_ROOT_PASSWORD" | exec {' '.join(client)}"""
timeout = "60s"
[main]
command = {words(*server, "--skip-networking")}
user = "mysql"
stderr = "null"
ready = {{ wait = "exec:mariadb-admin --no-defaults --socket={folder}/run/s -uroot ping", timeout = "30s" }}
'''


def test_mariadb_from_nothing_killed_and_again(jeden, volume):
    text = mariadb(volume, put_scripts(volume, SQL))
    secret = {"MARIADB_ROOT_PASSWORD": "geheim"}
    init = jeden(toml=text, env=secret)
    init.expect_event("script_started", patience=60)
    os.kill(init.pid, signal.SIGKILL)
    init.wait()
    for env in (secret, {}):
        init = start(jeden, text, env)
        asked = subprocess.run(["mariadb", "--no-defaults", f"--socket={volume}/run/s", "-uroot", "-pgeheim", "-BNe",
                                "select sum(n) from mysql.numbers"], capture_output=True, text=True, check=True)
        assert asked.stdout == "3\n" and not lines_of(init, "kill_sent")
        stop(init)
    assert lines_of(init, "service_skipped")
