"""What the editor's templates show: rows and groups with their choices, in the user's language."""

import dataclasses
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .dates import FIRST, PERIODS, UNITS
from .draft import Group, Row
from .expressions.shape import Filter
from .field_lists import Choices, Recent, Section, recent_of, sections_of
from .options import Options
from .registry import sources
from .values import missing

Facets = Mapping[str, Mapping[str, int]]  # by path of the row: how many each value would give
NONE_YET: Recent = {}

MAX_LEVEL = 4  # of groups that can be made here; deeper ones that came with a rule are shown

MODES = {
    "all": gettext_lazy("All of these hold"),
    "any": gettext_lazy("Any of these holds"),
    "none": gettext_lazy("None of these holds"),
    "everyone": gettext_lazy("All contacts, without conditions"),
}
TIMES = {
    "some": gettext_lazy("at least one"),
    "none": gettext_lazy("none"),
    "at_least": gettext_lazy("at least … times"),
    "exactly": gettext_lazy("exactly … times"),
    "at_most": gettext_lazy("at most … times"),
}


@dataclass
class GroupView:
    """A group of conditions."""

    path: str
    mode: str
    level: int
    is_off: bool
    errors: list[str]
    is_root: bool
    is_where: bool
    modes: Choices
    items: list[Any] = dataclasses.field(default_factory=list)
    number: int = 0
    of: int = 0
    focus: str = ""
    is_group: bool = True

    @property
    def focused(self) -> str:
        """Which control of the group itself has the cursor, if one does."""
        return focused(self.focus, self.path)

    @property
    def is_inside(self) -> bool:
        """Whether these are conditions on a row of a source, not on the contact."""
        return "-w" in self.path

    @property
    def place(self) -> str:
        """Where a new condition would go, for those who do not see it."""
        if self.is_where:
            return _("on what is looked for")
        return "" if self.is_root else _("in group %(number)s") % {"number": self.number}

    @property
    def may_nest(self) -> bool:
        """Whether a group can be added."""
        return self.level < MAX_LEVEL and self.mode != "everyone"


@dataclass
class RowView:
    """A condition."""

    path: str
    field: str
    source: str
    recent: Choices
    fields: Sequence[Section]
    operator: str
    operators: Choices
    kind: str
    widget: str
    token: str
    label: str
    typed: dict[str, list[str]]
    options: list[tuple[str, str, bool]]
    is_off: bool
    errors: list[str]
    where: GroupView | None
    number: int
    of: int
    focus: str
    is_group: bool = False
    units: Choices = dataclasses.field(default_factory=list)
    hint: str = ""
    sample: str = ""
    mistake: tuple[str, str] | None = None

    @property
    def focused(self) -> str:
        """Which control of the row itself has the cursor, if one does."""
        return focused(self.focus, self.path)

    @property
    def is_unlisted(self) -> bool:
        """Whether the field is not among those listed here."""
        listed = (key for _section, choices in self.fields for key, _label in choices)
        return bool(self.field) and self.field not in listed

    @property
    def shown(self) -> str:
        """What an unlisted field is called; one that cannot be asked about by its key."""
        return self.label if self.operators else self.field

    @property
    def value(self) -> str:
        """What was typed first."""
        return next(iter(self.typed.get("value", ())), "")

    @property
    def value_2(self) -> str:
        """What was typed second, where there are two ends."""
        return next(iter(self.typed.get("value_2", ())), "")

    @property
    def unit(self) -> str:
        """Days, weeks, months or years."""
        return next(iter(self.typed.get("unit", ())), "") or "days"


@dataclass(frozen=True)
class Note:
    """What stands beside the value of a row: what it means today, and what is wrong with it."""

    path: str
    hint: str
    error: str


def focused(focus: str, path: str) -> str:
    """Return the name of the control that `focus` means, if it is of the part at `path`."""
    part, _dash, control = focus.rpartition("-")
    return control if part == path else ""


def with_numbers(choices: Choices, counts: Mapping[str, int]) -> Choices:
    """Return choices with how many each would give; those that would give none come last."""
    if not counts:
        return choices
    named = [
        (value, f"{label} ({_shown(counts[value])})" if value in counts else label)
        for value, label in choices
    ]
    return sorted(named, key=lambda choice: counts.get(choice[0]) == 0)


def _shown(count: int) -> str:
    return formats.number_format(count, force_grouping=True)


