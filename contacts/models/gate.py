"""The one gate: whom we may contact, for what, by which channel; and why not (PRV-01, CO-02).

It stands outside of every rule, so that no OR of a rule gets around it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import reduce
from operator import and_, or_
from typing import Any

from django.apps import apps
from django.db import models
from django.db.models import (
    Case,
    CharField,
    Exists,
    ExpressionWrapper,
    F,
    OuterRef,
    Q,
    Subquery,
    Value,
    When,
)
from django.utils.translation import gettext_lazy as _

from segments_app.common.models import CorrespondenceType

from .consent import GIVEN, REFUSED, ConsentState, ConsentStatus
from .erasures import ERASED_NUMBER
from .suppression import Restriction, SuppressedContact, UncheckedContact


class LeftOutReason(models.TextChoices):
    """Why a contact may not be contacted, the most restrictive first."""

    PRIVACY_BLOCKED = "privacy_blocked", _("Privacy blocked")
    COMPANY_BLOCKED = "company_blocked", _("Company is privacy blocked")
    MINOR = "minor", _("Minor without parental consent")
    RESTRICTED = "restricted", _("Processing is restricted")
    SUPPRESSED = "suppressed", _("Address is suppressed")
    OBJECTED = "objected", _("Objected or consent withdrawn")
    NO_CONSENT = "no_consent", _("No consent")
    EXCLUDED = "excluded", _("Excluded from segments")
    #: Only logging asks for it: how often somebody was approached, contacts do not know.
    TOO_OFTEN = "too_often", _("Approached too often")


@dataclass(frozen=True)
class Occasion:
    """What contacts are approached for, and how; without a purpose no consent is asked.

    `channel` is the same for everybody, "" where there is none to speak of; None: each contact
    goes by the correspondence type in `column`, or by `fallback` where that is empty. Without a
    channel nobody is approached who has objected on any.
    """

    purpose: int | None = None
    with_consent: frozenset[str] = frozenset()
    channel: str | None = ""
    column: str = ""
    fallback: str = ""

    @property
    def asks_for_consent(self) -> bool:
        """Whether anybody needs to have given it."""
        if self.purpose is None:
            return False
        return self.channel is None or self.channel in self.with_consent

    @property
    def key(self) -> str:
        """Return what tells it from others."""
        asked = ",".join(sorted(self.with_consent))
        channel = "own" if self.channel is None else self.channel
        return f"{self.purpose}-{asked}-{channel}-{self.column}-{self.fallback}"


NOT_MARKETING = Occasion()


def is_erased(prefix: str = "") -> Q:
    """Whether it is the empty row of somebody who was erased, of whom no count is to speak.

    The first condition, which few rows meet, spares the others a comparison of texts.
    """
    told = {"is_privacy_blocked": True, "number__startswith": ERASED_NUMBER}
    return Q(**{f"{prefix}{name}": value for name, value in told.items()})


def left_out_conditions(
    *, prefix: str = "", excluded: Q | None, occasion: Occasion = NOT_MARKETING
) -> dict[LeftOutReason, Q]:
    """Return what keeps a contact from being contacted, by reason, the most restrictive first.

    `prefix` leads from the row that is asked to its contact; `excluded` says when "exclude
    from segments" keeps it out, None that it never does.
    """

    def has(**facts: bool) -> Q:
        return Q(**{f"{prefix}{name}": fact for name, fact in facts.items()})

    asked = _Asked(prefix.removesuffix("__") or "pk", occasion)
    conditions = {
        LeftOutReason.PRIVACY_BLOCKED: has(is_privacy_blocked=True),
        LeftOutReason.COMPANY_BLOCKED: Q(**{f"{prefix}company__in": _blocked_companies()}),
        LeftOutReason.MINOR: has(is_minor=True, has_parental_consent=False),
        LeftOutReason.RESTRICTED: asked.one_of(Restriction.objects.filter(lifted_at=None)),
        LeftOutReason.SUPPRESSED: asked.suppressed(),
    }
    if occasion.purpose is not None:
        conditions[LeftOutReason.OBJECTED] = asked.objected()
        if occasion.asks_for_consent:
            conditions[LeftOutReason.NO_CONSENT] = asked.without_consent()
    return conditions if excluded is None else {**conditions, LeftOutReason.EXCLUDED: excluded}


def let_through(conditions: dict[LeftOutReason, Q]) -> Q:
    """Return the condition that nothing of this keeps a contact out.

    Each by itself: the database joins a NOT EXISTS that stands alone, and asks one under an OR
    of row after row.
    """
    return reduce(and_, (~condition for condition in conditions.values()))


def kept_out(conditions: dict[LeftOutReason, Q]) -> Q:
    """Return the condition that something of this keeps a contact out."""
    return reduce(or_, conditions.values())


def left_out_reason(conditions: dict[LeftOutReason, Q]) -> Case:
    """Return why a contact may not be contacted, "" where it may."""
    whens = [When(condition, then=Value(reason.value)) for reason, condition in conditions.items()]
    return Case(*whens, default=Value(""), output_field=CharField())


def refusal(*, key: str, occasion: Occasion) -> Any:
    """Return the event by which a contact has objected, null where there is none."""
    if occasion.purpose is None:
        return Value(None, output_field=models.BigIntegerField())
    states = ConsentState.objects.filter(
        contact=OuterRef(key), purpose=occasion.purpose, status__in=REFUSED
    )
    if occasion.channel is None:
        asked = ExpressionWrapper(OuterRef(occasion.column), output_field=CharField())
        states = states.annotate(asked=asked).filter(Q(asked="") | Q(channel=F("asked")))
    elif occasion.channel:
        states = states.filter(channel=occasion.channel)
    return Subquery(states.order_by("-since", "-pk").values("event")[:1])


def suppression_of(*, key: str) -> Subquery:
    """Return the suppression that keeps a contact out, null where there is none."""
    rows = SuppressedContact.objects.filter(contact=OuterRef(key))
    return Subquery(rows.order_by("-suppressed_at", "-pk").values("suppression")[:1])


@dataclass(frozen=True)
class _Asked:
    """The conditions of an occasion, on rows whose `key` is a contact."""

    key: str
    occasion: Occasion

    def one_of(self, rows: "models.QuerySet[Any]") -> Q:
        """Whether the contact is among rows that are few: read once, and joined to nothing."""
        return Q(**{f"{self.key}__in": rows.values("contact")})

    def suppressed(self) -> Q:
        """Whether an address is suppressed and no consent has been given since (ER-05)."""
        suppressed = self.one_of(SuppressedContact.objects.all())
        if self.occasion.purpose is not None:
            suppressed &= ~self._by_channel(self._consent_since)
        return suppressed | self.one_of(UncheckedContact.objects.all())

    def objected(self) -> Q:
        """Whether consent was withdrawn, or the contact has objected."""
        return self._by_channel(lambda channel: Q(Exists(self._states(channel, REFUSED))))

    def without_consent(self) -> Q:
        """Whether the channel needs a consent that is not there."""
        return self._by_channel(
            lambda channel: (
                ~Q(Exists(self._states(channel, GIVEN)))
                if channel in self.occasion.with_consent
                else None
            )
        )

    def _consent_since(self, channel: str) -> Q | None:
        last = SuppressedContact.objects.filter(contact=OuterRef("contact"))
        consents = self._states(channel, [ConsentStatus.CONSENT.value])
        later = consents.filter(
            since__gt=Subquery(last.order_by("-suppressed_at").values("suppressed_at")[:1])
        )
        return Q(Exists(later)) if channel else None

    def _states(self, channel: str, statuses: Any) -> "models.QuerySet[ConsentState]":
        states = ConsentState.objects.filter(
            contact=OuterRef(self.key), purpose=self.occasion.purpose, status__in=statuses
        )
        return states.filter(channel=channel) if channel else states

    def _by_channel(self, condition: Callable[[str], Q | None]) -> Q:
        """Return a condition for the channel of each contact; None is one that never holds."""
        if self.occasion.channel is not None:
            one = condition(self.occasion.channel)
            return NEVER if one is None else one
        whens = NEVER
        for channel in ("", *CorrespondenceType.values):
            one = condition(channel or self.occasion.fallback)
            if one is not None:
                whens |= Q(**{self.occasion.column: channel}) & one
        return whens


NEVER = Q(pk__in=[])


def _blocked_companies() -> "models.QuerySet[Any, Any]":
    """Return them as a set: few, read once from an index of their own, and joined to nothing."""
    contacts = apps.get_model("contacts", "Contact")._default_manager
    return contacts.filter(type="company", is_privacy_blocked=True).values("pk")
