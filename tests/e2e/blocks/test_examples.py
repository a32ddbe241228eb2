"""Every example of an init.toml in the pages about building blocks is one that jeden accepts."""

import re
import subprocess

import pytest

import kit

PAGES = ["docs/blocks.md", "docs/from-entrypoint.md"]
EXAMPLES = [(page, number, text) for page in PAGES
            for number, text in enumerate(re.findall(r"^```toml\n(.*?)^```$", (kit.ROOT / page).read_text(),
                                                     re.M | re.S))]


@pytest.mark.parametrize("text", [text for _, _, text in EXAMPLES],
                         ids=[f"{page}-{number}" for page, number, _ in EXAMPLES])
def test_the_example_is_right(text, tmp_path):
    file = tmp_path / "init.toml"
    file.write_text(text)
    result = subprocess.run([kit.JEDEN, "check", file], capture_output=True, text=True)
    assert result.returncode == 0, result.stdout + result.stderr


def test_there_are_examples():
    assert {page for page, _, _ in EXAMPLES} == set(PAGES)
