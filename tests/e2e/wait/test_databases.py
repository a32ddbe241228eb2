"""MariaDB, Redis, memcached and, by recorded handshakes, MongoDB and Kafka."""
import signal
import struct
import subprocess

import pytest

from conftest import LIMIT, chown, need
from ports import free_port


@pytest.fixture
def mariadb(folder, port, serve):
    need("mariadbd", "mariadb-install-db")
    chown(folder, "mysql")
    server = serve(["mariadb-install-db", "--no-defaults", f"--datadir={folder}/data", "--skip-test-db",
                    "--auth-root-authentication-method=normal"], user="mysql")
    server.process.wait(LIMIT)
    assert server.process.returncode == 0, server.lines
    (folder / "init.sql").write_text("CREATE DATABASE app;\n" + "".join(
        f"CREATE USER app@'{host}' IDENTIFIED BY 'geheim';\nGRANT ALL ON app.* TO app@'{host}';\n"
        for host in ("%", "localhost")))  # the installed anonymous user of localhost would win over %
    (folder / "init.sql").chmod(0o644)

    def start(*words):
        return serve([need("mariadbd"), "--no-defaults", f"--datadir={folder}/data", f"--socket={folder}/s", f"--port={port}",
                      "--bind-address=127.0.0.1", f"--pid-file={folder}/pid", f"--init-file={folder}/init.sql",
                      "--innodb-buffer-pool-size=16M", *words], user="mysql")

    return start


def test_mariadb(mariadb, port, folder, begin, wait, certificates):
    early = begin("--timeout", "40s", f"mysql://127.0.0.1:{port}")
    early.until("refused")
    mariadb(f"--ssl-cert={certificates}/good.pem", f"--ssl-key={certificates}/good.key", "--max-connect-errors=1")
    assert early.result().code == 0
    login = {"MYSQL_PWD": "geheim"}
    url = f"mysql://app@127.0.0.1:{port}/app"
    for _ in range(4):  # The host must not be blocked by handshakes that are broken off.
        assert wait("--timeout", "9s", f"mysql://127.0.0.1:{port}").code == 0
    assert wait("--timeout", "9s", url + "?query=SELECT+1", env=login).code == 0
    assert wait("--timeout", "9s", url + "?sslmode=disable", env=login).code == 0
    assert wait("--timeout", "9s", f"{url}?sslmode=verify-full&sslrootcert={certificates}/ca.pem", env=login).code == 0
    assert wait("--timeout", "9s", f"mysql://app@localhost/app?socket={folder}/s", env=login).code == 0
    wrong = wait("--timeout", "9s", "--fail-fast", url, env={"MYSQL_PWD": "falsch"})
    assert (wrong.code, wrong.last["reason"]) == (75, "auth")
    missing = wait("--timeout", "9s", "--fail-fast", url.removesuffix("app") + "nix", env=login)
    assert (missing.code, missing.last["reason"]) == (75, "no_database")
    empty = wait("--timeout", "300ms", url + "?query=SELECT+1+FROM+dual+WHERE+1=0", env=login)
    assert (empty.code, empty.last["reason"]) == (75, "query")
    broken = wait("--timeout", "300ms", url + "?query=SELECT+nix", env=login)
    assert (broken.code, broken.last["reason"]) == (75, "query")


def test_mariadb_with_too_many_connections(mariadb, port, folder, begin, wait, serve):
    mariadb("--max-connections=10", "--extra-max-connections=1")
    assert wait("--timeout", "40s", f"mysql://127.0.0.1:{port}").code == 0
    # One connection more than the limit is kept for the administrator, who takes it.
    holders = []
    for user, password in [("-uroot", "")] + [("-uapp", "geheim")] * 11:
        holders.append(serve([need("mariadb"), "--no-defaults", f"--socket={folder}/s", user, "-n", "-e",
                              r"SELECT 'held'; \! sleep 60"], env={"MYSQL_PWD": password}))
        if "Too many connections" in holders[-1].until("held", "Too many connections"):
            break
    busy = begin("--timeout", "30s", f"mysql://app:geheim@127.0.0.1:{port}/app")
    busy.until('"reason":"busy"')
    for holder in holders:
        holder.stop(signal.SIGKILL)
    assert busy.result().code == 0


@pytest.fixture
def redis(folder, port, serve):
    program = need("redis-server")
    return lambda *words: serve([program, "--port", port, "--bind", "127.0.0.1", "--dir", folder, "--save", "", *words])


def test_redis(redis, port, begin, wait):
    early = begin("--timeout", "20s", f"redis://localhost:{port}")
    early.until("refused")
    redis()
    assert early.result().code == 0


