"""[env]: defaults, demands, files; everything else passes untouched."""

import pytest

import kit
from kit import talker

MAIN = f"[main]\ncommand = {talker('environment')}\n"


def environment(jeden, toml, main=MAIN, **env):
    init = jeden.run(toml=toml + main, env=env)
    assert init.code == 0, init.err.text()
    entries = [bytes.fromhex(line.split(" ", 1)[1]).decode(errors="surrogateescape") for line in init.out.lines()
               if line != "environment end"]
    return dict(entry.split("=", 1) for entry in entries)


@pytest.mark.parametrize("entry, given, seen", [
    ('"default"', None, "default"), ('"default"', "own", "own"), ('"default"', "", ""),
    ('{ default = "d" }', None, "d"), ('{ value = "v" }', "own", "v"), ("{ unset = true }", "own", None),
    ('{ prepend = "/a" }', "/b", "/a:/b"), ('{ append = "/a" }', "/b", "/b:/a"),
    ('{ prepend = ["/a", "/b"], separator = " " }', "/c", "/a /b /c"), ('{ prepend = "/a" }', None, "/a"),
    ('{ default = "info", one_of = ["debug", "info"] }', "debug", "debug"),
    ('{ required = true }', "", ""), ('{ pattern = "[0-9]+" }', "42", "42"),
    ('"${OTHER}/x"', None, "other/x"), ('"${MISSING:-fallback}"', None, "fallback"), ('"$$HOME $x"', None, "$HOME $x"),
    ('"${TRICKY}"', None, "${OTHER}"),
])
def test_one_variable(jeden, entry, given, seen):
    found = environment(jeden, f"[env]\nNAME = {entry}\n", NAME=given, OTHER="other", TRICKY="${OTHER}")
    assert found.get("NAME") == seen


def test_everything_else_passes(jeden):
    found = environment(jeden, '[env]\nA = "1"\n', **{"my.dotted-name": "x y", "EMPTY": "", "BYTES": "\udcff"})
    assert found["my.dotted-name"] == "x y" and found["EMPTY"] == "" and found["BYTES"] == "\udcff"
    assert found["A"] == "1" and found["PATH"] == kit.PATH


def test_all_that_is_missing_is_named_in_one_go(jeden):
    init = jeden.run(toml="[env]\nFIRST = { required = true }\nSECOND = { required = true }\n" + MAIN)
    assert init.code == 78 and not init.out.text()
    assert "FIRST" in init.err.text() and "SECOND" in init.err.text()


@pytest.mark.parametrize("entry, given", [('{ one_of = ["a", "b"] }', "c"), ('{ pattern = "[0-9]+" }', "4x")])
def test_a_value_that_is_not_allowed(jeden, entry, given):
    init = jeden.run(toml=f"[env]\nNAME = {entry}\n" + MAIN, env={"NAME": given})
    assert init.code == 78 and "NAME" in init.err.text()


def test_a_message_of_ones_own(jeden):
    init = jeden.run(toml='[env]\nA = "${WANTED:?say who you are}"\n' + MAIN)
    assert init.code == 78 and "say who you are" in init.err.text()


def test_an_unknown_variable_is_an_error(jeden):
    init = jeden.run(toml='[env]\nA = "${NO_SUCH}"\n' + MAIN)
    assert init.code == 78 and "NO_SUCH" in init.err.text()


@pytest.mark.parametrize("content, seen", [("secret", "secret"), ("secret\n", "secret"), ("secret\n\n", "secret\n"),
                                           ("a b$c\"'\\", "a b$c\"'\\")])
def test_a_secret_from_a_file(jeden, content, seen):
    path = jeden.folder / "secret"
    path.write_text(content)
    found = environment(jeden, "[env]\nSECRET = { required = true, from_file = true }\n", SECRET_FILE=str(path))
    assert found["SECRET"] == seen and "SECRET_FILE" not in found


def test_a_secret_twice_is_an_error(jeden):
    path = jeden.folder / "secret"
    path.write_text("hunter1")
    init = jeden.run(toml="[env]\nSECRET = { from_file = true }\n" + MAIN, env={"SECRET": "hunter2", "SECRET_FILE": str(path)})
    assert init.code == 78
    assert "hunter" not in init.err.text()


def test_a_secret_file_that_cannot_be_read(jeden):
    init = jeden.run(toml="[env]\nSECRET = { from_file = true }\n" + MAIN, env={"SECRET_FILE": "/no/such"})
    assert init.code == 78 and "/no/such" in init.err.text()


def test_a_secret_never_shows(jeden):
    path = jeden.folder / "secret"
    path.write_text("hunter2")
    init = jeden.run("-vvv", toml="[env]\nSECRET = { from_file = true }\n"
                     '[[hook]]\nname = "h"\nrun = ["true"]\n' + MAIN, env={"SECRET_FILE": str(path)})
    assert "hunter2" not in init.err.text()


def test_a_programs_own_variables(jeden):
    hook = f"[[hook]]\nname = \"h\"\nrun = {kit.words('/bin/sh', '-c', 'echo $ONLY-$SHARED')}\nenv = {{ ONLY = \"h\" }}\n"
    init = jeden.run(toml='[env]\nSHARED = "s"\n' + hook
                     + f"[main]\ncommand = {kit.words('/bin/sh', '-c', 'echo $ONLY-$SHARED')}\n")
    assert init.out.lines() == ["h-s", "-s"]


def test_words_are_expanded_without_a_shell(jeden):
    init = jeden.run(toml="[main]\ncommand = [\"echo\", \"${A}\", \"$${A}\", \"x${A}y\"]\n", env={"A": "b c; *"})
    assert init.out.lines() == ["b c; * ${A} xb c; *y"]


def test_the_path_is_the_final_one(jeden):
    folder = jeden.folder / "bin"
    folder.mkdir()
    (folder / "hello").write_text("#!/bin/sh\necho hello\n")
    (folder / "hello").chmod(0o755)
    init = jeden.run(toml=f'[env]\nPATH = {{ prepend = "{folder}" }}\n[main]\ncommand = ["hello"]\n')
    assert init.out.lines() == ["hello"]
