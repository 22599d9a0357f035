"""Blocks: contacts that share a key are compared, others never.

Each key is a number of 63 bits, made of the kind of key, the type of contact and a value.
"""

from collections.abc import Iterator
from hashlib import blake2b

from .profiles import Profile
from .words import sound

SHORT = 4  # letters of a domain that count


def keys_of(profile: Profile) -> frozenset[int]:
    """Return the keys of the blocks that a contact is in."""
    kind = "c" if profile.is_company else "p"
    return frozenset(_number(f"{kind}{key}") for key in _values(profile))


def _values(profile: Profile) -> Iterator[str]:
    yield from (f"number {number}" for number in profile.numbers)
    yield from (f"phone {phone}" for phone in profile.phones)
    for email in profile.emails:
        user, _at, domain = email.partition("@")
        yield f"email {email}"
        yield f"set {_letters(user)}"
        yield f"site {user[:1]} {domain[:SHORT]}"
    if profile.street:
        yield f"house {_house(profile)} {sound(profile.city) or profile.postcode}"
    names = _company_names(profile) if profile.is_company else _person_names(profile)
    yield from names


def _person_names(profile: Profile) -> Iterator[str]:
    heard = sorted(sound(name) for name in (profile.given, profile.surname) if name)
    if len(heard) == 2:
        yield f"name {' '.join(heard)}"
    for name in (profile.given, profile.surname):
        if name:
            yield f"set {_letters(name)}"
    for word in heard:
        yield f"word {word}"
        if profile.city:
            yield f"city {word} {sound(profile.city)}"
    if profile.surname:
        yield from _of_family(sound(profile.surname), profile)


def _of_family(word: str, profile: Profile) -> Iterator[str]:
    """Yield a surname together with where somebody is."""
    if profile.postcode:
        yield f"place {word} {profile.postcode}"
    if profile.company:
        yield f"at {word} {profile.company}"


def _company_names(profile: Profile) -> Iterator[str]:
    names = [sound(word) for word in profile.surname.split()]
    yield f"name {' '.join(sorted(names))}"
    yield f"first {''.join(names[:1])}"
    for word in {names[0], max(names, key=len)} if names else ():
        if profile.city:
            yield f"city {word} {sound(profile.city)}"
        if profile.postcode:
            yield f"place {word} {profile.postcode}"


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
