"""The parts of rules as columns of a query on single contacts: true or false for each of them."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.db.models import Case, Q, Value, When

from contacts.models import ContactQuerySet

from .compiler import Compiler
from .tree import Everyone, Group, InvalidRule, Leaf, Node, Not, Some, as_rule, leaves

Part = Leaf | Some
Row = Mapping[str, Any]
MOST_PARTS = 300  # in one query
MOST_VALUES = 20_000


class Questions:
    """The leaves of several trees, each asked once however often it stands in them."""

    def __init__(self, compiler: Compiler) -> None:
        self._compiler = compiler
        self.parts: dict[str, Part] = {}
        self._names: dict[str, str] = {}

    def add(self, node: Node | InvalidRule) -> None:
        """Ask also the leaves of this tree; of "some rows" the whole, not what is inside."""
        match node:
            case Group():
                for part in node.parts:
                    self.add(part)
            case Not():
                self.add(node.part)
            case Leaf() | Some():
                name = self._names.setdefault(repr(as_rule(node)), f"part_{len(self._names)}")
                self.parts.setdefault(name, node)

    def name(self, part: Part) -> str:
        """Return the column that answers a part."""
        return self._names[repr(as_rule(part))]

    def answers(self, contacts: ContactQuerySet, *extra: str) -> dict[int, dict[str, Any]]:
        """Return the answers for each of a few contacts, and columns that `contacts` has."""
        found: dict[int, dict[str, Any]] = {}
        for names in self._batches():
            columns = {name: self._column(self.parts[name]) for name in names}
            for row in contacts.order_by().annotate(**columns).values("pk", *extra, *columns):
                found.setdefault(row["pk"], {}).update(row)
        return found

    def _column(self, part: Part) -> Any:
        if isinstance(part, Some):
            return Case(When(self._compiler.some(part), then=Value(1)), default=Value(0))
        condition, negated = self._compiler.leaf(part, negated=False)
        return Case(When(condition, then=Value(int(not negated))), default=Value(int(negated)))

    def _batches(self) -> Iterator[list[str]]:
        """Yield names of parts that fit into one query; always one, for the other columns."""
        batch: list[str] = []
        values = 0
        for name, part in self.parts.items():
            size = sum(len(one.value) for one in leaves(part) if isinstance(one.value, list))
            if batch and (len(batch) >= MOST_PARTS or values + size > MOST_VALUES):
                yield batch
                batch, values = [], 0
            batch.append(name)
            values += size
        yield batch

    def holds(self, node: Node | InvalidRule, row: Row) -> bool | None:
        """Return what a tree says in view of the answers; None if it cannot be read."""
        match node:
            case InvalidRule():
                return None
            case Everyone():
                return True
            case Group(parts=()):
                return False
            case Group():
                every = all if node.every else any
                return every(self.holds(part, row) for part in node.parts)
            case Not():
                return not self.holds(node.part, row)
            case Leaf() | Some():
                return bool(row[self.name(node)])
        raise AssertionError(node)


def condition_of(compiler: Compiler, node: Node | InvalidRule) -> Q:
    """Return a whole rule as the condition that suits a few contacts; a broken one is nobody's."""
    match node:
        case Everyone():
            return Q(pk__isnull=False)
        case InvalidRule() | Group(parts=()):
            return Q(pk__isnull=True)
        case _:
            return compiler.condition(node, negated=False)
