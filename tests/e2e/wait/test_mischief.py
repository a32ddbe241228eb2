"""For every protocol: nobody there, silence, garbage, half a packet, 2 GB announced, a reset in mid-handshake."""
import pytest

HELLO = {  # an honest beginning of an answer, and one that announces far too much
    "http": (b"HTTP/1.1 200 OK\r\nContent-Le", b"HTTP/1.1 200 OK\r\nX: " + b"x" * 100000),
    "postgres": (b"E\0\0\0\x40SFATAL\0", b"E\x7f\xff\xff\xff" + b"x" * 2000),
    "mysql": (b"\x4a\0\0\0\x0a10.11", b"\xff\xff\xff\0\x0a"),
    "redis": (b"+PO", b"$2147483647\r\n"),
    "amqp": (b"\x01\0\0\0\0\1\0\0\x0a", b"\x01\0\0\x7f\xff\xff\xff\0\x0a\0\x0a"),
    "mongodb": (b"\x40\0\0\0\x01\0\0\0\x01\0\0\0\xdd\x07\0\0\0\0", b"\xff\xff\xff\x7f\1\0\0\0\1\0\0\0\xdd\x07\0\0"),
    "memcached": (b"VERS", b"V" * 100000),
    "kafka": (b"\0\0\0\x10\x6a\x65", b"\x7f\xff\xff\xff\x6a\x65\x64\x65"),
    "nats": (b"INFO {\"server", b"INFO " + b"x" * 100000),
    "mqtt": (b"\x20\x02", b"\x20\xff\xff\xff\x7f"),
    "smtp": (b"220 mail", b"2" * 100000),
    "ldap": (b"\x30\x0c\x02\x01", b"\x30\x84\x7f\xff\xff\xff" + b"x" * 20),
    "grpc": (b"\0\0\0\x04\0\0\0", b"\xff\xff\xff\0\0\0\0\0\0" + b"x" * 100),
    "https": (b"\x16\x03\x03\x00\x7a\x02", b"\x16\x03\x03\xff\xff" + b"x" * 70000),
    "rediss": (b"\x15\x03", b"\x16\x03\x03\xff\xff" + b"x" * 70000),
}
QUICK = ["--timeout", "400ms"]


@pytest.fixture(params=sorted(HELLO))
def scheme(request):
    return request.param


def ask(wait, scheme, port, *words):
    result = wait(*(words or QUICK), f"{scheme}://127.0.0.1:{port}")
    assert result.code == 75, result.text
    assert result.events[-1]["after_ms"] < 3000
    return result


def test_nobody(scheme, wait, port):
    assert ask(wait, scheme, port).last["reason"] == "refused"


def test_silence(scheme, wait, scripted):
    assert ask(wait, scheme, scripted(b"")).last["reason"] == "timeout"


def test_silence_is_bounded_by_the_attempt(scheme, wait, scripted):
    result = ask(wait, scheme, scripted(b""), "--timeout", "2s", "--attempt-timeout", "100ms")
    assert result.last["attempt"] > 1


def test_garbage(scheme, wait, scripted):
    reason = ask(wait, scheme, scripted(b"\x00\xfe\x01garbage\r\n\r\n" * 30)).last["reason"]
    assert reason == ("tls" if scheme in ("https", "rediss") else "protocol")


def test_half_a_packet(scheme, wait, scripted):
    assert ask(wait, scheme, scripted(HELLO[scheme][0])).last["reason"] == "timeout"


def test_half_a_packet_then_the_end(scheme, wait, scripted):
    assert ask(wait, scheme, scripted(HELLO[scheme][0], after="close")).last["reason"] in ("reset", "tls")


def test_a_reset(scheme, wait, scripted):
    assert ask(wait, scheme, scripted(HELLO[scheme][0], after="reset")).last["reason"] in ("reset", "tls")
    assert ask(wait, scheme, scripted(b"", after="reset")).last["reason"] in ("reset", "tls")


def test_too_much_announced(scheme, wait, scripted):
    assert ask(wait, scheme, scripted(HELLO[scheme][1])).last["reason"] in ("protocol", "tls", "timeout")


def test_byte_by_byte(wait, scripted):
    answer = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"
    port = scripted(answer, slices=1)
    assert wait("--timeout", "5s", f"http://127.0.0.1:{port}/?body=ok").code == 0
    assert wait("--timeout", "5s", f"redis://127.0.0.1:{scripted(b'-NOAUTH x' + bytes([13, 10]), slices=1)}").code == 0


def test_an_endless_answer(wait, scripted):
    port = scripted(b"HTTP/1.1 200 OK\r\n\r\n" + b"x" * 3_000_000)
    assert wait("--timeout", "5s", f"http://127.0.0.1:{port}/").code == 0
    assert wait("--timeout", "300ms", f"http://127.0.0.1:{port}/?body=ok").code == 75
