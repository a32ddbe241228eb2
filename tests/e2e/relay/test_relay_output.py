"""What a relay makes of the lines that it gets."""

from __future__ import annotations

import hashlib
import json
import os
import random
import re
import threading
from pathlib import Path

import pytest
from kit import JEDEN, until
from relay_support import MiB, TIME, lines_of


def test_nothing_to_do_changes_no_byte(relay):
    data = bytes(range(256)) * 100
    assert relay().run(data) == data


@pytest.mark.parametrize("options", [["--ready-pattern", "never"], ["--max-line", "1MiB"]])
def test_lines_that_get_nothing_change_no_byte(relay, options):
    data = bytes(range(256)) * 100 + b"no newline"
    one = relay(*options, ready="--ready-pattern" in options)
    assert one.run(data).rstrip(b"\n") == data.rstrip(b"\n")


def test_prefix_and_timestamp(relay):
    out = relay("--prefix", "--timestamps").run(b"one\n\ntwo\n").decode()
    assert re.fullmatch(rf"{TIME} web \| one\n{TIME} web \| \n{TIME} web \| two\n", out)


def test_the_last_line_without_a_newline_appears(relay):
    assert relay().run(b"one\ntwo") == b"one\ntwo"
    assert relay("--prefix").run(b"one\ntwo") == b"web | one\nweb | two\n"
    assert json.loads(relay("--format", "json").run(b"two"))["message"] == "two"


def test_a_line_is_out_as_soon_as_it_is_in(relay):
    one = relay("--prefix")
    for number in range(100):
        one.write(b"%d\n" % number)
        assert one.read() == b"web | %d\n" % number


def test_json_is_valid_whatever_the_bytes(relay):
    chance = random.Random(4)
    lines = [bytes(chance.randrange(256) for _ in range(chance.randrange(80))).replace(b"\n", b"")
             for _ in range(2000)]
    lines += [chance.choice(["zażółć", "€uro", "😀"]).encode()[:chance.randrange(9)] for _ in range(500)]
    out = relay("--format", "json").run(b"".join(line + b"\n" for line in lines))
    for line, written in zip(lines, out.decode().split("\n"), strict=False):
        parsed = json.loads(written)
        assert parsed["message"] == line.decode(errors="replace")
        assert (parsed["unit"], parsed["stream"]) == ("web", "stdout")
        assert re.fullmatch(TIME, parsed["time"])


def test_both_streams_in_one_place(relay):
    out_end, both = os.pipe()
    one = relay("--format", "json", two=True, out=both, err=both)
    os.close(both)
    one.write(b"to out\n")
    first = json.loads(os.read(out_end, 4096))
    one.write(b"to err\n", "stderr")
    second = json.loads(os.read(out_end, 4096))
    assert (first["stream"], first["message"]) == ("stdout", "to out")
    assert (second["stream"], second["message"]) == ("stderr", "to err")
    one.close("stdout")
    one.write(b"later", "stderr")
    assert one.finish() == 0
    assert json.loads(os.read(out_end, 4096))["message"] == "later"
    os.close(out_end)


def test_a_long_line_is_cut_and_marked(relay):
    out = relay("--prefix", "--max-line", "256").run(b"a" * 600 + b"\nb\n")
    assert out == (b"web | " + b"a" * 256 + b"[...]\nweb | [...]" + b"a" * 256 + b"[...]\nweb | [...]" + b"a" * 88 +
                   b"\nweb | b\n")
    parts = [json.loads(line) for line in
             relay("--format", "json", "--max-line", "256").run("ó".encode() * 300).splitlines()]
    assert "".join(part["message"] for part in parts) == "ó" * 300
    assert [part.get("partial", False) for part in parts] == [True, True, False]


def test_an_endless_line_needs_no_memory(relay):
    one = relay("--prefix")
    counted = [0]

    def drain():
        while data := one.read():
            counted[0] += data.count(b"x")

    reader = threading.Thread(target=drain)
    reader.start()
    piece = b"x" * MiB
    for _ in range(300):
        one.write(piece)
    until(one.has_drained, "everything read")
    high = int(re.search(r"VmHWM:\s+(\d+)", Path(f"/proc/{one.pid}/status").read_text())[1])
    assert one.finish() == 0
    reader.join()
    assert counted[0] == 300 * MiB
    assert high < 6 * 1024 or "asan" in JEDEN


@pytest.mark.parametrize("options", [[], ["--prefix"], ["--prefix", "--timestamps"]])
def test_100_megabytes_through_a_pipe(relay, options):
    data = lines_of(100 * MiB)
    out = relay(*options).run(data)
    if options:
        out = re.sub(rb"(?m)^(?:[0-9TZ:.-]{24} )?web \| ", b"", out)
    assert hashlib.sha256(out).digest() == hashlib.sha256(data).digest()


def test_30_megabytes_of_json(relay):
    data = lines_of(30 * MiB)
    out = relay("--format", "json").run(data)
    assert b"".join(json.loads(line)["message"].encode() + b"\n" for line in out.splitlines()) == data


@pytest.mark.parametrize("options", [[], ["--max-size", "1GiB"]])
def test_100_megabytes_into_a_file(to_file, options):
    data = lines_of(100 * MiB)
    one, path = to_file(*options)
    one.write(data)
    assert one.finish() == 0
    assert hashlib.sha256(path.read_bytes()).digest() == hashlib.sha256(data).digest()
