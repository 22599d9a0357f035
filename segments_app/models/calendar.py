"""The secret address under which a calendar reads somebody's tasks."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class CalendarFeed(models.Model):
    """A user's address of tasks for a calendar; only a hash of its secret is kept.

    Whoever has the address reads without a log-in what the user may see, until it is renewed,
    switched off, or the user may not log in any more.
    """

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        primary_key=True,
        related_name="calendar_feed",
        verbose_name=_("user"),
    )
    token_hash = models.CharField(_("hash of the secret"), max_length=64, unique=True)
    made_at = models.DateTimeField(_("made at"))

    class Meta:
        verbose_name = _("calendar address")
        verbose_name_plural = _("calendar addresses")
        constraints = [
            models.CheckConstraint(condition=~Q(token_hash=""), name="calendar_feed_has_hash"),
        ]

    def __str__(self) -> str:
        return str(self.user)
