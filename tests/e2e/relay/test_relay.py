"""`jeden relay` from outside: pipes and files on its descriptors, as PID 1 would hand them over."""

from __future__ import annotations

import array
import fcntl
import hashlib
import json
import os
import random
import re
import signal
import subprocess
import termios
import threading
from pathlib import Path

import pytest
from kit import JEDEN, PATIENCE, until

MiB = 1024 * 1024


class Relay:
    """One relay; what it is given on a pipe becomes the test's end of it."""

    def __init__(self, *options, out=None, err=None, two=False, ready=False):
        self.ends = []
        mine = {}

        def pipe_in(name):
            reading, mine[name] = os.pipe()
            return reading

        def pipe_out(name):
            mine[name], writing = os.pipe()
            return writing

        numbers = {0: pipe_in("stdout"), 1: out if out is not None else pipe_out("out")}
        if two:
            numbers |= {3: pipe_in("stderr"), 4: err if err is not None else pipe_out("err")}
        if ready:
            numbers[5] = pipe_out("ready")
        command = [JEDEN, "relay", "--name", "web", *map(str, options), *(["--streams", "2"] if two else [])]

        def place():
            high = {number: fcntl.fcntl(fd, fcntl.F_DUPFD, 100) for number, fd in numbers.items()}
            for number, fd in high.items():
                os.dup2(fd, number)

        self.process = subprocess.Popen(command, preexec_fn=place, pass_fds=[n for n in numbers if n > 2],
                                        stderr=subprocess.PIPE, env={})
        for fd in numbers.values():
            if fd not in (out, err):
                os.close(fd)
        self.mine = mine
        self.errors = b""
        self._collector = threading.Thread(target=self._collect, daemon=True)
        self._collector.start()

    def _collect(self):
        while data := self.process.stderr.read1():
            self.errors += data

    @property
    def pid(self):
        return self.process.pid

    def write(self, data: bytes, stream="stdout"):
        view = memoryview(data)
        while view:
            view = view[os.write(self.mine[stream], view):]

    def read(self, end="out") -> bytes:
        return os.read(self.mine[end], MiB)

    def read_all(self, end="out") -> bytes:
        with open(self.mine.pop(end), "rb") as file:
            return file.read()

    def close(self, *streams):
        for stream in streams or [name for name in ("stdout", "stderr") if name in self.mine]:
            os.close(self.mine.pop(stream))

    def signal(self, number):
        os.kill(self.pid, number)

    def wait(self) -> int:
        code = self.process.wait(PATIENCE)
        self._collector.join(PATIENCE)
        return code

    def finish(self) -> int:
        self.close()
        return self.wait()

    def run(self, data: bytes) -> bytes:
        """Everything through standard output, and what came out of it."""
        writer = threading.Thread(target=lambda: (self.write(data), self.close("stdout")))
        writer.start()
        result = self.read_all()
        writer.join()
        assert self.wait() == 0
        return result

    def said(self, event: str) -> list[str]:
        return [line for line in self.errors.decode().splitlines() if f"event={event}" in line]

    def has_drained(self) -> bool:
        """The relay has read everything and waits for more."""
        return all(unread(self.mine[name]) == 0 for name in ("stdout", "stderr") if name in self.mine) and \
            Path(f"/proc/{self.pid}/stat").read_text().rpartition(")")[2].split()[0] == "S"


def unread(descriptor) -> int:
    count = array.array("i", [0])
    fcntl.ioctl(descriptor, termios.FIONREAD, count)
    return count[0]


@pytest.fixture
def relay():
    running = []

    def start(*options, **keywords):
        running.append(Relay(*options, **keywords))
        return running[-1]

    yield start
    for one in running:
        if one.process.poll() is None:
            one.process.kill()
            one.process.wait()
        for fd in one.mine.values():
            os.close(fd)


def append(path: Path) -> int:
    return os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_NONBLOCK, 0o644)


@pytest.fixture
def to_file(relay, tmp_path):
    """A relay to a file, opened as PID 1 does."""

    def start(*options, path=tmp_path / "log", **keywords):
        fd = append(path)
        one = relay("--stdout-file", path, *options, out=fd, **keywords)
        os.close(fd)
        return one, path

    return start


TIME = r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z"


