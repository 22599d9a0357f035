"""How alike two contacts are: points for what agrees, off for what contradicts.

A point is about one bit: how much more often two records of one and the same show this than
two of different ones. One table for all data; what is missing says nothing.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum

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
        (Facet.EMAIL, first.emails, second.emails, _best(_email, -3)),
        (Facet.PHONE, first.phones, second.phones, _best(_phone, -1)),
    ):
        if mine and yours and (points := compare(mine, yours)):
            yield Evidence(facet, points, ", ".join(mine), ", ".join(yours))
    for facet, one, other, levels in (
        (Facet.STREET, first.street, second.street, (7, 5, 3, -2)),
        (Facet.POSTCODE, first.postcode, second.postcode, (3, 2, 2, -1)),
        (Facet.CITY, first.city, second.city, (3, 2.5, 1.5, -1)),
    ):
        if one and other:
            yield Evidence(facet, _closeness(one, other, levels), one, other)
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
    alike = JaroWinkler.similarity(one, other)
    if alike >= 0.9:
        return 4
    long = max(len(one), len(other)) >= 5
    if alike >= 0.8 or (long and DamerauLevenshtein.distance(one, other) <= 2):
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
    if one.translate(_WITHOUT_DIGITS) == other.translate(_WITHOUT_DIGITS):
        return 5  # numbered mailboxes are different ones, or a digit is mistyped
    alike = DamerauLevenshtein.normalized_similarity(one, other)
    if alike >= 0.85:
        return 10
    same_user = one.partition("@")[0] == other.partition("@")[0]
    return 6 if alike >= 0.7 or same_user else -3


_WITHOUT_DIGITS = str.maketrans("", "", "0123456789")


def _phone(one: str, other: str) -> float:
    if one == other:
        return 9
    return 7 if one[-8:] == other[-8:] else -1


def _best(
    compare: Callable[[str, str], float], least: float
) -> Callable[[tuple[str, ...], tuple[str, ...]], float]:
    def best(mine: tuple[str, ...], yours: tuple[str, ...]) -> float:
        return max((compare(one, other) for one in mine for other in yours), default=least)

    return best


def _closeness(one: str, other: str, levels: tuple[float, float, float, float]) -> float:
    equal, close, near, far = levels
    if one == other:
        return equal
    alike = DamerauLevenshtein.normalized_similarity(one, other)
    if alike >= 0.85:
        return close
    if alike >= 0.7:
        return near
    short, long = sorted((one, other), key=len)
    is_part = len(short) >= SHORTEST_PART and f"{long} ".startswith(f"{short} ")
    return close if is_part else far


def _full(profile: Profile) -> str:
    return f"{profile.given} {profile.surname}".strip()
