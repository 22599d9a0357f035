"""A mail server for each test that asks for one."""

import pytest

from tests.smtp_peer import smtp_peer


@pytest.fixture
def peer(settings):
    with smtp_peer(settings) as running:
        yield running
