"""Blocks: contacts that share a key are compared, others never.

Each key is a number of 63 bits, made of the kind of key, the type of contact and a value. What
too many share is split: a strong key together with one more thing, such as the post code.
"""

from collections.abc import Iterable, Iterator
from hashlib import blake2b

from .profiles import Profile
from .words import sound

SHORT = 4  # letters of a domain that count


def keys_of(profile: Profile) -> frozenset[int]:
    """Return the keys of the blocks that a contact is in."""
    strong, loose = strong_and_loose(profile)
    return frozenset(strong + loose)


def strong_and_loose(profile: Profile) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Return the keys that say something, and those that allow for mistakes and say little."""
    kind = "c" if profile.is_company else "p"
    strong = {_number(f"{kind}{key}") for key in _strong(profile)}
    loose = {_number(f"{kind}{key}") for key in _loose(profile)}
    return tuple(strong), tuple(loose - strong)


def finer_keys(profile: Profile, keys: Iterable[int]) -> Iterator[tuple[int, int]]:
    """Yield each of these keys with the finer ones that it is split into."""
    details = [*_details(profile)]
    for key in keys:
        for detail in details:
            yield key, _number(f"{key} {detail}")


def _strong(profile: Profile) -> Iterator[str]:
    yield from (f"number {number}" for number in profile.numbers)
    yield from (f"phone {phone}" for phone in profile.phones)
    yield from (f"email {email}" for email in profile.emails)
    if profile.street:
        yield f"house {_house(profile)} {sound(profile.city) or profile.postcode}"
    yield from (_of_company if profile.is_company else _of_person)(profile)


def _of_person(profile: Profile) -> Iterator[str]:
    heard = _heard(profile)
    if len(heard) == 2:
        yield f"name {' '.join(heard)}"
    if profile.city:
        yield from (f"city {word} {sound(profile.city)}" for word in heard)
    if profile.surname and profile.postcode:
        yield f"place {sound(profile.surname)} {profile.postcode}"
    if profile.surname and profile.company:
        yield f"at {sound(profile.surname)} {profile.company}"


def _of_company(profile: Profile) -> Iterator[str]:
    names = [sound(word) for word in profile.surname.split()]
    yield f"name {' '.join(sorted(names))}"
    for word in {names[0], max(names, key=len)} if names else ():
        if profile.city:
            yield f"city {word} {sound(profile.city)}"
        if profile.postcode:
            yield f"place {word} {profile.postcode}"


def _loose(profile: Profile) -> Iterator[str]:
    for email in profile.emails:
        user, _at, domain = email.partition("@")
        yield f"set {_letters(user)}"
        yield f"site {user[:1]} {domain[:SHORT]}"
    if profile.is_company:
        yield f"first {sound(profile.surname.partition(' ')[0])}"
        return
    yield from (f"set {_letters(name)}" for name in (profile.given, profile.surname) if name)
    yield from (f"word {word}" for word in _heard(profile))


def _details(profile: Profile) -> Iterator[str]:
    """Yield what parts contacts that have a common value, but for those that are one."""
    names = _heard(profile)
    yield f"name {' '.join(names)}"
    yield f"first {' '.join(sorted(name[:1] for name in names))}"
    if profile.postcode:
        yield f"postcode {profile.postcode}"
    if profile.street:
        yield f"house {_house(profile)}"
    yield from (f"email {email}" for email in profile.emails)


def _heard(profile: Profile) -> list[str]:
    """Return how the names sound, in an order that does not depend on which comes first."""
    parts = profile.surname.split() if profile.is_company else (profile.given, profile.surname)
    return sorted(sound(name) for name in parts if name)


def _house(profile: Profile) -> str:
    """Return the number of the house and the sound of the longest word of the street."""
    parts = profile.street.split()
    number = next((part for part in parts if part.isdigit()), "")
    named = max((part for part in parts if not part.isdigit()), key=len, default="")
    return f"{number} {sound(named)}"


def _letters(word: str) -> str:
    """Return the letters of a word, each once: the same for two that changed places."""
    return "".join(sorted({*word}))


def _number(text: str) -> int:
    return int.from_bytes(blake2b(text.encode(), digest_size=8).digest(), "big") >> 1
