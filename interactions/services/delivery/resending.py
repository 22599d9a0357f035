"""Sending e-mails once more, each as a delivery of its own (domain.md §2.19, our deviations).

What was said stays as it was frozen; the values of its merge fields are read anew, as whenever
something is sent. Who is skipped is told with the reason, before and after.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import reduce
from operator import or_
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import (
    Case,
    CharField,
    Count,
    DateTimeField,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from contacts.models.gate import kept_out, left_out_conditions
from interactions.models import Delivery, DeliveryState, InteractionQuerySet
from segments_app.common.models import CorrespondenceType, InformationFlow
from segments_app.common.retrying import retried
from segments_app.common.sql import insert_select, lock_rows

from .occasions import occasion_of
from .queueing import current_address, same_in_all

EXAMPLES = 5
#: Why an interaction is not sent again; the first that holds is told.
SKIPPED: dict[str, str | Promise] = {
    "canceled": _("Cancelled"),
    "no_mail": _("No e-mail to the contact"),
    "no_content": _("Nothing was written"),
    "on_its_way": _("On its way already"),
    "unknown": _("Nobody knows whether it arrived; decide about that first"),
    "meanwhile": _("Sent again meanwhile"),
    "no_address": _("The contact has no e-mail address"),
    "gate": _("The contact may not be contacted any more"),
}


@dataclass(frozen=True)
class Skipped:
    """How many are skipped for a reason, and some of them by name."""

    reason: str | Promise
    count: int
    names: list[str]


class NotAnotherWay(Exception):
    """The interactions cannot be sent on another channel; the message says why."""


#: Makes ready what was sent for another channel: a segment, which only a higher package knows.
another_way: list[Callable[..., Any]] = []


@dataclass(frozen=True)
class Resent:
    """What came of sending again."""

    count: int
    skipped: int


def skipped_of(rows: InteractionQuerySet, *, seen_at: datetime) -> list[Skipped]:
    """Return who would be skipped, by reason."""
    asked = _asked(rows, seen_at)
    counts: dict[str, int] = dict(
        asked.exclude(skipped="").order_by().values_list("skipped").annotate(Count("pk"))
    )
    return [
        Skipped(label, counts[reason], _names(asked.filter(skipped=reason)))
        for reason, label in SKIPPED.items()
        if reason in counts
    ]


@retried
@transaction.atomic
def resend(
    rows: InteractionQuerySet, *, seen_at: datetime, by: User | None, now: datetime
) -> Resent:
    """Put the e-mails of interactions into the outbox once more, but for those skipped.

    `seen_at` is when the user was asked: what was queued since was sent by pressing twice, or by
    somebody else, and is not sent a third time. The sender asks the gate again before each.
    """
    total = lock_rows(rows)
    again = _asked(rows, seen_at).filter(skipped="")
    count = insert_select(
        Delivery,
        again.order_by("pk"),
        interaction=F("pk"),
        contact=F("contact_id"),
        purpose=F("purpose_id"),
        state=Value(DeliveryState.QUEUED.value),
        failure=Value(""),
        due_at=Value(now, output_field=DateTimeField()),
        **same_in_all(now) | {"number": F("last_number") + 1},
    )
    return Resent(count, total - count)


def _asked(rows: InteractionQuerySet, seen_at: datetime) -> "QuerySet[Any]":
    """Add why each is skipped, "" where it is not, and how often it was sent."""
    last = Delivery.objects.filter(interaction=OuterRef("pk")).order_by("-number")
    asked = rows.annotate(
        to=current_address(),
        last_number=Coalesce(Subquery(last.values("number")[:1]), Value(0)),
        last_state=Coalesce(Subquery(last.values("state")[:1]), Value("")),
        last_queued_at=Subquery(last.values("queued_at")[:1]),
    )
    conditions = {
        "canceled": Q(cancellation__isnull=False) | Q(is_postponed=True),
        "no_mail": ~Q(correspondence_type=CorrespondenceType.EMAIL)
        | Q(information_flow=InformationFlow.INBOUND),
        "no_content": Q(content__isnull=True),
        "on_its_way": Q(last_state__in=ON_ITS_WAY),
        "unknown": Q(last_state=DeliveryState.UNKNOWN),
        "meanwhile": Q(last_queued_at__gt=seen_at),
        "no_address": Q(to="") | Q(to__isnull=True),
        "gate": _kept_out(rows),
    }
    whens = [When(condition, then=Value(reason)) for reason, condition in conditions.items()]
    return asked.annotate(skipped=Case(*whens, default=Value(""), output_field=CharField()))


def _kept_out(rows: InteractionQuerySet) -> Q:
    """Return who may not be written to any more, for what each interaction was for."""
    purposes = set(rows.order_by().values_list("purpose", flat=True).distinct())
    parts = []
    for purpose in purposes:
        conditions = left_out_conditions(
            prefix="contact__", excluded=None, occasion=occasion_of(purpose)
        )
        same = Q(purpose__isnull=True) if purpose is None else Q(purpose=purpose)
        parts.append(same & kept_out(conditions))
    return reduce(or_, parts, Q(pk__in=[]))


def _names(rows: "QuerySet[Any]") -> list[str]:
    names = rows.order_by("contact__name", "pk").values_list("contact__name", flat=True)
    return list(names[:EXAMPLES])


ON_ITS_WAY = (DeliveryState.QUEUED, DeliveryState.PAUSED, DeliveryState.SENDING)
