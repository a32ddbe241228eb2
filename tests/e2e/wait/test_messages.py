"""RabbitMQ, mosquitto, NATS, slapd, an SMTP greeting, a gRPC health service."""
import os
import pathlib
import subprocess
import sys
import textwrap

import pytest

from conftest import LIMIT, chown, need
from ports import free_port


def test_rabbitmq(folder, port, serve, begin, wait):
    program = pathlib.Path("/usr/lib/rabbitmq/bin/rabbitmq-server")
    if not program.exists():
        pytest.skip("rabbitmq-server is not installed")
    chown(folder, "rabbitmq")
    (folder / "rabbit.conf").write_text(f"listeners.tcp.1 = 127.0.0.1:{port}\n")
    (folder / "rabbit.conf").chmod(0o644)
    (folder / "plugins").write_text("[].\n")
    (folder / "plugins").chmod(0o644)
    early = begin("--timeout", "55s", f"amqp://127.0.0.1:{port}")
    early.until("refused")
    # The node runs without Erlang's distribution, so that no epmd daemon stays behind.
    serve([program], user="rabbitmq", env={
        "PATH": os.environ["PATH"], "HOME": str(folder), "RABBITMQ_NODENAME": f"jw{port}@localhost",
        "RABBITMQ_MNESIA_BASE": str(folder / "mnesia"), "RABBITMQ_LOG_BASE": str(folder / "log"),
        "RABBITMQ_CONFIG_FILE": str(folder / "rabbit.conf"), "RABBITMQ_ENABLED_PLUGINS_FILE": str(folder / "plugins"),
        "RABBITMQ_PID_FILE": str(folder / "pid"), "RABBITMQ_CONF_ENV_FILE": "/dev/null",
        "RABBITMQ_DIST_PORT": str(free_port()), "ERL_EPMD_ADDRESS": "127.0.0.1"})
    assert early.result().code == 0
    assert wait("--timeout", "20s", f"amqp://guest:guest@127.0.0.1:{port}/").code == 0
    wrong = wait("--timeout", "9s", "--fail-fast", f"amqp://guest:falsch@127.0.0.1:{port}")
    assert (wrong.code, wrong.last["reason"]) == (75, "auth")
    missing = wait("--timeout", "9s", "--fail-fast", f"amqp://guest:guest@127.0.0.1:{port}/nix")
    assert (missing.code, missing.last["reason"]) == (75, "no_database")


def test_mosquitto(folder, port, serve, begin, wait, certificates):
    program = need("mosquitto")
    subprocess.run([need("mosquitto_passwd"), "-b", "-c", folder / "users", "app", "geheim"], check=True, timeout=LIMIT)
    (folder / "users").chmod(0o644)
    tls = free_port()
    (folder / "conf").write_text(
        f"listener {port} 127.0.0.1\nallow_anonymous false\npassword_file {folder}/users\n"
        f"listener {tls} 127.0.0.1\ncertfile {certificates}/good.pem\nkeyfile {certificates}/good.key\n")
    (folder / "conf").chmod(0o644)
    early = begin("--timeout", "20s", f"mqtt://127.0.0.1:{port}")
    early.until("refused")
    serve([program, "-c", folder / "conf"])
    assert early.result().code == 0  # not authorized, but alive
    assert wait("--timeout", "9s", f"mqtt://app:geheim@127.0.0.1:{port}").code == 0
    assert wait("--timeout", "9s", f"mqtts://app:geheim@localhost:{tls}?cacert={certificates}/ca.pem").code == 0
    wrong = wait("--timeout", "9s", "--fail-fast", f"mqtt://app:falsch@127.0.0.1:{port}")
    assert (wrong.code, wrong.last["reason"]) == (75, "auth")


def test_nats(port, serve, begin, wait):
    program = need("nats-server")
    early = begin("--timeout", "20s", f"nats://127.0.0.1:{port}")
    early.until("refused")
    serve([program, "-a", "127.0.0.1", "-p", port, "--user", "app", "--pass", "geheim"])
    assert early.result().code == 0
    assert wait("--timeout", "9s", f"nats://app:geheim@127.0.0.1:{port}").code == 0
    wrong = wait("--timeout", "9s", "--fail-fast", f"nats://app:falsch@127.0.0.1:{port}")
    assert (wrong.code, wrong.last["reason"]) == (75, "auth")


def test_slapd(folder, port, serve, begin, wait):
    program = need("slapd")
    (folder / "db").mkdir()
    (folder / "slapd.conf").write_text(textwrap.dedent(f"""\
        include /etc/ldap/schema/core.schema
        modulepath /usr/lib/ldap
        moduleload back_mdb
        database mdb
        suffix dc=x
        rootdn cn=app,dc=x
        rootpw geheim
        directory {folder}/db
        """))
    early = begin("--timeout", "20s", f"ldap://127.0.0.1:{port}")
    early.until("refused")
    serve([program, "-f", folder / "slapd.conf", "-h", f"ldap://127.0.0.1:{port}", "-d", "0"])
    assert early.result().code == 0
    login = {"LDAP_PASSWORD": "geheim"}
    assert wait("--timeout", "9s", f"ldap://cn=app,dc=x@127.0.0.1:{port}".replace(",", "%2C"), env=login).code == 0
    wrong = wait("--timeout", "9s", "--fail-fast", f"ldap://cn=app%2Cdc=x@127.0.0.1:{port}", env={"LDAP_PASSWORD": "x"})
    assert (wrong.code, wrong.last["reason"]) == (75, "auth")


def test_smtp(scripted, wait):
    good, full = scripted(b"220-hello\r\n220 there\r\n"), scripted(b"421 later\r\n")
    assert wait("--timeout", "9s", f"smtp://127.0.0.1:{good}").code == 0
    busy = wait("--timeout", "200ms", f"smtp://127.0.0.1:{full}")
    assert (busy.code, busy.last["reason"]) == (75, "busy")


HEALTH = """
import sys, concurrent.futures, grpc
state = {b'': 1, b'\\x0a\\x03app': 2}
def check(request, context):
    if request not in state:
        context.abort(grpc.StatusCode.NOT_FOUND, 'unknown service')
    return bytes([8, state[request]])
handler = grpc.unary_unary_rpc_method_handler(check)
server = grpc.server(concurrent.futures.ThreadPoolExecutor(2))
server.add_generic_rpc_handlers((grpc.method_handlers_generic_handler('grpc.health.v1.Health', {'Check': handler}),))
server.add_insecure_port('127.0.0.1:' + sys.argv[1])
server.start()
print('serving', flush=True)
server.wait_for_termination()
"""


def test_grpc(port, serve, begin, wait):
    if subprocess.run([sys.executable, "-c", "import grpc"], capture_output=True, timeout=LIMIT).returncode != 0:
        pytest.skip("python3-grpcio is not installed")
    early = begin("--timeout", "20s", f"grpc://127.0.0.1:{port}")
    early.until("refused")
    serve([sys.executable, "-c", HEALTH, port])
    assert early.result().code == 0
    down = wait("--timeout", "300ms", f"grpc://127.0.0.1:{port}/app")
    assert (down.code, down.last["reason"], down.last["detail"]) == (75, "starting", "NOT_SERVING")
    unknown = wait("--timeout", "300ms", f"grpc://127.0.0.1:{port}?service=nix")
    assert (unknown.code, unknown.last["reason"], unknown.last["detail"]) == (75, "starting", "unknown service")
