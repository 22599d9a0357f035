"""Whom a rule and its options speak of: sets of contacts, compiled and not yet asked."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from contacts.models import Contact, ContactQuerySet
from segments_app.criteria.rules import Rule, contacts_matching
from segments_app.models import Segment, SegmentLine, SegmentLineQuerySet, Step

from .limits import InvalidLimit, Limit, beyond

#: The key under which a step counts contacts that were in the segment before.
ALREADY_THERE = "already_there"


@dataclass(frozen=True)
class StepOptions:
    """How far a step reaches beyond the contacts that its rule matches (ADD-06, RED-03)."""

    with_colleagues: bool = False
    with_company: bool = False
    entire_companies: bool = False
    ignore_exclusion: bool = False
    limit: Limit | None = None  # of a step that limits, which reaches no further

    def as_dict(self) -> dict[str, Any]:
        """Return those that are on, as a step keeps them."""
        chosen = {name: value for name, value in asdict(self).items() if value}
        return chosen | ({"limit": self.limit.as_dict()} if self.limit else {})

    @classmethod
    def read(cls, stored: Mapping[str, Any]) -> "StepOptions":
        """Return the options that `as_dict` wrote; what it does not know is off.

        InvalidLimit for a limit that says nothing: without it everybody would stay.
        """
        names = {field.name for field in fields(cls)} - {"limit"}
        limit = Limit.read(stored["limit"]) if "limit" in stored else None
        return cls(**{name: bool(stored.get(name)) for name in names}, limit=limit)

    @property
    def reaches_others(self) -> bool:
        """Whether contacts come along, or go, because of others of their company."""
        return self.with_colleagues or self.with_company or self.entire_companies

    @property
    def required_limit(self) -> Limit:
        """The limit of a step that has to have one."""
        if self.limit is None:
            raise InvalidLimit(_("This step has no limit."))
        return self.limit


def candidates(
    rule: Rule, options: StepOptions, *, now: datetime, one_by_one: bool = False
) -> ContactQuerySet:
    """Those whom Add is about: matched, and brought along; the gate has not been asked yet."""
    matched = contacts_matching(rule, now=now, one_by_one=one_by_one)
    if options.with_colleagues:
        return Contact.objects.colleagues_of(matched)
    if options.with_company:
        companies = matched.filter(company__isnull=False).values("company")
        return Contact.objects.filter(pk__in=matched.values("pk").union(companies))
    return matched


def affected(rule: Rule, options: StepOptions, *, now: datetime) -> ContactQuerySet:
    """Those whom Remove and Keep are about; with entire companies, one match takes in all."""
    matched = contacts_matching(rule, now=now)
    return Contact.objects.colleagues_of(matched) if options.entire_companies else matched


def lines_beyond(segment: Segment, limit: Limit) -> SegmentLineQuerySet:
    """Return the lines in force that a limit takes away."""
    lines = SegmentLine.objects.current(segment)
    there = Contact.objects.filter(pk__in=lines.values("contact"))
    return lines.filter(contact__in=beyond(there, limit).values("pk"))


def lines_to_remove(
    segment: Segment, action: str, affected: ContactQuerySet
) -> SegmentLineQuerySet:
    """Return the lines in force that Remove or Keep takes away."""
    lines = SegmentLine.objects.current(segment)
    if action == Step.Action.KEEP:
        return lines.filter(~Exists(affected.filter(pk=OuterRef("contact"))))
    return lines.filter(contact__in=affected.values("pk"))
