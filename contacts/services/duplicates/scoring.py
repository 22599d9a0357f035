"""How alike two contacts are: points for what agrees, off for what contradicts.

A point is about one bit: how much more often two records of one and the same show this than
two of different ones. One table for all data; what is missing says nothing.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import Any

from rapidfuzz import fuzz
from rapidfuzz.distance import DamerauLevenshtein, JaroWinkler

from .profiles import Profile

SUGGESTED = 7  # points from which two are shown as duplicates
LIKELY = 12
SURE = 20
SHORTEST_PART = 5  # letters from which the beginning of a text says something
MOST_SHARED = 6  # what a household or an office may have in common without being one


class Facet(StrEnum):
    """What of two contacts was compared."""

    NAME = "name"
    NUMBER = "number"
    EMAIL = "email"
    PHONE = "phone"
    STREET = "street"
    POSTCODE = "postcode"
    CITY = "city"
    COMPANY = "company"
    HOUSEHOLD = "household"


@dataclass(frozen=True, slots=True)
class Evidence:
    """What one facet adds to the score, and the two values."""

    facet: Facet
    points: float
    first: str
    second: str


def score(first: Profile, second: Profile) -> float:
    """Return how many points speak for one contact; below zero for two."""
    return sum(one.points for one in evidence(first, second))


def suggested(first: Profile, second: Profile) -> float | None:
    """Return the score where it is high enough to be shown, and None as soon as it cannot be.

    For millions of pairs: the same points as `evidence`, without telling what they are for.
    """
    points = (_company_names if first.is_company else _person_names)(first, second)
    points += 3 if first.company and first.company == second.company else 0
    steps = [step for step in _STEPS if first[step[0]] and second[step[0]]]
    hope = points + sum(step[1] for step in steps)
    shared = 0.0
    for index, most, compare, is_of_place in steps:
        if hope < SUGGESTED:
            return None
        found = compare(first[index], second[index])
        hope += found - most
        if is_of_place and found > 0:
            shared += found
    if shared > MOST_SHARED and are_two_persons(first, second):
        hope += MOST_SHARED - shared
    return hope if hope >= SUGGESTED else None


def evidence(first: Profile, second: Profile) -> list[Evidence]:
    """Return what agrees and what contradicts, in a fixed order."""
    found = list(_evidence(first, second))
    shared = sum(one.points for one in found if one.facet in _OF_A_PLACE and one.points > 0)
    if shared > MOST_SHARED and are_two_persons(first, second):
        found.append(Evidence(Facet.HOUSEHOLD, MOST_SHARED - shared, "", ""))
    return found


_OF_A_PLACE = {Facet.PHONE, Facet.STREET, Facet.POSTCODE, Facet.CITY}


def _evidence(first: Profile, second: Profile) -> Iterator[Evidence]:
    names = _company_names if first.is_company else _person_names
    yield Evidence(Facet.NAME, names(first, second), _full(first), _full(second))
    for facet, mine, yours, compare in (
        (Facet.NUMBER, first.numbers, second.numbers, _numbers),
        (Facet.EMAIL, first.emails, second.emails, _emails),
        (Facet.PHONE, first.phones, second.phones, _phones),
    ):
        if mine and yours and (points := compare(mine, yours)):
            yield Evidence(facet, points, ", ".join(mine), ", ".join(yours))
    for facet, one, other, near in (
        (Facet.STREET, first.street, second.street, _street),
        (Facet.POSTCODE, first.postcode, second.postcode, _postcode),
        (Facet.CITY, first.city, second.city, _city),
    ):
        if one and other:
            yield Evidence(facet, near(one, other), one, other)
    if first.company and first.company == second.company:
        yield Evidence(Facet.COMPANY, 3, "", "")


def are_two_persons(first: Profile, second: Profile) -> bool:
    """Tell whether the given names say that two people live, or work, at one place."""
    if first.is_company or not (first.given and second.given):
        return False
    given, surname = first.given, first.surname
    crossed = max(_part(given, second.surname), _part(surname, second.given))
    return _part(given, second.given) < 0 and crossed <= 0


def _person_names(first: Profile, second: Profile) -> float:
    straight = _part(first.given, second.given) + _part(first.surname, second.surname)
    crossed = _part(first.given, second.surname) + _part(first.surname, second.given) - 1
    return max(straight, crossed)


def _part(one: str, other: str) -> float:
    """Compare a given name or a surname; nothing is known where one is missing."""
    if not one or not other:
        return 0
    if one == other:
        return 6
    if min(len(one), len(other)) == 1:  # an initial
        return 2 if one[0] == other[0] else -4
    alike = JaroWinkler.similarity(one, other, score_cutoff=0.8)
    if alike >= 0.9:
        return 4
    long = max(len(one), len(other)) >= 5
    if alike >= 0.8 or (long and DamerauLevenshtein.distance(one, other, score_cutoff=2) <= 2):
        return 2.5
    return -4


def _company_names(first: Profile, second: Profile) -> float:
    one, other = first.surname, second.surname
    if one == other:
        return 9
    alike = max(fuzz.token_sort_ratio(one, other), fuzz.ratio(one, other))
    if alike >= 90:
        return 6
    if alike >= 80:
        return 4
    inside = fuzz.token_set_ratio(one, other)
    if inside >= 90:
        return 3
    return 0 if alike >= 65 or inside >= 75 else -5


def _numbers(mine: tuple[str, ...], yours: tuple[str, ...]) -> float:
    """Compare numbers of registers, each with its like."""
    own = dict(number.split(":", 1) for number in mine)
    pairs = [(own[kind], value) for kind, value in (n.split(":", 1) for n in yours) if kind in own]
    if any(one == other for one, other in pairs):
        return 14
    if any(_closeness(*pair, (1, 1, 0, 0)) for pair in pairs):
        return 4
    return -6 if pairs else 0


def _email(one: str, other: str) -> float:
    if one == other:
        return 14
    if _without_digits(one) == _without_digits(other):
        return 5  # numbered mailboxes are different ones, or a digit is mistyped
    alike = DamerauLevenshtein.normalized_similarity(one, other, score_cutoff=0.7)
    if alike >= 0.85:
        return 10
    same_user = one.partition("@")[0] == other.partition("@")[0]
    return 6 if alike >= 0.7 or same_user else -3


_DIGITS = str.maketrans("", "", "0123456789")


@lru_cache(maxsize=20_000)
def _without_digits(text: str) -> str:
    return text.translate(_DIGITS)


def _phone(one: str, other: str) -> float:
    if one == other:
        return 9
    return 7 if one[-8:] == other[-8:] else -1


def _emails(mine: tuple[str, ...], yours: tuple[str, ...]) -> float:
    return max(_email(one, other) for one in mine for other in yours)


def _phones(mine: tuple[str, ...], yours: tuple[str, ...]) -> float:
    return max(_phone(one, other) for one in mine for other in yours)


def _street(one: str, other: str) -> float:
    return _closeness(one, other, (7, 5, 3, -2))


def _postcode(one: str, other: str) -> float:
    return _closeness(one, other, (3, 2, 2, -1))


def _city(one: str, other: str) -> float:
    return _closeness(one, other, (3, 2.5, 1.5, -1))


def _closeness(one: str, other: str, levels: tuple[float, float, float, float]) -> float:
    equal, close, near, far = levels
    if one == other:
        return equal
    alike = DamerauLevenshtein.normalized_similarity(one, other, score_cutoff=0.7)
    if alike >= 0.85:
        return close
    if alike >= 0.7:
        return near
    short, long = sorted((one, other), key=len)
    is_part = len(short) >= SHORTEST_PART and f"{long} ".startswith(f"{short} ")
    return close if is_part else far


def _full(profile: Profile) -> str:
    return f"{profile.given} {profile.surname}".strip()


#: Where a profile has what is compared, the most that it gives, how, and whether of a place.
_STEPS: tuple[tuple[int, float, Callable[[Any, Any], float], bool], ...] = tuple(
    (Profile._fields.index(name), most, compare, is_of_place)
    for name, most, compare, is_of_place in (
        ("postcode", 3, _postcode, True),
        ("city", 3, _city, True),
        ("numbers", 14, _numbers, False),
        ("emails", 14, _emails, False),
        ("phones", 9, _phones, True),
        ("street", 7, _street, True),
    )
)
