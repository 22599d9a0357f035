"""Putting e-mails into the outbox, in the transaction that logs what they are about."""

from datetime import datetime
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import (
    BigIntegerField,
    Case,
    CharField,
    DateTimeField,
    F,
    IntegerField,
    Q,
    Value,
    When,
    Window,
)
from django.db.models.functions import Coalesce, Lower, NullIf, RowNumber, StrIndex, Substr
from django.utils.translation import gettext as _

from interactions.models import (
    Delivery,
    DeliveryFailure,
    DeliveryState,
    Interaction,
    LoggedSegment,
    Mailing,
)
from segments_app.common.models import CorrespondenceType, InformationFlow
from segments_app.common.sql import insert_select


class NotSendable(Exception):
    """The interaction is no e-mail, or has nowhere to go; the message says which."""


def current_address(prefix: str = "") -> Any:
    """Return where an interaction's e-mail goes now: its other address, else the contact's."""
    other = NullIf(F(f"{prefix}alternative_address__email"), Value(""))
    return Coalesce(other, F(f"{prefix}contact__email"))


@transaction.atomic
def queue_mailing(logged: LoggedSegment, *, by: User | None, now: datetime) -> Mailing:
    """Put the e-mails of a logged segment into the outbox; a fixed number of statements.

    Of contacts with the same address one gets the e-mail, and the others are shown as not sent.
    """
    mailing = Mailing.objects.create(logged_segment=logged, created_by=by, created_at=now)
    entries = logged.interactions.filter(correspondence_type=CorrespondenceType.EMAIL)
    rows = entries.annotate(to=current_address()).annotate(
        nth=Window(RowNumber(), partition_by=[Lower("to")], order_by=["pk"])
    )
    twice = Q(nth__gt=1)
    mailing.delivery_count = insert_select(
        Delivery,
        rows.order_by("pk"),
        mailing=Value(mailing.pk),
        interaction=F("pk"),
        contact=F("contact_id"),
        purpose=Value(logged.purpose_id, output_field=BigIntegerField()),
        state=Case(
            When(twice, then=Value(DeliveryState.SUPPRESSED.value)),
            default=Value(DeliveryState.QUEUED.value),
        ),
        failure=Case(
            When(twice, then=Value(DeliveryFailure.SAME_ADDRESS.value)), default=Value("")
        ),
        due_at=Case(
            When(twice, then=Value(None, output_field=DateTimeField())),
            default=Value(now, output_field=DateTimeField()),
        ),
        **same_in_all(now),
    )
    mailing.save(update_fields=["delivery_count"])
    return mailing


@transaction.atomic
def queue_interaction(interaction: Interaction, *, by: User | None, now: datetime) -> Delivery:
    """Put the e-mail of one interaction into the outbox; a second time returns what is there."""
    if interaction.information_flow == InformationFlow.INBOUND:
        raise NotSendable(_("This e-mail came in; it is not sent."))
    if interaction.correspondence_type != CorrespondenceType.EMAIL or interaction.is_postponed:
        raise NotSendable(_("This interaction is no e-mail."))
    content = interaction.content
    if content is None or not (content.html or content.text):
        raise NotSendable(_("Nothing is written in this e-mail, so there is nothing to send."))
    Interaction.objects.select_for_update(of=("self",)).get(pk=interaction.pk)
    there = Delivery.objects.filter(interaction=interaction.pk).order_by("-number").first()
    if there is not None:
        return there
    rows = Interaction.objects.filter(pk=interaction.pk).annotate(to=current_address())
    if not rows.exclude(to="").exists():
        raise NotSendable(_("The contact has no e-mail address. Enter one, or log it only."))
    insert_select(
        Delivery,
        rows,
        interaction=F("pk"),
        contact=F("contact_id"),
        purpose=F("purpose_id"),
        state=Value(DeliveryState.QUEUED.value),
        failure=Value(""),
        due_at=Value(now, output_field=DateTimeField()),
        **same_in_all(now),
    )
    return Delivery.objects.get(interaction=interaction.pk)


def same_in_all(now: datetime) -> dict[str, Any]:
    """Return what all e-mails that are queued have, of rows with the address `to`."""
    text = CharField()
    at = StrIndex(F("to"), Value("@"))
    return {
        "number": Value(1, output_field=IntegerField()),
        "address": F("to"),
        "domain": Lower(Substr("to", at + 1)),
        "detail": Value("", output_field=text),
        "attempts": Value(0, output_field=IntegerField()),
        "queued_at": Value(now, output_field=DateTimeField()),
    }
