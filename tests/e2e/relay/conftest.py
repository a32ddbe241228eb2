"""Relays that end with their test."""

from __future__ import annotations

import os

import pytest
from relay_support import Relay, append


@pytest.fixture
def relay():
    running = []

    def start(*options, **keywords):
        running.append(Relay(*options, **keywords))
        return running[-1]

    yield start
    for one in running:
        if one.process.poll() is None:
            one.process.kill()
            one.process.wait()
        for fd in one.mine.values():
            os.close(fd)


@pytest.fixture
def to_file(relay, tmp_path):
    """A relay to a file, opened as PID 1 does."""

    def start(*options, path=tmp_path / "log", **keywords):
        fd = append(path)
        one = relay("--stdout-file", path, *options, out=fd, **keywords)
        os.close(fd)
        return one, path

    return start
