"""[once.NAME]: hooks that are done once per volume, with jeden as PID 1 that is also killed in the middle."""

import os
import shlex
import signal
import subprocess

import pytest

import kit
from kit import talk, words
from test_files import in_mounts


def group(folder, *keys, marker="marker"):
    return f'[once.db]\nmarker = "{folder}/{marker}"\n' + "\n".join(keys) + "\n"


def hook(name, *command, keys='once = "db"'):
    return f'[[hook]]\nname = "{name}"\nrun = {words(*command)}\n{keys}\n'


def shell(text):
    return ["/bin/sh", "-ec", text]


MAIN = f'[main]\ncommand = {words("/bin/echo", "main")}\n'


def run(jeden, text, code=0, **more):
    init = jeden.run(toml=text, **more)
    assert init.code == code, init.err.text()
    init.assert_nothing_left()
    return init


def lines_of(init, event):
    return [line for line in init.err.lines() if f"event={event} " in line + " "]


def direct(init):
    """Lines that came without a relay, which is why they are in order."""
    return [line for line in init.out.lines() if line not in ("server up", "signal 15")]


@pytest.fixture
def data(tmp_path):
    folder = tmp_path / "data"
    folder.mkdir()
    return folder


def test_the_second_start_leaves_it_out(jeden, tmp_path, data):
    text = (group(data) + hook("one", *shell(f"echo one >> {data}/log")) + hook("two", *shell(f"echo two >> {data}/log"))
            + hook("always", *shell(f"echo always >> {data}/log"), keys="") + MAIN)
    first = run(jeden, text)
    assert (data / "log").read_text() == "one\ntwo\nalways\n"
    assert "[once.db] has succeeded" in (data / "marker").read_text()
    assert not (data / "marker.started").exists()
    # Who is started may speak before jeden has said that it was.
    assert sorted(first.events("once.db")) == ["hook_started", "hook_succeeded", "once_started", "step_changed"]
    second = run(jeden, text)
    assert (data / "log").read_text() == "one\ntwo\nalways\nalways\n"
    skipped = lines_of(second, "hook_skipped")
    assert len(skipped) == 3 and all("reason=done" in line for line in skipped)
    assert second.out.lines() == ["main"] and len(lines_of(second, "once_done")) == 1


def test_the_marker_comes_after_all_hooks_and_before_what_follows(jeden, data):
    look = f"ls -A {data} | tr '\\n' ' '; echo"
    init = run(jeden, group(data) + hook("one", *shell(look)) + hook("two", *shell(look))
               + hook("after", *shell(look), keys="") + MAIN)
    assert init.out.lines() == ["marker.started ", "marker.started ", "marker ", "main"]


def test_a_failure_writes_no_marker_and_the_next_start_says_so(jeden, data):
    text = group(data) + hook("one", *talk("exit", 3)) + MAIN
    run(jeden, text, 3)
    assert not (data / "marker").exists()
    again = run(jeden, text, 1)
    assert (f"{data}/marker.started is there and {data}/marker is not: an earlier run was interrupted: "
            "look at the data, and remove that file to begin again") in again.err.text()
    assert "main" not in again.out.lines()


def test_resume_runs_the_hooks_again(jeden, data):
    text = group(data, 'on_incomplete = "resume"') + hook("one", *shell(f"test -e {data}/x || {{ touch {data}/x; exit 3; }}"))
    run(jeden, text + MAIN, 3)
    init = run(jeden, text + MAIN)
    assert lines_of(init, "once_resumed") and (data / "marker").exists()


def test_clean_removes_what_the_run_made_and_nothing_else(jeden, tmp_path, data):
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "precious").write_text("x")
    (data / "lost+found").mkdir()
    (data / "mine" / "deep").mkdir(parents=True)
    (data / "mine" / "file").write_text("mine")
    mess = (f"cd {data}; mkdir -p base/1 mine/deep/new; echo x > base/1/x; echo x > mine/deep/new/y; echo x > mine/z; "
            f"ln -s {outside} link; mkfifo pipe; ln -s nowhere base/dangling; [ -e {tmp_path}/good ] || exit 3")
    text = group(data, 'on_incomplete = "clean"', f'data = "{data}"') + hook("one", *shell(
        f"test ! -e {data}/base; {mess}")) + MAIN
    run(jeden, text, 3)
    assert (data / "base/1/x").exists()
    (tmp_path / "good").touch()
    init = run(jeden, text)
    assert "removed 9 files" in lines_of(init, "once_cleaned")[0]
    assert (data / "mine/file").read_text() == "mine" and (outside / "precious").exists()
    assert (data / "marker").exists() and (data / "lost+found").exists()


