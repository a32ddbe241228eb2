"""Limits, priorities, umask, directory, streams, descriptors, signals."""
import os
import shutil
import signal
import subprocess

import pytest

from exec_support import needs_root


def output(result):
    assert result.returncode == 0, result.stderr
    return result.stdout.decode().split()


def fields(result, *names):
    found = dict(line.split(":\t", 1) for line in result.stdout.decode().splitlines() if ":\t" in line)
    return [int(found[name], 16) for name in names]


def test_limits(run):
    result = run("--limit", "nofile=100:200", "--limit", "core=0", "--limit", "as=1GiB:unlimited", "cat",
                 "/proc/self/limits")
    lines = {line[:26].strip(): line[26:].split()[:2] for line in result.stdout.decode().splitlines()}
    assert lines["Max open files"] == ["100", "200"]
    assert lines["Max core file size"] == ["0", "0"]
    assert lines["Max address space"] == ["1073741824", "unlimited"]


def test_smallest_limits_still_start_the_program(run):
    """Nothing that jeden does after the limit is set needs a descriptor."""
    result = run("--limit", "nofile=0", "--nice", "3", "--oom-score-adjust", "500", "--stdout", "/dev/null", "--",
                 "/bin/sh", "-c", "exit 3")
    assert result.returncode in (3, 127)  # 127: the dynamic loader of the program needs a descriptor
    assert b"jeden" not in result.stderr


def test_nice_and_oom_score(run):
    assert output(run("--nice", "7", "nice")) == ["7"]
    assert output(run("--oom-score-adjust", "321", "cat", "/proc/self/oom_score_adj")) == ["321"]


def capability(number):
    with open("/proc/self/status") as file:
        effective = next(line.split()[1] for line in file if line.startswith("CapEff"))
    return int(effective, 16) >> number & 1


@pytest.mark.skipif(capability(24), reason="CAP_SYS_RESOURCE is there")
def test_what_needs_privilege_says_so(run):
    result = run("--limit", "nofile=1:1073741824", "true")
    assert result.returncode == 70
    assert result.stderr == (b"jeden exec: cannot set the limit nofile=1:1073741824: Operation not permitted"
                             b" (raising the hard limit needs CAP_SYS_RESOURCE)\n")
    result = run("--oom-score-adjust", "-999", "true")
    assert (result.returncode, result.stderr) == (
        70, b"jeden exec: cannot set the oom score adjustment to -999: Permission denied"
            b" (lowering it needs CAP_SYS_RESOURCE)\n")


@needs_root
def test_nice_of_others(run):
    result = run("--nice", "-1", "true", user=1000, group=1000, extra_groups=[])
    assert (result.returncode, result.stderr) == (
        70, b"jeden exec: cannot set the nice value to -1: Permission denied (lowering it needs CAP_SYS_NICE)\n")


def test_umask(run):
    assert output(run("--umask", "027", "sh", "-c", "umask")) == ["0027"]


def test_working_directory(run, tmp_path):
    assert output(run("--working-directory", str(tmp_path), "pwd")) == [str(tmp_path)]
    result = run("--working-directory", "/no/such", "true")
    assert (result.returncode, result.stderr) == (
        70, b"jeden exec: cannot change to the directory /no/such: No such file or directory\n")


@needs_root
def test_directory_is_entered_as_the_user(run, public):
    private = public / "private"
    private.mkdir(mode=0o700)
    result = run("--user", "nobody", "--working-directory", str(private), "true")
    assert (result.returncode, b"Permission denied" in result.stderr) == (70, True)
    os.chown(private, 65534, 65534)
    assert output(run("--user", "nobody", "--working-directory", str(private), "pwd")) == [str(private)]


def test_relative_program_is_found_in_the_new_directory(run, tmp_path):
    tool = tmp_path / "tool"
    tool.write_text("#!/bin/sh\necho here\n")
    tool.chmod(0o755)
    assert output(run("--working-directory", str(tmp_path), "./tool")) == ["here"]


def test_streams(run, tmp_path):
    out, source = tmp_path / "out", tmp_path / "in"
    out.write_bytes(b"before\n")
    source.write_bytes(b"input\n")
    result = run("--stdin", str(source), "--stdout", str(out), "--stderr", "stdout", "sh", "-c", "cat; echo err >&2")
    assert (result.stdout, result.stderr) == (b"", b"")
    assert out.read_bytes() == b"before\ninput\nerr\n"
    assert run("--stdout", "null", "--stderr", "null", "sh", "-c", "echo a; echo b >&2").stdout == b""
    result = run("--stdout", "/no/such", "true")
    assert (result.returncode, result.stderr) == (70, b"jeden exec: cannot open /no/such: No such file or directory\n")


