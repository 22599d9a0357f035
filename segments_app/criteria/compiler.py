"""From a tree of conditions to one condition on contacts."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import reduce
from operator import and_, or_
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from contacts.models import Contact, ContactQuerySet
from segments_app.common.sql import OneByOne

from .references import References
from .registry import OF_CONTACT, Link
from .tree import Everyone, Group, Leaf, Node, Not, Some


@dataclass(frozen=True)
class Compiler:
    """Turns nodes into conditions.

    A "not" is carried down to the criteria, so that the database sees NOT EXISTS and never
    NOT IN, which it answers row by row past a few hundred thousand contacts.
    """

    references: References
    day: date  # the company's today
    one_by_one: bool = False  # for the first few contacts of an order, not for all

    def contacts(self, node: Node) -> ContactQuerySet:
        """Return the contacts for whom a whole rule, or a node of it alone, holds."""
        match node:
            case Everyone():
                return Contact.objects.all()
            case Group(parts=()):
                return Contact.objects.none()
            case _:
                return Contact.objects.filter(self.outermost(node))

    def outermost(self, node: Node) -> Q:
        """Compile a whole rule. Only an OR that nothing narrows is answered by a UNION.

        PostgreSQL tests an OR that holds an EXISTS contact by contact. Inside an AND that is
        right: a UNION would build all of its branches before the other conditions narrow them.
        """
        if self.one_by_one:
            return self.condition(node, negated=False)
        branches = list(alternatives(node, negated=False))
        own = [pair for pair in branches if not looks_elsewhere(pair[0])]
        elsewhere = [pair for pair in branches if pair not in own]
        joined = [reduce(or_, (self.condition(*pair) for pair in own))] if own else []
        if len(elsewhere) + len(joined) == 1:
            return joined[0] if joined else self.alone(*elsewhere[0])
        members = [self.member(*pair) for pair in elsewhere]
        members += [Contact.objects.filter(one).values("pk") for one in joined]
        first, *rest = members
        return Q(pk__in=first.union(*rest))

    def member(self, node: Node, negated: bool) -> QuerySet[Any, Any]:  # noqa: FBT001
        """Return the keys that a branch gives to a UNION.

        Rows of the contact's own name it, so it need not be looked up: joining the interactions
        of three months with ten million contacts took longer than reading them.
        """
        if isinstance(node, Some) and not negated and (node.times, node.count) == ("at_least", 1):
            rows, link = self.rows(node)
            if link == OF_CONTACT:
                return rows.order_by().values(key=link.row)
        return Contact.objects.filter(self.alone(node, negated)).values("pk")

    def alone(self, node: Node, negated: bool) -> Q:  # noqa: FBT001 - the sign of the node
        """Compile a node that no other narrows.

        Rows that no index finds by contact are counted of all contacts in one go.
        """
        if not isinstance(node, Some) or node.times == "exactly" or self.has_index(node):
            return self.condition(node, negated)
        count = node.count if node.times == "at_least" else node.count + 1
        if count == 1:
            return self.condition(node, negated)
        keys, link = self.counted(node, count)
        if negated is (node.times == "at_most"):
            return link.among(keys)
        # A NOT over it must become an anti-join, which takes an EXISTS.
        return ~Q(Exists(Contact.objects.filter(link.among(keys), pk=OuterRef("pk"))))

    def condition(self, node: Node, negated: bool) -> Q:  # noqa: FBT001 - the sign of the node
        """Compile one node, or its opposite."""
        match node:
            case Not():
                return self.condition(node.part, not negated)
            case Group():
                join: Callable[[Q, Q], Q] = and_ if node.every is not negated else or_
                return reduce(join, (self.condition(part, negated) for part in node.parts))
            case Some():
                condition = self.some(node)
            case Leaf():
                condition, negated = self.leaf(node, negated)
            case _:
                raise AssertionError(node)
        return ~condition if negated else condition

    def leaf(self, node: Leaf, negated: bool) -> tuple[Q, bool]:  # noqa: FBT001
        """Return the condition of a criterion that says yes, and whether its opposite is meant."""
        operators, operator = node.criterion.kind.operators, node.operator
        if operator.negates:
            operator, negated = operators[operator.negates], not negated
        value = self.references.columns(node)
        if operator.of_all is not None and not self.one_by_one:
            return operator.of_all(value, self.day), negated
        if operator.each:
            each = operators[operator.each].condition
            conditions = [
                self.anywhere(node, each(node.criterion.path, [one], self.day)) for one in value
            ]
            return reduce(and_, conditions), negated
        found = operator.condition(node.criterion.path, value, self.day)
        if operator.holds_without(value):  # no row, or one of which it holds
            return self.anywhere(node, ~found), not negated
        return self.anywhere(node, found), negated

    def anywhere(self, node: Leaf, condition: Q) -> Q:
        """Ask the condition of the rows that the criterion looks at."""
        rows, link = node.criterion.rows, node.criterion.link
        if rows is None or link is None:
            return condition
        return self.at_least(
            rows.filter(link.of_outer(one_by_one=self.one_by_one)).filter(condition), 1
        )

    def some(self, node: Some) -> Q:
        """Compile "so many rows of a source": one EXISTS, with all conditions inside."""
        rows, link = self.rows(node)
        rows = rows.filter(link.of_outer(one_by_one=self.one_by_one))
        match node.times:
            case "at_least":
                return self.at_least(rows, node.count)
            case "at_most":
                return ~self.at_least(rows, node.count + 1)
            case _ if node.count == 0:
                return ~self.at_least(rows, 1)
            case _:
                return self.at_least(rows, node.count) & ~self.at_least(rows, node.count + 1)

    def at_least(self, rows: QuerySet[Any], count: int) -> Q:
        """Return the condition that there are so many; the database stops at the last needed."""
        if count > 1:
            return Q(Exists(rows.order_by()[count - 1 : count]))
        return Q(OneByOne(rows) if self.one_by_one else Exists(rows))

    @staticmethod
    def has_index(node: Some) -> bool:
        """Return whether an index leads from a contact to the rows of the node's source."""
        return node.source.link is not None and len(node.source.link.columns) == 1

    def counted(self, node: Some, count: int) -> tuple[QuerySet[Any, Any], Link]:
        """Return the keys of the contacts that have so many rows, and how they are linked."""
        rows, link = self.rows(node)
        counts = rows.order_by().values(key=link.row).annotate(count=Count("*"))
        return counts.filter(count__gte=count).values("key"), link

    def rows(self, node: Some) -> tuple[QuerySet[Any], Link]:
        """Return the rows of all contacts that satisfy the node, and how they are linked."""
        if node.source.link is None:
            raise AssertionError(node)
        rows = node.source.rows
        if node.where is not None:
            rows = rows.filter(self.condition(node.where, negated=False))
        return rows, node.source.link


def alternatives(node: Node, negated: bool) -> Iterator[tuple[Node, bool]]:  # noqa: FBT001
    """Yield the parts of an outermost OR, each with its sign; a node that is none, alone."""
    match node:
        case Not():
            yield from alternatives(node.part, not negated)
        case Group() if node.every is negated or len(node.parts) == 1:
            for part in node.parts:
                yield from alternatives(part, negated)
        case _:
            yield node, negated


def looks_elsewhere(node: Node) -> bool:
    """Return whether the node asks another table than that of the contacts."""
    match node:
        case Not():
            return looks_elsewhere(node.part)
        case Group():
            return any(looks_elsewhere(part) for part in node.parts)
        case Leaf():
            return node.criterion.rows is not None
        case _:
            return True
