"""Rules that probably do not say what they were meant to: what is wrong, and at which row.

"And" and "or" are misread more than anything else, and the number alone does not tell. What
can be told without the database is told at once; the rest by a bounded number of counts.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import combinations, islice
from typing import Any

from .contradictions import contradict
from .parts import Part, joined
from .tree import Group, Leaf, Node, Not, Rule, Some, as_rule, opposite

#: Counts the contacts that each rule matches; None where that would take too long.
Counter = Callable[[Sequence[Rule]], Sequence[int | None]]
MOST_BRANCHES = 8  # of one group that are counted
MOST_COUNTS = 24  # in one go
MUCH_LARGER = 3  # times
LARGE_SHARE = 4  # a quarter
FEW = 200  # contacts in all, below which a share says nothing
MOST_NEAREST = 3


@dataclass(frozen=True)
class Misread:
    """Something to look at. `path` is of the row or group, `other` of the second one, if any.

    `kind`: "contradiction", "everybody", "nobody", "same", "larger", "quarter", "zero".
    """

    kind: str
    path: str
    count: int | None = None
    without: int | None = None
    other: str = ""


@dataclass
class Nearest:
    """A row without which the rule would match somebody."""

    path: str
    count: int


@dataclass
class Reading:
    """All that was found, and how many match; `emptied` is the row that brought it to zero."""

    misreads: list[Misread] = field(default_factory=list)
    nearest: list[Nearest] = field(default_factory=list)
    emptied: str = ""
    number: int | None = None


def misreads(root: Part, *, counter: Counter, everybody: int | None, day: date) -> Reading:
    """Look a rule over; `everybody` is how many contacts there are, None if that is no matter."""
    reading = Reading(list(contradictions(root, day)))
    counts = _Counts(counter)
    whole = counts.ask(root.node)
    groups = [group for group in root.walk() if _is_counted(group)]
    for group in groups:
        _ask_of_group(counts, root, group)
    counts.run()
    reading.number = number = counts.of(whole)
    told = {one.path for one in reading.misreads}
    for group in groups:
        found = _of_group(counts, root, group, number)
        reading.misreads += [one for one in found if one.path not in told]
    if number == 0:
        _explain_zero(reading, counts, root)
    if number and everybody and everybody >= FEW and number * LARGE_SHARE > everybody:
        reading.misreads.append(Misread("quarter", root.path, number, everybody))
    return reading


# Without the database ------------------------------------------------------------------------


def contradictions(root: Part, day: date) -> Iterator[Misread]:
    """Yield pairs of conditions that exclude each other, and pairs that let everybody in."""
    told = set()
    for part in root.walk():
        for (path, one), (other, two) in combinations(_together(part), 2):
            if (path, other) not in told and contradict(one, two, day):
                told.add((path, other))
                yield Misread("contradiction", other, other=path)
        for first, second in combinations(part.parts if part.mode == "any" else (), 2):
            if contradict(denied(first.node), denied(second.node), day):
                yield Misread("everybody", second.path, other=first.path)


def _together(part: Part) -> list[tuple[str, Node]]:
    """Return the conditions that have to hold together, groups of such taken apart."""
    match part.mode:
        case "all":
            return [one for each in part.parts for one in _together(each)]
        case "none":
            return [(each.path, denied(each.node)) for each in part.parts]
        case _:
            return [(part.path, part.node)]


def denied(node: Node) -> Node:
    """Return the opposite, as a plain condition where there is one."""
    if isinstance(node, Not):
        return node.part
    return (opposite(node) if isinstance(node, Leaf) else None) or Not(node)


# With counts ---------------------------------------------------------------------------------


class _Counts:
    """Rules to be counted, each once, in one go and not too many."""

    def __init__(self, counter: Counter) -> None:
        self._counter = counter
        self._rules: dict[str, Rule] = {}
        self._found: dict[str, int | None] = {}

    def ask(self, node: Node | None) -> str:
        if node is None:
            return ""
        rule = as_rule(node)
        key = repr(rule)
        if key not in self._found and len(self._rules) < MOST_COUNTS:
            self._rules[key] = rule
        return key

    def run(self) -> None:
        numbers = self._counter(list(self._rules.values()))
        self._found.update(zip(self._rules, numbers, strict=True))
        self._rules = {}

    def of(self, asked: str | Node | None) -> int | None:
        key = asked if isinstance(asked, str) else repr(as_rule(asked)) if asked else ""
        return self._found.get(key)


def _is_counted(group: Part) -> bool:
    """Whether the parts of the group add to each other, for contacts."""
    return group.mode in ("any", "none") and len(group.parts) > 1 and "-w" not in group.path


def _branches(group: Part) -> list[Part]:
    return list(islice(group.parts, MOST_BRANCHES))


def _ask_of_group(counts: _Counts, root: Part, group: Part) -> None:
    for part in _branches(group):
        counts.ask(part.node)
        if not group.narrows and _differs(group):
            counts.ask(root.without(part.path))


def _of_group(counts: _Counts, root: Part, group: Part, number: int | None) -> Iterator[Misread]:
    branches = [(part, counts.of(part.node)) for part in _branches(group)]
    for part, count in branches:
        if count == 0:
            yield Misread("nobody", part.path, 0)
    yield from _same(counts, [(part, count) for part, count in branches if count])
    if group.narrows or not number or not _differs(group):
        return
    pairs = [(counts.of(root.without(part.path)), part) for part, _count in branches]
    known = [(without, part.path) for without, part in pairs if without]
    if known and number >= MUCH_LARGER * min(known)[0]:
        without, path = min(known)
        yield Misread("larger", path, number, without)


def _same(counts: _Counts, branches: Iterable[tuple[Part, int | None]]) -> Iterator[Misread]:
    pairs = [
        (one, other, count)
        for (one, count), (other, also) in combinations(branches, 2)
        if count == also
    ][:MOST_NEAREST]
    both = [counts.ask(joined("all", [one.node, other.node])) for one, other, _count in pairs]
    if pairs:
        counts.run()
    for (one, other, count), key in zip(pairs, both, strict=True):
        if counts.of(key) == count:
            yield Misread("same", other.path, count, other=one.path)


def _differs(group: Part) -> bool:
    """Whether the parts ask about different things: "Germany or Austria" is no misreading."""
    asked = {repr(_about(part.node)) for part in group.parts}
    return len(asked) > 1


def _about(node: Node) -> Any:
    match node:
        case Not():
            return _about(node.part)
        case Leaf():
            return node.criterion.key
        case Some():
            return node.source.key
        case Group():
            return sorted({repr(_about(part)) for part in node.parts})
        case _:
            return ""


def _explain_zero(reading: Reading, counts: _Counts, root: Part) -> None:
    """Find what brought the number to zero: the first row, and those without which it is not."""
    parts = list(islice(root.conjuncts(), MOST_BRANCHES))
    if len(parts) < 2:
        return
    nodes = [part.node for part in parts]
    firsts = [counts.ask(joined("all", nodes[: index + 1])) for index in range(len(parts))]
    alone = [counts.ask(node) for node in nodes]
    lacking = [counts.ask(root.without(part.path)) for part in parts]
    counts.run()
    empty = [part.path for part, key in zip(parts, firsts, strict=True) if counts.of(key) == 0]
    reading.emptied = empty[0] if empty else ""
    numbers = [(counts.of(key) or 0, part.path) for part, key in zip(parts, lacking, strict=True)]
    ordered = sorted((one for one in numbers if one[0]), reverse=True)
    reading.nearest = [Nearest(path, count) for count, path in ordered[:MOST_NEAREST]]
    told = any(one.kind == "contradiction" for one in reading.misreads)
    if not told and all(counts.of(key) for key in alone):
        reading.misreads.append(Misread("contradiction", root.path, 0))
    for part, key in zip(parts, alone, strict=True):
        if counts.of(key) == 0:
            reading.misreads.append(Misread("nobody", part.path, 0))
