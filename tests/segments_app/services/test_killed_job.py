"""A worker that is killed in the middle of a logging: nothing is lost, doubled or stuck."""

import os
import signal

import pytest
from django.db import connection, transaction

from interactions.models import Interaction, LoggedSegment
from segments_app import services
from segments_app.criteria.rules import EVERYONE
from segments_app.models import Job, Segment
from tests.factories import make_contact
from tests.segments_app.test_worker import wait_for, worker_process

from .building import add, ready_segment

QUICK = ("--beat", "0.2", "--lease", "1")
pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        connection.vendor != "postgresql", reason="SQLite lets no two connections write at once"
    ),
]


@pytest.mark.lesson(26)
def test_a_logging_whose_worker_is_killed_is_done_once_by_another(now):
    segment = ready_segment(now=now)
    for _ in range(5):
        make_contact()
    add(segment, EVERYONE, now=now)
    job = services.request_job(
        "log_segment",
        key="log",
        title="Log",
        parameters={"segment": segment.pk, "create_follow_up": False, "expected_position": 1},
        by=None,
        now=now,
    )

    with worker_process(*QUICK) as first, transaction.atomic():
        Segment.objects.select_for_update().get(pk=segment.pk)  # the worker waits here
        wait_for(lambda: Job.objects.get(pk=job.pk).status == "running")
        os.kill(first.pid, signal.SIGKILL)
        first.wait()
    assert not LoggedSegment.objects.exists()
    with worker_process(*QUICK):
        wait_for(lambda: Job.objects.get(pk=job.pk).finished_at is not None)

    job.refresh_from_db()
    assert (job.status, job.done_count, job.error) == ("done", 5, "")
    assert (LoggedSegment.objects.count(), Interaction.objects.count()) == (1, 5)
