"""Exit codes of zero-configuration mode: the child's own, 128 + n, 126, 127, and jeden's own."""

import os
import re

import pytest

import kit
from kit import talk

# What ends a program by default, and leaves it so: not STOP, TSTP, TTIN, TTOU, nor what is ignored by default.
DEADLY = [n for n in range(1, 65) if n not in (17, 18, 19, 20, 21, 22, 23, 28)]


@pytest.mark.parametrize("code", range(0, 256, 17))
def test_the_childs_code_as_pid_1(jeden, code):
    assert jeden.run("--", *talk("exit", code)).code == code


def test_every_code(jeden):
    some = 16 if kit.is_sanitized(kit.JEDEN) else 1  # such a binary takes its time to start
    wrong = {code: seen for code in [*range(0, 256, some), 255]
             if (seen := jeden.run("--", *talk("exit", code), pid1=False).code) != code}
    assert not wrong


def test_every_deadly_signal_is_128_and_its_number(jeden):
    wrong = {number: seen for number in DEADLY
             if (seen := jeden.run("--", *talk("raise", number)).code) != 128 + number}
    assert not wrong


def test_a_program_that_does_not_exist(jeden):
    init = jeden.run("--", "no-such-program")
    assert init.code == 127
    assert "no-such-program" in init.err.text()


def test_a_path_that_does_not_exist(jeden):
    assert jeden.run("--", "/no/such/program").code == 127


@pytest.mark.parametrize("mode", [0o644, 0o000])
def test_a_file_that_is_not_executable(jeden, mode):
    path = jeden.folder / "program"
    path.write_text("#!/bin/sh\n")
    path.chmod(mode)
    init = jeden.run("--", path)
    assert init.code == 126
    assert str(path) in init.err.text()


def test_a_script_without_a_first_line_goes_to_the_shell(jeden):
    """As with execvp(3), and so with every other init."""
    path = jeden.folder / "script"
    path.write_text("exit 5\n")
    path.chmod(0o755)
    assert jeden.run("--", path).code == 5


def test_a_folder_cannot_be_executed(jeden):
    assert jeden.run("--", jeden.folder).code == 126


def test_a_script_whose_interpreter_is_missing(jeden):
    path = jeden.folder / "script"
    path.write_text("#!/no/such/interpreter\n")
    path.chmod(0o755)
    assert jeden.run("--", path).code in (126, 127)


@pytest.mark.parametrize("name", ["step", "relay", "endpoint"])
def test_what_jeden_starts_for_itself_hides_no_program(jeden, name):
    folder = jeden.folder / "bin"
    folder.mkdir()
    (folder / name).write_text("#!/bin/sh\necho mine $*\n")
    (folder / name).chmod(0o755)
    environment = {"PATH": f"{folder}:{kit.PATH}"}
    for words in ([], ["ca", "--port", "1"], ["-v"]):
        init = jeden.run("--no-config", name, *words, env=environment)
        assert (init.code, init.out.lines()) == (0, [" ".join(["mine", *words])])


def test_what_cannot_be_executed_leaves_the_search_going(jeden):
    """A file without the x bit in an earlier folder of PATH does not hide the program in a later one: execvp(3)."""
    first, second = jeden.folder / "first", jeden.folder / "second"
    for folder, mode in ((first, 0o644), (second, 0o755)):
        folder.mkdir()
        (folder / "program").write_text("#!/bin/sh\nexit 9\n")
        (folder / "program").chmod(mode)
    assert jeden.run("--", "program", env={"PATH": f"{first}:{second}"}).code == 9


def test_an_empty_word_is_not_found(jeden):
    assert jeden.run("--", "").code == 127


@pytest.mark.parametrize("program, code", [("nope", 127), ("/etc/passwd", 126)])
def test_the_log_says_which_program_it_is(jeden, program, code):
    init = jeden.run(toml=f"[[hook]]\nname = 'h'\nrun = ['{program}']\n[main]\ncommand = ['true']\n")
    assert init.code == code
    assert re.search(rf"event=spawn_failed unit=h code={code} reason=.* program={program}$", init.err.text(), re.M)


def test_nothing_to_do_is_bad_usage(jeden):
    init = jeden.run("--no-config")
    assert init.code == 64
    assert init.err.text()


@pytest.mark.parametrize("arguments", [
    ["--no-such-option"], ["-e", "256", "--", "true"], ["-e", "x", "--", "true"], ["-p", "NOSUCH", "--", "true"],
    ["-r", "TERM", "--", "true"], ["--grace", "10", "--", "true"], ["--config"], ["--log-format", "xml", "--", "true"],
])
def test_bad_usage(jeden, arguments):
    init = jeden.run(*arguments)
    assert init.code == 64
    assert init.err.text() and not init.out.text()


def test_a_config_that_is_missing_is_an_error(jeden):
    init = jeden.run("--config", "/no/such/init.toml")
    assert init.code == 78
    assert "/no/such/init.toml" in init.err.text()


@pytest.mark.parametrize("word", ["version", "--version", "help", "--help"])
def test_help_and_version(jeden, word):
    init = jeden.run(word)
    assert init.code == 0
    assert init.out.text()


@pytest.mark.parametrize("word", ["run", "exec", "wait", "check", "version"])
def test_every_subcommand_has_help(jeden, word):
    init = jeden.run(word, "--help")
    assert init.code == 0
    assert word in init.out.text()


def test_help_of_a_subcommand(jeden):
    assert jeden.run("help", "check").out.text() == jeden.run("check", "--help").out.text() != ""
    assert jeden.run("help").out.text() == jeden.run("help", "run").out.text() != ""
    assert jeden.run("help", "nothing").code == 64


def test_after_the_dashes_a_subcommands_name_is_a_program(jeden):
    folder = jeden.folder / "bin"
    folder.mkdir()
    (folder / "check").write_text("#!/bin/sh\nexit 42\n")
    (folder / "check").chmod(0o755)
    environment = {"PATH": f"{folder}:{kit.PATH}"}
    assert jeden.run("--no-config", "--", "check", env=environment).code == 42
    assert jeden.run("run", "--no-config", "--", "check", env=environment).code == 42


def test_the_search_path_is_the_childs(jeden):
    assert os.path.basename(kit.TALK) == "talk"
    assert jeden.run("--", "talk", "exit", 5, env={"PATH": os.path.dirname(kit.TALK)}).code == 5
