"""A rule as a tree of typed nodes, and its canonical form."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from .kinds import Operator
from .registry import Criterion, Source

Rule = Mapping[str, Any]
VERSION = 1
MAX_DEPTH = 10
MAX_CONDITIONS = 200
MAX_VALUES_IN_ALL = 20_000  # what one statement of SQLite can carry, with room to spare
MAX_TIMES = 1_000_000


class InvalidRule(ValueError):
    """The rule cannot be used: what is wrong, and where in it."""

    def __init__(self, message: str, path: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.path = path


@dataclass(frozen=True)
class Everyone:
    """All contacts."""


@dataclass(frozen=True)
class Group:
    """All of the parts hold, or any of them does. Without parts nobody matches."""

    every: bool
    parts: tuple["Node", ...]


@dataclass(frozen=True)
class Not:
    """The part does not hold."""

    part: "Node"


@dataclass(frozen=True)
class Some:
    """So many rows of a source each satisfy all of `where`."""

    source: Source
    where: "Node | None"
    times: str = "at_least"
    count: int = 1
    path: str = ""


@dataclass(frozen=True)
class Leaf:
    """One criterion compared with a value."""

    criterion: Criterion
    key: str  # of the operator
    value: Any
    path: str = ""

    @property
    def operator(self) -> Operator:
        """How the criterion is compared."""
        return self.criterion.kind.operators[self.key]


Node = Everyone | Group | Not | Some | Leaf


def opposite(leaf: Leaf) -> Leaf | None:
    """Return the condition that holds exactly when `leaf` does not, if there is an operator."""
    operators = leaf.criterion.kind.operators
    named = leaf.operator.negates or next(
        (key for key, operator in operators.items() if operator.negates == leaf.key), ""
    )
    return replace(leaf, key=named) if named else None


def simplified(node: Node) -> Node:
    """Return the tree without groups of one and without needless "not"."""
    match node:
        case Group(parts=(part,)):
            return simplified(part)
        case Group():
            return Group(node.every, tuple(map(simplified, node.parts)))
        case Not():
            part = simplified(node.part)
            if isinstance(part, Not):
                return part.part
            return (opposite(part) if isinstance(part, Leaf) else None) or Not(part)
        case Some() if node.where is not None:
            return replace(node, where=simplified(node.where))
        case _:
            return node


def leaves(node: Node | None) -> Iterator[Leaf]:
    """Yield every criterion of the tree, in the order of the rule."""
    match node:
        case Leaf():
            yield node
        case Group():
            for part in node.parts:
                yield from leaves(part)
        case Not():
            yield from leaves(node.part)
        case Some():
            yield from leaves(node.where)


def as_rule(node: Node) -> dict[str, Any]:
    """Return the canonical form of the tree, as it is stored."""
    return {"version": VERSION, **_as_part(simplified(node))}


def _as_part(node: Node) -> dict[str, Any]:
    match node:
        case Everyone():
            return {"everyone": True}
        case Group():
            return {"all" if node.every else "any": [_as_part(part) for part in node.parts]}
        case Not():
            return {"not": _as_part(node.part)}
        case Some():
            rule: dict[str, Any] = {"some": node.source.key}
            if node.where is not None:
                rule["where"] = _as_part(node.where)
            if (node.times, node.count) != ("at_least", 1):
                rule["times"] = {node.times: node.count}
            return rule
        case Leaf():
            rule = {"field": node.criterion.key, "is": node.key}
            return rule | ({"value": node.value} if node.operator.shape.widget else {})