class View:
    """Makes the views of one page; rows that ask the same table share its choices."""

    def __init__(
        self,
        focus: str = "",
        day: date | None = None,
        facets: Facets | None = None,
        recent: Recent | None = NONE_YET,
    ) -> None:
        self._focus = focus
        self._day = day
        self._facets = facets or {}
        self._recent = recent
        self._options: dict[Options, Choices] = {}
        self._fields: dict[str, tuple[Choices, list[Section]]] = {}

    def group(self, group: Group, level: int, number: int = 0, of: int = 0) -> GroupView:
        """Return a group with all that is in it."""
        is_where = group.path.endswith("-w")
        modes = {key: str(label) for key, label in MODES.items() if key != "everyone" or level == 0}
        view = GroupView(
            path=group.path,
            mode=group.mode,
            level=level,
            is_off=group.off,
            errors=group.errors,
            is_root=level == 0,
            is_where=is_where,
            modes=list(modes.items()),
            number=number,
            of=of,
            focus=self._focus,
        )
        count = len(group.items)
        for index, item in enumerate(group.items, start=1):
            if isinstance(item, Group):
                view.items.append(self.group(item, level + 1, index, count))
            else:
                view.items.append(self.row(item, index, count, level))
        return view

    def row(self, row: Row, number: int, of: int, level: int = 0) -> RowView:
        """Return a row with its choices."""
        criterion, shape = row.criterion, row.shape
        widget = "times" if row.operator in ("at_least", "exactly", "at_most") else ""
        if not row.wanted:
            widget = shape.widget if shape else ""
        label = criterion.label if criterion else row.wanted.label if row.wanted else ""
        recent, fields = self.fields(row.source)
        return RowView(
            path=row.path,
            field=row.field,
            source=row.source,
            recent=recent,
            fields=fields,
            operator=row.operator,
            operators=self.operators(row),
            kind=row.kind,
            widget=f"segments/criteria/values/{widget}.html" if widget else "",
            token=row.token,
            label=str(label) or _("not chosen yet"),
            typed=row.typed,
            options=self.choices(row, widget),
            units=[(key, str(label)) for key, label in UNITS.items()],
            hint=self.hint(row),
            sample=shape.sample if isinstance(shape, Filter) else "",
            mistake=shape.mistake(row.value) if isinstance(shape, Filter) else None,
            is_off=row.off,
            errors=row.errors,
            where=self.group(row.where, level + 1) if row.where else None,
            number=number,
            of=of,
            focus=self._focus,
        )

    def fields(self, source: str) -> tuple[Choices, list[Section]]:
        """Return the recent fields and all by section; none where the page has them already."""
        if self._recent is not None and source not in self._fields:
            sections = sections_of(sources[source])
            self._fields[source] = recent_of(sources[source], sections, self._recent), sections
        return self._fields.get(source, ([], []))

    def operators(self, row: Row) -> Choices:
        """Return how the field can be compared."""
        if row.wanted:
            return [(key, str(label)) for key, label in TIMES.items()]
        operators = row.criterion.kind.operators if row.criterion else {}
        return [(key, str(operator.label)) for key, operator in operators.items()]

    def notes(self, root: Group) -> list[Note]:
        """Return what stands beside the values of all rows."""
        rows = (part for part in root.walk() if isinstance(part, Row))
        return [Note(row.path, self.hint(row), " ".join(row.errors)) for row in rows]

    def hint(self, row: Row) -> str:
        """Return the days that a relative date means today."""
        chosen = row.chosen
        if chosen is not None and isinstance(chosen.shape, Filter):
            return chosen.shape.reading(row.value)
        if self._day is None or chosen is None or chosen.days is None:
            return ""
        try:
            value = chosen.shape.clean(chosen.shape.read(row.typed, None), None)
        except ValidationError:
            return ""
        first, last = chosen.days(value, self._day)
        days = {"first": formats.date_format(first), "last": formats.date_format(last)}
        if first <= FIRST:
            return _("up to %(last)s") % days
        return days["first"] if first == last else _("%(first)s to %(last)s") % days

    def choices(self, row: Row, widget: str) -> list[tuple[str, str, bool]]:
        """Return the values that can be picked; a chosen one that is gone stays to be seen."""
        chosen = row.typed.get("value", [])
        if widget == "period":
            return [(key, str(label), key in chosen) for key, (label, _days) in PERIODS.items()]
        if widget != "picks" or row.criterion is None or row.criterion.options is None:
            return []
        options = row.criterion.options
        if options not in self._options:
            self._options[options] = [(str(value), str(label)) for value, label in options.all()]
        wanted = set(chosen)
        offered = with_numbers(self._options[options], self._facets.get(row.path, {}))
        found = [(value, label, value in wanted) for value, label in offered]
        gone = wanted - {value for value, _label, is_chosen in found if is_chosen}
        return found + [(value, missing(value), True) for value in chosen if value in gone]
