"""Files that rotate, and that somebody else renames."""

from __future__ import annotations

import os
import signal
import threading
from pathlib import Path

import pytest
from kit import until
from relay_support import MiB, lines_of


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
