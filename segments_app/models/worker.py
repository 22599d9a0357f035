"""The sign of life of a background worker."""

from datetime import timedelta
from typing import Self

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _


class WorkerLeaseQuerySet(models.QuerySet["WorkerLease"]):
    def live(self, within: timedelta) -> Self:
        """Leases renewed lately, by the database's clock: workers may run on several machines."""
        return self.filter(seen_at__gt=Now() - within)

    def stale(self, within: timedelta) -> Self:
        return self.exclude(seen_at__gt=Now() - within)


class WorkerLease(models.Model):
    """A worker that was alive at `seen_at`.

    A task that is running under a worker without a live lease was left behind by a process that
    died; segments_app/worker.py puts it back into the queue.
    """

    worker_id = models.CharField(_("worker"), max_length=64, primary_key=True)
    seen_at = models.DateTimeField(_("seen at"), db_default=Now())

    objects = WorkerLeaseQuerySet.as_manager()

    class Meta:
        verbose_name = _("worker lease")
        verbose_name_plural = _("worker leases")

    def __str__(self) -> str:
        return self.worker_id
