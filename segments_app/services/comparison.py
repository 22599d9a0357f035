"""Two or three sets of contacts beside each other: who is in which, and in which together.

A region is named by the letters of the sets that its contacts are in, and in no other: "ab".
Every region is an ordinary rule, so whatever is made of a comparison needs nothing of its own.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import reduce
from itertools import combinations, product
from operator import and_
from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.models import User
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from contacts.models import Contact, ContactQuerySet, MailingGroup
from interactions.models import LoggedSegment
from segments_app import live_index
from segments_app.criteria.rules import NOBODY, Rule, check_rule
from segments_app.live_index import ContactSet
from segments_app.models import SavedCriteria, Segment

from .kept_rules import NoRule, as_part, rule_of
from .locking import SegmentError

LETTERS = "abc"
Literals = Mapping[str, bool]  # which letters a contact is to have, and which it is not to have


class NotComparable(SegmentError):
    """These cannot be compared: the sentence says why."""


@dataclass(frozen=True)
class Kind:
    """A kind of sets: by which criterion a rule names one, and by which key.

    No criterion names saved criteria: they stand in a rule themselves, as they are now.
    """

    field: str
    key: str
    rows: QuerySet[Any]


CRITERIA = "criteria"
#: By what stands before the colon in an address; segments have nothing there.
KINDS: Mapping[str, Kind] = {
    "": Kind("segment", "number", Segment.objects.all()),
    "logged": Kind("logged_segment", "segment_number", LoggedSegment.objects.all()),
    "group": Kind("mailing_group", "code", MailingGroup.objects.all()),
    CRITERIA: Kind("", "code", SavedCriteria.objects.all()),
}


@dataclass(frozen=True)
class Source:
    """One of the sets compared: `row` is a segment, a logged one, a mailing group or criteria."""

    letter: str
    kind: str
    row: Any

    @property
    def key(self) -> str:
        """By what its users know it: a number or a code."""
        return str(getattr(self.row, KINDS[self.kind].key))

    @property
    def token(self) -> str:
        """How an address names it."""
        return token_of(self.kind, self.row)

    def condition(self, *, holds: bool) -> Rule:
        """Return the rule of those who are in it, or of those who are not."""
        if self.kind == CRITERIA:
            rule = as_part(rule_of(self.row))
            return rule if holds else {"not": rule}
        operator = "any_of" if holds else "none_of"
        return {"field": KINDS[self.kind].field, "is": operator, "value": [self.key]}


@dataclass(frozen=True)
class Comparison:
    """Two or three different sets, in the order in which they were named."""

    sources: tuple[Source, ...]

    @classmethod
    def of(cls, tokens: Iterable[str], *, by: User | None = None) -> "Comparison":
        """Find the sets that an address names; NotComparable where that is not two or three.

        Private criteria are there for whom they belong to.
        """
        named = [_split(token) for token in tokens]
        found = _rows(named, by)
        for kind, key in named:
            if (kind, key) not in found:
                raise NotComparable(_unknown(kind) % {"number": key})
        if len(set(named)) < len(named):
            raise NotComparable(
                _("The same is chosen twice. Whoever is in one of them is in the other as well.")
            )
        if not 2 <= len(named) <= len(LETTERS):
            raise NotComparable(_("Choose two or three to compare."))
        lettered = zip(LETTERS, named, strict=False)
        sources = tuple(Source(x, kind, found[kind, key]) for x, (kind, key) in lettered)
        try:
            for source in sources:
                source.condition(holds=True)
        except NoRule as error:
            raise NotComparable(str(error)) from error
        return cls(sources)

    @property
    def letters(self) -> str:
        """The letters of the sets."""
        return LETTERS[: len(self.sources)]

    @property
    def regions(self) -> list[str]:
        """The names of the parts that the sets divide their contacts into."""
        sizes = range(1, len(self.sources) + 1)
        return ["".join(some) for size in sizes for some in combinations(self.letters, size)]

    def query(self, *regions: str) -> str:
        """Return the query of an address that names the sets, and regions that are ticked."""
        named = [(source.letter, source.token) for source in self.sources]
        return urlencode([*named, *(("in", region) for region in regions)])

    def counts(self, *, now: datetime) -> dict[str, int]:
        """Count every region, all as of one moment.

        Asked is how many are in some sets whatever else they are in: in SQL that takes a third
        of the time, and the regions are arithmetic.
        """
        sets = self._sets(now=now)
        asked = [reduce(and_, (sets[x] for x in region)) for region in self.regions]
        found = dict(zip(self.regions, live_index.counts(asked), strict=True))
        for region in reversed(self.regions):  # the innermost first
            found[region] -= sum(n for other, n in found.items() if set(other) > set(region))
        return found

    def rule(self, regions: Collection[str]) -> Rule:
        """Return the rule of those who are in one of the regions, as short as can be."""
        return self._any_of(shortest(self.letters, {frozenset(region) for region in regions}))

    def rule_on(self, number: str, regions: Collection[str], *, is_in: bool) -> Rule | None:
        """Return the rule of those regions for contacts of whom it is known whether they are in
        the segment `number`, so that it need not name that segment.

        None where all of them are meant, and then there is nothing to choose.
        """
        own = next((s.letter for s in self.sources if not s.kind and s.key == number), "")
        if not own:
            return self.rule(regions)
        meant = {frozenset(region) - {own} for region in regions if (own in region) == is_in}
        found = shortest(self.letters.replace(own, ""), meant)
        return None if {} in found else self._any_of(found)

    def contacts(self, regions: Collection[str], *, now: datetime) -> ContactQuerySet:
        """Return the contacts of the regions, each once: those whom the rule of them describes.

        They are found by operations on sets. The rule asks row by row whether somebody is in no
        other set, which took 16 s for the list of a part of three times 100,000.
        """
        keys = {x: one.contacts().values("pk") for x, one in self._sets(now=now).items()}
        found = shortest(self.letters, {frozenset(region) for region in regions})
        first, *others = [_keys(keys, literals) for literals in found] or [keys["a"].none()]
        return Contact.objects.filter(pk__in=first.union(*others) if others else first)

    def _sets(self, *, now: datetime) -> dict[str, ContactSet]:
        rules = [source.condition(holds=True) for source in self.sources]
        return dict(zip(self.letters, live_index.matching_each(rules, now=now), strict=True))

    def _any_of(self, alternatives: list[Literals]) -> Rule:
        rules = [self._all_of(literals) for literals in alternatives]
        if not rules:
            return NOBODY
        return check_rule(rules[0] if len(rules) == 1 else {"any": rules})

    def _all_of(self, literals: Literals) -> Rule:
        sources = {source.letter: source for source in self.sources}
        parts = [sources[letter].condition(holds=holds) for letter, holds in literals.items()]
        return parts[0] if len(parts) == 1 else {"all": parts}


def token_of(kind: str, row: Any) -> str:
    """Return how an address names a row of a kind."""
    key = getattr(row, KINDS[kind].key)
    return f"{kind}:{key}" if kind else str(key)


def operations(letters: str) -> dict[str, list[str]]:
    """Return the regions of the four operations that have a name."""
    sizes = range(1, len(letters) + 1)
    regions = ["".join(some) for size in sizes for some in combinations(letters, size)]
    return {
        "union": regions,
        "intersection": [letters],
        "difference": [letters[0]],
        "exactly_one": list(letters),
    }


def shortest(letters: str, wanted: Collection[frozenset[str]]) -> list[Literals]:
    """Return few and short alternatives that together are true of exactly the `wanted` sets.

    The largest that is left is taken first; with three letters nothing shorter was to be found
    by trying all.
    """
    alternatives = sorted(
        (some for some in _conjunctions(letters) if _true_of(letters, some) <= set(wanted)),
        key=len,
    )
    chosen: list[Literals] = []
    left = set(wanted)
    while left:
        best = max(alternatives, key=lambda some: len(_true_of(letters, some) & left))
        chosen.append(best)
        left -= _true_of(letters, best)
    return chosen


def _conjunctions(letters: str) -> Iterator[Literals]:
    for values in product((True, False, None), repeat=len(letters)):
        pairs = zip(letters, values, strict=True)
        yield {letter: value for letter, value in pairs if value is not None}


def _true_of(letters: str, literals: Literals) -> set[frozenset[str]]:
    subsets = product((True, False), repeat=len(letters))
    sets = (frozenset(x for x, is_in in zip(letters, s, strict=True) if is_in) for s in subsets)
    return {one for one in sets if all((x in one) == holds for x, holds in literals.items())}


def _keys(keys: Mapping[str, QuerySet[Any]], literals: Literals) -> QuerySet[Any]:
    first, *within = [keys[letter] for letter, holds in literals.items() if holds]
    without = [keys[letter] for letter, holds in literals.items() if not holds]
    both = first.intersection(*within) if within else first
    return both.difference(*without) if without else both


def _split(token: str) -> tuple[str, str]:
    kind, colon, key = token.partition(":")
    return (kind, key) if colon and kind in KINDS else ("", token)


def _rows(named: Iterable[tuple[str, str]], by: User | None) -> dict[tuple[str, str], Any]:
    """Return the rows named, one query for each kind among them."""
    keys: dict[str, set[str]] = {}
    for kind, key in named:
        keys.setdefault(kind, set()).add(key)
    return {
        (kind, getattr(row, KINDS[kind].key)): row
        for kind, wanted in keys.items()
        for row in _visible(kind, by).filter((f"{KINDS[kind].key}__in", wanted))
    }


def _visible(kind: str, by: User | None) -> QuerySet[Any]:
    return SavedCriteria.objects.visible_to(by) if kind == CRITERIA else KINDS[kind].rows


def _unknown(kind: str) -> str:
    return {
        "": _("There is no segment %(number)s."),
        "logged": _("There is no logged segment %(number)s."),
        "group": _("There is no mailing group %(number)s."),
        CRITERIA: _("There are no saved criteria %(number)s."),
    }[kind]
