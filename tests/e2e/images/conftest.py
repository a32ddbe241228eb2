import shutil

import pytest

import kit
from image_support import Image


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
