"""Every script of the corpus becomes the init.toml beside it, with the report beside it, and jeden accepts it.

JEDEN_UPDATE=1 writes what is expected anew, the table in docs/import.md too: read the difference before it is kept.
"""

import json
import os
import re
import shlex
import subprocess

import pytest

import kit

CORPUS = kit.ROOT / "tests/import/corpus"
PAGE = kit.ROOT / "docs/import.md"
SCRIPTS = sorted(CORPUS.glob("*.sh"))
UPDATE = os.environ.get("JEDEN_UPDATE") == "1"


def default_command(script):
    """The image's CMD, which the script's second line tells."""
    match = re.search(r"^# CMD: (.*?)\r?$", script.read_bytes().decode(), re.M)
    return ["--", *shlex.split(match[1])] if match else []


def run_import(script, *options):
    return subprocess.run([kit.JEDEN, "import", *options, script.name, *default_command(script)], cwd=CORPUS,
                          capture_output=True, text=True)


def expect(path, text):
    if UPDATE:
        path.write_text(text)
    assert path.read_text() == text


def test_there_are_enough():
    assert len(SCRIPTS) >= 40


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda script: script.stem)
def test_becomes_what_is_expected(script):
    result = run_import(script)
    assert result.returncode == 0, result.stderr
    expect(script.with_suffix(".toml"), result.stdout)
    expect(script.with_suffix(".report"), result.stderr)


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda script: script.stem)
def test_jeden_accepts_it(script, tmp_path):
    file = tmp_path / "init.toml"
    result = run_import(script, "-o", str(file))
    assert result.returncode == 0, result.stderr
    assert result.stdout == ""
    checked = subprocess.run([kit.JEDEN, "check", file], capture_output=True, text=True)
    assert checked.returncode == 0, checked.stderr


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda script: script.stem)
def test_each_line_of_what_is_kept_has_a_reason(script):
    report = json.loads(run_import(script, "--json").stdout)
    lines = len(script.read_text().splitlines())
    for entry in report["kept"]:
        assert entry["reason"] and entry["unit"]
        assert 1 <= entry["first_line"] <= entry["last_line"] <= lines
    assert 0 <= report["understood"] <= report["statements"]
    # What is left of the script is all there.
    if not report["kept"]:
        assert report["understood"] == report["statements"]
        assert "script = " not in report["toml"] or "[service." in report["toml"]


def table():
    rows, statements, understood, whole = [], 0, 0, 0
    faults = {}
    for script in SCRIPTS:
        report = json.loads(run_import(script, "--json").stdout)
        statements += report["statements"]
        understood += report["understood"]
        whole += not report["kept"]
        names = sorted({fault["id"] for fault in report["faults"]})
        for name in names:
            faults[name] = faults.get(name, 0) + 1
        rows.append(f"| {script.stem} | {report['understood']} of {report['statements']} | {report['percent']} | "
                    f"{', '.join(f'`{name}`' for name in names)} |")
    summary = (f"{len(SCRIPTS)} scripts, {understood} of {statements} statements understood "
               f"({100 * understood // statements} percent); {whole} scripts leave no shell at all.")
    return "\n".join([summary, "", "| script | statements | percent | wrong in it |", "|---|---|---|---|", *rows])


def test_the_page_has_the_figures():
    page = PAGE.read_text()
    begin, end = "<!-- figures: tests/e2e/import/test_corpus.py -->\n", "\n<!-- end of the figures -->"
    before, rest = page.split(begin)
    old, after = rest.split(end)
    new = table()
    if UPDATE:
        PAGE.write_text(before + begin + new + end + after)
        old = new
    assert old == new


def test_the_page_names_every_fault():
    folder = kit.ROOT / "src/import"
    names = set(re.findall(r'\badd\([^"]*"([a-z_]+)",', (folder / "faults.cpp").read_text()))
    for path in folder.glob("*.cpp"):
        names |= set(re.findall(r'\bfind\(\s*[\w.>-]*line,\s*"([a-z_]+)"', path.read_text()))
        names |= set(re.findall(r'findings\.push_back\(\s*\{[^"}]*"([a-z_]+)"', path.read_text()))
    named = set(re.findall(r"^\| `([a-z_]+)` \|", PAGE.read_text(), re.M))
    assert names and names <= named, names - named
    assert named <= names, named - names


def test_the_example_of_the_page(tmp_path):
    """The script in docs/import.md gives the init.toml and the report beside it."""
    script, toml, report = re.findall(r"^```\w*\n(.*?)^```$", PAGE.read_text().split("## An example")[1], re.M | re.S)[:3]
    (tmp_path / "entrypoint.sh").write_text(script)
    result = subprocess.run([kit.JEDEN, "import", "entrypoint.sh", "--", "gunicorn", "app:app"], cwd=tmp_path,
                            capture_output=True, text=True)
    assert result.stdout == toml
    assert result.stderr == report
