"""A filter expression in words: "from 10000 to 20000 or (is 30000 and is not 10010)"."""

from decimal import Decimal
from functools import reduce
from typing import Any

from django.utils.translation import gettext as _

from .grammar import Compare, Join, Range, Tree
from .literals import NOTHING, Literals, Pattern


def worded(tree: Tree, literals: Literals) -> str:
    """Return what has to hold of a field, to stand after its name."""
    match tree:
        case Join():
            message = _("%(first)s and %(second)s") if tree.every else _("%(first)s or %(second)s")
            parts = [_part(part, literals) for part in tree.parts]
            return reduce(lambda one, two: message % {"first": one, "second": two}, parts)
        case Range():
            return _range(tree, literals)
        case Compare():
            return _compare(tree, literals)


def _part(tree: Tree, literals: Literals) -> str:
    words = worded(tree, literals)
    return f"({words})" if isinstance(tree, Join) else words


def _range(tree: Range, literals: Literals) -> str:
    if tree.first is None:
        return _signs(tree.last)["<="] % {"value": literals.words(tree.last)}
    if tree.last is None:
        return _signs(tree.first)[">="] % {"value": literals.words(tree.first)}
    ends = {"first": literals.words(tree.first), "last": literals.words(tree.last)}
    return _("is from %(first)s to %(last)s") % ends


def _compare(tree: Compare, literals: Literals) -> str:
    if tree.value == NOTHING:
        return _("is empty") if tree.sign == "=" else _("is not empty")
    messages = {"=": _("is %(value)s"), "<>": _("is not %(value)s")} | _signs(tree.value)
    if isinstance(tree.value, Pattern) and not tree.value.is_plain:
        messages |= {"=": _("is like %(value)s"), "<>": _("is not like %(value)s")}
    return messages[tree.sign] % {"value": literals.words(tree.value)}


def _signs(value: Any) -> dict[str, str]:
    """Return how the signs of larger and smaller are said: a day is later, a number is more."""
    is_number = isinstance(value, Decimal)
    is_day = not is_number and not isinstance(value, Pattern)
    return {
        ">": _("is more than %(value)s") if is_number else _("is after %(value)s"),
        "<": _("is less than %(value)s") if is_number else _("is before %(value)s"),
        ">=": _("is on or after %(value)s") if is_day else _("is at least %(value)s"),
        "<=": _("is on or before %(value)s") if is_day else _("is at most %(value)s"),
    }