def test_clean_leaves_mounts_alone(jeden, tmp_path, data):
    """Also a bind mount of the same file system, where the device's number says nothing."""
    precious = tmp_path / "precious"
    precious.mkdir()
    (precious / "file").write_text("x")
    text = group(data, 'on_incomplete = "clean"', f'data = "{data}"', marker="../marker") + hook(
        "one", *shell(f"mkdir -p {data}/sub/mnt; touch {data}/sub/x; exit 3")) + MAIN
    run(jeden, text, 3)
    where = shlex.quote(str(data / "sub/mnt"))
    init = run(jeden, text, 3, wrap=in_mounts(f"mount --bind {shlex.quote(str(precious))} {where}"))
    assert "1 mounts left alone" in lines_of(init, "once_cleaned")[0]
    assert (precious / "file").exists()


def test_a_data_directory_that_did_not_exist_is_removed_as_a_whole(jeden, tmp_path):
    text = (f'[once.db]\nmarker = "{tmp_path}/marker"\ndata = "{tmp_path}/pg"\non_incomplete = "clean"\n'
            + hook("one", *shell(f"mkdir {tmp_path}/pg; touch {tmp_path}/pg/x; exit 3")) + MAIN)
    run(jeden, text, 3)
    run(jeden, text, 3)  # mkdir would have failed with another code


def test_a_volume_that_somebody_else_initialised(jeden, data):
    (data / "PG_VERSION").write_text("")
    text = group(data, f'done_if = ["{data}/other", "{data}/PG_VERSION"]') + hook("one", *talk("say", "init")) + MAIN
    assert "init" in run(jeden, text).out.lines()  # an empty file counts for nothing
    (data / "marker").unlink()
    (data / "PG_VERSION").write_text("15")
    init = run(jeden, text)
    assert init.out.lines() == ["main"] and f"{data}/PG_VERSION is there" in lines_of(init, "once_done")[0]
    assert not (data / "marker").exists()


def test_a_half_done_volume_is_not_done_because_of_what_it_looks_like(jeden, data):
    text = group(data, f'done_if = "{data}/PG_VERSION"') + hook("one", *shell(f"echo 15 > {data}/PG_VERSION; exit 3")) + MAIN
    run(jeden, text, 3)
    assert "an earlier run was interrupted" in run(jeden, text, 1).err.text()


@pytest.mark.parametrize("code, out", [(0, ["main"]), (1, ["init", "main"])])
def test_a_command_says_whether_it_is_done(jeden, data, code, out):
    text = group(data, f'done_if_command = {words(*talk("exit", code))}') + hook("one", *talk("say", "init")) + MAIN
    assert run(jeden, text).out.lines() == out


def test_of_two_containers_the_second_waits_and_does_nothing(jeden, data):
    text = group(data) + hook("one", *shell(f"echo begun; read x < {data}/fifo; echo ended")) + MAIN
    os.mkfifo(data / "fifo")
    first = jeden(toml=text)
    first.expect("^begun$")
    second = jeden(toml=text)
    second.expect_event("once_waiting")
    assert not (data / "marker").exists()
    (data / "fifo").write_text("go\n")
    assert first.wait() == 0 and second.wait() == 0
    assert first.out.lines() == ["begun", "ended", "main"] and second.out.lines() == ["main"]
    assert lines_of(second, "once_done")


def test_a_lock_that_is_not_free_in_time(jeden, data):
    text = group(data, 'wait = "0s"') + hook("one", *talk("on", 15, 1, "say", "begun", "wait")) + MAIN
    first = jeden(toml=text)
    first.expect("^begun$")
    second = run(jeden, text, 75)
    assert f"another container has held the lock {data}" in second.err.text()
    first.signal("TERM")
    assert first.wait() == 143


def test_who_waits_for_the_lock_takes_over_when_the_first_is_killed(jeden, data):
    text = group(data, 'on_incomplete = "resume"') + hook("one", *shell(
        f"[ -e {data}/second ] && exec echo begun; touch {data}/second; echo begun; read x < {data}/fifo")) + MAIN
    os.mkfifo(data / "fifo")
    first = jeden(toml=text)
    first.expect("^begun$")
    second = jeden(toml=text)
    second.expect_event("once_waiting")
    os.kill(first.pid, signal.SIGKILL)
    assert second.wait() == 0 and lines_of(second, "once_resumed")
    assert second.out.lines() == ["begun", "main"]


