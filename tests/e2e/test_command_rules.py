"""The words after the image's name: none, appended, replacing, foreign."""

import pytest

import kit
from kit import talk, talker

HOOK = f'[[hook]]\nname = "h"\nrun = {talker("say", "hook")}\n'
MAIN = f"[main]\ncommand = {talker('arguments', 'a')}\n"


def arguments(init):
    return [line.removeprefix("argument ") for line in init.out.lines() if line.startswith("argument ")]


def test_none(jeden):
    init = jeden.run(toml=HOOK + MAIN)
    assert init.out.lines()[0] == "hook" and arguments(init) == [kit.TALK, "arguments", "a"]


def test_options_are_appended(jeden):
    init = jeden.run("--", "-x", "--why", "y", toml=HOOK + MAIN)
    assert init.out.lines()[0] == "hook" and arguments(init) == [kit.TALK, "arguments", "a", "-x", "--why", "y"]


@pytest.mark.parametrize("program", [kit.TALK, "talk"])
def test_the_same_program_replaces(jeden, program):
    init = jeden.run("--", program, "arguments", "b", toml=HOOK + MAIN,
                     env={"PATH": f"{kit.Path(kit.TALK).parent}:{kit.PATH}"})
    assert init.out.lines()[0] == "hook" and arguments(init)[1:] == ["arguments", "b"]


def test_a_foreign_command_bypasses(jeden):
    init = jeden.run("--", "/bin/sh", "-c", "echo $A", toml='[env]\nA = "set"\n' + HOOK + MAIN
                     + f"[service.s]\ncommand = {talker('say', 'service')}\n")
    assert init.code == 0 and init.out.lines() == ["set"]


def test_a_foreign_command_keeps_the_user(jeden):
    init = jeden.run("--", "/usr/bin/id", "-u", toml=MAIN + 'user = "www-data"\n')
    assert init.out.lines() == ["33"]


def test_a_foreign_command_has_pid_1_duties(jeden):
    init = jeden("--", "/bin/sh", "-c", " ".join(talk("say", "up", "on", 15, 3, "wait")) + "; exit $?",
                 toml=MAIN + 'stop_to = "group"\n')
    init.expect("^up$")
    init.signal("TERM")
    init.wait()
    init.assert_nothing_left()


def test_prepare(jeden):
    init = jeden.run("--", "/bin/sh", "-c", "echo mine", toml=HOOK + MAIN + 'foreign_command = "prepare"\n')
    assert init.out.lines() == ["hook", "mine"]


def test_refuse(jeden):
    init = jeden.run("--", "/bin/sh", "-c", "echo mine", toml=HOOK + MAIN + 'foreign_command = "refuse"\n')
    assert init.code in (64, 78) and init.err.text() and not init.out.text()


def test_without_dashes_too(jeden):
    init = jeden.run("/bin/echo", "hello", toml=HOOK + MAIN)
    assert init.out.lines() == ["hello"]


def test_where_the_file_is_looked_for(jeden):
    jeden.config(f"[main]\ncommand = {talker('exit', 11)}\n")
    assert jeden.run().code == 11
    other = jeden.config(f"[main]\ncommand = {talker('exit', 12)}\n", "other.toml")
    assert jeden.run(env={"JEDEN_CONFIG": other}).code == 12
    assert jeden.run("--no-config", "--", *talk("exit", 13)).code == 13


def test_one_that_is_named_and_missing_is_an_error(jeden):
    jeden.config(f"[main]\ncommand = {talker('exit', 11)}\n")
    assert jeden.run(env={"JEDEN_CONFIG": "/no/such.toml"}).code == 78


def test_a_foreign_command_writes_by_itself(jeden):
    """It may be a shell on a terminal: no relay stands between."""
    init = jeden.run("readlink", "/proc/self/fd/1",
                     toml=f'[main]\ncommand = {talker("wait")}\nlog = {{ prefix = true }}\n')
    other = jeden.run("readlink", "/proc/self/fd/1", toml=f'[main]\ncommand = {talker("wait")}\n')
    assert init.code == other.code == 0
    assert not init.out.text().startswith("main") and "pipe:" in init.out.text()


def test_options_without_a_program_to_append_them_to(jeden):
    """It is said before the first hook starts."""
    init = jeden.run("--", "-x", toml=f"[[hook]]\nrun = {talker('say', 'hook')}\n")
    assert init.code == 78 and not init.out.lines()
    assert "there is no command for main that -x could be appended to" in init.err.text()
