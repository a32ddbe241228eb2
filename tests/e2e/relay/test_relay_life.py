"""What a relay ends with, and what it says of a ready line."""

from __future__ import annotations

import os
import re
import signal
import subprocess
from pathlib import Path

from kit import JEDEN, until
from relay_support import MiB, lines_of, unread


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
