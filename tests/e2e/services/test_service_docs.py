"""The examples of docs/services.md and docs/shutdown.md: each is right, and what the text prints is what jeden prints."""

import os
import re
import subprocess

import pytest

import kit

DOCS = [kit.ROOT / "docs" / name for name in ("services.md", "shutdown.md")]


def blocks(path, kind):
    return re.findall(rf"^```{kind}\n(.*?)^```$", path.read_text(encoding="utf-8"), re.M | re.S)


EXAMPLES = [(path.name, number, text) for path in DOCS for number, text in enumerate(blocks(path, "toml"))]


def tool(name, path):
    return subprocess.run([kit.JEDEN, name, path], capture_output=True, text=True, env={"PATH": kit.PATH})


@pytest.mark.parametrize("name, number, text", EXAMPLES, ids=[f"{name}-{number}" for name, number, _ in EXAMPLES])
def test_every_example_is_right(jeden, name, number, text):
    """Its programs need not be here; everything else has to be as it should."""
    result = tool("check", jeden.config(text))
    warnings = [line for line in (result.stdout + result.stderr).splitlines()
                if "warning:" in line and "is not found in PATH" not in line and "not an executable file" not in line]
    assert result.returncode == 0, result.stdout + result.stderr
    assert not warnings


def test_there_are_examples():
    assert len(EXAMPLES) >= 9


def lines(text):
    return [line.rstrip() for line in text.splitlines()]


def test_the_table_is_what_plan_prints(jeden):
    path = kit.ROOT / "docs" / "shutdown.md"
    printed = tool("plan", jeden.config(blocks(path, "toml")[0])).stdout
    [table] = [block for block in blocks(path, "") if block.startswith("shutdown within")]
    assert lines(printed[printed.index("shutdown within"):]) == lines(table)


def test_the_warning_is_what_check_prints(jeden):
    path = kit.ROOT / "docs" / "shutdown.md"
    example = blocks(path, "toml")[0].replace('grace = "45s"', 'grace = "30s"')
    result = tool("check", jeden.config(example))
    [warning] = [block for block in blocks(path, "") if "warning:" in block]
    printed = (result.stdout + result.stderr).replace(str(jeden.folder) + os.sep, "")
    assert " ".join(warning.split()) in " ".join(printed.split())