def test_a_stop_in_the_middle(jeden, data):
    text = group(data, 'on_incomplete = "clean"', f'data = "{data}"') + hook(
        "one", *talk("on", 15, 1, "say", "begun", "wait")) + MAIN
    init = jeden(toml=text)
    init.expect("^begun$")
    init.signal("TERM")
    assert init.wait() == 143
    init.assert_nothing_left()
    assert (data / "marker.started").exists() and not (data / "marker").exists()


def test_a_holder_that_is_killed_gives_the_start_up(jeden, data):
    """Without its lock nobody may go on."""
    init = jeden(toml=group(data) + hook("one", *talk("on", 15, 1, "say", "begun", "wait")) + MAIN)
    init.expect("^begun$")
    holder = next(pid for pid in kit.descendants(init.pid) if "--hold" in kit.cmdline(pid))
    os.kill(holder, signal.SIGKILL)
    assert init.wait() == 137 and not (data / "marker").exists()
    init.assert_nothing_left()


def test_a_temporary_service_is_there_for_the_first_time_alone(jeden, data):
    text = (group(data) + hook("fill", *talk("say", "filled"), keys='once = "db"\nafter = ["server"]')
            + f'[service.server]\ncommand = {words(*talk("on", 15, 0, "say", "server up", "wait"))}\nuntil = "fill"\n'
              "ready = { log = 'server up' }\n" + MAIN)
    first = run(jeden, text)
    assert direct(first) == ["filled", "main"] and "server up" in first.out.lines()
    second = run(jeden, text)
    assert second.out.lines() == ["main"]
    assert "reason=done" in lines_of(second, "service_skipped")[0]


def test_a_service_until_the_group_is_done(jeden, data):
    text = (group(data) + hook("a", *talk("say", "a"), keys='once = "db"\nafter = ["server"]') + hook("b", *talk("say", "b"))
            + f'[service.server]\ncommand = {words(*talk("on", 15, 0, "say", "server up", "wait"))}\nuntil = "once.db"\n'
              "ready = { log = 'server up' }\n" + MAIN)
    assert direct(run(jeden, text)) == ["a", "b", "main"]
    assert run(jeden, text).out.lines() == ["main"]


def test_what_only_the_first_run_needs(jeden, data):
    text = group(data, 'requires = ["USER_NAME", "KIND=a"]', 'requires_any = ["PASSWORD", "METHOD=trust"]') + hook(
        "one", *talk("say", "init")) + MAIN
    init = run(jeden, text, 1, env={"KIND": "b", "METHOD": "md5", "PASSWORD": ""})
    assert "the first run needs USER_NAME, KIND=a, and one of PASSWORD, METHOD=trust: set them" in init.err.text()
    assert not list(data.iterdir())
    assert "init" in run(jeden, text, env={"KIND": "a", "METHOD": "trust", "USER_NAME": "x"}).out.lines()
    assert run(jeden, text).out.lines() == ["main"]


def versioned(folder, version):
    return (group(folder, f'version = "{version}"') + hook("install", *talk("say", "install"))
            + hook("copy", *talk("say", "copy"), keys='once = "db"\non_upgrade = "run"')
            + hook("migrate", *talk("say", "migrate"), keys='once = "db"\non_upgrade = "only"') + MAIN)


def test_versions(jeden, data):
    assert run(jeden, versioned(data, "9.9")).out.lines() == ["install", "copy", "main"]
    assert run(jeden, versioned(data, "9.9")).out.lines() == ["main"]
    upgrade = run(jeden, versioned(data, "9.10"))
    assert upgrade.out.lines() == ["copy", "migrate", "main"] and lines_of(upgrade, "upgrade_started")
    assert "version = 9.10" in (data / "marker").read_text()
    back = run(jeden, versioned(data, "9.9"), 1)
    assert "is of version 9.10, and this is version 9.9, which is older" in back.err.text()
    assert back.out.lines() == []


def test_a_foreign_command_does_none_of_it(jeden, data):
    init = jeden.run("--", *talk("say", "foreign"), toml=group(data) + hook("one", *talk("say", "init")) + MAIN)
    assert init.code == 0 and init.out.lines() == ["foreign"]
    assert not list(data.iterdir())


