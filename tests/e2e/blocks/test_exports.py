"""What a hook says to what starts after it: `capture` and `exports`, with jeden as PID 1."""

import pytest

from block_support import lines_of, run
from kit import words

MAIN = f'[main]\ncommand = {words("/bin/sh", "-c", "echo main=[$A][$B]")}\n'


def hook(name, text, keys=""):
    return f'[[hook]]\nname = "{name}"\nrun = {words("/bin/sh", "-ec", text)}\n{keys}\n'


def test_the_output_of_a_program_is_a_variable_of_what_follows(jeden):
    init = run(jeden, hook("a", "echo 'x y'; echo 'second $A'; echo", 'capture = "A"') + hook("b", "echo \"hook=[$A]\"") + MAIN)
    assert init.out.lines() == ["hook=[x y", "second $A]", "main=[x y second $A][]"]
    assert "name=A" in lines_of(init, "variable_set")[0] and "second" not in init.err.text()


def test_it_replaces_a_variable_and_not_one_of_a_programs_own(jeden):
    init = run(jeden, '[env]\nA = "default"\n' + hook("a", "echo new", 'capture = "A"')
               + hook("b", "echo \"b=$A\"", 'env = { A = "own" }') + hook("c", "echo c=$A; env | grep -c ^A=") + MAIN,
               env={"A": "outside"})
    assert init.out.lines() == ["b=own", "c=new", "1", "main=[new][]"]


def test_services_conditions_and_waits_get_it(jeden):
    init = run(jeden, hook("a", "echo yes", 'capture = "A"')
               + hook("b", "echo ran", f'if_command = {words("/bin/sh", "-c", "test $A = yes")}')
               + f'[[hook]]\nwait = "exec:test yes = yes"\ntimeout = "5s"\n' + MAIN)
    assert init.out.lines() == ["ran", "main=[yes][]"]


def test_as_another_user(jeden):
    init = run(jeden, hook("a", "id -un", 'capture = "A"\nuser = "nobody"') + MAIN)
    assert init.out.lines() == ["main=[nobody][]"]


def test_a_hook_that_fails_sets_nothing_and_a_second_attempt_does(jeden, tmp_path):
    init = run(jeden, hook("a", f"test -e {tmp_path}/n && exec echo 2; touch {tmp_path}/n; echo 1; exit 1",
                           'capture = "A"\nretries = 1\nbackoff = "0s"')
               + hook("b", "echo never; exit 1", 'capture = "B"\non_failure = "warn"') + MAIN)
    assert init.out.lines() == ["main=[2][]"]


@pytest.mark.parametrize("text, message", [
    ("head -c 70000 /dev/zero", "it said more than 64 KiB"),
    (r"printf 'a\000b'", "its output has a NUL character"),
])
def test_what_no_variable_can_hold(jeden, text, message):
    init = run(jeden, hook("a", text, 'capture = "A"') + MAIN, 1)
    assert message in lines_of(init, "export_failed")[0] and not init.out.lines()


def test_a_stop_while_it_talks(jeden):
    init = jeden(toml=hook("a", "trap 'echo late; exit 0' TERM; echo ready >&2; while :; do sleep 0.05; done", 'capture = "A"')
                 + MAIN)
    init.err.expect("^ready$")
    init.signal("TERM")
    assert init.wait() == 143 and not lines_of(init, "variable_set")


def test_a_program_says_several_and_only_those_that_it_may(jeden):
    init = run(jeden, hook("a", r"printf 'A=1\000C=2\000B=x=y\000PATH=/\000' >&3", 'exports = ["A", "B*", "P*"]')
               + hook("b", "echo $A $B [$C]") + MAIN)
    assert init.out.lines() == ["1 x=y []", "main=[1][x=y]"]


def test_what_is_no_list_of_variables(jeden):
    init = run(jeden, hook("a", "echo A=1 >&3", 'exports = ["A"]') + MAIN, 1)
    assert "it said no NAME=value" in lines_of(init, "export_failed")[0]


def test_files_of_variables_reach_main(jeden, tmp_path):
    folder = tmp_path / "d"
    folder.mkdir()
    (folder / "1.env").write_text("A=one\nB='two words'\nC=not\n")
    (folder / "2.sh").write_text("#!/bin/sh\necho script=[$A][$C]\n[ ! -e /proc/self/fd/3 ] && echo closed\n")
    (folder / "2.sh").chmod(0o755)
    text = (f'[[hook]]\ndirectory = "{folder}"\nhandlers = {{ ".env" = {{ environment = true }} }}\n'
            f'exports = ["A", "B"]\nhistory = "{tmp_path}/history"\nuser = "root"\n' + hook("c", "echo [$C]") + MAIN)
    for expected in (["script=[one][not]", "closed"], []):  # with a history the script is run once, variables are read always
        assert run(jeden, text).out.lines() == [*expected, "[]", "main=[one][two words]"]


def test_main_does_not_get_what_it_has_to_forget(jeden):
    init = run(jeden, '[env]\nA = { default = "", forget = true }\n' + hook("a", "echo secret", 'capture = "A"')
               + hook("b", "echo hook=$A") + MAIN)
    assert init.out.lines() == ["hook=secret", "main=[][]"]


def test_with_mode_exec(jeden):
    init = run(jeden, hook("a", "echo 1", 'capture = "A"') + MAIN + 'mode = "exec"\n')
    assert init.out.lines() == ["main=[1][]"]


@pytest.mark.parametrize("text, message", [
    ('run = ["x"]\ncapture = "PATH"', "PATH is known before anything starts"),
    ('run = ["x"]\ncapture = "A=B"', "capture names no variable"),
    ('run = ["x"]\ncapture = "A"\nstdout = "null"', "stdout and capture contradict each other"),
    ('run = ["x"]\ncapture = "A"\nexports = ["B"]', "exports and capture contradict each other"),
    ('run = ["x"]\ncapture = "A"\nstage = "stop"', "capture belongs to a hook of stage start"),
    ('run = ["x"]\ncapture = "A"\nevery = "1m"', "capture belongs to a hook of stage start"),
    ('wait = "tcp://x:1"\ncapture = "A"', "capture belongs to run or script"),
    ('files = [ { remove = "/x" } ]\nexports = ["A"]', "exports belongs to directory, run or script"),
])
def test_mistakes_are_named(jeden, text, message):
    init = jeden.run(toml=f"[[hook]]\n{text}\n" + MAIN)
    assert init.code == 78 and message in init.err.text(), init.err.text()
