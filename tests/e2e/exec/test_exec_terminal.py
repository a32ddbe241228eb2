"""The hand-over of the terminal, on pseudo-terminals."""
import json
import os
import pty
import signal
import subprocess

LOOK = """
import json, os, signal
try: foreground = os.tcgetpgrp(0)
except OSError as error: foreground = -error.errno
try: os.close(os.open('/dev/tty', os.O_RDWR)); controlled = True
except OSError: controlled = False
print(json.dumps(dict(pid=os.getpid(), group=os.getpgrp(), session=os.getsid(0), foreground=foreground,
                      controlled=controlled, ttou=signal.getsignal(signal.SIGTTOU) == signal.SIG_DFL)), flush=True)
"""
PROGRAM = ["/usr/bin/python3", "-c", LOOK]


def read_line(descriptor):
    line = b""
    while not line.endswith(b"\n"):
        try:
            line += os.read(descriptor, 1024)
        except OSError:
            break
    return line


def on_terminal(command):
    """What the command prints as leader of a session on a new terminal."""
    pid, master = pty.fork()
    if pid == 0:
        os.execv(command[0], command)
    line = read_line(master)
    os.waitpid(pid, 0)
    os.close(master)
    return json.loads(line)


def test_child_of_a_session_leader_gets_the_foreground(jeden):
    parent = ["/usr/bin/python3", "-c", "import subprocess, sys; subprocess.run(sys.argv[1:])"]
    found = on_terminal([*parent, jeden, "exec", "--foreground", *PROGRAM])
    assert found["group"] == found["pid"] == found["foreground"] != found["session"]
    assert found["ttou"]
    found = on_terminal([*parent, jeden, "exec", *PROGRAM])
    assert found["group"] == found["session"] != found["pid"]
    found = on_terminal([*parent, jeden, "exec", "--new-group", *PROGRAM])
    assert found["group"] == found["pid"] != found["foreground"]


def test_session_leader_stays_in_the_foreground(jeden):
    found = on_terminal([jeden, "exec", "--foreground", *PROGRAM])
    assert found["group"] == found["pid"] == found["foreground"] == found["session"]


def test_session_leader_takes_a_terminal_that_nobody_controls(jeden):
    for before, words in ((os.setsid, []), (None, ["--new-session"])):
        master, slave = pty.openpty()
        with subprocess.Popen([jeden, "exec", *words, "--foreground", *PROGRAM], stdin=slave, stdout=subprocess.PIPE,
                              preexec_fn=before) as process:
            os.close(slave)
            found = json.loads(process.stdout.read())
        os.close(master)
        assert found["controlled"]
        assert found["session"] == found["group"] == found["foreground"] == process.pid


def test_terminal_of_another_session_is_left_there(jeden):
    found = on_terminal(["/usr/bin/python3", "-c", "import subprocess, sys; subprocess.run(sys.argv[1:])",
                         jeden, "exec", "--new-session", "--foreground", *PROGRAM])
    assert not found["controlled"]
    assert found["session"] == found["pid"]


def test_without_a_terminal_nothing_happens(jeden):
    result = subprocess.run([jeden, "exec", "--foreground", *PROGRAM], stdin=subprocess.DEVNULL, capture_output=True)
    assert result.returncode == 0, result.stderr
    assert not json.loads(result.stdout)["controlled"] or json.loads(result.stdout)["foreground"] < 0


def test_terminal_that_is_gone_is_tolerated(jeden):
    master, slave = pty.openpty()
    os.close(master)
    result = subprocess.run([jeden, "exec", "--new-session", "--foreground", *PROGRAM], stdin=slave, capture_output=True)
    os.close(slave)
    assert result.returncode == 0, result.stderr


def test_ctrl_c_reaches_the_program_in_the_foreground(jeden):
    pid, master = pty.fork()
    if pid == 0:
        code = ("import subprocess, sys, signal; signal.signal(signal.SIGINT, signal.SIG_IGN);"
                "sys.exit(128 - subprocess.run(sys.argv[1:]).returncode)")
        os.execv("/usr/bin/python3", ["python3", "-c", code, jeden, "exec", "--ignored", "none", "--blocked", "none",
                                      "--foreground", "sh", "-c", "echo ready; exec sleep 600"])
    assert read_line(master) == b"ready\r\n"
    os.write(master, b"\x03")
    assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 128 + signal.SIGINT
    os.close(master)
