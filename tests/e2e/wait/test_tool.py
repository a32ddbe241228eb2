"""The command line, exit codes, log lines, files, unix sockets, commands, logs."""
import json
import os
import pty
import signal
import socket
import subprocess
import threading

import pytest

import kit
from conftest import JEDEN, LIMIT


def test_usage(wait):
    for words, hint in ([["postgress://h:1"], "did you mean postgres?"], [["h:80"], "did you mean tcp://h:80?"],
                        [["--tiemout", "1s", "tcp://h:1"], "did you mean --timeout?"], [["--timeout", "30", "tcp://h:1"], "30s"],
                        [[], "a URL is missing"], [["tcp://h"], "port is missing"], [["tcp://h:0"], "1 to 65535"],
                        [["redis://h?sentinle=x"], "did you mean sentinel?"], [["file:///x?match=("], "malformed pattern"],
                        [["http://h/?status=abc"], "status"], [["exec:"], "command is missing"],
                        [["postgres://u:hunter#w@h"], "%23"], [["tcp://::1:80"], "brackets"]):
        result = wait(*words)
        assert result.code == 64, words
        assert hint in result.text
        assert "hunter" not in result.text


def test_help():
    done = subprocess.run([JEDEN, "wait", "--help"], capture_output=True, text=True, timeout=LIMIT)
    assert done.returncode == 0 and "examples:" in done.stdout


def test_a_command_afterwards(wait):
    result = wait("exec:true", "--", "sh", "-c", "echo started; exit 7")
    assert (result.code, result.output) == (7, "started\n")
    assert wait("exec:true", "--", "/nonexistent").code == 127
    assert wait("exec:true", "--", "/etc/passwd").code == 126
    assert wait("--timeout", "50ms", "exec:false", "--", "echo", "no").output == ""


def test_short_options_with_their_values(wait):
    assert wait("-t300ms", "-i10ms", "exec:false").code == 75
    assert wait("-t", "300ms", "-q", "exec:false").code == 75
    assert wait("-qt300ms", "exec:false").code == 64


def test_any_and_json(wait, port):
    result = wait("--any", "--json", f"tcp://127.0.0.1:{port}", "exec:true")
    assert result.code == 0
    answer = json.loads(result.output)
    assert answer["ready"] is True
    assert [one["ready"] for one in answer["waits"]] == [False, True]
    assert wait("--timeout", "50ms", f"tcp://127.0.0.1:{port}", "exec:true").code == 75


def test_urls_from_standard_input(wait):
    result = wait("--stdin", "--timeout", "100ms", "--quiet", stdin="exec:true\n\n# a remark\nexec:false\n")
    assert result.code == 75
    assert [event["event"] for event in result.events] == ["wait_failed"]
    assert wait("--stdin", stdin="").code == 64


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP, signal.SIGQUIT])
def test_signals(begin, port, number):
    wait = begin("--timeout", "0", f"tcp://127.0.0.1:{port}", "exec:sleep 60")
    wait.until("refused")
    wait.process.send_signal(number)
    assert wait.result().code == 128 + number


def test_a_file(begin, wait, folder):
    early = begin("--timeout", "20s", "--interval", "15s", f"file://{folder}/deep/er/file?nonempty=1&match=^ready$")
    early.until("missing")
    (folder / "deep" / "er").mkdir(parents=True)
    (folder / "deep" / "er" / "file").touch()
    early.until("is empty")
    (folder / "deep" / "er" / "file").write_text("not\nready\n")
    result = early.result()
    assert result.code == 0 and result.last["after_ms"] < 5000  # by notification: the interval is longer
    assert wait("--timeout", "50ms", f"file://{folder}?type=socket").last["reason"] == "content"
    assert wait("--timeout", "50ms", f"file:{folder}?type=directory").code == 0


