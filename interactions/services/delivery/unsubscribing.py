"""Who wants no more e-mails says so by a link: at once, and without a log-in (UN-01…07)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import get_supported_language_variant, gettext

from contacts.models import (
    Channel,
    ConsentEvent,
    ConsentState,
    ConsentStatus,
    ConsentWording,
    Contact,
    Purpose,
)
from contacts.models.consent import GIVEN, REFUSED
from contacts.services import Statement, record_consent
from interactions.models import Delivery

from .tokens import read_token


@dataclass(frozen=True)
class Choice:
    """One purpose of e-mails, and what the contact has said to it."""

    purpose: Purpose
    is_wanted: bool
    wording: ConsentWording | None

    @property
    def may_be_taken_back(self) -> bool:
        """Whether e-mails can be had (again) by ticking a box: somebody must say for what."""
        return self.is_wanted or self.wording is not None


def delivery_named(token: str) -> Delivery | None:
    """Return the e-mail that a link belongs to, if it is there."""
    pk = read_token(token)
    if pk is None:
        return None
    related = ("contact__language", "purpose", "mailing__logged_segment", "interaction__campaign")
    return Delivery.objects.select_related(*related).filter(pk=pk).first()


def language_of(delivery: Delivery) -> str | None:
    """Return the language of the contact, where the pages are there in it."""
    language = delivery.contact.language
    if language is None:
        return None
    try:
        return get_supported_language_variant(language.code)
    except LookupError:
        return None


def unsubscribe(delivery: Delivery, *, everything: bool = False, now: datetime) -> None:
    """Write down that the contact wants no more e-mails of this purpose, or none at all.

    Doing it again changes nothing. What is queued is not handed over: the gate is asked then.
    """
    if everything or delivery.purpose is None:
        purposes = list(Purpose.objects.order_by("pk"))
    else:
        purposes = [delivery.purpose]
    withdraw(delivery, purposes, now=now)


@transaction.atomic
def withdraw(delivery: Delivery, purposes: Iterable[Purpose], *, now: datetime) -> int:
    """Record that the contact withdraws for some purposes; return for how many it was new."""
    contact = Contact.objects.select_for_update(no_key=True).get(pk=delivery.contact_id)
    refused = set(
        ConsentState.objects.filter(
            contact=contact, channel=Channel.EMAIL, status__in=REFUSED
        ).values_list("purpose", flat=True)
    )
    fresh = [purpose for purpose in purposes if purpose.pk not in refused]
    for purpose in fresh:
        record_consent(
            contact,
            channel=Channel.EMAIL,
            statement=Statement(
                purpose=purpose,
                status=ConsentStatus.WITHDRAWN,
                method=ConsentEvent.Method.LINK,
                source=f"e-mail {delivery.pk}",
                cause=cause_of(delivery),
            ),
            by=None,
            now=now,
        )
    if fresh:
        Delivery.objects.filter(pk=delivery.pk, unsubscribed_at=None).update(unsubscribed_at=now)
    return len(fresh)


@transaction.atomic
def choose(delivery: Delivery, wanted: Iterable[int], *, now: datetime) -> None:
    """Record which purposes the contact wants e-mails for; what stays as it was is not written."""
    wanted = set(wanted)
    choices = choices_of(delivery)
    withdraw(
        delivery,
        [c.purpose for c in choices if c.is_wanted and c.purpose.pk not in wanted],
        now=now,
    )
    for choice in choices:
        if choice.purpose.pk in wanted and not choice.is_wanted and choice.wording:
            record_consent(
                delivery.contact,
                channel=Channel.EMAIL,
                statement=Statement(
                    purpose=choice.purpose,
                    status=ConsentStatus.CONSENT,
                    method=ConsentEvent.Method.FORM,
                    wording=choice.wording,
                    source=f"e-mail {delivery.pk}",
                    cause=cause_of(delivery),
                ),
                by=None,
                now=now,
            )


def choices_of(delivery: Delivery) -> list[Choice]:
    """Return every purpose with what the contact has said to e-mails for it."""
    rows = ConsentState.objects.filter(contact=delivery.contact_id, channel=Channel.EMAIL)
    said = dict(rows.values_list("purpose", "status"))
    wordings: dict[int, ConsentWording] = {}
    for wording in ConsentWording.objects.filter(is_archived=False).order_by("pk"):
        wordings[wording.purpose_id] = wording
    return [
        Choice(purpose, _is_wanted(purpose, said.get(purpose.pk, "")), wordings.get(purpose.pk))
        for purpose in Purpose.objects.order_by("description", "pk")
    ]


def cause_of(delivery: Delivery) -> str:
    """Return what the contact answers to, in few words."""
    logged = delivery.mailing.logged_segment if delivery.mailing else None
    campaign = delivery.interaction.campaign if delivery.interaction else None
    named = [str(one) for one in (campaign, logged) if one is not None]
    return " · ".join(named)[:100] or gettext("E-mail")


def _is_wanted(purpose: Purpose, status: str) -> bool:
    if status in REFUSED:
        return False
    return status in GIVEN or Channel.EMAIL not in purpose.channels_with_consent
