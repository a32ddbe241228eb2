"""One line that says why, for Kubernetes: only if the file exists, and only for a failure."""

import pytest

from kit import talker


@pytest.mark.parametrize("code, lines", [(3, 1), (0, 0)])
def test_it_says_why(jeden, code, lines):
    path = jeden.folder / "termination"
    path.touch()
    jeden.run(toml=f'[init]\ntermination_log = "{path}"\n[main]\ncommand = {talker("exit", code)}\n')
    assert len(path.read_text().splitlines()) == lines


def test_it_is_not_made(jeden):
    path = jeden.folder / "termination"
    assert jeden.run(toml=f'[init]\ntermination_log = "{path}"\n[main]\ncommand = {talker("exit", 3)}\n').code == 3
    assert not path.exists()


def test_a_failed_hook_is_named(jeden):
    path = jeden.folder / "termination"
    path.touch()
    jeden.run(toml=f'[init]\ntermination_log = "{path}"\n[[hook]]\nname = "migrate"\nrun = ["false"]\n'
                   f"[main]\ncommand = {talker('exit', 0)}\n")
    assert "migrate" in path.read_text()