def test_a_unix_socket(begin, wait, folder):
    early = begin("--timeout", "20s", f"unix://{folder}/s")
    early.until("missing")
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(folder / "s"))
        early.until("refused")
        listener.listen(1)
        assert early.result().code == 0
    with socket.socket(socket.AF_UNIX) as listener:
        name = f"jeden-test-{os.getpid()}"
        listener.bind("\0" + name)
        listener.listen(1)
        assert wait("--timeout", "5s", f"unix:@{name}").code == 0
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as datagrams:
        datagrams.bind(str(folder / "d"))
        assert wait("--timeout", "5s", f"unix://{folder}/d").code == 0


def test_commands(wait, folder):
    result = wait("--timeout", "200ms", 'exec:sh -c "echo not yet >&2; exit 3"')
    assert (result.code, result.last["reason"], result.last["detail"]) == (75, "exit_3", "not yet")
    assert wait("--timeout", "100ms", "exec:nonesuch").last["reason"] == "exit_127"
    assert wait("--timeout", "100ms", "exec:sh -c 'kill -9 $$'").last["reason"] == "signal_9"
    assert wait("--timeout", "5s", "exec:sh -c 'yes | head -c 1000000'").code == 0


def test_a_command_that_overruns_is_killed_with_its_group(begin, folder):
    script = folder / "hang"
    script.write_text(f"#!/bin/sh\nmkdir {folder}/lock || echo twice >> {folder}/twice\n"
                      f"sleep 50 & echo $! >> {folder}/pids\necho $$ >> {folder}/pids\nwait\n")
    script.chmod(0o755)
    wait = begin("--timeout", "700ms", "--attempt-timeout", "150ms", f"exec:{script}")
    result = wait.result()
    assert (result.code, result.last["reason"]) == (75, "timeout")
    for pid in map(int, (folder / "pids").read_text().split()):
        try:
            with open(f"/proc/{pid}/stat") as stat:
                assert stat.read().rsplit(")", 1)[1].split()[0] in "ZX"
        except (FileNotFoundError, ProcessLookupError):
            pass


def test_one_attempt(wait, folder):
    """What a liveness probe is: the first answer counts."""
    refused = wait("--timeout", "20s", "--once", "tcp://127.0.0.1:1")
    assert refused.code == 75 and refused.last["reason"] == "refused" and "attempt" not in refused.last
    (folder / "there").touch()
    assert wait("--once", f"file://{folder}/there").code == 0
    assert wait("--timeout", "20s", "--once", f"file://{folder}/there", f"file://{folder}/missing").code == 75
    assert wait("--timeout", "20s", "--once", "--any", f"file://{folder}/missing", f"file://{folder}/there").code == 0
    assert wait("--timeout", "20s", "--once", "--any", f"file://{folder}/missing", "tcp://127.0.0.1:1").code == 75


def test_a_log(begin, wait, folder):
    log = folder / "log"
    early = begin("--timeout", "20s", f"log://{log}?match=server+(started|ready)")
    early.until("missing")
    with open(log, "w") as out:
        out.write("booting\nserver star")
        out.flush()
        early.until("no line")
        out.write("ted\n")
        out.flush()
        assert early.result().code == 0
    late = begin("--timeout", "20s", f"log://{log}?contains=second&from=end")
    late.until("no line")
    os.rename(log, folder / "log.1")
    log.write_text("the second\n")
    assert late.result().code == 0
    assert wait("--timeout", "5s", "log:-?contains=hello", stdin="oh\nhello\n").code == 0
    assert wait("--timeout", "5s", "--fail-fast", "log:-?contains=hello", stdin="oh\n").code == 75


def test_every_address_is_tried(wait, scripted):
    # ::1 accepts and says nothing; 127.0.0.1 on the same port is not there, and the other way round.
    try:
        six = scripted(b"", address="::1")
    except OSError:
        pytest.skip("no IPv6 here")
    assert wait("--timeout", "5s", f"tcp://localhost:{six}").code == 0
    assert wait("--timeout", "5s", f"tcp://localhost:{scripted(b'')}").code == 0
    import conftest
    good = conftest.Script(b"+PONG\r\n")
    with socket.socket(socket.AF_INET6) as hanging:
        hanging.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        hanging.bind(("::1", good.port))
        hanging.listen(8)
        result = wait("--timeout", "5s", f"redis://localhost:{good.port}")
        assert result.code == 0 and result.last["after_ms"] < 1000
    good.close()


