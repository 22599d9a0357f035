"""Read a stored rule, check it, and compile it to one queryset of contacts.

A compiled rule is a condition on contacts: it adds no row and no column. Making it looks up
what the rule refers to, one small query for each table; the contacts themselves are asked for
by whoever uses the queryset. docs/criteria.md describes the language.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from typing import Any

from contacts.models import Contact, ContactQuerySet
from segments_app.common.memory import remembering

from .compiler import Compiler
from .dates import today
from .reader import read
from .references import References
from .rights import check_rights
from .tree import Everyone, Group, InvalidRule, Node, Not, Rule, as_rule, leaves

__all__ = [
    "EVERYONE",
    "NOBODY",
    "InvalidRule",
    "Rule",
    "check_rule",
    "contacts_matching",
    "contacts_not_matching",
    "read_rules",
]

EVERYONE: Rule = {"version": 1, "everyone": True}
NOBODY: Rule = {"version": 1, "any": []}


def check_rule(rule: Rule) -> dict[str, Any]:
    """Return the rule in its canonical form, as it is to be stored; InvalidRule if it is none."""
    node = read(rule)
    check_rights(node)
    References(leaves(node)).require_all()
    return as_rule(node)


def contacts_matching(rule: Rule, *, now: datetime, one_by_one: bool = False) -> ContactQuerySet:
    """Return the contacts that `rule` describes at `now`, each once, without asking for them.

    With `one_by_one` it is quick to give the first few of many in the order of an index, and
    slow to give all; the contacts are the same. Relative dates are counted from `now` in the
    company's time zone. InvalidRule when a part of the rule is not understood, or refers to
    something that no longer exists.
    """
    (node,), compiler = read_rules([rule], now=now)
    return replace(compiler, one_by_one=one_by_one).contacts(node)


def contacts_not_matching(rule: Rule, *, now: datetime) -> ContactQuerySet:
    """Return all other contacts than `contacts_matching` does."""
    (node,), compiler = read_rules([rule], now=now)
    match node:
        case Everyone():
            return Contact.objects.none()
        case Group(parts=()):
            return Contact.objects.all()
    return compiler.contacts(Not(node))


def read_rules(rules: Iterable[Rule], *, now: datetime) -> tuple[list[Node], Compiler]:
    """Return rules as trees, and the compiler that knows what they refer to.

    What they refer to is looked up for all of them together, and is there; else InvalidRule.
    """
    with remembering():
        nodes = [read(rule) for rule in rules]
    references = References(leaf for node in nodes for leaf in leaves(node))
    references.require_all()
    return nodes, Compiler(references, today(now))
