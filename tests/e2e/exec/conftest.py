"""Fixtures for `jeden exec`: the binary, and an empty root file system that holds nothing else."""
import os
import pathlib
import shutil
import subprocess

import pytest

HERE = pathlib.Path(__file__).parent


def binary():
    return str(pathlib.Path(os.environ.get("JEDEN", HERE.parents[2] / "build/src/jeden")).resolve())


def open_to_all(directory):
    """pytest makes its directories for their owner alone."""
    for path in (directory, *directory.parents):
        if path.name.startswith(("pytest-", directory.name)):
            path.chmod(path.stat().st_mode | 0o011)
    return directory


def is_dynamic(path):
    """Whether the file names a dynamic loader."""
    return b"/ld-" in pathlib.Path(path).read_bytes()[:4096]


@pytest.fixture(scope="session")
def jeden(tmp_path_factory):
    """A copy where every user can reach it."""
    directory = open_to_all(tmp_path_factory.mktemp("bin"))
    return shutil.copy(binary(), directory / "jeden")


@pytest.fixture
def run(jeden):
    def call(*words, **options):
        options.setdefault("stdin", subprocess.DEVNULL)
        return subprocess.run([jeden, "exec", *words], capture_output=True, timeout=60, **options)

    return call


@pytest.fixture
def public(tmp_path):
    """A directory that other users can enter."""
    return open_to_all(tmp_path)


@pytest.fixture
def empty_root(jeden, public):
    """Holds the static binary and a static program that reports on itself; no /etc, /dev or /proc."""
    compiler = shutil.which("cc") or pytest.skip("no C compiler")
    if is_dynamic(jeden):
        pytest.skip("the binary is not static")
    root = public / "root"
    root.mkdir()
    shutil.copy(jeden, root / "jeden")
    subprocess.run([compiler, "-static", "-O1", "-o", root / "report", HERE / "report.c"], check=True)
    return root

