"""The outbox: one row for each e-mail that is to reach somebody (decision 0038)."""

from collections.abc import Iterable
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Count, Q
from django.db.models.functions import Lower, Now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from contacts.models import Contact, Purpose

from .interaction import Interaction
from .logged import LoggedSegment


class Mailing(models.Model):
    """The e-mails of a logged segment, put into the outbox together; none is added later."""

    logged_segment = models.ForeignKey(
        LoggedSegment,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="mailings",
        db_index=False,  # the unique constraint begins with it
        verbose_name=_("logged segment"),
    )
    delivery_count = models.PositiveIntegerField(_("e-mails"), default=0)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,  # no query starts from the user
        verbose_name=_("sent by"),
    )
    created_at = models.DateTimeField(_("put into the outbox at"), db_default=Now())

    class Meta:
        verbose_name = _("mailing")
        verbose_name_plural = _("mailings")
        constraints = [
            models.UniqueConstraint(
                fields=["logged_segment"],
                condition=Q(logged_segment__isnull=False),
                name="mailing_once_per_logged_segment",
            ),
        ]

    def __str__(self) -> str:
        return f"#{self.pk}"


class DeliveryQuerySet(models.QuerySet["Delivery"]):
    def waiting(self) -> Self:
        """Those that nobody has tried to hand over, or that are to be tried again."""
        return self.filter(state__in=WAITING)

    def in_states(self, states: Iterable[str]) -> Self:
        """Those in one of the states."""
        return self.filter(state__in=list(states))

    def for_list(self) -> Self:
        """With what a row of a list shows of other tables."""
        return self.select_related("contact", "interaction")

    def numbers(self) -> dict[str, int]:
        """Return how many there are in each state, none left out."""
        found = dict(self.order_by("state").values_list("state").annotate(Count("pk")))
        return {state: found.get(state, 0) for state in DeliveryState.values}


class DeliveryState(models.TextChoices):
    """How far an e-mail has come."""

    QUEUED = "queued", pgettext_lazy("e-mail", "Queued")
    PAUSED = "paused", pgettext_lazy("e-mail", "Paused")
    SENDING = "sending", pgettext_lazy("e-mail", "Being handed over")
    SENT = "sent", pgettext_lazy("e-mail", "Sent")
    FAILED = "failed", pgettext_lazy("e-mail", "Failed")
    UNKNOWN = "unknown", pgettext_lazy("e-mail", "Unknown")
    SUPPRESSED = "suppressed", pgettext_lazy("e-mail", "Not sent")
    BOUNCED = "bounced", pgettext_lazy("e-mail", "Bounced")
    CANCELED = "canceled", pgettext_lazy("e-mail", "Cancelled")


class DeliveryFailure(models.TextChoices):
    """Why an e-mail was not sent, or came back."""

    ADDRESS = "address", _("No such address")
    TEMPORARY = "temporary", _("Refused for the time being")
    REFUSED = "refused", _("Refused by the receiving server")
    CONTENT = "content", _("The e-mail itself")
    CONFIGURATION = "configuration", _("The mail server's settings")
    NO_ADDRESS = "no_address", _("The contact has no e-mail address")
    SAME_ADDRESS = "same_address", _("Another contact has the same address")
    GATE = "gate", _("The contact may not be contacted any more")
    DEAD_ADDRESS = "dead_address", _("E-mails to this address came back")
    HARD_BOUNCE = "hard_bounce", _("Came back for good")
    SOFT_BOUNCE = "soft_bounce", _("Came back, perhaps not the next time")


WAITING = (DeliveryState.QUEUED.value, DeliveryState.PAUSED.value)
#: What the mail server has taken over, as far as we know.
HANDED_OVER = (DeliveryState.SENT.value, DeliveryState.BOUNCED.value)
#: What may come after what; the database refuses everything else.
TRANSITIONS = {
    "queued": ("paused", "sending", "failed", "suppressed", "canceled"),
    "paused": ("queued", "canceled"),
    "sending": ("queued", "sent", "failed", "unknown"),
    "failed": ("queued",),
    "unknown": ("queued", "sent", "bounced"),
    "sent": ("bounced",),
    # Where another contact had the same address, and may no longer be written to.
    "suppressed": ("queued",),
}


