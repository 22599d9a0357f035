"""What a step would change, counted by the live index where that can say it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import reduce
from operator import sub

from contacts.models.gate import LeftOutReason
from segments_app import live_index
from segments_app.criteria.rules import Rule
from segments_app.live_index import ContactSet

from .adding import contact_rows
from .audience import ALREADY_THERE, StepOptions, candidates
from .there import There


@dataclass(frozen=True)
class AddCounts:
    """Whom Add is about: those let through, of them those who are there, and those left out."""

    allowed: int
    there: int
    left_out: dict[str, int]
    newcomers: ContactSet | None = None  # those let through who are not there, by bitmaps

    @property
    def matched(self) -> int:
        return self.allowed + sum(self.left_out.values())

    @property
    def reasons(self) -> dict[str, int]:
        """Why contacts are not added, those who are there included."""
        return self.left_out | ({ALREADY_THERE: self.there} if self.there else {})


def counts_of_add(
    there: There, rule: Rule, options: StepOptions, *, before: int, now: datetime
) -> AddCounts:
    """Count what Add would do."""
    found = _quick_counts_of_add(there, rule, options, before=before, now=now)
    if found is not None:
        return found
    contacts = candidates(rule, options, now=now)
    allowed, left_out = contact_rows(contacts, options, there.occasion).counts()
    known = 0
    if before and allowed:
        let_in = contacts.may_contact(
            ignore_exclusion=options.ignore_exclusion, occasion=there.occasion
        )
        known = there.count_among(let_in)
    return AddCounts(allowed, known, left_out)


def quick_count_in(
    there: There, rule: Rule, options: StepOptions, *, now: datetime
) -> tuple[int, ContactSet] | tuple[None, None]:
    """Count those who are there that Remove and Keep are about, and return them; else ask SQL."""
    if options.entire_companies or not live_index.is_available():
        return None, None
    known = there.as_set()
    if known is None:
        return None, None
    asked = live_index.matching(rule, now=now) & known
    found = live_index.counts_if_ready([asked])
    return (found[0], asked) if found else (None, None)


def expect_counts(
    there: There, *, rule: Callable[[], Rule], options: StepOptions, now: datetime
) -> None:
    """Have bitmaps built in the background for the counts that a page is going to ask for."""
    reasons = _left_out(there, options).values()
    live_index.warm(lambda: [live_index.erased(), *reasons, *_known(there)])
    live_index.warm(lambda: [live_index.matching(rule(), now=now)])


def _left_out(there: There, options: StepOptions) -> dict[LeftOutReason, ContactSet]:
    return live_index.left_out(ignore_exclusion=options.ignore_exclusion, occasion=there.occasion)


def _quick_counts_of_add(
    there: There, rule: Rule, options: StepOptions, *, before: int, now: datetime
) -> AddCounts | None:
    if options.with_colleagues or options.with_company or not live_index.is_available():
        return None
    known = _known(there) if before else []
    if before and not known:
        return None
    allowed = live_index.matching(rule, now=now) - live_index.erased()
    out: dict[str, ContactSet] = {}
    for reason, kept_out in _left_out(there, options).items():
        out[reason.value] = allowed & kept_out
        allowed = allowed - kept_out
    found = live_index.counts_if_ready([*out.values(), allowed, *(allowed & one for one in known)])
    if found is None:
        return None
    left_out = {reason: count for reason, count in zip(out, found, strict=False) if count}
    newcomers = reduce(sub, known, allowed)
    return AddCounts(found[len(out)], found[-1] if known else 0, left_out, newcomers)


def _known(there: There) -> list[ContactSet]:
    found = there.as_set()
    return [] if found is None else [found]
