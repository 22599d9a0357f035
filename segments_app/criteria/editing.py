"""The editor of a rule: every part of it stands in the form, so the server keeps nothing.

    editor = Editor.of_rule(rule)            # or of_draft(json), or of_post(request.POST)
    editor.apply(request.POST["op"])         # a button: add, remove, move … a part
    render(request, editor.template, editor.context())
    rule = editor.rule()                     # InvalidRule, and messages at the rows

Without JavaScript each button sends the whole form and gets the whole page. With htmx the
answer is only `editor.template`: the editor, or the part of a row beside the control in use.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from . import draft
from .builder import Builder
from .dates import today
from .draft import SOME, Group, Posted, Row
from .field_lists import Recent
from .presentation import Facets, Note, View
from .reader import read
from .retelling import retell
from .rules import NOBODY, InvalidRule, Rule
from .tree import MAX_DEPTH, Everyone, as_rule

PREFIX = "c"
MAX_PARTS = 400  # rows and groups that an operation may make


@dataclass
class Editor:
    """A rule as it is being written."""

    root: Group
    prefix: str = PREFIX
    is_whole: bool = True
    focus: str = ""  # id of the control that the next page puts the cursor in
    template: str = "segments/criteria/_editor.html"
    shown: Row | None = None  # the row that `template` is about, if not the whole
    facets: Facets = field(default_factory=dict)
    recent: Recent | None = field(default_factory=dict)  # None: the page has the lists already

    def __post_init__(self) -> None:
        self.root.place(self.prefix)

    @classmethod
    def of_rule(cls, rule: Rule | None = None, prefix: str = PREFIX) -> Editor:
        """Show a stored rule; without one, an empty row to begin with."""
        root = draft.from_node(read(rule)) if rule else Group()
        if not root.items and root.mode != "everyone":
            root.items = [Row()]
        return cls(root, prefix)

    @classmethod
    def of_draft(cls, stored: Any, prefix: str = PREFIX) -> Editor:
        """Show what `draft` has returned once."""
        root = draft.from_json(stored)
        language = stored.get("language") if isinstance(stored, Mapping) else None
        if isinstance(language, str) and language != get_language():
            retell(root, language)
        return cls(root, prefix)

    @classmethod
    def of_post(cls, data: Posted, prefix: str = PREFIX) -> Editor:
        """Read what the form sent."""
        root, is_whole = draft.from_post(data, prefix)
        return cls(root, prefix, is_whole)

    def draft(self) -> dict[str, Any]:
        """Return everything typed so far, finished or not, to be stored as JSON."""
        stored, language = draft.as_json(self.root), get_language()
        return stored if self.is_blank or language is None else stored | {"language": language}

    @property
    def is_blank(self) -> bool:
        """Whether nothing has been chosen yet."""
        rows = (item for item in self.root.walk() if isinstance(item, Row))
        return self.root.mode != "everyone" and not any(row.field for row in rows)

    # The rule --------------------------------------------------------------------------------

    def rule(self) -> dict[str, Any]:
        """Return the rule to store; InvalidRule with a message at each row that is not right.

        Rows that are switched off do not count. Nothing chosen at all is nobody.
        """
        if not self.is_whole:
            message = _("Groups are nested too deeply: at most %(limit)s levels.")
            raise InvalidRule(message % {"limit": MAX_DEPTH})
        if self.root.mode == "everyone":
            if any(isinstance(item, Group) or item.field for item in self.root.items):
                message = _(
                    "“All contacts” takes no conditions. Remove them, or choose "
                    "“All of these hold”."
                )
                self.root.errors = [message]
                raise InvalidRule(message)
            return as_rule(Everyone())
        if self.is_blank:
            return dict(NOBODY)
        builder = Builder()
        node = builder.group(self.root)
        builder.refuse_unknown_values()
        if builder.errors:
            raise InvalidRule(builder.errors[0])
        if node is None:
            return dict(NOBODY)
        try:
            return as_rule(read(as_rule(node)))  # the limits are those of the whole
        except InvalidRule as error:
            self.root.errors = [error.message]
            raise

    def notes(self, *, now: datetime) -> list[Note]:
        """Return what stands beside the values of the rows, once `rule` has been asked for."""
        return View(day=today(now)).notes(self.root)

    # Operations ------------------------------------------------------------------------------

    def apply(self, operation: str) -> None:
        """Carry out the operation of a button; one that makes no sense changes nothing."""
        name, _colon, path = operation.partition(":")
        carry_out = OPERATIONS.get(name)
        found = self._find(path or self.prefix)
        if carry_out is not None and found is not None:
            carry_out(self, *found)
            self.root.place(self.prefix)

    def _find(self, path: str) -> Place | None:
        """Return the group that the part at `path` is in, its index there, and the part."""
        groups = [item for item in self.root.walk() if isinstance(item, Group)]
        for group in groups:
            for index, item in enumerate(group.items):
                if item.path == path:
                    return group, index, item
        # The root, and the conditions on one row of something, are in no group.
        return next(((None, 0, group) for group in groups if group.path == path), None)

    @property
    def is_full(self) -> bool:
        """Whether there are as many parts as one page can carry."""
        return sum(1 for _part in self.root.walk()) >= MAX_PARTS

    def context(self, *, now: datetime | None = None) -> dict[str, Any]:
        """Return what the templates show; given `now`, also which days a relative date means."""
        view = View(self.focus, today(now) if now else None, self.facets, self.recent)
        if self.shown is not None:
            return {"row": view.row(self.shown, 0, 1), "editor": self}
        return {"editor": self, "group": view.group(self.root, 0)}


Place = tuple[Group | None, int, Row | Group]


def _add(editor: Editor, item: Row | Group, part: Row | Group, control: str) -> None:
    if isinstance(item, Row):
        if item.where is None:
            return
        item = item.where
    if not editor.is_full:
        editor.focus = f"{item.path}-{len(item.items)}-{control}"
        item.items.append(part)


def add_row(editor: Editor, parent: Group | None, index: int, item: Row | Group) -> None:
    _add(editor, item, Row(), "field")


def add_group(editor: Editor, parent: Group | None, index: int, item: Row | Group) -> None:
    mode = "any" if isinstance(item, Group) and item.mode == "all" else "all"
    _add(editor, item, Group(mode, [Row()]), "mode")


def add_some(editor: Editor, parent: Group | None, index: int, item: Row | Group) -> None:
    wanted = Row(f"{SOME}interaction", "some", where=Group())
    if isinstance(item, Group) and item.source == "contact":
        _add(editor, item, wanted, "is")


def remove(editor: Editor, parent: Group | None, index: int, item: Row | Group) -> None:
    if parent is None:
        return
    del parent.items[index]
    if not parent.items:
        editor.focus = f"{parent.path}-add"
        return
    index = min(index, len(parent.items) - 1)
    editor.focus = f"{parent.path}-{index}-{_first_control(parent.items[index])}"


def duplicate(editor: Editor, parent: Group | None, index: int, item: Row | Group) -> None:
    parts = sum(1 for _part in item.walk()) if isinstance(item, Group) else 1
    if parent is None or parts + sum(1 for _part in editor.root.walk()) > MAX_PARTS:
        return
    parent.items.insert(index + 1, deepcopy(item))
    editor.focus = f"{parent.path}-{index + 1}-{_first_control(item)}"


def move_up(editor: Editor, parent: Group | None, index: int, item: Row | Group) -> None:
    if parent is not None and index > 0:
        parent.items[index - 1 : index + 1] = [item, parent.items[index - 1]]
        editor.focus = f"{parent.path}-{index - 1}-{'up' if index > 1 else 'down'}"


def move_down(editor: Editor, parent: Group | None, index: int, item: Row | Group) -> None:
    if parent is not None and index < len(parent.items) - 1:
        parent.items[index : index + 2] = [parent.items[index + 1], item]
        is_last = index + 1 == len(parent.items) - 1
        editor.focus = f"{parent.path}-{index + 1}-{'up' if is_last else 'down'}"


def switch(editor: Editor, parent: Group | None, index: int, item: Row | Group) -> None:
    if parent is not None:
        item.off = not item.off
        editor.focus = f"{item.path}-off"


def show_rest(editor: Editor, parent: Group | None, index: int, item: Row | Group) -> None:
    if isinstance(item, Row):
        editor.shown, editor.template = item, "segments/criteria/_row_rest.html"


def show_value(editor: Editor, parent: Group | None, index: int, item: Row | Group) -> None:
    if isinstance(item, Row):
        editor.shown, editor.template = item, "segments/criteria/_row_value.html"


def _first_control(item: Row | Group) -> str:
    return "mode" if isinstance(item, Group) else "field"


OPERATIONS: dict[str, Callable[[Editor, Group | None, int, Row | Group], None]] = {
    "add-row": add_row,
    "add-group": add_group,
    "add-some": add_some,
    "remove": remove,
    "duplicate": duplicate,
    "up": move_up,
    "down": move_down,
    "disable": switch,
    "refresh": show_rest,
    "refresh-value": show_value,
}