def test_redis_with_a_password(redis, port, wait):
    redis("--requirepass", "geheim")
    url = f"redis://127.0.0.1:{port}"
    assert wait("--timeout", "20s", url).code == 0  # NOAUTH
    assert wait("--timeout", "9s", url + "/1", env={"REDIS_PASSWORD": "geheim"}).code == 0
    assert wait("--timeout", "9s", f"redis://:geheim@127.0.0.1:{port}").code == 0
    wrong = wait("--timeout", "9s", "--fail-fast", url, env={"REDIS_PASSWORD": "falsch"})
    assert (wrong.code, wrong.last["reason"]) == (75, "auth")
    index = wait("--timeout", "9s", "--fail-fast", url + "/99", env={"REDIS_PASSWORD": "geheim"})
    assert (index.code, index.last["reason"]) == (75, "no_database")


def test_redis_that_loads(redis, port, folder, begin, wait):
    server = redis("--key-load-delay", "50", "--loading-process-events-interval-bytes", "1024", "--enable-debug-command", "yes")
    assert wait("--timeout", "20s", f"redis://127.0.0.1:{port}").code == 0
    subprocess.run([need("redis-cli"), "-p", str(port), "DEBUG", "POPULATE", "20000"], check=True, timeout=LIMIT, capture_output=True)
    subprocess.run(["redis-cli", "-p", str(port), "SAVE"], check=True, timeout=LIMIT, capture_output=True)
    server.stop(signal.SIGKILL)
    early = begin("--timeout", "30s", f"redis://127.0.0.1:{port}")
    early.until("refused")
    redis("--key-load-delay", "50", "--loading-process-events-interval-bytes", "1024", "--enable-debug-command", "yes")
    result = early.result()
    assert result.code == 0
    assert "starting" in result.reasons


def test_redis_over_tls(redis, port, wait, certificates):
    redis("--port", "0", "--tls-port", port, "--tls-cert-file", certificates / "good.pem", "--tls-key-file",
          certificates / "good.key", "--tls-ca-cert-file", certificates / "ca.pem", "--tls-auth-clients", "no")
    assert wait("--timeout", "20s", f"rediss://localhost:{port}?cacert={certificates}/ca.pem").code == 0
    assert wait("--timeout", "9s", f"rediss://localhost:{port}?insecure=1").code == 0
    unknown = wait("--timeout", "9s", "--fail-fast", f"rediss://localhost:{port}")
    assert (unknown.code, unknown.last["reason"]) == (75, "tls")


def test_sentinel(redis, port, folder, serve, wait):
    redis()
    assert wait("--timeout", "20s", f"redis://127.0.0.1:{port}").code == 0
    other = free_port()
    (folder / "sentinel.conf").write_text(f"port {other}\nbind 127.0.0.1\nsentinel monitor main 127.0.0.1 {port} 1\n")
    serve([need("redis-server"), folder / "sentinel.conf", "--sentinel"])
    assert wait("--timeout", "20s", f"redis://127.0.0.1:{other}?sentinel=main").code == 0
    unknown = wait("--timeout", "300ms", f"redis://127.0.0.1:{other}?sentinel=nix")
    assert (unknown.code, unknown.last["reason"]) == (75, "starting")


def test_memcached(port, begin, serve):
    program = need("memcached")
    early = begin("--timeout", "20s", f"memcached://127.0.0.1:{port}")
    early.until("refused")
    serve([program, "-l", "127.0.0.1", "-p", port, "-u", "nobody"])
    assert early.result().code == 0


def bson(**elements):
    body = b""
    for name, value in elements.items():
        if isinstance(value, bool):
            body += b"\x08" + name.encode() + b"\0" + bytes([value])
        elif isinstance(value, float):
            body += b"\x01" + name.encode() + b"\0" + struct.pack("<d", value)
        else:
            body += b"\x02" + name.encode() + b"\0" + struct.pack("<i", len(value) + 1) + value.encode() + b"\0"
    return struct.pack("<i", len(body) + 5) + body + b"\0"


def mongo_answer(document):
    return struct.pack("<iiiii", 21 + len(document), 9, 1, 2013, 0) + b"\0" + document


def test_mongodb(scripted, wait):
    primary = scripted(mongo_answer(bson(isWritablePrimary=True, ok=1.0)))
    assert wait("--timeout", "9s", f"mongodb://127.0.0.1:{primary}?primary=1").code == 0
    secondary = scripted(mongo_answer(bson(isWritablePrimary=False, secondary=True, ok=1.0)))
    assert wait("--timeout", "9s", f"mongodb://127.0.0.1:{secondary}").code == 0
    result = wait("--timeout", "200ms", f"mongodb://127.0.0.1:{secondary}?primary=1")
    assert (result.code, result.last["reason"]) == (75, "starting")


def test_kafka(scripted, wait):
    good = scripted(bytes.fromhex("00000010 6a656465 0000 00000001 0012 0000 0003"))
    assert wait("--timeout", "9s", f"kafka://127.0.0.1:{good}").code == 0
