"""Which rules name a row: asked before it is deleted."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from dataclasses import field as part
from itertools import chain
from typing import Any

from django.db.models import CASCADE, Model

from contacts.models import Attribute, AttributeChoice
from contacts.services.attributes import PREFIX

from .fields.attributes import COMPANY_PREFIX
from .options import Rows, WithAttributes
from .reader import read
from .registry import sources
from .tree import InvalidRule, Leaf, Rule, leaves

PREFIXES = (PREFIX, COMPANY_PREFIX)  # how rules call an attribute of a contact, or of its company


@dataclass(frozen=True)
class Named:
    """How rules would name some rows, and what goes with them when they are deleted.

    `values` are by what may be picked, `fields` attributes as criteria are called by them, and
    `choices` those of an attribute by the key of its criterion.
    """

    values: Mapping[Rows, frozenset[Any]]
    fields: frozenset[str] = frozenset()
    choices: Mapping[str, frozenset[str]] = part(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.values or self.fields or self.choices)

    @property
    def texts(self) -> set[Any]:
        """What a rule that names any of them holds somewhere."""
        return set().union(self.fields, *self.values.values(), *self.choices.values())


def named_by(*things: Model) -> Named:
    """Return the values by which rules name any of `things`, or what is deleted with them.

    One query for each table that goes with it: the questions and answers of a questionnaire.
    """
    criteria = chain.from_iterable(source.criteria.values() for source in sources.values())
    picked = {criterion.options for criterion in criteria}
    values: dict[Rows, frozenset[Any]] = {}
    for options in picked:
        if isinstance(options, Rows):
            found = frozenset().union(*(_values(options, thing) for thing in things))
            if found:
                values[options] = found
    fields = frozenset(
        f"{prefix}{one.code}" for one in things if isinstance(one, Attribute) for prefix in PREFIXES
    )
    choices: dict[str, frozenset[str]] = {}
    for one in things:
        if isinstance(one, AttributeChoice):
            for prefix in PREFIXES:
                key = f"{prefix}{one.attribute.code}"
                choices[key] = choices.get(key, frozenset()) | {one.code}
    return Named(values, fields, choices)


def mentions(rule: Rule, named: Named) -> bool:
    """Tell whether a condition of the rule names any of the values. A broken rule does not."""
    try:
        found = list(leaves(read(rule)))
    except InvalidRule:
        return False
    return any(_names(leaf, named) for leaf in found)


def _names(leaf: Leaf, named: Named) -> bool:
    if leaf.criterion.key in named.fields:
        return True
    if not isinstance(leaf.value, list):
        return False
    options = leaf.criterion.options
    if isinstance(options, WithAttributes) and not named.fields.isdisjoint(leaf.value):
        return True
    if not named.choices.get(leaf.criterion.key, frozenset()).isdisjoint(leaf.value):
        return True
    return isinstance(options, Rows) and not named.values.get(options, frozenset()).isdisjoint(
        leaf.value
    )


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
