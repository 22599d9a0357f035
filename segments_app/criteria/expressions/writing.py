"""The text of a tree: as a rule stores it, or as the user's language writes it."""

from collections.abc import Callable
from typing import Any

from .grammar import STOPS, Compare, Join, Range, Tree, Wild
from .literals import NOTHING, Literals, Pattern


def written(tree: Tree, literals: Literals, *, is_shown: bool = False) -> str:
    """Return the one text of a tree; with `is_shown` days and numbers as the language has them."""
    write = literals.shown if is_shown else literals.stored
    return _written(tree, lambda value: _value(value, write))


def _written(tree: Tree, value: Callable[[Any], str]) -> str:
    match tree:
        case Join(every=True):
            parts = [_written(part, value) for part in tree.parts]
            pairs = zip(tree.parts, parts, strict=True)
            return "&".join(f"({text})" if isinstance(part, Join) else text for part, text in pairs)
        case Join():
            return "|".join(_written(part, value) for part in tree.parts)
        case Range():
            ends = ("" if end is None else value(end) for end in (tree.first, tree.last))
            return "..".join(ends)
        case Compare():
            return f"{'' if tree.sign == '=' else tree.sign}{value(tree.value)}"


def _value(value: Any, write: Callable[[Any], str]) -> str:
    if value == NOTHING:
        return "''"
    if isinstance(value, Pattern):
        return "".join(map(_piece, value.pieces))
    return write(value)


def _piece(piece: str | Wild) -> str:
    if isinstance(piece, Wild):
        return piece.value
    is_plain = not set(piece) & set(STOPS + "*?@'") and ".." not in piece
    if is_plain and piece == piece.strip() and not piece.startswith(".") and piece[-1] != ".":
        return piece
    quoted = piece.replace("'", "''")
    return f"'{quoted}'"