def test_plan_says_what_would_be_done(jeden, tmp_path, data):
    text = group(data, 'on_incomplete = "clean"', f'data = "{data}"') + hook("one", *talk("exit", 3)) + MAIN
    file = jeden.config(text, "plan.toml")

    def plan():
        return subprocess.run([kit.JEDEN, "plan", file], capture_output=True, text=True, check=True).stdout

    assert f"would begin: {data}/marker is not there" in plan()
    run(jeden, text, 3)
    assert f"would clean up and begin: {data}/marker.started is there" in plan()
    (data / "marker").touch()
    assert f"is done: {data}/marker is there" in plan()


def test_killed_at_any_moment_it_recovers(jeden, tmp_path):
    """SIGKILL to PID 1 after each line that it logs; the next start always ends with exactly what a first run makes."""
    data = tmp_path / "data"
    steps = [hook(f"step-{n}", *shell(f"mkdir {data}/d{n}; echo {n} > {data}/d{n}/f; echo {n} >> {data}/log"))
             for n in range(4)]
    text = (f'[once.db]\nmarker = "{data}/marker"\ndata = "{data}"\non_incomplete = "clean"\ndone_if = "{data}/d0"\n'
            + "".join(steps) + MAIN)
    data.mkdir()
    lines = len(jeden.run("-vv", toml=text).err.lines())
    killed = cleaned = 0
    for moment in range(lines):
        subprocess.run(["rm", "-rf", data], check=True)
        data.mkdir()
        (data / "mine").write_text("mine")
        init = jeden("-vv", toml=text)
        kit.until(lambda: len(init.err.lines()) >= moment or init.process.poll() is not None, f"{moment} lines")
        try:
            os.kill(init.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass
        killed += init.wait() != 0
        again = run(jeden, text)
        cleaned += len(lines_of(again, "once_cleaned"))
        assert (data / "log").read_text() == "0\n1\n2\n3\n" and (data / "mine").read_text() == "mine"
        assert sorted(path.name for path in data.iterdir() if path.name[0] == "d") == ["d0", "d1", "d2", "d3"]
        assert (data / "marker").exists() and not (data / "marker.started").exists()
    assert killed > lines / 2 and cleaned > 5, (lines, killed, cleaned)


def test_groups_that_need_each_other_do_not_wait_for_each_others_lock(jeden, data):
    text = (f'[once.db]\nmarker = "{data}/db"\n[once.app]\nmarker = "{data}/app"\n'
            + hook("a1", *talk("say", "a1")) + hook("b1", *talk("say", "b1"), keys='once = "app"')
            + hook("a2", *talk("say", "a2")) + MAIN)
    assert run(jeden, text).out.lines() == ["a1", "b1", "a2", "main"]
    assert run(jeden, text).out.lines() == ["main"]


@pytest.mark.parametrize("text, message", [
    ('[once.a]\nmarker = "/x"\nlock = "/l"\n[once.db]\nmarker = "/y"\nlock = "/l/"\n',
     "the lock of [once.db] is another group's too"),
    ('[once.db]\ndone_if = "/x"\n', "[once.db] has no marker"),
    ('[once.db]\nmarker = "x"\n', "marker has to be an absolute path"),
    ('[once.db]\nmarker = "/x"\non_incomplete = "clean"\n', "[once.db] cannot be cleaned: data is missing"),
    ('[once.db]\nmarker = "/x"\ndata = "//"\n', "data cannot be the root directory"),
    ('[once.db]\nmarker = "/x"\nmarkr = "/x"\n', "did you mean marker?"),
    ('[once.db]\nmarker = "/x"\n', "nothing belongs to [once.db]"),
    ('[once.db]\nmarker = "/x"\n[[hook]]\nrun = ["x"]\nonce = "bd"\n', 'there is no [once.bd]'),
    ('[once.db]\nmarker = "/x"\n[[hook]]\nrun = ["x"]\nonce = "db"\nstage = "stop"\n',
     "what is done once is a hook of stage start"),
    ('[once.db]\nmarker = "/x"\n[[hook]]\nrun = ["x"]\nonce = "db"\non_upgrade = "run"\n', "[once.db] has no version"),
    ('[[hook]]\nrun = ["x"]\non_upgrade = "run"\n', "on_upgrade belongs to a hook with once"),
])
def test_mistakes_are_named(jeden, text, message):
    init = jeden.run(toml=text + MAIN)
    assert init.code == 78 and message in init.err.text(), init.err.text()
