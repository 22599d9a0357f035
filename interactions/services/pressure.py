"""Contact pressure of contacts: how often they were approached, and when they may be again."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from interactions.models import Interaction, Limit, PressureRule, limits
from segments_app.common.sql import one_at_a_time
from segments_app.common.uses import refuse_if_used

#: The lock of who approaches contacts for marketing: one who decides by a rule holds it.
PRESSURE = "pressure"
DAY = timedelta(days=1)
WEEKS = 12


@dataclass(frozen=True)
class Reached:
    """How a contact stands with a rule on a day."""

    limit: Limit
    number: int  # in the days that end with it
    free_on: date  # the first day, from that one on, with room for one more
    on: date

    @property
    def is_reached(self) -> bool:
        """Whether one more on the day would be too many."""
        return self.free_on > self.on


def hold_pressure() -> None:
    """Let nobody else approach contacts by a rule until the transaction ends."""
    one_at_a_time(PRESSURE)


def taken_days(contacts: Collection[int], given: Sequence[Limit], *, on: date) -> "Taken":
    """Return the days of the marketing contacts that count on a day or later; one query."""
    if not given or not contacts:
        return {}
    first = on - max(limit.days for limit in given) * DAY
    rows = Interaction.objects.marketing_contacts().filter(
        contact__in=contacts, occurred_on__gt=first
    )
    taken: Taken = defaultdict(list)
    found = rows.order_by("occurred_on", "pk")
    columns = ("contact", "occurred_on", "purpose", "correspondence_type")
    for key, day, purpose, channel in found.values_list(*columns):
        taken[key].append((day, purpose, channel))
    return taken


def standing_with(
    contact: int, given: Sequence[Limit], *, on: date, taken: "Taken | None" = None
) -> list[Reached]:
    """Return how a contact stands with each of some rules."""
    known = taken_days([contact], given, on=on) if taken is None else taken
    rows = known.get(contact, [])
    return [_reached(limit, _counted(limit, rows), on) for limit in given]


def next_free_days(
    contacts: Collection[int], given: Sequence[Limit], *, on: date
) -> dict[int, date]:
    """Return the first day from `on` that no rule takes, of each contact; one query."""
    taken = taken_days(contacts, given, on=on)
    return {contact: _free_of_all(given, taken.get(contact, []), on) for contact in contacts}


def refusal_of(
    contact: int, *, purpose: int | None, channel: str, on: date, leaving_out: bool = True
) -> Reached | None:
    """Return the rule that takes the day; None where there is room. `free_on` is for all rules."""
    given = [
        limit
        for limit in limits()
        if limit.leaves_out is leaving_out and limit.is_about(purpose) and channel in limit.channels
    ]
    taken = taken_days([contact], given, on=on)
    for reached in standing_with(contact, given, on=on, taken=taken):
        if reached.is_reached:
            free_on = _free_of_all(given, taken.get(contact, []), on)
            return Reached(reached.limit, reached.number, free_on, on)
    return None


def in_words(most: int, days: int) -> str:
    """Return a limit in words."""
    contacts = ngettext(
        "more than %(most)s marketing contact", "more than %(most)s marketing contacts", most
    ) % {"most": number_format(most)}
    return ngettext("%(contacts)s in %(days)s day", "%(contacts)s in %(days)s days", days) % {
        "contacts": contacts,
        "days": number_format(days),
    }


def refusal_in_words(contact: Any, reached: Reached) -> str:
    """Return why a contact is not approached, and when it may be."""
    return _("%(contact)s would get %(limit)s. The next free day is %(day)s.") % {
        "contact": contact,
        "limit": in_words(reached.limit.most, reached.limit.days),
        "day": date_format(reached.free_on, "SHORT_DATE_FORMAT"),
    }


def weeks_of(contact: int, *, on: date) -> list[int]:
    """Count the marketing contacts of each of the last weeks, the latest last; one query."""
    first = on - (WEEKS * 7 - 1) * DAY
    rows = Interaction.objects.marketing_contacts().filter(
        contact=contact, occurred_on__gte=first, occurred_on__lte=on
    )
    weeks = [0] * WEEKS
    for day in rows.values_list("occurred_on", flat=True):
        weeks[(day - first).days // 7] += 1
    return weeks


def save_rule(rule: PressureRule) -> PressureRule:
    """Keep a rule that a form has checked."""
    rule.save()
    return rule


def delete_rule(rule: PressureRule) -> None:
    """Delete a rule that no criteria name; StillUsed says which do."""
    refuse_if_used(rule)
    rule.delete()


#: What counts of each contact, by day: the day, the purpose, the correspondence type.
Said = tuple[date, int | None, str]
Taken = Mapping[int, list[Said]] | defaultdict[int, list[Any]]


def _counted(limit: Limit, rows: Iterable[Said]) -> list[date]:
    return [
        day
        for day, purpose, channel in rows
        if limit.is_about(purpose) and channel in limit.channels
    ]


def _reached(limit: Limit, days: list[date], on: date) -> Reached:
    number = sum(on - limit.days * DAY < day <= on for day in days)
    return Reached(limit, number, _free_from(limit, days, on), on)


def _free_from(limit: Limit, days: list[date], on: date) -> date:
    """Return the first day from `on` for which no run of `most` leaves no room (`Limit`)."""
    length = limit.days * DAY
    for first, last in zip(days, days[limit.most - 1 :], strict=False):
        if max(last, on) - min(first, on) < length:
            on = first + length
    return on


def _free_of_all(given: Sequence[Limit], rows: list[Said], on: date) -> date:
    """Return the first day from `on` that is free for all of the rules."""
    while True:
        later = max((_free_from(limit, _counted(limit, rows), on) for limit in given), default=on)
        if later == on:
            return on
        on = later