class Delivery(models.Model):
    """An e-mail to one contact: queued with the interaction, handed over by the worker.

    It is marked as being handed over, durably, before the server gets it. Where the answer is
    lost it is unknown, and only a person has it sent again: at most once, unless told otherwise.
    """

    mailing = models.ForeignKey(
        Mailing,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="deliveries",
        db_index=False,  # an index below begins with it
        verbose_name=_("mailing"),
    )
    interaction = models.ForeignKey(
        Interaction,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="deliveries",
        db_index=False,  # the unique constraint begins with it
        verbose_name=_("interaction"),
    )
    number = models.PositiveSmallIntegerField(_("number"), default=1)
    contact = models.ForeignKey(
        Contact, models.PROTECT, related_name="deliveries", verbose_name=_("contact")
    )
    purpose = models.ForeignKey(
        Purpose,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,  # no query starts from it
        verbose_name=_("purpose"),
        help_text=_("What the contact is approached for. Empty: not marketing."),
    )
    address = models.EmailField(_("e-mail address"), blank=True)
    domain = models.CharField(_("domain"), max_length=254, blank=True)
    state = models.CharField(
        _("state"), max_length=10, choices=DeliveryState, default=DeliveryState.QUEUED
    )
    failure = models.CharField(
        _("reason"), max_length=15, choices=DeliveryFailure, blank=True, default=""
    )
    detail = models.CharField(_("what the server said"), max_length=300, blank=True, default="")
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    queued_at = models.DateTimeField(_("queued at"))
    due_at = models.DateTimeField(_("due at"), null=True, blank=True)
    claim = models.UUIDField(_("claimed by"), null=True, blank=True, editable=False)
    claimed_until = models.DateTimeField(_("claimed until"), null=True, blank=True, editable=False)
    handed_over_at = models.DateTimeField(_("hand-over began at"), null=True, blank=True)
    sent_at = models.DateTimeField(_("sent at"), null=True, blank=True)
    bounced_at = models.DateTimeField(_("bounced at"), null=True, blank=True)
    complained_at = models.DateTimeField(_("complained at"), null=True, blank=True)
    unsubscribed_at = models.DateTimeField(_("unsubscribed at"), null=True, blank=True)
    opened_at = models.DateTimeField(_("opened at"), null=True, blank=True)
    clicked_at = models.DateTimeField(_("clicked at"), null=True, blank=True)
    scanned_at = models.DateTimeField(
        _("looked at by a program at"), null=True, blank=True, editable=False
    )
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,  # no query starts from the user
        verbose_name=_("decided by"),
    )
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        verbose_name = _("e-mail")
        verbose_name_plural = _("e-mails")
        permissions = [("send_delivery", _("Can send e-mails to contacts"))]
        indexes = [
            # What is to be handed over next.
            models.Index(fields=["due_at", "id"], condition=Q(state="queued"), name="delivery_due"),
            # The numbers of a mailing, and the rows behind each.
            models.Index(fields=["mailing", "state", "id"], name="delivery_of_mailing"),
            # What a dead worker has left behind.
            models.Index(
                fields=["claimed_until"], condition=Q(state="sending"), name="delivery_left_behind"
            ),
            # What was handed over lately, for the limits.
            models.Index(
                fields=["handed_over_at", "domain"],
                condition=Q(handed_over_at__isnull=False),
                name="delivery_handed_over",
            ),
            # Who else has the address of one that is not sent.
            models.Index(
                "mailing",
                Lower("address"),
                condition=Q(failure="same_address"),
                name="delivery_at_one_address",
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["interaction", "number"], name="delivery_once_per_interaction"
            ),
            models.CheckConstraint(
                condition=Q(state__in=DeliveryState.values), name="delivery_state_known"
            ),
            models.CheckConstraint(
                condition=Q(failure__in=["", *DeliveryFailure.values]),
                name="delivery_failure_known",
            ),
            models.CheckConstraint(
                condition=Q(state="queued", due_at__isnull=False)
                | (~Q(state="queued") & Q(due_at__isnull=True)),
                name="delivery_queued_is_due",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["failed", "suppressed", "bounced"]) | ~Q(failure=""),
                name="delivery_failed_for_a_reason",
            ),
            models.CheckConstraint(
                condition=~Q(state="sending")
                | Q(handed_over_at__isnull=False, claim__isnull=False, claimed_until__isnull=False),
                name="delivery_sending_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(state__in=HANDED_OVER, sent_at__isnull=False)
                | (~Q(state__in=HANDED_OVER) & Q(sent_at__isnull=True)),
                name="delivery_sent_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(sent_at__isnull=True) | Q(handed_over_at__isnull=False),
                name="delivery_sent_was_handed_over",
            ),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | Q(decided_at__isnull=False),
                name="delivery_decided_at_a_time",
            ),
        ]

    def __str__(self) -> str:
        return f"#{self.pk} {self.get_state_display()}"

    @property
    def tone(self) -> str:
        """How good its state is, as the tone of a pill."""
        if self.state == DeliveryState.SENT:
            return "good"
        if self.state in (DeliveryState.FAILED, DeliveryState.BOUNCED):
            return "bad"
        if self.state in (DeliveryState.UNKNOWN, DeliveryState.PAUSED):
            return "warn"
        return "neutral"
