"""What `settings` writes is what programs read: values that were made to break out, read back by real programs."""

import configparser
import json
import shutil
import subprocess

import pytest
import yaml

import kit
from block_support import run
from block_support import settings_hook as hook

VALUES = ["plain", "a'b\"c#d;e", "# x", "; x", "'", '"', "\\", "\\n", "a\\", "$HOME `id` $(id) ${x}", "a=b:c", "[x]", "{{y}}",
          "{a: b}", "- x", "-", "&a", "*a", "!t", "|", ">", "%d", "@x", "no", "null", "~", "1e3", "0x1F", "007", "1_000",
          "12:30:45", "2001-01-01", ".inf", "=", "<<", "?", "a\tb", "a: b", "a #b", "\u00e9\U0001f600", "\u2028", "''", "\"\"",
          "x'", "{", "]", "a,b", "a\u0085b", "key = other", "\ufeffx"]
BLANKS = [" lead", "trail ", "  ", ""]
LINES = ["a\nb", "a\r\nk1: evil", "\n"]


def written(jeden, path, values, form, **more):
    entry = {"file": str(path), "format": form, "create": True,
             "set": {f"k{number}": f"${{V{number}}}" for number in range(len(values))}, **more}
    environment = {f"V{number}": value for number, value in enumerate(values)}
    run(jeden, hook(entry), env=environment)
    assert "event=step_unchanged" in run(jeden, hook(entry), env=environment).err.text()
    return path


def expected(values):
    return {f"k{number}": value for number, value in enumerate(values)}


def test_a_shell(jeden, tmp_path):
    values = VALUES + BLANKS
    path = written(jeden, tmp_path / "env", values, "shell")
    for number, value in enumerate(values):
        shown = subprocess.run(["/bin/sh", "-c", f'. {path}; printf %s "$k{number}"'], capture_output=True, env={})
        assert shown.stdout.decode() == value and not shown.stderr


def test_json(jeden, tmp_path):
    values = VALUES + BLANKS + LINES
    path = written(jeden, tmp_path / "a.json", values, "json")
    assert json.loads(path.read_text()) == expected(values)


@pytest.mark.parametrize("before", ["", "other: 1\nmore:\n  - a\n", "k3: 'old' # why\nk4: 5\n"])
def test_yaml(jeden, tmp_path, before):
    values = VALUES + BLANKS + LINES
    (tmp_path / "a.yaml").write_text(before)
    path = written(jeden, tmp_path / "a.yaml", values, "yaml")
    assert yaml.safe_load(path.read_text()) == {**(yaml.safe_load(before) or {}), **expected(values)}


def test_pythons_ini(jeden, tmp_path):
    values = [value for value in VALUES if value == value.strip() and "\u0085" not in value and "\u2028" not in value]
    path = written(jeden, tmp_path / "a.ini", values, "ini", section="s", quoting="verbatim")
    parser = configparser.RawConfigParser()
    parser.read_string(path.read_text())
    assert dict(parser["s"]) == expected(values)


def test_mariadb(jeden, tmp_path):
    values = VALUES + BLANKS
    path = written(jeden, tmp_path / "my.cnf", values, "ini", section="s", quoting="double")
    shown = subprocess.run(["my_print_defaults", f"--defaults-file={path}", "s"], capture_output=True, check=True)
    assert shown.stdout.decode().removesuffix("\n").split("\n") == [f"--k{n}={value}" for n, value in enumerate(values)]


POSTGRES = shutil.which("postgres", path=kit.PATH + ":/usr/lib/postgresql/15/bin")


def test_postgresql(jeden, tmp_path):
    """One string that may be anything: log_line_prefix."""
    shown = []
    values = [value for value in VALUES + BLANKS if value]
    tmp_path.chmod(0o755)
    for value in values:
        path = tmp_path / "postgresql.conf"
        path.write_text("# defaults\n#log_line_prefix = '%m'\nport = 5432\t# comment\n")
        run(jeden, hook({"file": str(path), "format": "ini", "quoting": "single", "set": {"log_line_prefix": "${V}"}}),
            env={"V": value})
        answer = subprocess.run([POSTGRES, "-C", "log_line_prefix", f"--config-file={path}", "-D", tmp_path],
                                capture_output=True, user="postgres", group="postgres", extra_groups=[])
        shown.append(answer.stdout.decode().removesuffix("\n"))
    assert shown == values
