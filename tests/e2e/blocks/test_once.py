"""[once.NAME]: hooks that are done once per volume, with jeden as PID 1."""

import shlex
import subprocess

import pytest

import kit
from block_support import in_mounts, lines_of, run
from kit import talk, words
from once_support import MAIN, direct, group, hook, shell


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
