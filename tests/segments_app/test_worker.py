"""Background work survives the death of whoever does it."""

import os
import signal
import subprocess
import sys
import time
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import OperationalError
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from segments_app.models import WorkerLease
from segments_app.worker import MAX_ATTEMPTS, Worker, WorkerDied, put_back_abandoned, sign_of_life
from tests.environment import current_database_url
from tests.segments_app.tasks import write_after

ROOT = Path(__file__).resolve().parent.parent.parent
LEASE = timedelta(seconds=30)


def running_task(*worker_ids):
    """Make a task that is running under the last of the workers."""
    result = write_after.enqueue(0, "")
    tasks = DBTaskResult.objects.filter(pk=result.id)
    tasks.update(status="RUNNING", worker_ids=worker_ids, started_at=timezone.now())
    return tasks.get()


def test_a_task_of_a_live_worker_is_left_alone(db):
    sign_of_life("alive")
    task = running_task("alive")

    assert put_back_abandoned(LEASE) == 0
    task.refresh_from_db()
    assert task.status == "RUNNING"


@pytest.mark.parametrize("silent_for", [None, timedelta(minutes=1)])
def test_a_task_of_a_dead_worker_is_put_back(db, silent_for):
    if silent_for:
        WorkerLease.objects.create(worker_id="dead", seen_at=timezone.now() - silent_for)
    task = running_task("dead")

    assert put_back_abandoned(LEASE) == 1
    task.refresh_from_db()
    assert (task.status, task.started_at) == ("READY", None)


def test_a_task_that_a_live_worker_took_over_is_left_alone(db):
    sign_of_life("alive")
    running_task("dead", "alive")

    assert put_back_abandoned(LEASE) == 0


def test_a_task_that_keeps_killing_its_worker_is_given_up(db):
    task = running_task(*[f"dead-{number}" for number in range(MAX_ATTEMPTS)])

    put_back_abandoned(LEASE)

    task.refresh_from_db()
    assert task.status == "FAILED"
    assert task.task_result.errors[0].exception_class is WorkerDied


def test_leases_of_long_ago_are_forgotten(db):
    WorkerLease.objects.create(worker_id="old", seen_at=timezone.now() - timedelta(days=2))
    sign_of_life("alive")

    put_back_abandoned(LEASE)

    assert [lease.pk for lease in WorkerLease.objects.all()] == ["alive"]


def test_a_worker_takes_over_what_was_left_and_takes_its_leave(transactional_db, tmp_path):
    left = write_after.enqueue(0, str(tmp_path / "marks"))
    DBTaskResult.objects.filter(pk=left.id).update(
        status="RUNNING", worker_ids=["dead"], started_at=timezone.now()
    )

    Worker(batch=True).run()

    left.refresh()
    assert left.return_value == "done"
    assert not WorkerLease.objects.exists()


def test_a_worker_outlives_a_time_without_a_database(transactional_db, tmp_path, monkeypatch):
    result = write_after.enqueue(0, str(tmp_path / "marks"))
    worker = Worker(interval=0.01, beat=timedelta(seconds=0.05))
    lives = []
    work = worker.work

    def work_after_an_outage():
        lives.append(len(lives))
        if len(lives) == 1:
            raise OperationalError("connection refused")
        worker.batch = True
        work()

    monkeypatch.setattr(worker, "work", work_after_an_outage)
    worker.run()

    result.refresh()
    assert result.return_value == "done"
    assert lives == [0, 1]


@contextmanager
def worker_process(*arguments):
    """A worker on the tests' database, as a process of its own."""
    process = subprocess.Popen(
        [sys.executable, "manage.py", "worker", "--interval", "0.1", *arguments],
        cwd=ROOT,
        env=os.environ
        | {"DATABASE_URL": current_database_url(), "DEBUG": "1", "LOG_LEVEL": "WARNING"},
        start_new_session=True,
    )
    try:
        yield process
    finally:
        if process.poll() is None:
            process.kill()
        process.wait()


def wait_for(condition, *, seconds=30):
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "It did not happen in time."
        time.sleep(0.05)


def test_a_task_whose_worker_is_killed_is_done_by_another(transactional_db, tmp_path):
    marks = tmp_path / "marks"
    result = write_after.enqueue(2, str(marks))

    with worker_process("--beat", "0.2", "--lease", "1") as first:
        wait_for(marks.exists)
        os.kill(first.pid, signal.SIGKILL)
        first.wait()
    with worker_process("--beat", "0.2", "--lease", "1"):
        wait_for(lambda: DBTaskResult.objects.get(pk=result.id).status == "SUCCESSFUL")

    assert marks.read_text().split() == ["began", "began", "ended"]
    assert len(DBTaskResult.objects.get(pk=result.id).worker_ids) == 2


def test_a_worker_that_has_nothing_to_do_takes_its_leave_when_asked_to_stop(transactional_db):
    with worker_process() as worker:
        wait_for(WorkerLease.objects.exists)
        worker.terminate()
        assert worker.wait(20) == 0

    assert not WorkerLease.objects.exists()


def test_a_worker_that_is_asked_to_stop_finishes_its_task_first(transactional_db, tmp_path):
    marks = tmp_path / "marks"
    result = write_after.enqueue(1, str(marks))

    with worker_process() as worker:
        wait_for(marks.exists)
        worker.terminate()
        assert worker.wait(20) == 0

    assert marks.read_text().split() == ["began", "ended"]
    assert DBTaskResult.objects.get(pk=result.id).status == "SUCCESSFUL"
    assert not WorkerLease.objects.exists()
