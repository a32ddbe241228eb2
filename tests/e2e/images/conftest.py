import shutil
import sys
import tempfile
from pathlib import Path

import pytest

import kit
from image_support import Image

sys.path.insert(0, str(kit.ROOT / "examples" / "webapp"))
from server import PostgreSQL  # noqa: E402


@pytest.fixture
def build(jeden):
    """`build("redis", ...)` makes an image; it is removed with everything that it left."""
    images = []

    def make(name, needs=(), **keywords):
        for program in needs:
            if not shutil.which(program, path=kit.PATH + ":" + keywords.get("env", {}).get("PATH", "")):
                pytest.skip(f"{program} is not installed")
        images.append(Image(jeden, name, **keywords))
        return images[-1]

    yield make
    jeden.finish()
    for image in images:
        image.remove()


@pytest.fixture(scope="module")
def database():
    """PostgreSQL, for the tests of one file."""
    # Not below pytest's own folder, which only root may enter.
    folder = Path(tempfile.mkdtemp(prefix="jeden-database-", dir="/dev/shm"))
    folder.chmod(0o755)
    server = PostgreSQL(folder)
    yield server
    server.remove()
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def running(database):
    database.start()
    kit.until(database.is_ready, "the database answers")
    yield database
    database.stop()
