"""What is no script, no whole script, or a strange one."""

import json
import os
import subprocess

import pytest

import kit


def run(tmp_path, text, *options, env=None):
    script = tmp_path / "entrypoint.sh"
    script.write_bytes(text if isinstance(text, bytes) else text.encode())
    return subprocess.run([kit.JEDEN, "import", *options, script], capture_output=True, text=True, env=env)


def checked(tmp_path, toml):
    file = tmp_path / "init.toml"
    file.write_text(toml)
    result = subprocess.run([kit.JEDEN, "check", file], capture_output=True, text=True)
    assert result.returncode == 0, result.stderr


@pytest.mark.parametrize("text", [
    "", "\n", "#!/bin/sh\n", "# only a comment", "exec", "exec \"$@\"", "$X", "\"$@\"", "exit", "exit 3", "f() { f; }; f",
    "f() { g; }; g() { f; }; f \"$@\"", "case $1 in esac", "[ ]", "[ -f ]", "test", "[[ a ]]", "!", "! true", "(exec a)",
    "{ exec a; }", "a | b | c", "a && b || c", "if a; then b; elif c; then d; fi", "while a; do b; done", "for x; do a; done",
    "exec 3>&1", "exec >log 2>&1\nexec app", "a &\nwait", "wait", "trap", "trap - TERM", "cat <<'EOF'\n'''\nEOF",
    "cat <<EOF\n\"\"\"\\\nEOF\nexec x", "a=(1 2)\nexec x ${a[@]}", "echo $((1 + 2)) > x", "X=$(a) Y=$(b) exec c",
    "mkdir", "chown", "chown -R a", "ln -sf a", "rm -f", "cp -n a", "install -d", "gosu", "su", "exec gosu a",
    "exec su -c x", "exec tini --", "exec env A=1", "until nc; do :; done", "until curl; do sleep 1; done",
    "export A=1 B=\"$A\" C", "export -n A", "unset", "unset A B", "umask", "umask 9", "ulimit -n", "cd", "cd -", "set", "set --",
    "set -- a", "shift", "local x=1", "X='\x01\x7f'\nexec a \"$X\"", "exec a '\t\x1b'", "exec a \"\\$x \\\" \\\\\"", "exec a '${X}' '$$' \"$\"",
    "exec '' a", "exec \"$X\"", "dockerize", "dockerize -wait", "wait-for-it.sh", "envsubst < a > b", "exec a {1..3}", "exec ~/a", "exec a *",
    "eval \"$@\"", ". x", "select x in a b; do c; done", "coproc a", "time a", "function f { a; }; f", "if [ $# -gt 0 ]; then exec a; fi",
    "if [ \"$1\" = a ]; then exec b; else exec c; fi", "case \"$1\" in a) ;; *) exit 1;; esac", "case \"$R\" in a) exec b;; esac",
    "\ufeff#!/bin/sh\nexec a", "exec a \u017c\u00f3\u0142\u0107", "X=1; X=2; exec a $X", "[ -f /m ] || { a; touch /m; }",
    "if [ ! -f /m ]; then a; touch /m; fi", "if [ ! -f \"$M\" ]; then a | b; date > \"$M\"; fi",
])
def test_odd_scripts_give_a_right_file(tmp_path, text):
    result = run(tmp_path, text)
    assert result.returncode in (0, 78), result.stderr
    if result.returncode == 0:
        checked(tmp_path, result.stdout)
    else:
        assert "entrypoint.sh:" in result.stderr and "error:" in result.stderr


@pytest.mark.parametrize("text, line", [
    ("if\n", 1), ("a\nfi\n", 2), ("a\nb 'c\n", 2), ("for\n", 1), ("cat <<EOF\n", 1), ("a )\n", 1), ("}\n", 1), ("\n\n&&\n", 3),
])
def test_a_broken_script_is_told_with_its_line(tmp_path, text, line):
    result = run(tmp_path, text)
    assert result.returncode == 78
    assert result.stdout == ""
    assert f"entrypoint.sh:{line}: error: " in result.stderr


def test_no_shell_script(tmp_path):
    assert "it holds a null byte" in run(tmp_path, b"\x7fELF\0\0").stderr
    assert "no shell script" in run(tmp_path, "#!/usr/bin/env python3\nprint()\n").stderr


def test_without_shfmt_it_says_what_to_install(tmp_path):
    result = run(tmp_path, "exec a", env={**os.environ, "PATH": str(tmp_path)})
    assert result.returncode == 69
    assert "apt-get install shfmt" in result.stderr


def test_bad_usage(tmp_path):
    for words in ([], ["--what"], ["a", "b"], ["-o"]):
        assert subprocess.run([kit.JEDEN, "import", *words], capture_output=True).returncode == 64
    missing = subprocess.run([kit.JEDEN, "import", tmp_path / "none.sh"], capture_output=True, text=True)
    assert missing.returncode == 78
    assert "none.sh: No such file or directory" in missing.stderr


def test_a_file_that_exists_is_kept(tmp_path):
    output = tmp_path / "init.toml"
    output.write_text("mine")
    result = run(tmp_path, "exec a", "-o", str(output))
    assert result.returncode == 64
    assert "it exists" in result.stderr
    assert output.read_text() == "mine"


def test_carriage_returns(tmp_path):
    result = run(tmp_path, "#!/bin/sh\r\nset -e\r\nmkdir -p /data\r\nexec a\r\n", "--json")
    report = json.loads(result.stdout)
    assert "carriage_return" in {fault["id"] for fault in report["faults"]}
    assert 'command = ["a"]' in report["toml"] and "\r" not in report["toml"]


def test_a_long_script_stays_whole(tmp_path):
    text = "#!/bin/sh\n" + "if [ -f /a ]; then\n  run it \"$X\"\nfi\n" * 7000 + "exec app\n"
    assert len(text) > 250_000
    result = run(tmp_path, text, "--json")
    assert result.returncode == 0, result.stderr
    report = json.loads(result.stdout)
    assert report["understood"] == 0 and len(report["kept"]) == 1
    assert report["toml"].count("run it") == 7000


def test_deep_nesting_ends(tmp_path):
    text = "if a; then\n" * 300 + "b\n" + "fi\n" * 300
    result = run(tmp_path, text)
    assert result.returncode in (0, 78)


def test_nothing_of_the_script_is_run(tmp_path):
    result = run(tmp_path, f"touch {tmp_path}/ran\nX=$(touch {tmp_path}/ran)\n. {tmp_path}/ran\n")
    assert result.returncode == 0
    assert not (tmp_path / "ran").exists()
