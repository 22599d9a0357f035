"""What the tests of the segment pages share."""

import pytest


@pytest.fixture
def client(client_for, marketer):
    """A client in which a marketer is logged in."""
    return client_for(marketer)


@pytest.fixture
def reader(client_for, viewer):
    """A client in which a viewer is logged in."""
    return client_for(viewer)
