"""What stands in examples/images: each file is right, and the table of figures is the truth."""

import re
import subprocess

import pytest

import kit
from image_support import IMAGES

NAMES = sorted(path.parent.name for path in IMAGES.glob("*/init.toml"))


def test_there_are_images():
    assert len(NAMES) >= 6
    assert NAMES == sorted(path.name for path in IMAGES.iterdir() if path.is_dir())


@pytest.mark.parametrize("name", NAMES)
def test_the_file_is_right(name):
    """Users and programs that only the image has are warnings, and there is no other."""
    result = subprocess.run([kit.JEDEN, "check", IMAGES / name / "init.toml"], capture_output=True, text=True,
                            env={"PATH": kit.PATH})
    assert result.returncode == 0, result.stdout + result.stderr
    warnings = [line for line in (result.stdout + result.stderr).splitlines() if "warning:" in line]
    absent = "not found in PATH|does not exist|is not an executable file|is not set|has to be set"
    assert not [line for line in warnings if not re.search(absent, line)]


@pytest.mark.parametrize("name", NAMES)
def test_it_has_a_note(name):
    readme = (IMAGES / name / "README.md").read_text(encoding="utf-8")
    assert readme.startswith(f"# {name}\n") and "| the script" in readme and "(init.toml)" in readme


def test_the_table_is_true():
    table = (IMAGES / "README.md").read_text(encoding="utf-8")
    rows = dict(re.findall(r"^\| \[(\w+)\]\(\w+/README\.md\) \| [^|]* \| (\d+) \|", table, re.M))
    counted = {name: str(sum(bool(line.split("#")[0].strip()) for line in
                             (IMAGES / name / "init.toml").read_text(encoding="utf-8").splitlines())) for name in NAMES}
    assert rows == counted
