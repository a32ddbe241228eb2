"""The story of PID 1, told by running it: see README.md."""

import os
import signal
import sys
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))

from story import Story, kit  # noqa: E402

PYTHON = "/usr/bin/python3"
THREE_LINES = ["Got signal 15, I have to go", "All cleaned up, bye", "End of the world"]


def jeden(config):
    return [kit.JEDEN, "--config", str(HERE / config)]


def bash(script, program):
    return ["/bin/bash", f"./{script}", program]


def said(init, lines):
    return [line for line in init.out.lines() if line in lines]


def who_is_pid_1(story):
    story.chapter("Who is PID 1?")
    for command, expected, env in [
        (bash("entrypoint-simple.sh", "mypid.py"), "I am PID 2, PID 1 is /bin/bash", {}),
        (bash("entrypoint-exec.sh", "mypid.py"), f"I am PID 1, PID 1 is {PYTHON}", {}),
        (jeden("supervise.toml"), f"I am PID 2, PID 1 is {kit.JEDEN}", {"PROGRAM": "mypid.py"}),
        (jeden("exec.toml"), f"I am PID 1, PID 1 is {PYTHON}", {"PROGRAM": "mypid.py"}),
    ]:
        init = story.start(*command, env=env, directory=HERE)
        code = init.wait()
        story.claim(code == 0 and init.out.text().startswith(expected), expected)


def term(story, title, command):
    """TERM to PID 1: the program says its three lines, and all is over within three seconds."""
    story.chapter(title)
    init = story.start(*command, directory=HERE)
    init.expect("^At work$")
    story.tell("TERM to PID 1")
    asked = time.monotonic()
    init.signal("TERM")
    ended = init.wait()
    took = time.monotonic() - asked
    story.claim(said(init, THREE_LINES) == THREE_LINES, "the three lines, in order, once each")
    story.claim(ended == 0 and took < 3, f"exit code {ended}, {took:.1f} s after the TERM")
    init.assert_nothing_left()


def the_lost_signal(story):
    story.chapter("A shell is PID 1: the TERM is lost")
    init = story.start(*bash("entrypoint-simple.sh", "with_atexit.py"), directory=HERE)
    init.expect("^At work$")
    story.tell("TERM to PID 1, which is bash: the kernel drops it, since PID 1 has no handler for it")
    init.signal("TERM")
    time.sleep(1)  # the absence of an answer has no event to wait for
    story.claim(init.process.poll() is None and not said(init, THREE_LINES), "nobody has heard of the TERM")
    story.tell("KILL, which is what an engine sends ten seconds later")
    init.signal("KILL")
    story.claim(init.wait() == 137 and not said(init, THREE_LINES), "exit code 137 and not one of the three lines")


def control_c(story):
    story.chapter("Ctrl-C in a terminal")
    init = story.start(*jeden("supervise.toml"), directory=HERE, terminal=True)
    init.expect("^At work$")
    story.tell("the user types Ctrl-C")
    init.terminal.type("\x03")
    code = init.wait()
    story.claim("End of the world" in init.out.text() and code == 0, f"it was heard: exit code {code}")


def at_work(init):
    """Waits until the manager and its four workers have reported; the manager's pid, seen from outside."""
    kit.until(lambda: sum(" is PID " in line for line in init.out.lines()) == 5, "five reports")
    return next(pid for pid in kit.children(init.pid) if "spawning.py" in kit.cmdline(pid))


def the_workers(story):
    story.chapter("Four workers and a TERM")
    init = story.start(*jeden("supervise.toml"), directory=HERE, env={"PROGRAM": "spawning.py"})
    manager = at_work(init)
    story.tell("ABRT to PID 1: it is passed on, the program logs it and goes on")
    init.signal("ABRT")
    init.expect("^Got signal 6, but there is work to do$")
    story.claim(len(kit.children(manager)) == 4, "the four workers are at work")
    story.tell("TERM to PID 1")
    init.signal("TERM")
    code = init.wait()
    story.claim(code == 0 and "Workshop cleaned, bye" in init.out.lines(), "the manager stopped in order, code 0")
    init.assert_nothing_left()
    story.claim(True, "no worker is left")


def the_orphaned_workers(story):
    story.chapter("Four workers, and their manager is killed")
    init = story.start(*jeden("supervise.toml"), directory=HERE, env={"PROGRAM": "spawning.py"})
    manager = at_work(init)
    story.tell("KILL to the manager: PID 1 adopts four orphans, ends and reaps them")
    os.kill(manager, signal.SIGKILL)
    code = init.wait()
    story.claim(code == 137, f"exit code {code}: the cause, not whoever died last")
    init.assert_nothing_left()
    story.claim(True, "no worker is left")


def the_goodbye(story):
    term(story, "exec in the script: the program is PID 1 and hears it", bash("entrypoint-exec.sh", "with_atexit.py"))


def the_goodbye_under_jeden(story):
    term(story, "jeden as PID 1", jeden("supervise.toml"))


def the_goodbye_after_jeden(story):
    term(story, "jeden replaces itself", jeden("exec.toml"))


def the_goodbye_past_a_shell(story):
    term(story, "jeden, and the shell script in between", jeden("shell-between.toml"))


os.chdir(HERE)
Story().run(who_is_pid_1, the_lost_signal, the_goodbye, the_goodbye_under_jeden, the_goodbye_after_jeden,
            the_goodbye_past_a_shell, control_c, the_workers, the_orphaned_workers)
