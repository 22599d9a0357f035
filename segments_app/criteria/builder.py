"""From what stands in the editor to the tree of a rule, with a message wherever that fails."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from .draft import Group, Row
from .reader import checked_times, read_leaf
from .references import References
from .registry import sources
from .rights import may_ask
from .tree import Group as GroupNode
from .tree import InvalidRule, Leaf, Node, Not, Some
from .values import typed_number


@dataclass
class Builder:
    """Makes nodes of what was typed, leaving a message wherever that does not work."""

    errors: list[str] = field(default_factory=list)
    read: list[tuple[Leaf, Row]] = field(default_factory=list)

    def refuse(self, item: Row | Group, message: str) -> None:
        item.errors.append(message)
        self.errors.append(message)

    def group(self, group: Group) -> Node | None:
        """Return what the group asks, None if nothing of it is switched on."""
        wanted = [item for item in group.items if not item.off]
        parts = [self.item(item) for item in wanted]
        nodes = tuple(part for part in parts if part is not None)
        if not nodes:
            return None
        if group.mode == "none":
            return Not(GroupNode(every=False, parts=nodes))
        return GroupNode(every=group.mode != "any", parts=nodes)

    def item(self, item: Row | Group) -> Node | None:
        if isinstance(item, Row):
            return self.some(item) if item.wanted else self.leaf(item)
        if not item.items:
            self.refuse(item, _("This group is empty. Add a condition to it, or remove it."))
        return self.group(item)

    def leaf(self, row: Row) -> Node | None:
        if not row.field:
            self.refuse(row, _("Choose what to ask about, or remove this condition."))
            return None
        try:
            shape, criterion = row.shape, row.criterion
            options = criterion.options if criterion else None
            value = shape.read(row.typed, options) if shape and shape.widget else None
            leaf = read_leaf(sources[row.source], row.field, row.operator, value)
        except ValidationError as error:
            self.refuse(row, " ".join(error.messages))
        except InvalidRule as error:
            self.refuse(row, error.message)
        else:
            self.read.append((leaf, row))
            return leaf
        return None

    def some(self, row: Row) -> Node | None:
        if row.wanted is None:
            return None
        if not may_ask(row.wanted):
            self.refuse(row, _("This takes a right of its own. Ask an administrator."))
            return None
        where = self.group(row.where) if row.where else None
        if row.operator == "none":
            return Not(Some(row.wanted, where))
        if row.operator == "some":
            return Some(row.wanted, where)
        try:
            count = typed_number(next(iter(row.typed.get("value", ())), ""))
            return Some(row.wanted, where, *checked_times({row.operator: count}))
        except ValidationError as error:
            self.refuse(row, " ".join(error.messages))
        except InvalidRule as error:
            self.refuse(row, error.message)
        return None

    def refuse_unknown_values(self) -> None:
        """Leave a message at the rows whose values no longer exist."""
        references = References(leaf for leaf, _row in self.read)
        for leaf, row in self.read:
            if message := references.complaint(leaf):
                self.refuse(row, message)