def lines_of(size: int, seed=1) -> bytes:
    """Lines of all lengths, numbered, some of them empty."""
    chance = random.Random(seed)
    parts, length, number = [], 0, 0
    while length < size:
        line = b"%d " % number + b"x" * chance.choice([0, 1, 7, 60, 100, 200, 3000, 5000])
        parts.append(line if number % 17 else b"")
        length += len(parts[-1]) + 1
        number += 1
    return b"\n".join(parts) + b"\n"


# What comes out


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


# Files that rotate


def generations(path: Path) -> list[Path]:
    """Oldest first."""
    numbers = sorted((int(other.suffix[1:]) for other in path.parent.glob(path.name + ".*")), reverse=True)
    return [path.with_name(f"{path.name}.{number}") for number in numbers] + [path]


@pytest.mark.parametrize("options", [[], ["--prefix"]])
def test_rotation_under_load_loses_and_tears_nothing(to_file, options):
    data = lines_of(20 * MiB)
    one, path = to_file("--max-size", "100KiB", "--keep", "1000", *options)
    one.write(data)
    assert one.finish() == 0
    files = generations(path)
    assert len(files) > 190
    assert all(file.stat().st_size <= 100 * 1024 for file in files)
    assert all(file.read_bytes().endswith(b"\n") for file in files)
    written = b"".join(file.read_bytes() for file in files)
    assert written.replace(b"web | ", b"") == data


def test_rotation_keeps_as_many_as_asked_for(to_file):
    one, path = to_file("--max-size", "1KiB", "--keep", "2")
    one.write(b"".join(b"%099d\n" % number for number in range(100)))
    assert one.finish() == 0
    assert [file.name for file in generations(path)] == ["log.2", "log.1", "log"]
    assert path.read_bytes().endswith(b"%099d\n" % 99)


def test_rotation_may_keep_nothing(to_file):
    one, path = to_file("--max-size", "1KiB", "--keep", "0")
    one.write(b"".join(b"%099d\n" % number for number in range(95)))
    assert one.finish() == 0
    assert [file.name for file in path.parent.iterdir()] == ["log"]
    assert path.read_bytes() == b"".join(b"%099d\n" % number for number in range(90, 95))


def test_a_new_file_has_the_old_ones_mode(to_file, tmp_path):
    one, path = to_file("--max-size", "1KiB")
    path.chmod(0o600)
    one.write(b"x" * 600 + b"\n" + b"y" * 600 + b"\n")
    assert one.finish() == 0
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.read_bytes() == b"y" * 600 + b"\n"


def test_what_cannot_be_rotated_is_still_written(to_file):
    one, path = to_file("--max-size", "1KiB", "--keep", "1")
    path.with_name("log.1").mkdir()
    data = b"".join(b"%099d\n" % number for number in range(100))
    one.write(data)
    assert one.finish() == 0
    assert path.read_bytes() == data
    assert len(one.said("rotate_failed")) == 1


def test_a_renamed_file_is_opened_anew(to_file):
    one, path = to_file()
    one.write(b"first\n")
    until(lambda: path.read_bytes() == b"first\n", "the first line")
    moved = path.rename(path.with_name("log.old"))
    written = []

    def write_more():
        written.append(b"%d\n" % len(written))
        one.write(written[-1])
        return path.exists() and path.read_bytes()

    until(write_more, "a new file")
    assert one.finish() == 0
    assert moved.read_bytes() + path.read_bytes() == b"first\n" + b"".join(written)


def test_asked_to_it_opens_the_file_anew_at_once(to_file):
    one, path = to_file("--prefix")
    one.write(b"first\n")
    until(lambda: path.read_bytes() == b"web | first\n", "the first line")
    moved = path.rename(path.with_name("log.old"))
    one.signal(signal.SIGURG)
    until(path.exists, "a new file")
    one.write(b"second\n")
    assert one.finish() == 0
    assert (moved.read_bytes(), path.read_bytes()) == (b"web | first\n", b"web | second\n")


def test_a_line_that_has_begun_ends_in_its_file(to_file):
    one, path = to_file()
    one.write(b"first, ")
    until(lambda: path.read_bytes() == b"first, ", "half a line")
    moved = path.rename(path.with_name("log.old"))
    one.signal(signal.SIGURG)
    one.write(b"complete\nsecond\n")
    until(path.exists, "a new file")
    assert one.finish() == 0
    assert moved.read_bytes() + path.read_bytes() == b"first, complete\nsecond\n"
    assert moved.read_bytes().startswith(b"first, complete\n")


