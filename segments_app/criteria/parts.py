"""What stands in the editor, row by row, as conditions: with the path of each."""

from collections.abc import Iterator
from dataclasses import dataclass

from .builder import Builder
from .draft import Group, Row
from .tree import Group as GroupNode
from .tree import Node, Not


@dataclass(frozen=True)
class Part:
    """A row or a group that is switched on. `mode` is of a group, "" for a row.

    `narrows` says whether its parts take contacts away from each other ("and") or add to each
    other ("or"), for the whole rule: inside a "none of these" it is the other way round.
    """

    path: str
    node: Node
    mode: str = ""
    parts: tuple["Part", ...] = ()
    where: "Part | None" = None
    is_turned: bool = False  # under an odd number of "none of these"

    @property
    def narrows(self) -> bool:
        return (self.mode == "any") is self.is_turned

    @property
    def plain(self) -> Node:
        """What the part itself asks; of "none of these" what it denies."""
        return self.node.part if isinstance(self.node, Not) and self.mode == "none" else self.node

    def without(self, path: str) -> Node | None:
        """Return what is asked without one of the parts; None if nothing is left."""
        if self.path == path:
            return None
        if not self.mode:
            return self.node
        nodes = [node for part in self.parts if (node := part.without(path)) is not None]
        return joined(self.mode, nodes) if nodes else None

    def walk(self) -> Iterator["Part"]:
        """Yield every part, this first; conditions on rows of a source are parts of their own."""
        yield self
        for part in self.parts:
            yield from part.walk()
        if self.where is not None:
            yield from self.where.walk()

    def conjuncts(self) -> Iterator["Part"]:
        """Yield the parts that all have to hold, groups of such taken apart."""
        if self.mode == "all" and not self.is_turned:
            for part in self.parts:
                yield from part.conjuncts()
        else:
            yield self


def part_of(item: Group | Row, *, is_turned: bool = False) -> Part | None:
    """Return what a row or group asks, None if nothing of it is on, or it is not finished."""
    builder = Builder()
    node = builder.item(item)
    if node is None or builder.errors:
        return None
    if isinstance(item, Row):
        where = part_of(item.where) if item.where and item.where.items else None
        return Part(item.path, node, where=where, is_turned=is_turned)
    inside = is_turned is (item.mode != "none")
    parts = [part_of(one, is_turned=inside) for one in item.items if not one.off]
    found = tuple(part for part in parts if part is not None)
    return Part(item.path, node, item.mode, found, is_turned=is_turned)


def joined(mode: str, nodes: list[Node]) -> Node:
    """Return the group of the nodes."""
    if mode == "none":
        return Not(GroupNode(every=False, parts=tuple(nodes)))
    return GroupNode(every=mode != "any", parts=tuple(nodes))
