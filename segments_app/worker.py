"""The background worker: django-tasks-db's, and no task is lost when one dies.

A worker renews its lease every few seconds. A task that is RUNNING under a worker without a
live lease was left behind by a dead process; whoever notices puts it back into the queue.
So a task may run more than once, and one that was stalled may even overlap with its repetition:
every task is written to be run again from any point.
"""

import logging
import math
import os
import signal
import threading
import time
from datetime import timedelta
from types import FrameType
from typing import Any

from django.db import Error, InterfaceError, OperationalError, connections
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.crypto import get_random_string
from django_tasks_db.compat import TaskResultStatus
from django_tasks_db.management.commands.db_worker import Worker as DatabaseWorker
from django_tasks_db.models import DBTaskResult

from interactions.services import delivery
from segments_app import live_index
from segments_app.models import WorkerLease
from segments_app.services import retention
from segments_app.services.jobs import settle_jobs
from segments_app.services.refresh_jobs import request_due_refreshes
from segments_app.services.tidying import tidy

logger = logging.getLogger("segments.worker")
MAX_ATTEMPTS = 3
BOUNCES_EVERY = 300  # seconds
TIDY_EVERY = 600


class WorkerDied(Exception):
    """The process that ran the task ended without a word, as often as a task may be tried."""


class Worker(DatabaseWorker):
    """A worker that shows that it is alive and takes over from those that are not."""

    def __init__(
        self,
        *,
        interval: float = 1,
        batch: bool = False,
        beat: timedelta = timedelta(seconds=5),
        lease: timedelta = timedelta(seconds=30),
    ) -> None:
        super().__init__(
            queue_names=["*"],
            interval=interval,
            batch=batch,
            backend_name="default",
            startup_delay=False,
            max_tasks=None,
            worker_id="",
            excluded_queue_names=[],
        )
        self.beat = beat
        self.lease = lease
        self.stopped = threading.Event()

    def shutdown(self, signum: int, frame: FrameType | None) -> None:
        if not self.running:
            # Asked twice: end here and now. The lease runs out and the task is tried again;
            # the parent class would have recorded it as failed.
            os.kill(os.getpid(), signal.SIGKILL)
        super().shutdown(signum, frame)

    def run(self) -> None:
        """Work until told to stop, through times without a database too."""
        try:
            while self.running:
                try:
                    self.work()
                    return
                except (OperationalError, InterfaceError):
                    if self.batch:
                        raise
                    logger.exception("The database is away")
                    connections.close_all()
                    self.stopped.wait(self.beat.total_seconds())
        finally:
            self.stopped.set()

    def work(self) -> None:
        # A new name each time: what an earlier life could not finish is then seen as left behind.
        self.worker_id = get_random_string(32)
        ended = threading.Event()
        heart = threading.Thread(target=self.keep_alive, args=(self.worker_id, ended), daemon=True)
        post = threading.Thread(target=self.send_mail, args=(ended,), daemon=True)
        try:
            sign_of_life(self.worker_id)
            put_back_abandoned(self.lease)
            heart.start()
            post.start()
            super().run()
        except SystemExit:
            # Asked to stop while there is nothing to do. Its leave is taken like any other, or
            # work would be left to it for as long as the lease lasts.
            pass
        finally:
            ended.set()
            for thread in (heart, post):
                if thread.is_alive():
                    thread.join()
        WorkerLease.objects.filter(pk=self.worker_id).delete()

    def keep_alive(self, worker_id: str, ended: threading.Event) -> None:
        tidied_at = -math.inf
        while not ended.wait(self.beat.total_seconds()):
            try:
                sign_of_life(worker_id)
                put_back_abandoned(self.lease)
                request_due_refreshes(now=timezone.now())
                live_index.prune()
                if time.monotonic() - tidied_at > TIDY_EVERY:
                    tidied_at = time.monotonic()
                    tidy(now=timezone.now())
                delivery.forget_unconfirmed(now=timezone.now())
                retention.request_due(now=timezone.now())
            except Error:
                logger.exception("The lease could not be renewed")
                connections.close_all()
        connections.close_all()

    def send_mail(self, ended: threading.Event) -> None:
        """Hand over e-mails beside all other work, which may take long; the last one in full."""
        sender = delivery.Sender(stop=ended.is_set, lease=6 * self.lease)
        fetched_at = 0.0
        while True:
            try:
                sender.send_due()
                delivery.send_links(now=timezone.now())
                if delivery.bounce_url() and time.monotonic() - fetched_at > BOUNCES_EVERY:
                    fetched_at = time.monotonic()
                    fetch_bounces()
            except Error:
                logger.exception("E-mails wait for the database")
                connections.close_all()
            if ended.wait(min(1, self.beat.total_seconds())):
                break
        connections.close_all()


def fetch_bounces() -> None:
    """Read what came back; a mailbox that cannot be read is tried again the next time."""
    try:
        delivery.fetch_returned(delivery.bounce_url())
    except Error:
        raise
    except Exception:
        logger.exception("Bounces could not be fetched")


def sign_of_life(worker_id: str) -> None:
    WorkerLease.objects.update_or_create({"seen_at": Now()}, worker_id=worker_id)


def put_back_abandoned(lease: timedelta) -> int:
    """Put tasks whose worker is gone back into the queue, or give them up; return how many."""
    # The tasks first: one that is claimed after this line is not looked at, and one claimed
    # before it has a worker whose lease was written before that.
    running = list(DBTaskResult.objects.running())
    live = set(WorkerLease.objects.live(lease).values_list("pk", flat=True))
    abandoned = [task for task in running if task.worker_ids[-1] not in live]
    for task in abandoned:
        attempts = len(task.worker_ids)
        logger.warning("task left behind", extra={"task": task.task_path, "attempts": attempts})
        # Only as it was seen: its worker, or another one that notices, may be quicker.
        seen = DBTaskResult.objects.running().filter(pk=task.pk, started_at=task.started_at)
        seen.update(**(ready_again() if attempts < MAX_ATTEMPTS else given_up()))
    WorkerLease.objects.stale(timedelta(days=1)).delete()
    settle_jobs()
    return len(abandoned)


def ready_again() -> dict[str, Any]:
    return {"status": TaskResultStatus.READY, "started_at": None}


def given_up() -> dict[str, Any]:
    return {
        "status": TaskResultStatus.FAILED,
        "finished_at": timezone.now(),
        "exception_class_path": f"{WorkerDied.__module__}.{WorkerDied.__qualname__}",
        "traceback": f"The worker died {MAX_ATTEMPTS} times while it ran this task.",
    }
