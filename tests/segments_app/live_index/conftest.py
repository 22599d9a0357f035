import psycopg2
import pytest
from django.db import connection

from segments_app import live_index
from segments_app.common.snapshots import begin_log


@pytest.fixture
def index():
    """A live index that holds nothing yet, and a log that has been begun."""
    live_index.bitmaps.clear()
    if connection.vendor == "postgresql":
        begin_log()
    yield live_index
    live_index.builder.wait()
    live_index.bitmaps.clear()


@pytest.fixture
def connect():
    """A function that opens a further connection to the tests' database."""
    opened = []

    def connect(*, autocommit=False):
        one = psycopg2.connect(**connection.get_connection_params() | {"cursor_factory": None})
        one.autocommit = autocommit
        opened.append(one)
        return one

    yield connect
    for one in opened:
        one.close()
