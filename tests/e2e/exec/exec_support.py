"""Shared by the tests of `jeden exec`."""
import os

import pytest

needs_root = pytest.mark.skipif(os.getuid() != 0, reason="needs root")
