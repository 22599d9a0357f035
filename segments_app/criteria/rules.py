"""Read a stored rule, check it, and compile it to one queryset of contacts.

A compiled rule is a condition on contacts: it adds no row and no column. Making it looks up
what the rule refers to, one small query for each table; the contacts themselves are asked for
by whoever uses the queryset. docs/criteria.md describes the language.
"""

from datetime import datetime
from typing import Any

from contacts.models import Contact, ContactQuerySet

from .compiler import Compiler
from .dates import today
from .reader import read
from .references import References
from .tree import Everyone, Group, InvalidRule, Rule, as_rule, leaves

__all__ = ["EVERYONE", "NOBODY", "InvalidRule", "Rule", "check_rule", "contacts_matching"]

EVERYONE: Rule = {"version": 1, "everyone": True}
NOBODY: Rule = {"version": 1, "any": []}


def check_rule(rule: Rule) -> dict[str, Any]:
    """Return the rule in its canonical form, as it is to be stored; InvalidRule if it is none."""
    node = read(rule)
    References(leaves(node)).require_all()
    return as_rule(node)


def contacts_matching(rule: Rule, *, now: datetime, one_by_one: bool = False) -> ContactQuerySet:
    """Return the contacts that `rule` describes at `now`, each once, without asking for them.

    With `one_by_one` it is quick to give the first few of many in the order of an index, and
    slow to give all; the contacts are the same. Relative dates are counted from `now` in the
    company's time zone. InvalidRule when a part of the rule is not understood, or refers to
    something that no longer exists.
    """
    node = read(rule)
    references = References(leaves(node))
    references.require_all()
    match node:
        case Everyone():
            return Contact.objects.all()
        case Group(parts=()):
            return Contact.objects.none()
        case _:
            compiler = Compiler(references, today(now), one_by_one)
            return Contact.objects.filter(compiler.outermost(node))
