"""What stands in the editor: rows and groups as they were typed, finished or not.

A draft is read from what the form sent, from a stored draft, or from a rule. It keeps what was
typed, so that nothing is lost where something is wrong, and finds its parts by path: "c" is the
whole, "c-2" its third part, "c-2-w-0" the first condition on one row of what "c-2" looks for.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from .dates import PERIODS
from .kinds import Operator
from .registry import Criterion, Source, sources
from .shapes import Shape
from .tree import Everyone, Leaf, Node, Not, Some, opposite
from .tree import Group as GroupNode

MODES = ("all", "any", "none", "everyone")
SOME = "some:"  # begins the field of a row that looks for rows of a source
TIMES = ("some", "none", "at_least", "exactly", "at_most")
PARTS = ("value", "value_2", "unit")
MAX_DEPTH = 24  # of what is read at all; the language allows less
#: PostgreSQL keeps no NUL in JSON: its picture stands for it, so that it is refused again.
NUL, PICTURE = "\0", "\u2400"
#: Shapes whose typed value makes sense to each other.
AKIN = ({"text", "texts"}, {"number", "number_range"}, {"day", "day_range"})
SINGLE = ("text", "number", "day")  # where a filter is typed before its operator is chosen


class Posted(Protocol):
    """What Django's QueryDict can do."""

    def get(self, key: str, default: str = "") -> str: ...
    def getlist(self, key: str) -> list[str]: ...
    def __iter__(self) -> Iterator[str]: ...


@dataclass
class Row:
    """One condition: a field of the contact, or rows of a source and conditions on one of them."""

    field: str = ""
    operator: str = ""
    typed: dict[str, list[str]] = dataclasses.field(default_factory=dict)
    where: Group | None = None
    off: bool = False
    path: str = ""
    source: str = "contact"
    errors: list[str] = dataclasses.field(default_factory=list)

    @property
    def criterion(self) -> Criterion | None:
        """The criterion chosen, if it is one."""
        return sources[self.source].criterion(self.field)

    @property
    def wanted(self) -> Source | None:
        """The source whose rows are looked for, if the row does that."""
        if not self.field.startswith(SOME) or self.source != "contact":
            return None
        found = sources.get(self.field.removeprefix(SOME))
        return found if found and found.link is not None else None

    @property
    def chosen(self) -> Operator | None:
        """The operator chosen."""
        return self.criterion.kind.operators.get(self.operator) if self.criterion else None

    @property
    def shape(self) -> Shape | None:
        """The shape of the value that the operator takes."""
        return self.chosen.shape if self.chosen else None

    @property
    def offers(self) -> bool:
        """Whether values are picked from those there are."""
        return self.shape is not None and self.shape.widget == "picks"

    @property
    def value(self) -> str:
        """What was typed first."""
        return next(iter(self.typed.get("value", ())), "")

    @property
    def token(self) -> str:
        """What the typed value was typed for; picked values fit one field only."""
        if self.wanted:
            return self.field
        widget = self.shape.widget if self.shape else ""
        if widget == "filter":  # what was typed means something else for another kind of value
            return f"filter:{self.kind}"
        return f"picks:{self.field}" if widget == "picks" else widget

    @property
    def kind(self) -> str:
        """The kind of value that the operator compares."""
        return self.criterion.kind.key if self.criterion else ""

    def settle(self, typed_for: str, compared: str = "") -> None:
        """Make operator and value fit the field, after another one was chosen.

        Who types the name of a field passes others, whose operators must not stay: one chosen
        for another kind of value, `compared`, gives way to the first of the field's own.
        """
        if self.wanted:
            self.operator = self.operator if self.operator in TIMES else "some"
            known = typed_for == self.field
            self.where = (self.where if known else None) or Group(source=self.wanted.key)
        else:
            self.where = None
            if self.criterion is None:
                self.operator = ""
            elif self.chosen is None or compared not in ("", self.kind):
                self.operator = next(iter(self.criterion.kind.operators))
        fits = typed_for == self.token or any({typed_for, self.token} <= akin for akin in AKIN)
        fits = fits or (typed_for in SINGLE and self.token.startswith("filter:"))
        typed = {part: values for part in PARTS if any(values := self.typed.get(part, []))}
        self.typed = self._shown_at_first() | (typed if fits else {})

    def _shown_at_first(self) -> dict[str, list[str]]:
        """Return what a page shows as chosen before anything is."""
        match self.shape.widget if self.shape else "":
            case "period":
                return {"value": [next(iter(PERIODS))]}
            case "span":
                return {"unit": ["days"]}
        return {}


@dataclass
class Group:
    """Rows and groups of which all, any or none must hold."""

    mode: str = "all"
    items: list[Row | Group] = dataclasses.field(default_factory=list)
    off: bool = False
    path: str = ""
    source: str = "contact"
    errors: list[str] = dataclasses.field(default_factory=list)

    def place(self, path: str, source: str = "contact") -> None:
        """Give every part its path, and the source that it is about."""
        self.path, self.source = path, source
        for index, item in enumerate(self.items):
            if isinstance(item, Group):
                item.place(f"{path}-{index}", source)
                continue
            item.path, item.source = f"{path}-{index}", source
            if item.where is not None:
                item.where.place(f"{item.path}-w", item.field.removeprefix(SOME))

    def walk(self) -> Iterator[Row | Group]:
        """Yield every part, this group first."""
        yield self
        for item in self.items:
            if isinstance(item, Group):
                yield from item.walk()
                continue
            yield item
            if item.where is not None:
                yield from item.where.walk()


