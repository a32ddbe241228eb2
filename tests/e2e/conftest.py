import os
import shutil

import pytest

import kit


def pytest_configure(config):
    config.addinivalue_line("markers", "engine: needs a container engine")
    if os.geteuid() != 0:
        pytest.exit("the end-to-end tests make namespaces: run them as root", 1)
    for path in (kit.JEDEN, kit.TALK):
        if not os.access(path, os.X_OK):
            pytest.exit(f"{path} is missing: build first, or name it in JEDEN and TALK", 1)
    if not shutil.which("unshare"):
        pytest.exit("unshare is missing: install util-linux", 1)


@pytest.fixture(autouse=True)
def base(tmp_path_factory):
    """Programs that drop their privileges have to reach the tests' folders too. Another pytest's start closes them."""
    base = tmp_path_factory.getbasetemp()
    for folder in [base, *base.parents]:
        if folder.owner() == "root" and str(folder).startswith("/tmp/"):
            folder.chmod(0o755)


@pytest.fixture
def jeden(tmp_path):
    tmp_path.chmod(0o755)
    starter = kit.Starter(tmp_path)
    yield starter
    starter.finish()
