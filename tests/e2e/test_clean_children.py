"""Children start clean: signals as jeden found them, three descriptors, the environment byte for byte."""

import os
import signal
import subprocess

import pytest

import kit
from kit import talk


def environment(init):
    found = []
    while (match := init.expect("^environment (.*)$"))[1] != "end":
        found.append(bytes.fromhex(match[1]))
    return found


def test_nothing_is_blocked_or_ignored(jeden):
    init = jeden.run("--", *talk("signals"))
    assert init.out.lines() == ["blocked", "ignored"]


def test_what_was_ignored_stays_ignored(jeden):
    def before():
        signal.signal(signal.SIGHUP, signal.SIG_IGN)
        signal.signal(signal.SIGPIPE, signal.SIG_IGN)
        signal.signal(37, signal.SIG_IGN)

    init = jeden.run("--", *talk("signals"), before=before)
    assert init.out.lines()[1].split()[1:] == ["1", "13", "37"]


def test_what_was_blocked_stays_blocked(jeden):
    init = jeden.run("--", *talk("signals"), before=lambda: signal.pthread_sigmask(signal.SIG_BLOCK, [10, 40]),
                     pid1=False)
    assert init.out.lines()[0].split()[1:] == ["10", "40"]


def test_a_blocked_stop_signal_still_reaches_jeden(jeden):
    init = jeden("-q", "--", *talk("ready", "die-on", 15, "wait"), pid1=False,
                 before=lambda: signal.pthread_sigmask(signal.SIG_BLOCK, [15]))
    init.expect("^ready$")
    init.signal("TERM")
    assert init.wait() == 143


def test_three_descriptors_and_no_more(jeden):
    assert jeden.run("--", *talk("descriptors")).out.lines() == ["descriptors 0 1 2"]


def test_jeden_hands_no_descriptor_of_others_on(jeden):
    """Engines leak; a program of a container gets 0, 1 and 2."""
    read, write = os.pipe()
    try:
        init = jeden.run("--", *talk("descriptors"), pass_fds=(read, write))
        assert init.out.lines() == ["descriptors 0 1 2"]
    finally:
        os.close(read)
        os.close(write)


def test_the_environment_byte_for_byte(jeden):
    """In order, with names that no shell could set, empty and doubled entries, and bytes that are no text."""
    mark = jeden("--", "true")
    mark.wait()
    entries = [b"PATH=" + kit.PATH.encode(), f"{kit.MARK}={mark.mark}".encode(), b"my.dotted-name=1", b"EMPTY=",
               b"DOUBLE=1", b"DOUBLE=2", b"BYTES=\xff\xfe\x80", b"SPACES=  a  b ", b"=odd", b"NOEQUALS", b"UTF=\xc5\xbc",
               b"DOLLAR=${PATH} $$", b"LINES=a\nb"]
    if "ASAN_OPTIONS" in os.environ:
        entries.append(b"ASAN_OPTIONS=" + os.environb[b"ASAN_OPTIONS"])
    read, write = os.pipe()
    pid = os.fork()
    if pid == 0:  # only execve itself takes entries like these
        os.dup2(write, 1)
        os.close(read)
        execve(kit.JEDEN, ["-q", "--", *talk("environment")], entries)
        os._exit(1)
    os.close(write)
    with os.fdopen(read, "rb") as file:
        output = file.read().decode()
    assert os.waitpid(pid, 0)[1] == 0
    found = [bytes.fromhex(line.split(" ", 1)[1]) for line in output.splitlines() if line != "environment end"]
    assert found == entries


def execve(program, arguments, entries):
    import ctypes

    libc = ctypes.CDLL(None)
    words = [program.encode(), *(word.encode() for word in arguments), None]
    libc.execve(program.encode(), (ctypes.c_char_p * len(words))(*words),
                (ctypes.c_char_p * (len(entries) + 1))(*entries, None))


def test_arguments_arrive_as_they_are(jeden):
    words = ["", " ", "a b", "$HOME", "*", "-x", "--", "ż", "a\nb", "'", '"']
    init = jeden.run("--", *talk("arguments", *words))
    assert init.out.text() == "\n".join(["argument " + kit.TALK, "argument arguments",
                                         *("argument " + word for word in words)])


def test_standard_input_is_the_childs(jeden):
    init = jeden("--", *talk("read", "read"), input=subprocess.PIPE)
    init.process.stdin.write(b"hello\n")
    init.process.stdin.close()
    assert init.wait() == 0
    assert init.out.lines() == ["read hello", "read end"]


def test_the_working_directory_and_umask_stay(jeden):
    init = jeden.run("--", *talk("here"), before=lambda: os.umask(0o027))
    assert init.out.lines() == [f"here {jeden.folder} umask=0027 nice={os.nice(0)}"]


def test_the_limits_stay(jeden):
    import resource

    init = jeden.run("--", *talk("limits"), before=lambda: resource.setrlimit(resource.RLIMIT_NOFILE, (123, 456)))
    assert init.out.lines() == ["limits nofile=123:456"]


@pytest.mark.parametrize("closed", [[0], [1], [2], [0, 1, 2]])
def test_closed_standard_descriptors(jeden, closed):
    """Something is there: nothing that is opened later may become 0, 1 or 2 by chance."""
    def before():
        for number in closed:
            os.close(number)

    init = jeden.run("--", *talk("descriptors", "exit", 3) if 1 not in closed else talk("exit", 3), before=before)
    assert init.code == 3
    if 1 not in closed:
        assert init.out.lines() == ["descriptors 0 1 2"]


def test_the_output_passes_untouched(jeden):
    data = bytes(range(256)) * 1000
    path = jeden.folder / "data"
    path.write_bytes(data)
    init = jeden.run("--", "/bin/cat", path)
    assert init.out.raw == data
    assert init.err.raw == b""
