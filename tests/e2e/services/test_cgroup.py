"""A program with a control group of its own is killed with all that is in it, wherever that has gone."""

import os
import subprocess
import uuid
from pathlib import Path

import pytest

import kit
from service_support import main, python, service, stop

ROOTS = [root for root in (Path("/sys/fs/cgroup/unified"), Path("/sys/fs/cgroup"))
         if (root / "cgroup.controllers").exists() and os.access(root / "cgroup.procs", os.W_OK)]


@pytest.fixture
def group():
    """Where the hierarchy can be written to, as it can for root outside of a container."""
    if not ROOTS:
        pytest.skip("no cgroup v2 that can be written to")
    own = next(line[3:] for line in Path("/proc/self/cgroup").read_text().splitlines() if line.startswith("0::"))
    path = ROOTS[0] / own.lstrip("/") / f"jeden-test-{uuid.uuid4().hex[:8]}"
    try:
        path.mkdir()
    except OSError as error:
        pytest.skip(f"no control group can be made: {error}")
    yield path
    for inner in path.glob("*/"):
        inner.rmdir()
    kit.until(lambda: not (path / "cgroup.procs").read_text(), "an empty group")
    path.rmdir()


# It moves itself into the group; its child takes a session of its own, and both are deaf. Two that print() at the same
# time can mix their lines up.
MOVES = ("import os, signal, sys, time\n"
         "signal.signal(signal.SIGTERM, signal.SIG_IGN)\n"
         "open(sys.argv[1] + '/cgroup.procs', 'w').write(str(os.getpid()))\n"
         "if os.fork() == 0:\n"
         " os.setsid()\n os.write(1, b'child up\\n')\n"
         " while True: signal.pause()\n"
         "os.write(1, b'one up\\n')\n"
         "while True: signal.pause()")
STOP = '[{ signal = "TERM", wait = "100ms" }]'


def members(group):
    return [int(pid) for pid in (group / "cgroup.procs").read_text().split()]


def test_what_left_its_process_group_is_killed_with_it(jeden, group, tmp_path):
    """Although the container lives on: a restart finds nobody who still holds the port."""
    control = tmp_path / "control"
    init = jeden("-v", toml=f'[init]\ncontrol = "{control}"\n'
                 + service("one", python(MOVES, group), stop=STOP, restart='"never"') + main())
    init.expect("^main up$")
    kit.until(lambda: {"one up", "child up"} <= set(init.out.lines()), "both")
    before = members(group)
    assert len(before) == 2
    kit.until(control.exists, "the control socket")
    assert subprocess.run([kit.JEDEN, "restart", "one", "--socket", control]).returncode == 0
    init.expect_event("cgroup_killed")
    kit.until(lambda: len(members(group)) == 2 and not set(members(group)) & set(before), "the next one")
    assert not any(kit.state(pid) not in ("gone", "Z") for pid in before)
    stop(init)


def test_a_group_with_groups_below_it_is_left_to_signals(jeden, group):
    """Who makes groups of its own may have put others into them."""
    (group / "inner").mkdir()
    init = jeden("-v", toml=service("one", python(MOVES, group), stop=STOP) + main())
    init.expect("^main up$")
    kit.until(lambda: {"one up", "child up"} <= set(init.out.lines()), "both")
    init.signal("TERM")
    assert init.wait() == 0
    assert "cgroup_killed" not in init.events()
    init.assert_nothing_left()


def test_a_stranger_in_the_group_is_not_touched(jeden, group):
    """Somebody of another PID namespace."""
    with subprocess.Popen(["sleep", "100"]) as stranger:
        (group / "cgroup.procs").write_text(str(stranger.pid))
        init = jeden("-v", toml=service("one", python(MOVES, group), stop=STOP) + main())
        init.expect("^main up$")
        kit.until(lambda: {"one up", "child up"} <= set(init.out.lines()), "both")
        init.signal("TERM")
        assert init.wait() == 0
        assert "cgroup_killed" not in init.events()
        assert stranger.poll() is None
        stranger.kill()


def test_jedens_own_group_is_nobodys_own(jeden, group):
    init = jeden("-v", toml=service("one", python("import signal\nsignal.signal(15, signal.SIG_IGN)\nprint('one up')\n"
                                                  "while True: signal.pause()"), stop=STOP) + main(),
                 before=lambda: (group / "cgroup.procs").write_text(str(os.getpid())))
    init.expect("^one up$")
    init.signal("TERM")
    assert init.wait() == 0
    assert "cgroup_killed" not in init.events() and "kill_sent" in init.events("one")
