"""Waits: as a hook and as a tool. A service counts when it would serve, not when its port is open."""

import http.server
import socket
import sys
import threading
import time

import pytest

import kit
from kit import talker

sys.path.insert(0, str(kit.ROOT / "examples/webapp"))
MAIN = f"[main]\ncommand = {talker('say', 'main', 'exit', 5)}\n"


def wait_hook(*urls, timeout="20s"):
    return f'[[hook]]\nname = "w"\nwait = {kit.words(*urls)}\ntimeout = "{timeout}"\n' + MAIN


def closed_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture
def listener():
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


@pytest.fixture
def web():
    class Handler(http.server.BaseHTTPRequestHandler):
        status = 200

        def do_GET(self):
            self.send_response(Handler.status)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_):
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    server.handler = Handler
    yield server
    server.shutdown()


def test_tcp(jeden, listener):
    init = jeden.run(toml=wait_hook(f"tcp://127.0.0.1:{listener}"))
    assert init.code == 5
    assert "wait_succeeded" in init.events("w")


def test_tcp_that_opens_late(jeden):
    port = closed_port()
    init = jeden(toml=wait_hook(f"tcp://127.0.0.1:{port}"))
    init.expect_log(r"event=wait_pending .*reason=refused")
    with socket.create_server(("127.0.0.1", port)):
        init.expect("^main$")
    assert init.wait() == 5


def test_the_time_runs_out(jeden):
    init = jeden.run(toml=wait_hook(f"tcp://127.0.0.1:{closed_port()}", timeout="300ms"))
    assert init.code == 75
    assert init.took < 3 and not init.out.lines()
    assert "refused" in init.err.text()


def test_a_name_that_is_not_known_may_become_known(jeden):
    init = jeden.run(toml=wait_hook("tcp://no-such-host.invalid:1", timeout="300ms"))
    assert init.code == 75
    assert "dns" in init.err.text() and "no-such-host.invalid" in init.err.text()


def test_unix(jeden):
    path = jeden.folder / "socket"
    init = jeden(toml=wait_hook(f"unix://{path}"))
    init.expect_event("wait_pending")
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(path))
        server.listen()
        init.expect("^main$")
    assert init.wait() == 5


def test_file(jeden):
    path = jeden.folder / "file"
    init = jeden(toml=wait_hook(f"file://{path}"))
    init.expect_event("wait_pending")
    path.touch()
    assert init.wait() == 5


def test_exec(jeden):
    path = jeden.folder / "file"
    init = jeden(toml=wait_hook(f"exec:test -e {path}"))
    init.expect_event("wait_pending")
    path.touch()
    assert init.wait() == 5


def test_http(jeden, web):
    web.handler.status = 503
    init = jeden(toml=wait_hook(f"http://127.0.0.1:{web.server_address[1]}/health"))
    init.expect_log("event=wait_pending .*http_503")
    web.handler.status = 200
    assert init.wait() == 5


def test_all_must_answer(jeden, listener):
    path = jeden.folder / "file"
    init = jeden(toml=wait_hook(f"tcp://127.0.0.1:{listener}", f"file://{path}"))
    init.expect_event("wait_pending")
    path.touch()
    assert init.wait() == 5


def test_a_bad_url_is_an_error_of_the_file(jeden):
    init = jeden.run(toml=wait_hook("gopher://here"))
    assert init.code == 78 and "gopher" in init.err.text()


def test_a_port_that_is_open_and_silent_is_not_a_database(jeden, listener):
    assert jeden.run(toml=wait_hook(f"postgres://127.0.0.1:{listener}", timeout="1500ms")).code == 75


def test_readiness_gates(jeden):
    path = jeden.folder / "ready"
    init = jeden(toml=f"[main]\ncommand = {talker('say', 'main', 'on', 15, 0, 'wait')}\n"
                      f'ready = {{ wait = "file://{path}", timeout = "20s" }}\n'
                      f'[[hook]]\nname = "r"\nstage = "ready"\nrun = {talker("say", "ready hook")}\n')
    init.expect("^main$")
    init.expect_event("wait_pending")
    assert "main_ready" not in init.events()
    path.touch()
    init.expect("^ready hook$")
    init.signal("TERM")
    assert init.wait() == 0


def test_a_gate_that_runs_out_of_time(jeden):
    init = jeden.run(toml=f"[main]\ncommand = {talker('say', 'main', 'on', 15, 0, 'wait')}\n"
                          'ready = { wait = "file:///no/such", timeout = "300ms" }\n')
    assert init.code == 75
    assert "signal 15" in init.out.lines()


@pytest.fixture
def database(jeden):
    server = pytest.importorskip("server")
    try:
        server.binaries()
    except ValueError:
        pytest.skip("PostgreSQL's server is not installed")
    database = server.PostgreSQL(jeden.folder)
    yield database
    database.remove()


def test_postgresql_that_is_starting_up(jeden, database):
    init = jeden(toml=wait_hook(f"postgres://127.0.0.1:{database.port}", timeout="60s"))
    init.expect_log("event=wait_pending .*reason=refused")
    database.start(recovery=1.5)
    init.expect_log("event=wait_pending .*reason=(starting|recovery)")
    assert not database.is_ready()
    init.expect("^main$")
    assert database.is_ready()
    assert init.wait() == 5


@pytest.mark.parametrize("credentials, code", [("", 0), ("webapp:correct%20horse@", 0), ("webapp:wrong@", 75)])
def test_postgresql_with_and_without_credentials(jeden, database, credentials, code):
    database.start()
    kit.until(database.is_ready, "the database")
    url = f"postgres://{credentials}127.0.0.1:{database.port}/webapp"
    init = jeden.run("wait", "--timeout", "3s", url, pid1=False)
    if "OPENSSL" not in init.err.text() and "built without" in init.err.text():
        pytest.skip("built without password hashing")
    assert init.code == code
    if code:
        assert "auth" in init.err.text()
    assert "correct horse" not in init.err.text() and "wrong" not in init.err.text().replace("wrong password", "")


# The tool.

def test_the_tool_answers_at_once(jeden, listener):
    assert jeden.run("wait", f"tcp://127.0.0.1:{listener}", pid1=False).code == 0


def test_the_tool_runs_out_of_time(jeden):
    began = time.monotonic()
    assert jeden.run("wait", "--timeout", "300ms", "file:///no/such", pid1=False).code == 75
    assert 0.25 < time.monotonic() - began < kit.PATIENCE


@pytest.mark.parametrize("arguments", [["nonsense"], ["tcp://"], ["tcp://host"], ["tcp://host:99999"], [],
                                       ["--timeout", "soon", "tcp://a:1"], ["gopher://x"]])
def test_the_tool_says_what_is_wrong(jeden, arguments):
    init = jeden.run("wait", *arguments, pid1=False)
    assert init.code == 64 and init.err.text()


def test_the_tool_is_quiet_on_request(jeden):
    init = jeden.run("wait", "--quiet", "--timeout", "200ms", "file:///no/such", pid1=False)
    assert init.code == 75 and len(init.err.lines()) <= 1 and not init.out.text()
    (jeden.folder / "there").touch()
    init = jeden.run("wait", "--quiet", f"file://{jeden.folder}/there", pid1=False)
    assert init.code == 0 and not init.err.text() and not init.out.text()


def test_the_tool_stops_when_asked(jeden):
    init = jeden("wait", "--timeout", "60s", "file:///no/such", pid1=False)
    init.expect_log("pending|file:///no/such")
    init.signal("TERM")
    assert init.wait() == 143
