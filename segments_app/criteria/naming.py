"""Which rows a rule names, without asking whether they are still there."""

from collections.abc import Iterable, Iterator

from django.db.models import Model

from .options import Options
from .reader import read
from .tree import Group, InvalidRule, Leaf, Node, Not, Rule, Some, leaves


def named_by(rules: Iterable[Rule], *options: Options) -> set[str]:
    """Return the values of `options` (their codes or numbers) that the rules name."""
    return {
        value
        for rule in rules
        for leaf in leaves(_tree(rule))
        if leaf.criterion.options in options and isinstance(leaf.value, list)
        for value in leaf.value
    }


def fields_asked(rules: Iterable[Rule]) -> set[str]:
    """Return the keys of the criteria that the rules ask about."""
    return {leaf.criterion.key for rule in rules for leaf in leaves(_tree(rule))}


def tables_asked(rules: Iterable[Rule]) -> set[type[Model]]:
    """Return the tables that the rules look at."""
    return {model for rule in rules for model in _tables(_tree(rule))}


def _tables(node: Node | None) -> Iterator[type[Model]]:
    match node:
        case Leaf() if node.criterion.rows is not None:
            yield node.criterion.rows.model
        case Group():
            for part in node.parts:
                yield from _tables(part)
        case Not():
            yield from _tables(node.part)
        case Some():
            yield node.source.rows.model
            yield from _tables(node.where)


def _tree(rule: Rule) -> Node | None:
    try:
        return read(rule)
    except InvalidRule:  # it chooses nobody as it is, so it uses nothing
        return None
