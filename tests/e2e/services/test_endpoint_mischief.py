"""What strangers do to the readiness endpoint."""

import resource
import time
from pathlib import Path

import kit
from endpoint_support import ask, connect, endpoint_of, listening, receive, serves
from service_support import main, stop


def raw(where, *pieces):
    with connect(where) as client:
        for piece in pieces:
            client.sendall(piece)
        return receive(client).split("\r\n")[0]


def test_mischief(jeden, port):
    init = jeden(toml=listening(port) + main())
    serves(init)
    assert raw(port, b"\x16\x03\x01\x00\xa5\x01\x00\x00") == "HTTP/1.1 400 Bad Request"
    assert raw(port, b"GET /ready HTTP/1.1\r\nX: " + b"a" * 9000) == "HTTP/1.1 431 Request Header Fields Too Large"
    assert raw(port, b"GET /" + b"a" * 100_000 + b" HTTP/1.1\r\n\r\n") == "HTTP/1.1 431 Request Header Fields Too Large"
    assert raw(port, *(bytes([byte]) for byte in b"GET /ready HTTP/1.0\r\n\r\n")) == "HTTP/1.1 200 OK"
    assert raw(port, b"POST /ready HTTP/1.1\r\nContent-Length: 100000\r\n\r\n" + b"x" * 100_000) \
        == "HTTP/1.1 405 Method Not Allowed"
    assert raw(port, b"GET /live HTTP/1.1\r\n\r\n" * 50) == "HTTP/1.1 200 OK"
    assert ask(port, "/") == (404, "there are /ready and /live here")
    assert ask(port, method="HEAD") == (200, "")
    stop(init)


def test_many_who_say_nothing_do_not_shut_others_out(jeden, port):
    init = jeden(toml=listening(port) + main())
    serves(init)
    silent = [connect(port) for _ in range(300)]
    for client in silent[:150]:
        client.sendall(b"GET /rea")
    started = time.monotonic()
    assert ask(port) == (200, "ready")
    assert time.monotonic() - started < kit.at_most(2)
    endpoint = endpoint_of(init)
    assert len(list(Path(f"/proc/{endpoint}/fd").iterdir())) <= 64 + 5
    assert silent[0].recv(10) == b""  # the oldest was let go
    for client in silent:
        client.close()
    assert ask(port) == (200, "ready")
    stop(init)


def test_few_descriptors_are_enough(jeden, port):
    """Where only a few may be open, the oldest goes earlier, and nobody spins."""
    init = jeden(toml=listening(port) + main(), before=lambda: resource.setrlimit(resource.RLIMIT_NOFILE, (24, 24)))
    serves(init)
    endpoint = endpoint_of(init)
    silent = [connect(port) for _ in range(50)]
    started = time.monotonic()
    assert ask(port) == (200, "ready")
    assert time.monotonic() - started < kit.at_most(2)

    def processor_time():
        fields = Path(f"/proc/{endpoint}/stat").read_text().rpartition(")")[2].split()
        return int(fields[11]) + int(fields[12])
    before = processor_time()
    time.sleep(0.5)
    assert processor_time() - before <= 10  # hundredths of a second
    for client in silent:
        client.close()
    stop(init)


def test_a_slow_one_is_let_go_in_time(jeden, port):
    init = jeden(toml=listening(port) + main())
    serves(init)
    with connect(port) as client:
        client.sendall(b"GET /ready HTTP/1.1\r\n")
        started = time.monotonic()
        assert client.recv(10) == b""
        assert 3 < time.monotonic() - started < 8
    stop(init)
