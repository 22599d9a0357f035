"""Which rules name a row: asked before it is deleted."""

from collections.abc import Iterator, Mapping
from itertools import chain
from typing import Any

from django.db.models import CASCADE, Model

from .options import Rows
from .reader import read
from .registry import sources
from .tree import InvalidRule, Leaf, Rule, leaves

#: How rules would name a row, and what goes with it when it is deleted, by what may be picked.
Named = Mapping[Rows, frozenset[Any]]


def named_by(*things: Model) -> Named:
    """Return the values by which rules name any of `things`, or what is deleted with them.

    One query for each table that goes with it: the questions and answers of a questionnaire.
    """
    criteria = chain.from_iterable(source.criteria.values() for source in sources.values())
    picked = {criterion.options for criterion in criteria}
    named: dict[Rows, frozenset[Any]] = {}
    for options in picked:
        if isinstance(options, Rows):
            values = frozenset().union(*(_values(options, thing) for thing in things))
            if values:
                named[options] = values
    return named


def mentions(rule: Rule, named: Named) -> bool:
    """Tell whether a condition of the rule names any of the values. A broken rule does not."""
    try:
        found = list(leaves(read(rule)))
    except InvalidRule:
        return False
    return any(_names(leaf, named) for leaf in found)


def _names(leaf: Leaf, named: Named) -> bool:
    options = leaf.criterion.options
    if not isinstance(options, Rows) or not isinstance(leaf.value, list):
        return False
    return not named.get(options, frozenset()).isdisjoint(leaf.value)


def _values(options: Rows, thing: Model) -> frozenset[Any]:
    model = options.rows.model
    if isinstance(thing, model):
        return frozenset([getattr(thing, options.code)])
    ways = list(_ways(model, type(thing)))
    values: set[Any] = set()
    for way in ways:
        rows = options.rows.filter((way, thing.pk)).order_by()
        values.update(rows.values_list(options.code, flat=True))
    return frozenset(values)


def _ways(model: type[Model], to: type[Model]) -> Iterator[str]:
    """Yield the paths from `model` to what it is deleted with."""
    for field in model._meta.local_fields:
        if getattr(field.remote_field, "on_delete", None) is not CASCADE:
            continue
        if field.related_model is to:
            yield field.name
        elif isinstance(field.related_model, type) and field.related_model is not model:
            yield from (f"{field.name}__{way}" for way in _ways(field.related_model, to))
