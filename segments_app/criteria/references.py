"""What the values of a rule refer to, looked up for all conditions at once."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from .conditions import Found
from .expressions.compiling import accepts_nothing, text
from .expressions.literals import TEXTS, read
from .kinds import MANY
from .options import Label, Options, Rows
from .tree import InvalidRule, Leaf
from .values import MAX_VALUES


class References:
    """The referenced rows of a tree: one query for each table, however many conditions."""

    def __init__(self, leaves: Iterable[Leaf]) -> None:
        self._leaves = [leaf for leaf in leaves if leaf.criterion.options is not None]
        wanted: dict[Options, dict[Any, None]] = {}
        for leaf in self._leaves:
            if leaf.criterion.options is not None and isinstance(leaf.value, list):
                wanted.setdefault(leaf.criterion.options, {}).update(dict.fromkeys(leaf.value))
        self._found = {
            (leaf.criterion.options, leaf.value): _found(leaf)
            for leaf in self._leaves
            if _is_filter(leaf)
        }
        self._known: dict[Options, Mapping[Any, tuple[Any, Label]]] = {
            options: options.known(list(values)) for options, values in wanted.items()
        }

    def require_all(self) -> None:
        """Refuse a rule with a value that does not exist, or no longer does."""
        for leaf in self._leaves:
            if message := self.complaint(leaf):
                raise InvalidRule(message, leaf.path)

    def complaint(self, leaf: Leaf) -> str:
        """Return what is wrong with the values of a condition, "" if nothing is."""
        if _is_filter(leaf) and len(self.columns(leaf).keys) > MAX_VALUES:
            message = _("%(field)s: more than %(limit)s rows match the filter. Narrow it.")
            limit = formats.number_format(MAX_VALUES, force_grouping=True)
            return message % {"field": leaf.criterion.label, "limit": limit}
        gone = self.missing(leaf)
        if not gone:
            return ""
        message = ngettext(
            "%(field)s: %(values)s does not exist any more. Remove it.",
            "%(field)s: %(values)s do not exist any more. Remove them.",
            len(gone),
        )
        shown = ", ".join(f"“{value}”" for value in gone[:5])
        return message % {"field": leaf.criterion.label, "values": shown}

    def missing(self, leaf: Leaf) -> list[Any]:
        """Return the values of a condition that do not exist."""
        known = self._of(leaf)
        return [] if known is None else [value for value in leaf.value if value not in known]

    def columns(self, leaf: Leaf) -> Any:
        """Return the value of a condition as the column holds it."""
        if _is_filter(leaf):
            return self._found[leaf.criterion.options, leaf.value]
        known = self._of(leaf)
        return leaf.value if known is None else [known[value][0] for value in leaf.value]

    def labels(self, leaf: Leaf) -> Mapping[Any, Label]:
        """Return the label of each value of a condition that exists."""
        return {value: label for value, (_column, label) in (self._of(leaf) or {}).items()}

    def _of(self, leaf: Leaf) -> Mapping[Any, tuple[Any, Label]] | None:
        if leaf.criterion.options is None or not isinstance(leaf.value, list):
            return None
        return self._known[leaf.criterion.options]


def _is_filter(leaf: Leaf) -> bool:
    return isinstance(leaf.criterion.options, Rows) and isinstance(leaf.value, str)


def _found(leaf: Leaf) -> Found:
    """Return the rows that the filter of a condition means today."""
    options = leaf.criterion.options
    if not isinstance(options, Rows):
        raise AssertionError(leaf)
    keys = options.matching(lambda path: text(path, leaf.value, date.min), MAX_VALUES + 1)
    may_be_none = "empty" in leaf.criterion.kind.operators and leaf.criterion.kind is not MANY
    return Found(keys, may_be_none and accepts_nothing(read(leaf.value, TEXTS)))
