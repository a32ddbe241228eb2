"""What the kernel's OOM killer took is named so, with the limit; nothing else is."""

import os
import re
import uuid
from pathlib import Path

import pytest

import kit
from service_support import inner_pid, lines_of, main, python, service, stop

pytestmark = pytest.mark.skipif(kit.is_sanitized(kit.JEDEN), reason="with a sanitizer jeden itself is among the largest")

LIMIT = 256 * 1024 * 1024
HOG = "print('hog up')\nkeep = []\nwhile True: keep.append(bytearray(32 << 20))"


def group_folder():
    """Where a memory control group can be made, and the name of the file that limits it."""
    own = Path("/proc/self/cgroup").read_text()
    if match := re.search(r"^\d+:(?:[^:]*,)?memory(?:,[^:]*)?:(.*)$", own, re.M):
        for base in (Path("/sys/fs/cgroup/memory" + match[1]), Path("/sys/fs/cgroup/memory")):
            if (base / "memory.limit_in_bytes").exists() or (base / "memory.oom_control").exists():
                return base, "memory.limit_in_bytes"
    if match := re.search(r"^0::(.*)$", own, re.M):
        base = Path("/sys/fs/cgroup" + match[1])
        if "memory" in (base / "cgroup.subtree_control").read_text().split() if base.exists() else False:
            return base, "memory.max"
    pytest.skip("there is no control group of version 1 or 2 that can limit memory here")


@pytest.fixture
def limited(jeden):
    """Starts jeden in a memory control group of its own."""
    base, limit = group_folder()
    group = base / f"jeden-test-{uuid.uuid4().hex}"
    try:
        group.mkdir()
        (group / limit).write_text(str(LIMIT))
    except OSError as error:
        pytest.skip(f"no memory limit can be set here: {error}")

    def start(toml):
        return jeden(toml=toml, before=lambda: (group / "cgroup.procs").write_text(str(os.getpid())))

    yield start
    jeden.finish()
    group.rmdir()


def test_main(limited):
    init = limited(f"[main]\ncommand = {python(HOG)}\n")
    assert init.wait() == 137
    [line] = lines_of(init, "oom_killed")
    assert line["unit"] == "main" and int(line["limit_bytes"]) == LIMIT and line["level"] == "error"


def test_a_service_and_only_it(limited):
    init = limited(service("hog", python(HOG)) + main())
    init.expect_event("oom_killed", "hog")
    assert lines_of(init, "service_exited", "hog") or init.expect_event("service_exited", "hog")
    stop(init)
    assert len(lines_of(init, "oom_killed")) == 1


def test_a_kill_by_somebody_else_is_not(limited):
    init = limited(service("victim", python("print('up'); import signal; signal.pause()")) + main())
    init.expect("^up$")
    os.kill(inner_pid(init, "print('up')"), 9)
    init.expect_event("service_exited", "victim")
    stop(init)
    assert not lines_of(init, "oom_killed")


# Its worker takes all the memory there is, and is collected by it.
MASTER = ("import os, signal, sys\nsignal.signal(signal.SIGTERM, signal.SIG_IGN)\npid = os.fork()\n"
          f"if pid == 0:\n open('/proc/self/oom_score_adj', 'w').write('1000')\n {HOG.splitlines()[1]}\n"
          " while True: keep.append(bytearray(32 << 20))\n"
          "print('worker ended by', os.waitpid(pid, 0)[1], flush=True)\n")


def test_a_grandchild_is_told_when_its_parent_ends(limited, tmp_path):
    """jeden did not collect it, and says so; it is why the parent has failed."""
    log = tmp_path / "termination"
    log.touch()
    init = limited(f'[init]\ntermination_log = "{log}"\n[main]\ncommand = {python(MASTER + "sys.exit(3)")}\n')
    assert init.wait() == 3
    [line] = lines_of(init, "oom_killed")
    assert "unit" not in line and "pid" not in line and int(line["limit_bytes"]) == LIMIT
    assert "collected" in line["reason"]
    assert log.read_text() == "exit code 3: main ended with code 3: a process had run out of memory\n"


def test_what_jeden_kills_is_not_taken_for_an_earlier_death(limited):
    """The OOM killer took a worker that its own parent collected; later that parent does not listen to TERM."""
    init = limited('[init]\ngrace = "10s"\n[main]\n' f"command = {python(MASTER + 'signal.pause()')}\n"
                   'stop = [{ signal = "TERM", wait = "200ms" }]\n')
    init.expect("^worker ended by 9$")
    init.signal("TERM")
    assert init.wait() == 137
    assert ["unit" in line for line in lines_of(init, "oom_killed")] == [False]
