"""Names of persons: taken apart, put together, shortened."""

from typing import NamedTuple


class NameParts(NamedTuple):
    """What a person's name consists of."""

    first_name: str
    middle_name: str
    surname: str


def split_name(name: str) -> NameParts:
    """Take a full name apart: last word, second last of three or more, and what is before.

    >>> split_name("Anna Maria de Groot")
    NameParts(first_name='Anna Maria', middle_name='de', surname='Groot')
    """
    words = name.split()
    if len(words) < 2:
        return NameParts("", "", name.strip())
    if len(words) == 2:
        return NameParts(words[0], "", words[1])
    return NameParts(" ".join(words[:-2]), words[-2], words[-1])


def compose_name(first_name: str, middle_name: str, surname: str) -> str:
    """Put the parts together, with single blanks."""
    return " ".join(f"{first_name} {middle_name} {surname}".split())


def initials_of(first_name: str, middle_name: str, surname: str) -> str:
    """Return the first letters of all words of the name: "AMG"."""
    words = compose_name(first_name, middle_name, surname).replace("-", " ").split()
    return "".join(word[0] for word in words).upper()[:30]
