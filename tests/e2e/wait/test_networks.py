"""In network namespaces of their own: lost packets, slow links, one family only, an address that comes up late."""
import os
import subprocess

import pytest

from conftest import JEDEN, LIMIT, need

if os.getuid() != 0 or subprocess.run(["unshare", "-n", "true"], capture_output=True).returncode != 0:
    pytest.skip("network namespaces are not available", allow_module_level=True)

SERVER = "import socket; s = socket.create_server(('{}', 8080), family=socket.AF_INET{}); print('up', flush=True)\n" \
         "while True: s.accept()"


def ip(*words, check=True):
    return subprocess.run(["ip", *words], check=check, capture_output=True, timeout=LIMIT)


@pytest.fixture
def net():
    """Two namespaces joined by a pair of interfaces: `near`, where jeden waits, and `far`."""
    need("ip")
    near, far = f"jwn{os.getpid()}", f"jwf{os.getpid()}"
    try:
        for name in (near, far):
            ip("netns", "add", name)
            ip("-n", name, "link", "set", "lo", "up")
        ip("link", "add", "jw0", "netns", near, "type", "veth", "peer", "name", "jw1", "netns", far)
        ip("-n", near, "link", "set", "jw0", "up")
        ip("-n", far, "link", "set", "jw1", "up")
        ip("-n", near, "addr", "add", "10.99.0.1/24", "dev", "jw0")
        ip("-n", near, "addr", "add", "fd99::1/64", "dev", "jw0", "nodad")
        yield near, far
    finally:
        for name in (near, far):
            ip("netns", "del", name, check=False)


def wait_in(begin, near, monkeypatch, *words):
    monkeypatch.setattr("conftest.JEDEN", "/usr/sbin/ip" if os.path.exists("/usr/sbin/ip") else "ip")
    monkeypatch.setattr("conftest.Wait.words", ["netns", "exec", near, JEDEN, "wait"])
    return begin(*words)


def test_an_address_that_comes_up_late(net, begin, serve, monkeypatch):
    near, far = net
    wait = wait_in(begin, near, monkeypatch, "--timeout", "30s", "tcp://10.99.0.2:8080")
    wait.until("wait_pending")
    ip("-n", far, "addr", "add", "10.99.0.2/24", "dev", "jw1")
    serve(["ip", "netns", "exec", far, "python3", "-c", SERVER.format("10.99.0.2", "")]).until("up")
    result = wait.result()
    assert result.code == 0
    assert set(result.reasons) <= {"timeout", "unreachable", "refused"}


def test_one_family_only(net, begin, serve, monkeypatch):
    near, far = net
    ip("-n", far, "addr", "add", "fd99::2/64", "dev", "jw1", "nodad")
    serve(["ip", "netns", "exec", far, "python3", "-c", SERVER.format("fd99::2", "6")]).until("up")
    assert wait_in(begin, near, monkeypatch, "--timeout", "20s", "tcp://[fd99::2]:8080").result().code == 0
    ip("-n", far, "addr", "add", "10.99.0.2/24", "dev", "jw1")
    serve(["ip", "netns", "exec", far, "python3", "-c", SERVER.format("10.99.0.2", "")]).until("up")
    ip("-n", near, "addr", "del", "fd99::1/64", "dev", "jw0")
    assert wait_in(begin, near, monkeypatch, "--timeout", "20s", "tcp://10.99.0.2:8080").result().code == 0
    gone = wait_in(begin, near, monkeypatch, "--timeout", "1s", "tcp://[fd99::2]:8080").result()
    assert (gone.code, gone.last["reason"]) == (75, "unreachable")


@pytest.mark.parametrize("trouble", ["loss 40%", "delay 600ms"])
def test_bad_links(net, begin, serve, monkeypatch, trouble):
    near, far = net
    ip("-n", far, "addr", "add", "10.99.0.2/24", "dev", "jw1")
    if subprocess.run(["ip", "netns", "exec", far, "tc", "qdisc", "add", "dev", "jw1", "root", "netem", *trouble.split()],
                      capture_output=True).returncode != 0:
        pytest.skip("netem is not available")
    serve(["ip", "netns", "exec", far, "python3", "-c", SERVER.format("10.99.0.2", "")]).until("up")
    assert wait_in(begin, near, monkeypatch, "--timeout", "40s", "tcp://10.99.0.2:8080").result().code == 0


def test_dropped_packets(net, begin, serve, monkeypatch):
    near, far = net
    ip("-n", far, "addr", "add", "10.99.0.2/24", "dev", "jw1")
    ip("-n", near, "neigh", "add", "10.99.0.2", "lladdr", "02:00:00:00:00:99", "dev", "jw0")  # nobody's
    serve(["ip", "netns", "exec", far, "python3", "-c", SERVER.format("10.99.0.2", "")]).until("up")
    wait = wait_in(begin, near, monkeypatch, "--timeout", "30s", "tcp://10.99.0.2:8080")
    wait.until('"reason":"timeout"')
    ip("-n", near, "neigh", "del", "10.99.0.2", "dev", "jw0")
    assert wait.result().code == 0