def test_dns(begin, wait, port):
    seen = threading.Event()
    answers = {"ready": False}

    def serve(server):
        while True:
            try:
                query, peer = server.recvfrom(512)
            except OSError:
                return
            end = query.index(b"\0", 12) + 5
            is_v4 = query[end - 4:end - 2] == b"\0\1"
            good = answers["ready"] and is_v4
            count = 2 if good else 0
            head = query[:2] + (b"\x81\x80" if answers["ready"] else b"\x81\x83") + b"\0\1" + bytes([0, count]) + b"\0\0\0\0"
            body = b"".join(b"\xc0\x0c\0\1\0\1\0\0\0\1\0\4\x7f\0\0" + bytes([last + 1]) for last in range(count))
            server.sendto(head + query[12:end] + body, peer)
            seen.set()

    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as server:
        server.bind(("127.0.0.1", port))
        threading.Thread(target=serve, args=(server,), daemon=True).start()
        early = begin("--timeout", "20s", f"dns://127.0.0.1:{port}/db.example?count=2")
        early.until("no such host")
        answers["ready"] = True
        assert early.result().code == 0
        many = wait("--timeout", "300ms", f"dns://127.0.0.1:{port}/db.example?count=3")
        assert (many.code, many.last["reason"]) == (75, "dns") and "2 of 3" in many.last["detail"]
        assert wait("--timeout", "300ms", f"dns://127.0.0.1:{port}/db.example?type=AAAA").code == 75
    assert seen.is_set()
    typo = wait("--timeout", "1s", "tcp://nosuch.invalid:80")
    assert (typo.code, typo.last["reason"]) == (75, "dns") and "nosuch.invalid" in typo.last["detail"]


def test_no_password_shows(wait, port):
    result = wait("--timeout", "50ms", "--json", "--log-level", "trace", f"redis://app:hunter2@127.0.0.1:{port}",
                  f"http://127.0.0.1:{port}/?header=Authorization:hunter2&token=hunter2")
    assert "hunter2" not in result.text + result.output
    wrong = wait("nosuch://u:hunter2@h")
    assert "hunter2" not in wrong.text


def test_the_command_line_hides_the_password(begin, port):
    wait = begin("--timeout", "5s", f"redis://app:hunter2@127.0.0.1:{port}")
    wait.until("refused")
    with open(f"/proc/{wait.process.pid}/cmdline") as line:
        assert "hunter2" not in line.read()


def test_the_live_line(port):
    leader, follower = pty.openpty()
    process = subprocess.Popen([JEDEN, "wait", "--timeout", "400ms", f"tcp://127.0.0.1:{port}"], stderr=follower,
                               stdin=subprocess.DEVNULL)
    os.close(follower)
    text = b""
    try:
        while chunk := os.read(leader, 4096):
            text += chunk
    except OSError:
        pass
    os.close(leader)
    assert process.wait(LIMIT) == 75
    assert b"left" in text and b"jeden: wait_started" in text


@pytest.mark.skipif(kit.is_sanitized(JEDEN), reason="a sanitizer takes its own memory")
def test_two_hundred_waits_are_cheap(begin, port):
    wait = begin("--timeout", "4s", *[f"tcp://127.0.0.1:{port}"] * 200)
    wait.until('"reason":"refused"')
    with open(f"/proc/{wait.process.pid}/status") as status:
        peak = next(int(line.split()[1]) for line in status if line.startswith("VmHWM"))
    assert wait.result().code == 75
    assert peak < 6 * 1024  # KiB, the program itself included


def test_attempts_become_rarer(wait, tmp_path):
    """What a wait costs is measured by tests/bench/wait_latency.py."""
    assert wait("-q", "--timeout", "5s", f"exec:sh -c 'echo >>{tmp_path}/attempts; false'").code == 75
    attempts = (tmp_path / "attempts").read_text().count("\n")
    assert 3 <= attempts <= 250