def test_complaints_go_to_the_standard_error_that_was_found(run, tmp_path):
    result = run("--stderr", str(tmp_path / "err"), "no-such-program")
    assert result.returncode == 127
    assert result.stderr.startswith(b"jeden exec: cannot execute no-such-program: not found in ")


def test_only_standard_descriptors_arrive(run):
    # The listing itself has a descriptor, which is closed when it is over.
    program = ["/usr/bin/python3", "-c", "import os; d = '/proc/self/fd/'\n"
               "print(*sorted(int(n) for n in os.listdir(d) if os.path.lexists(d + n)))"]
    ends = [os.dup2(os.open("/dev/null", os.O_RDONLY), number, inheritable=True) for number in (50, 77)]
    try:
        assert output(run(*program, pass_fds=ends)) == ["0", "1", "2"]
        assert output(run("--keep-descriptors", "77", *program, pass_fds=ends)) == ["0", "1", "2", "77"]
        result = run("--keep-descriptors", "99", *program, pass_fds=ends)
        assert (result.returncode, result.stderr) == (70, b"jeden exec: cannot keep descriptor 99: Bad file descriptor\n")
    finally:
        for end in ends:
            os.close(end)


def test_closed_standard_descriptors_are_the_null_device(jeden):
    result = subprocess.run(
        ["sh", "-c", f"{jeden} exec readlink /proc/self/fd/0 /proc/self/fd/2 <&- 2>&-"], stdout=subprocess.PIPE)
    assert result.stdout.split() == [b"/dev/null", b"/dev/null"]
    result = subprocess.run(["sh", "-c", f"{jeden} exec sh -c 'echo lost; exit 5' <&- >&- 2>&-"])
    assert result.returncode == 5


def bits(*signals):
    return sum(1 << (number - 1) for number in signals)


def test_signals_are_restored(run):
    result = run("--ignored", "1,PIPE,40", "--blocked", "TERM,64", "cat", "/proc/self/status")
    assert fields(result, "SigIgn", "SigBlk") == [bits(1, 13, 40), bits(15, 64)]
    result = run("--ignored", "none", "--blocked", "none", "cat", "/proc/self/status",
                 preexec_fn=lambda: signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGHUP]))
    assert fields(result, "SigIgn", "SigBlk") == [0, 0]


def test_signals_stay_as_they_are_unless_asked(run):
    def prepare():
        signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGHUP])
        signal.signal(signal.SIGUSR1, signal.SIG_IGN)

    result = run("cat", "/proc/self/status", preexec_fn=prepare, restore_signals=True)
    assert fields(result, "SigIgn", "SigBlk") == [bits(10), bits(1)]


def test_parent_death_signal(jeden):
    """The parent ends as soon as the program says that it runs; the program then says which signal it got."""
    program = ("import os, signal; signal.signal(15, lambda *_: (os.write(1, b'got 15\\n'), os._exit(0)));"
               "os.write(1, b'ready\\n');"
               "[signal.pause() for _ in iter(int, 1)]")
    for user in ([], ["--user", "nobody"]) if os.getuid() == 0 else ([],):
        words = [jeden, "exec", "--parent-death-signal", "TERM", *user, "/usr/bin/python3", "-c", program]
        reader, writer = os.pipe()
        parent = subprocess.Popen(
            ["/usr/bin/python3", "-c", "import subprocess, sys, os; subprocess.Popen(sys.argv[1:]); sys.stdin.read()",
             *words], stdin=subprocess.PIPE, stdout=writer)
        os.close(writer)
        with os.fdopen(reader) as pipe:
            assert pipe.readline() == "ready\n"
            parent.stdin.close()
            parent.wait()
            assert pipe.read() == "got 15\n"


@pytest.mark.parametrize("faults", [
    ["close_range:error=ENOSYS"], ["close_range:error=EPERM"],
    ["close_range:error=ENOSYS", "openat:error=ENOENT:when=1"],  # the first file that is opened is /proc/self/fd
], ids=["old kernel", "seccomp", "old kernel without proc"])
def test_descriptors_are_closed_without_close_range(jeden, faults):
    strace = shutil.which("strace") or pytest.skip("no strace")
    reader = os.dup2(os.open("/dev/null", os.O_RDONLY), 77, inheritable=True)
    try:
        result = subprocess.run([strace, "-qq", "-o", "/dev/null", "-e", "trace=openat,close_range",
                                 *(f"-einject={fault}" for fault in faults), jeden, "exec", "ls", "/proc/self/fd"],
                                capture_output=True, pass_fds=[reader])
    finally:
        os.close(reader)
    if b"ptrace" in result.stderr:
        pytest.skip("no ptrace")
    assert result.stdout.split() == [b"0", b"1", b"2", b"3"], result.stderr  # 3: the listing itself
