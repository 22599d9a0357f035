"""A filter expression in words: "from 10000 to 20000 or (is 30000 and is not 10010)"."""

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
        return _("is at most %(value)s") % {"value": literals.words(tree.last)}
    if tree.last is None:
        return _("is at least %(value)s") % {"value": literals.words(tree.first)}
    ends = {"first": literals.words(tree.first), "last": literals.words(tree.last)}
    return _("is from %(first)s to %(last)s") % ends


def _compare(tree: Compare, literals: Literals) -> str:
    if tree.value == NOTHING:
        return _("is empty") if tree.sign == "=" else _("is not empty")
    messages = {
        "=": _("is %(value)s"),
        "<>": _("is not %(value)s"),
        ">": _("is after %(value)s") if _is_text(tree.value) else _("is more than %(value)s"),
        "<": _("is before %(value)s") if _is_text(tree.value) else _("is less than %(value)s"),
        ">=": _("is at least %(value)s"),
        "<=": _("is at most %(value)s"),
    }
    if _is_text(tree.value) and not tree.value.is_plain:
        messages |= {"=": _("is like %(value)s"), "<>": _("is not like %(value)s")}
    return messages[tree.sign] % {"value": literals.words(tree.value)}


def _is_text(value: Any) -> bool:
    return isinstance(value, Pattern)
