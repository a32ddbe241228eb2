"""Destinations that do not take what they get."""

from __future__ import annotations

import os
import random
import re
import subprocess
import threading

import pytest
from kit import until
from relay_support import MiB, lines_of


@pytest.fixture
def small_disk(tmp_path):
    disk = tmp_path / "disk"
    disk.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=256k", "none", disk], check=False).returncode == 0
    if not mounted:
        pytest.skip("cannot mount a tmpfs")
    yield disk
    subprocess.run(["umount", disk], check=True)


@pytest.mark.parametrize("options", [[], ["--prefix"], ["--max-size", "10MiB"]])
def test_a_full_disk_stops_nobody_and_is_told(to_file, small_disk, options):
    ballast = small_disk / "ballast"
    ballast.write_bytes(b"x" * 128 * 1024)
    one, path = to_file(*options, path=small_disk / "log")
    sent = lines_of(2 * MiB)
    one.write(sent)
    until(one.has_drained, "everything read")
    until(lambda: one.said("output_failed"), "the failure told")
    ballast.unlink()
    one.write(b"space again\n")
    assert one.finish() == 0
    assert len(one.said("output_failed")) == len(one.said("output_recovered")) == 1
    assert "No space left on device" in one.errors.decode()
    written = path.read_bytes().replace(b"web | ", b"").splitlines()
    assert written[-1] == b"space again"
    lost = re.fullmatch(rb"jeden: (\d+) lines \(\d+ bytes\) lost: No space left on device", written[-2])
    torn = 0 if written[-3] in sent.splitlines() else 1
    assert int(lost[1]) + len(written) - 2 - torn == sent.count(b"\n")


@pytest.mark.parametrize("options", [[], ["--prefix"]])
def test_dev_full(relay, options):
    with open("/dev/full", "wb") as full:
        one = relay(*options, out=full.fileno())
    one.write(b"line\n" * 100_000)
    assert one.finish() == 0
    assert len(one.said("output_failed")) == 1
    assert "lines=100000 " in one.said("output_lost")[0]


@pytest.mark.parametrize("options", [[], ["--prefix"]])
def test_a_reader_that_goes_away_does_not_end_the_program(relay, options):
    one = relay(*options)
    one.write(b"first\n")
    assert one.read().endswith(b"first\n")
    os.close(one.mine.pop("out"))
    one.write(b"line\n" * 100_000)
    assert one.finish() == 0
    assert len(one.said("output_failed")) == 1
    assert "Broken pipe" in one.errors.decode()


def fill(descriptor) -> int:
    """Writes until nothing more is taken; how many bytes were."""
    os.set_blocking(descriptor, False)
    total = 0
    try:
        while True:
            total += os.write(descriptor, (b"x" * 99 + b"\n") * 10)
    except BlockingIOError:
        return total


@pytest.mark.parametrize("options", [[], ["--prefix"]])
def test_a_slow_reader_slows_the_program_and_loses_nothing(relay, options):
    one = relay(*options)
    total = 0

    def stands_still():
        nonlocal total
        more = fill(one.mine["stdout"])
        total += more
        return not more

    until(stands_still, "the program to be slowed down")
    assert total < MiB
    one.close("stdout")
    assert len(one.read_all().replace(b"web | ", b"")) == total
    assert one.wait() == 0


@pytest.mark.parametrize("options", [[], ["--prefix"]])
@pytest.mark.parametrize("stuck, free", [("out", "stderr"), ("err", "stdout")])
def test_one_stream_does_not_hold_up_the_other(relay, options, stuck, free):
    one = relay(*options, two=True)
    other = "stdout" if free == "stderr" else "stderr"
    until(lambda: not fill(one.mine[other]), "the stuck stream to stand still")
    for number in range(100):
        one.write(b"%d\n" % number, free)
        assert one.read("err" if free == "stderr" else "out").endswith(b"%d\n" % number)
    one.close()
    rest = one.read_all(stuck)
    assert rest.count(b"\n") == rest.count(b"x" * 99)
    assert one.wait() == 0


def test_a_destination_that_does_not_block_gets_everything(relay):
    reading, writing = os.pipe()
    os.set_blocking(writing, False)
    one = relay("--prefix", out=writing)
    os.close(writing)
    one.mine["out"] = reading
    data = lines_of(4 * MiB)
    assert one.run(data).replace(b"web | ", b"") == data


def test_ten_relays_into_one_pipe_tear_no_line(relay):
    reading, writing = os.pipe()
    ten = [relay("--prefix", out=writing) for _ in range(10)]
    os.close(writing)

    def talk(number, one):
        chance = random.Random(number)
        for count in range(100):
            length = chance.choice([10, 100, 4090, 5000, 20_000, 60_000])
            one.write((b"%d:%d:%d:" % (number, count, length)) + bytes([97 + number]) * length + b"\n")
        one.close("stdout")

    writers = [threading.Thread(target=talk, args=pair) for pair in enumerate(ten)]
    for writer in writers:
        writer.start()
    with open(reading, "rb") as file:
        lines = file.read().splitlines()
    for writer in writers:
        writer.join()
    following = [0] * 10
    for line in lines:
        number, count, length, text = re.fullmatch(rb"web \| (\d+):(\d+):(\d+):([a-j]*)", line).groups()
        assert text == bytes([97 + int(number)]) * int(length)
        assert int(count) == following[int(number)]
        following[int(number)] += 1
    assert following == [100] * 10
    assert [one.wait() for one in ten] == [0] * 10


def test_short_lines_stay_whole_beside_a_writer_that_is_no_relay(relay):
    reading, writing = os.pipe()
    relays = [relay("--prefix", out=writing) for _ in range(3)]
    foreign = subprocess.Popen(["/bin/sh", "-c", "i=0; while [ $i -lt 5000 ]; do echo foreign; i=$((i+1)); done"],
                               stdout=writing)
    os.close(writing)
    lines = (b"a" * 150 + b"\n") * 20_000

    def talk(one):
        one.write(lines)
        one.close("stdout")

    writers = [threading.Thread(target=talk, args=[one]) for one in relays]
    for writer in writers:
        writer.start()
    with open(reading, "rb") as file:
        seen = file.read().splitlines()
    for writer in writers:
        writer.join()
    foreign.wait()
    assert seen.count(b"foreign") == 5000
    assert seen.count(b"web | " + b"a" * 150) == 60_000
    assert len(seen) == 65_000
