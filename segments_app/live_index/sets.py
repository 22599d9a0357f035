"""Sets of contacts that can be counted: what a rule describes, lines, and what is made of them."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, reduce
from hashlib import sha256
from operator import and_, or_

from django.db.models import Q

from contacts.models import Contact, ContactQuerySet
from segments_app.criteria.compiler import Compiler
from segments_app.criteria.tree import Everyone, Group, Leaf, Node, Not, Some, as_rule, leaves

from .picks import Pick, picks_of


class ContactSet:
    """A set of contacts, not yet asked for. `&`, `|`, `-` and `~` make others of it."""

    is_negative = False  # whether its bits are given as those that are not in it

    def __and__(self, other: "ContactSet") -> "ContactSet":
        return AllOf((self, other))

    def __or__(self, other: "ContactSet") -> "ContactSet":
        return AnyOf((self, other))

    def __sub__(self, other: "ContactSet") -> "ContactSet":
        return self & ~other

    def __invert__(self) -> "ContactSet":
        return Complement(self)

    def contacts(self) -> ContactQuerySet:
        """Return its contacts by SQL, each once."""
        return Contact.objects.filter(self.condition())

    def condition(self) -> Q:
        """Return what holds of its contacts, for a query that other conditions narrow."""
        raise NotImplementedError

    def conditions(self) -> "Iterator[Condition]":
        """Yield the conditions it is made of."""
        raise NotImplementedError

    def bits(self, known: "Mapping[Condition, int]") -> int:
        """Return the set as a bitmap, from those of its conditions."""
        raise NotImplementedError


@dataclass(frozen=True)
class Condition(ContactSet):
    """One condition, whose bitmap is kept.

    The key says what it asks so that no other condition has it. `alone` asks it of all
    contacts, `narrowed` of those that another condition leaves, `one_by_one` of a few.
    """

    key: str
    alone: Callable[[], ContactQuerySet] = field(compare=False, repr=False)
    narrowed: Callable[[], Q] = field(compare=False, repr=False)
    one_by_one: Callable[[], Q] = field(compare=False, repr=False)
    #: The ways in which it is one of many that differ in a value picked.
    picks: Callable[[], Iterable[Pick]] = field(default=tuple, compare=False, repr=False)

    @classmethod
    def of(cls, key: str, asked: Q, one_by_one: Q | None = None) -> "Condition":
        """Return a condition that is no part of a rule."""
        few = asked if one_by_one is None else one_by_one
        return cls(key, lambda: Contact.objects.filter(asked), lambda: asked, lambda: few)

    def contacts(self) -> ContactQuerySet:
        return self.alone()

    def condition(self) -> Q:
        return self.narrowed()

    def conditions(self) -> "Iterator[Condition]":
        yield self

    def bits(self, known: "Mapping[Condition, int]") -> int:
        return known[self]


@dataclass(frozen=True)
class AllOf(ContactSet):
    """Those who are in all of the sets."""

    sets: Sequence[ContactSet]

    @property
    def is_negative(self) -> bool:  # type: ignore[override]
        return all(one.is_negative for one in self.sets)

    def condition(self) -> Q:
        return reduce(and_, (one.condition() for one in self.sets))

    def conditions(self) -> Iterator[Condition]:
        for one in self.sets:
            yield from one.conditions()

    def bits(self, known: Mapping[Condition, int]) -> int:
        return reduce(and_, (one.bits(known) for one in self.sets))


@dataclass(frozen=True)
class AnyOf(AllOf):
    """Those who are in any of the sets."""

    @property
    def is_negative(self) -> bool:  # type: ignore[override]
        return any(one.is_negative for one in self.sets)

    def condition(self) -> Q:
        return reduce(or_, (one.condition() for one in self.sets))

    def bits(self, known: Mapping[Condition, int]) -> int:
        return reduce(or_, (one.bits(known) for one in self.sets))


@dataclass(frozen=True)
class Complement(ContactSet):
    """Those who are not in the set."""

    other: ContactSet

    @property
    def is_negative(self) -> bool:  # type: ignore[override]
        return not self.other.is_negative

    def __invert__(self) -> ContactSet:
        return self.other

    def condition(self) -> Q:
        return ~self.other.condition()

    def conditions(self) -> Iterator[Condition]:
        return self.other.conditions()

    def bits(self, known: Mapping[Condition, int]) -> int:
        return ~self.other.bits(known)


#: Every contact there is; the condition is a true one that survives a "not" and an "or".
EVERYBODY = Condition.of("everybody", Q(pk__isnull=False))
NOBODY: ContactSet = EVERYBODY - EVERYBODY


@dataclass(frozen=True, eq=False)
class Matching(ContactSet):
    """The contacts that a rule describes."""

    node: Node
    compiler: Compiler

    @cached_property
    def tree(self) -> ContactSet:
        """The rule as sets."""
        return _tree(self.node, self.compiler)

    @property
    def is_negative(self) -> bool:  # type: ignore[override]
        return self.tree.is_negative

    def contacts(self) -> ContactQuerySet:
        return self.compiler.contacts(self.node)

    def condition(self) -> Q:
        return self.tree.condition()

    def conditions(self) -> Iterator[Condition]:
        return self.tree.conditions()

    def bits(self, known: Mapping[Condition, int]) -> int:
        return self.tree.bits(known)


def _tree(node: Node, compiler: Compiler) -> ContactSet:
    match node:
        case Everyone():
            return EVERYBODY
        case Group(parts=()):
            return NOBODY
        case Group():
            parts = tuple(_tree(part, compiler) for part in node.parts)
            return AllOf(parts) if node.every else AnyOf(parts)
        case Not():
            return ~_tree(node.part, compiler)
        case Leaf() if node.operator.negates:
            return ~_condition(replace(node, key=node.operator.negates), compiler)
        case _:
            return _condition(node, compiler)


def _condition(node: Leaf | Some, compiler: Compiler) -> Condition:
    """Return the condition of a node; its key holds all that the node's SQL depends on."""
    asked = [as_rule(node), [compiler.references.columns(leaf) for leaf in leaves(node)]]
    key = sha256(json.dumps([*asked, compiler.day], default=str).encode()).hexdigest()
    few = replace(compiler, one_by_one=True)
    return Condition(
        key,
        lambda: compiler.contacts(node),
        lambda: compiler.condition(node, negated=False),
        lambda: few.condition(node, negated=False),
        lambda: picks_of(node, compiler),
    )
