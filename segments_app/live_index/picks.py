"""Conditions that differ only in the value picked, asked for all values at once."""

import json
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import F, QuerySet

from contacts.models import Contact
from segments_app.criteria.compiler import Compiler
from segments_app.criteria.conditions import in_values
from segments_app.criteria.references import References
from segments_app.criteria.registry import Link
from segments_app.criteria.tree import Group, Leaf, Some, as_rule, leaves

OF_ITSELF = Link(("pk",))


@dataclass(frozen=True)
class Pick:
    """A condition as rows that hold the value picked, and how they find their contacts.

    Conditions with the same `key` have the same `rows` and `path`.
    """

    key: str
    value: Any  # as the column holds it
    rows: QuerySet[Any]
    path: str
    link: Link

    def pairs(self, values: Collection[Any]) -> QuerySet[Any, Any]:
        """Return what is picked, and by whom: contacts, or companies where the link says so."""
        rows = self.rows.filter((f"{self.path}__in", values)).order_by()
        pairs = rows.annotate(picked=F(self.path), picked_by=self.link.row)
        found: QuerySet[Any, Any] = pairs.values_list("picked", "picked_by")
        return found


def picks_of(node: Leaf | Some, compiler: Compiler) -> Iterator[Pick]:
    """Yield the ways in which a condition is one of many that differ in a value."""
    match node:
        case Leaf():
            rows, link = node.criterion.rows, node.criterion.link
            if rows is None or link is None:
                rows, link = Contact.objects.all(), OF_ITSELF
            yield from _picks(None, node, rows, link, compiler)
        case Some(times="at_least", count=1, where=where) if where is not None:
            is_and = isinstance(where, Group) and where.every
            parts = where.parts if isinstance(where, Group) and is_and else (where,)
            for part in parts:
                if isinstance(part, Leaf) and part.criterion.rows is None:
                    left = tuple(other for other in parts if other is not part)
                    rest = replace(node, where=Group(every=True, parts=left) if left else None)
                    yield from _picks(rest, part, *compiler.rows(rest), compiler)


def _picks(
    rest: Some | None, leaf: Leaf, rows: QuerySet[Any], link: Link, compiler: Compiler
) -> Iterator[Pick]:
    """Yield the condition that rows for which `rest` holds have what the leaf picks, if it does."""
    references = compiler.references
    value = _picked(leaf, references)
    if value is not None:
        asked = [as_rule(rest), *map(references.columns, leaves(rest))] if rest else []
        shared = [leaf.criterion.key, asked, compiler.day]
        key = json.dumps(shared, default=str)
        yield Pick(key, value, rows, leaf.criterion.path, link)


def _picked(leaf: Leaf, references: References) -> Any:
    """Return the value that the column must hold for the leaf, None where it asks otherwise."""
    if leaf.operator.condition is in_values and len(leaf.value) == 1:
        return references.columns(leaf)[0]
    return None