def test_reopening_under_load_loses_nothing(to_file):
    data = lines_of(20 * MiB)
    one, path = to_file("--max-size", "1GiB")
    writer = threading.Thread(target=lambda: (one.write(data), one.close("stdout")))
    writer.start()
    moved = []
    while writer.is_alive():
        if path.exists() and path.stat().st_size:
            moved.append(path.rename(path.with_name(f"log.{len(moved):05}")))
            one.signal(signal.SIGURG)
    writer.join()
    assert one.wait() == 0
    assert b"".join(file.read_bytes() for file in [*moved, *([path] if path.exists() else [])]) == data


def test_a_truncated_file_has_no_hole(to_file):
    one, path = to_file("--max-size", "1MiB")
    one.write(b"first\n")
    until(lambda: path.read_bytes() == b"first\n", "the first line")
    os.truncate(path, 0)
    one.write(b"second\n")
    assert one.finish() == 0
    assert path.read_bytes() == b"second\n"


# Destinations that do not take what they get


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


# Its life


def test_no_signal_ends_it(relay):
    one = relay("--prefix")
    one.write(b"before\n")
    assert one.read() == b"web | before\n"
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGQUIT, signal.SIGHUP, signal.SIGPIPE):
        one.signal(number)
        one.write(b"after %d\n" % number)
        assert one.read() == b"web | after %d\n" % number
    assert one.finish() == 0


def test_it_ends_when_the_last_writer_has(relay):
    one = relay()
    second = os.dup(one.mine["stdout"])
    one.close("stdout")
    os.write(second, b"still here\n")
    assert one.read() == b"still here\n"
    assert one.process.poll() is None
    os.close(second)
    assert one.wait() == 0


def test_a_ready_line_is_told_once_and_the_output_goes_on(relay):
    one = relay("--ready-pattern", "^listening on [0-9]+$", ready=True)
    one.write(b"starting\0listening on\nnot listening on 1\n")
    assert one.read() == b"starting\0listening on\nnot listening on 1\n"
    assert not unread(one.mine["ready"])
    one.write(b"listening on 80\nlistening on 81\n")
    assert os.read(one.mine["ready"], 10) == b"\n"
    assert os.read(one.mine["ready"], 10) == b""
    assert one.read() == b"listening on 80\nlistening on 81\n"
    one.write(b"no newline is needed now")
    assert one.read() == b"no newline is needed now"
    assert one.finish() == 0


def test_either_stream_may_say_ready(relay):
    one = relay("--ready-pattern", "up", "--prefix", two=True, ready=True)
    one.write(b"I am up\n", "stderr")
    assert os.read(one.mine["ready"], 10) == b"\n"
    assert one.read("err") == b"web | I am up\n"
    one.write(b"out\n")
    assert one.read() == b"web | out\n"
    assert one.finish() == 0


def test_the_last_line_may_say_ready(relay):
    one = relay("--ready-pattern", "up", ready=True)
    one.write(b"up")
    assert one.finish() == 0
    assert os.read(one.mine["ready"], 10) == b"\n"


def test_a_program_that_never_says_ready(relay):
    one = relay("--ready-pattern", "up", ready=True)
    one.write(b"down\n")
    assert one.finish() == 0
    assert os.read(one.mine["ready"], 10) == b""


def test_a_malformed_pattern_costs_no_output(relay):
    one = relay("--ready-pattern", "(", ready=True)
    assert os.read(one.mine["ready"], 10) == b""
    assert one.run(b"line\n") == b"line\n"
    assert len(one.said("pattern_refused")) == 1


def test_bad_usage():
    result = subprocess.run([JEDEN, "relay", "--wat", "1"], stdin=subprocess.DEVNULL, capture_output=True, check=False)
    assert result.returncode == 64
    assert b'unknown option "--wat"' in result.stderr


def test_it_sleeps_when_there_is_nothing_to_do(relay):
    """Its processor time stands still: whatever wakes it up costs some."""
    one = relay("--prefix", "--timestamps")
    one.write(b"line\n")
    assert one.read().endswith(b"line\n")
    until(one.has_drained, "the relay to wait")
    switches = re.findall(r"ctxt_switches:\t(\d+)", Path(f"/proc/{one.pid}/status").read_text())
    lines_of(2 * MiB)
    assert re.findall(r"ctxt_switches:\t(\d+)", Path(f"/proc/{one.pid}/status").read_text()) == switches
    assert one.finish() == 0
