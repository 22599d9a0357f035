"""What the benchmark calls work is time on a processor, not time that passes."""

import time

import pytest
from django.db import connection

from benchmarks.timing import work
from segments_app.models import Segment

pytestmark = pytest.mark.django_db


def test_waiting_is_no_work_and_computing_is():
    def compute():
        end = time.process_time() + 0.02
        while time.process_time() < end:
            pass

    assert work(compute) > 2 * work(lambda: time.sleep(0.02))


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite works in our own process")
def test_what_the_database_does_is_work():
    def count():
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM generate_series(1, 200000)")

    def look():
        Segment.objects.exists()

    assert work(count) > 2 * work(look)
