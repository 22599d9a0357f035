"""What would be asked if another value were picked in a row of the editor."""

from __future__ import annotations

from collections.abc import Sequence
from copy import deepcopy
from dataclasses import replace
from typing import Any

from .builder import Builder
from .draft import Group, Row
from .rules import InvalidRule
from .tree import Group as GroupNode
from .tree import Leaf, Node, Not, Some, as_rule


def facet_rules(root: Group, path: str, texts: Sequence[str]) -> dict[str, dict[str, Any]]:
    """Return, by value, the whole rule in which the row at `path` picks that value alone.

    Values that are none are not answered for, and no value is where the row does not count.
    InvalidRule while another row is not finished.
    """
    root = deepcopy(root)
    row = next((part for part in root.walk() if isinstance(part, Row) and part.path == path), None)
    if row is None or root.mode == "everyone" or not row.offers:
        return {}
    row.typed = {"value": _known(row, texts)}
    builder = Builder()
    node = builder.group(root) if row.typed["value"] else None
    if builder.errors:
        raise InvalidRule(builder.errors[0])
    leaf = next((leaf for leaf, of in builder.read if of is row), None)
    if node is None or leaf is None:
        return {}
    return {
        str(one): as_rule(_exchanged(node, leaf, replace(leaf, value=[one]))) for one in leaf.value
    }


def _known(row: Row, texts: Sequence[str]) -> list[str]:
    options = row.criterion.options if row.criterion else None
    if options is None:
        return []
    wanted = {text: options.typed(text) for text in texts if text}
    known = options.known(list(wanted.values()))
    return [text for text, value in wanted.items() if value in known]


def _exchanged(node: Node, old: Leaf, new: Leaf) -> Node:
    """Return the tree with one leaf in the place of another."""
    match node:
        case GroupNode():
            return replace(node, parts=tuple(_exchanged(part, old, new) for part in node.parts))
        case Not():
            return Not(_exchanged(node.part, old, new))
        case Some() if node.where is not None:
            return replace(node, where=_exchanged(node.where, old, new))
    return new if node is old else node
