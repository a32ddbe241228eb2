import pytest

from ports import free_port


@pytest.fixture
def port():
    return free_port()
