"""Finding and starting the program, the environment, usage errors."""
import ctypes
import os
import subprocess

import pytest


def raw_environment(jeden, block, *words):
    """Calls execve itself: dictionaries know neither duplicates nor entries without '='."""
    argv = [os.fsencode(word) for word in (jeden, "exec", *words)]
    strings = lambda items: (ctypes.c_char_p * (len(items) + 1))(*items, None)
    reader, writer = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.dup2(writer, 1)
        ctypes.CDLL(None).execve(argv[0], strings(argv), strings(block))
        os._exit(99)
    os.close(writer)
    with os.fdopen(reader, "rb") as pipe:
        content = pipe.read()
    assert os.waitpid(pid, 0)[1] == 0
    return content.split(b"\0")[:-1]


BLOCK = [b"PATH=/usr/bin:/bin", b"with.dot=1", b"a-b=2", b"DUP=1", b"DUP=2", b"EMPTY=", b"RAW=\xff\xfe\x80", b"no equals",
         b"=odd", b"MULTI=a\nb", b"SPACE= x "]


def test_environment_passes_byte_for_byte(jeden):
    assert raw_environment(jeden, BLOCK, "cat", "/proc/self/environ") == BLOCK
    assert raw_environment(jeden, [], "/bin/cat", "/proc/self/environ") == []


def test_only_what_was_asked_changes(jeden):
    found = raw_environment(jeden, BLOCK, "--env", "DUP=3", "--unset", "EMPTY", "--env", "NEW=a=b", "--", "cat",
                            "/proc/self/environ")
    assert found == [*BLOCK[:3], b"DUP=3", *BLOCK[6:], b"NEW=a=b"]


def test_words_pass_untouched(run):
    words = ["", "a b", "$HOME", "*", "-x", "--", "\udcff"]
    result = run("--", "printf", "[%s]", *words)
    assert result.stdout == b"".join(b"[" + os.fsencode(word) + b"]" for word in words)


def test_path_of_the_final_environment_counts(run, tmp_path):
    tool = tmp_path / "tool"
    tool.write_text("#!/bin/sh\necho found\n")
    tool.chmod(0o755)
    assert run("--env", f"PATH=/nowhere:{tmp_path}", "tool").stdout == b"found\n"
    assert run("--unset", "PATH", "true").returncode == 0
    assert run("--env", "PATH=", "tool", cwd=tmp_path).stdout == b"found\n"


def test_first_argument_is_the_word(run):
    assert run("sh", "-c", "cat /proc/$$/cmdline").stdout.startswith(b"sh\0-c\0")


def make(path, content, mode=0o755):
    path.write_bytes(content)
    path.chmod(mode)
    return str(path)


def test_exit_codes_and_reasons(run, tmp_path):
    cases = [
        ("no-such", 127, b"cannot execute no-such: not found in /a:/b"),
        ("/no/such", 127, b"cannot execute /no/such: No such file or directory"),
        ("/etc", 126, b"cannot execute /etc: it is a directory"),
        ("", 127, b"cannot execute a program without a name"),
        (make(tmp_path / "plain", b"echo hi\n"), 126, b"no #! line and not an executable format"),
        (make(tmp_path / "empty", b""), 126, b"no #! line and not an executable format"),
        (make(tmp_path / "mode", b"#!/bin/sh\n", 0o644), 126, b"Permission denied (it is not executable)"),
        (make(tmp_path / "gone", b"#!/bin/nosh -e\n"), 127, b"its interpreter /bin/nosh does not exist"),
        (make(tmp_path / "crlf", b"#!/bin/sh\r\nexit 0\r\n"), 127,
         b"its interpreter /bin/sh\\r does not exist (the #! line ends like a Windows line; remove the carriage return)"),
        (make(tmp_path / "arm", b"\x7fELF\x02\x01\x01" + b"\0" * 9 + b"\x02\0\xf3\0" + b"\0" * 300), 126,
         b"it was built for another processor"),
    ]
    for word, code, reason in cases:
        result = run("--env", "PATH=/a:/b", "--", word)
        assert result.returncode == code, word
        assert result.stderr.startswith(b"jeden exec: cannot execute "), result.stderr
        assert result.stderr.endswith(reason + b"\n") and result.stderr.count(b"\n") == 1, result.stderr


def test_exit_code_and_signals_are_the_programs_own(run):
    assert run("sh", "-c", "exit 42").returncode == 42
    assert run("sh", "-c", "kill -9 $$").returncode == -9


@pytest.mark.skipif(os.getuid() != 0, reason="needs root")
def test_directories_of_others_in_the_path_count_as_absent(run, public):
    private = public / "private"
    private.mkdir(mode=0o700)
    assert run("--env", f"PATH={private}", "--user", "nobody", "tool").returncode == 127
    make(public / "tool", b"#!/bin/sh\n", 0o644)
    assert run("--env", f"PATH={public}:/bin", "--user", "nobody", "tool").returncode == 126


def test_usage(run):
    for words, message in (([], b"no program given"), (["--umaks", "1", "x"], b"did you mean --umask?"),
                           (["--limit", "files=1", "x"], b"--limit files=1: expected NAME=SOFT[:HARD]")):
        result = run(*words)
        assert result.returncode == 64
        assert message in result.stderr and result.stderr.count(b"\n") == 1


def test_help(run):
    result = run("--help")
    assert (result.returncode, result.stderr) == (0, b"")
    assert b"Examples:" in result.stdout
    assert max(map(len, result.stdout.splitlines())) <= 110


def test_no_process_in_between(jeden):
    with subprocess.Popen([jeden, "exec", "sh", "-c", "echo $$"], stdout=subprocess.PIPE) as process:
        assert int(process.stdout.read()) == process.pid
