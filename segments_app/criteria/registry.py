"""The one list of criteria; the compiler, the editor, the sentence and the tests read it."""

from dataclasses import dataclass, field
from typing import Any

from django.db.models import Model, Q, QuerySet
from django.utils.functional import Promise

from .kinds import MANY, Kind
from .options import Options

Label = str | Promise


@dataclass(frozen=True, eq=False)
class Criterion:
    """One column that can be asked about, in the words of the user.

    `rows` and `link` are for a column of another table: it is asked of any of the rows that
    `link` ties to the contact. Without them it is a column of the source's own table.
    """

    key: str
    label: Label
    kind: Kind
    path: str
    section: Label = ""
    options: Options | None = None
    rows: QuerySet[Any] | None = field(default=None, repr=False)  # whose repr runs a query
    link: Q | None = None


@dataclass(frozen=True)
class Phrases:
    """How a sentence says that there are rows of a source; `%(count)s` is how many."""

    some: Label
    none: Label
    at_least: Label
    exactly: Label
    at_most: Label


@dataclass(frozen=True, eq=False)
class Source:
    """A table with facts about a contact, and how one of its rows finds that contact.

    `link` is None for the contact itself. Criteria of another source are asked of a single
    row: "a letter, in the last 90 days" is one interaction, not two.
    """

    key: str
    label: Label
    rows: QuerySet[Any] = field(repr=False)
    link: Q | None = None
    phrases: Phrases | None = None
    criteria: dict[str, Criterion] = field(default_factory=dict, repr=False)

    def add(
        self,
        key: str,
        *,
        label: Label,
        kind: Kind,
        path: str = "",
        section: Label = "",
        options: Options | None = None,
        rows: type[Model] | QuerySet[Any] | None = None,
        link: Q | None = None,
    ) -> None:
        """Declare a criterion. Its key is stored in rules: never rename it."""
        if key in self.criteria:
            raise ValueError(f"{self.key}.{key} is declared twice.")
        if (rows is None) is not (link is None) or (kind is MANY and rows is None):
            raise ValueError(f"{self.key}.{key} needs rows and a link, or neither.")
        self.criteria[key] = Criterion(
            key, label, kind, path or key, section, options, _queryset(rows), link
        )


sources: dict[str, Source] = {}


def source(
    key: str,
    *,
    label: Label,
    rows: type[Model] | QuerySet[Any],
    link: Q | None = None,
    phrases: Phrases | None = None,
) -> Source:
    """Register a source; its criteria are added in the module that declares it."""
    if key in sources:
        raise ValueError(f"Source {key!r} is declared twice.")
    found = _queryset(rows)
    if found is None or (link is None) is not (phrases is None):
        raise ValueError(f"Source {key!r} needs rows, and phrases if it has a link.")
    sources[key] = Source(key, label, found, link, phrases)
    return sources[key]


def _queryset(rows: type[Model] | QuerySet[Any] | None) -> QuerySet[Any] | None:
    if rows is None or isinstance(rows, QuerySet):
        return rows
    return rows._default_manager.all()