# From what a form sent -----------------------------------------------------------------------


def from_post(data: Posted, prefix: str) -> tuple[Group, bool]:
    """Read a form; also return whether it was whole, which a page of ours always is."""
    children: dict[str, list[int]] = {}
    for name in data:
        path, _dot, part = name.rpartition(".")
        parent, _dash, index = path.rpartition("-")
        if part == "kind" and index.isascii() and index.isdigit() and len(index) < 6:
            children.setdefault(parent, []).append(int(index))
    reader = _PostReader(data, children)
    root = reader.group(prefix, "contact", 0)
    return root, not reader.is_cut


@dataclass
class _PostReader:
    data: Posted
    children: Mapping[str, list[int]]
    is_cut: bool = False

    def group(self, path: str, source: str, depth: int) -> Group:
        mode = self.data.get(f"{path}.mode", "all")
        group = Group(mode if mode in MODES else "all", off=self.is_off(path), source=source)
        if depth > MAX_DEPTH:
            self.is_cut = self.is_cut or path in self.children
            return group
        for index in sorted(self.children.get(path, ())):
            part = f"{path}-{index}"
            if self.data.get(f"{part}.kind") == "group":
                group.items.append(self.group(part, source, depth + 1))
            else:
                group.items.append(self.row(part, source, depth + 1))
        return group

    def row(self, path: str, source: str, depth: int) -> Row:
        get = self.data.get
        row = Row(get(f"{path}.field", ""), get(f"{path}.is", ""), source=source)
        row.off = self.is_off(path)
        row.typed = {part: self.data.getlist(f"{path}.{part}") for part in PARTS}
        row.typed["value"] += get(f"{path}.value_picked", "").splitlines()  # too many for a form
        if row.wanted:
            row.where = self.group(f"{path}-w", row.wanted.key, depth)
        row.settle(get(f"{path}.shape", ""), get(f"{path}.compared", ""))
        return row

    def is_off(self, path: str) -> bool:
        return self.data.get(f"{path}.off") == "1"


# From and to what is stored ------------------------------------------------------------------


def as_json(item: Row | Group) -> dict[str, Any]:
    """Return a draft as it is stored."""
    if isinstance(item, Group):
        parts = [as_json(part) for part in item.items]
        return {"kind": "group", "mode": item.mode, "items": parts, "off": item.off}
    field = item.field.replace(NUL, PICTURE)
    stored: dict[str, Any] = {"kind": "row", "field": field, "is": item.operator}
    typed = {part: [one.replace(NUL, PICTURE) for one in of] for part, of in item.typed.items()}
    stored |= {"typed": typed, "off": item.off}
    return stored | ({"where": as_json(item.where)} if item.where else {})


def from_json(stored: Any, source: str = "contact", depth: int = 0) -> Group:
    """Read a stored draft. What cannot be read is a group without conditions, which is nobody."""
    stored = stored if isinstance(stored, Mapping) else {}
    mode = stored.get("mode")
    group = Group(mode if mode in MODES else "all", off=stored.get("off") is True, source=source)
    items = stored.get("items")
    for item in items if isinstance(items, list) and depth <= MAX_DEPTH else ():
        if isinstance(item, Mapping) and item.get("kind") == "group":
            group.items.append(from_json(item, source, depth + 1))
        elif isinstance(item, Mapping):
            group.items.append(_row_from_json(item, source, depth + 1))
    return group


def _row_from_json(stored: Mapping[str, Any], source: str, depth: int) -> Row:
    row = Row(str(stored.get("field", "")), str(stored.get("is", "")), source=source)
    row.off = stored.get("off") is True
    typed = stored.get("typed")
    for part, values in typed.items() if isinstance(typed, Mapping) else ():
        if part in PARTS and isinstance(values, list):
            row.typed[part] = [str(value).replace(PICTURE, NUL) for value in values]
    if row.wanted:
        row.where = from_json(stored.get("where"), row.wanted.key, depth)
    row.settle(row.token)
    return row


# From a rule ---------------------------------------------------------------------------------


def from_node(node: Node) -> Group:
    """Return the draft that says the same as a rule."""
    if isinstance(node, Everyone):
        return Group("everyone")
    item = _item(node)
    return item if isinstance(item, Group) else Group(items=[item])


def _item(node: Node) -> Row | Group:
    match node:
        case GroupNode():
            return Group("all" if node.every else "any", [_item(part) for part in node.parts])
        case Not(part=GroupNode(every=False) as group):
            return Group("none", [_item(part) for part in group.parts])
        case Not(part=Some(times="at_least", count=1) as some):
            return _some(some, "none")
        case Not(part=Leaf() as leaf) if turned := opposite(leaf):
            return _item(turned)
        case Not():
            return Group("none", [_item(node.part)])
        case Some():
            return _some(
                node, "some" if (node.times, node.count) == ("at_least", 1) else node.times
            )
        case Leaf():
            shown = node.operator.shape.shown(node.value)
            return Row(node.criterion.key, node.key, shown)
    raise AssertionError(node)


def _some(node: Some, operator: str) -> Row:
    where = Group() if node.where is None else from_node(node.where)
    typed = {} if operator in ("some", "none") else {"value": [str(node.count)]}
    return Row(f"{SOME}{node.source.key}", operator, typed, where)
