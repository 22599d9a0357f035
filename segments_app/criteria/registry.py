"""The one list of criteria; the compiler, the editor, the sentence and the tests read it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import BooleanField, F, Func, Model, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce
from django.db.models.lookups import Exact, In
from django.db.models.sql.compiler import SQLCompiler
from django.utils.functional import Promise

from .kinds import MANY, Kind
from .options import Options

Label = str | Promise


class FirstIs(Func):
    """Whether the first of two columns that is not null equals a key.

    With `by_index` PostgreSQL is asked so that the indexes of the columns answer it for one key.
    """

    output_field = BooleanField()

    def __init__(self, *expressions: Any, by_index: bool = False) -> None:
        super().__init__(*expressions)
        self.by_index = by_index

    def as_postgresql(
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **extra: Any
    ) -> tuple[str, tuple[str | int, ...]]:
        if self.by_index:
            return self.as_sqlite(compiler, connection, **extra)
        first, second, key = self._columns(compiler)
        return f"COALESCE({first}, {second}) = {key}", ()

    def as_sqlite(
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **extra: Any
    ) -> tuple[str, tuple[str | int, ...]]:
        # SQLite answers an EXISTS contact by contact, so it needs the indexes of the columns.
        first, second, key = self._columns(compiler)
        return f"({first} = {key} OR ({first} IS NULL AND {second} = {key}))", ()

    def _columns(self, compiler: SQLCompiler) -> list[str]:
        return [compiler.compile(part)[0] for part in self.get_source_expressions()]


@dataclass(frozen=True)
class Link:
    """How a row finds the contacts it is about: by the contact, or by the contact's company.

    A company, and a person without one, is its own company. Of two columns of the row the
    first that is not null counts.
    """

    columns: tuple[str, ...] = ("contact",)
    by_company: bool = False

    @property
    def row(self) -> F | Func:
        """The key in the row."""
        first, *rest = map(F, self.columns)
        return Coalesce(first, *rest) if rest else first

    def of_outer(self, *, one_by_one: bool = False) -> Q:
        """Return the condition on a row that it is about the contact outside of the query.

        `one_by_one` is for a query that is asked for few contacts, one after the other.
        """
        contact: OuterRef | Func = OuterRef("pk")
        if self.by_company:
            contact = Coalesce(OuterRef("company_id"), OuterRef("pk"))
        if len(self.columns) > 1:
            return Q(FirstIs(*map(F, self.columns), contact, by_index=one_by_one))
        return Q(Exact(self.row, contact))

    def among(self, keys: QuerySet[Any, Any]) -> Q:
        """Return the condition on a contact that `keys`, made of `row`, hold it."""
        key: F | Func = Coalesce(F("company_id"), F("pk")) if self.by_company else F("pk")
        return Q(In(key, keys))


OF_CONTACT = Link()
OF_COMPANY = Link(by_company=True)


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
    link: Link | None = None


@dataclass(frozen=True)
class Phrases:
    """How a sentence says that there are rows of a source; `%(count)s` is how many."""

    some: Label
    none: Label
    at_least: Label
    exactly: Label
    at_most: Label


class Found(Protocol):
    """Criteria that users define: looked up whenever they are asked for, never declared.

    Their keys begin with `prefix`, as no declared key does; so what is declared costs no query.
    """

    prefix: str

    def get(self, key: str) -> Criterion | None:
        """Return the criterion, None where there is none to ask about."""

    def all(self) -> Mapping[str, Criterion]:
        """Return those there are, in the order to offer them."""

    def refusal(self, key: str) -> str:
        """Return why there is none to ask about, "" where nothing is known of it."""


@dataclass(frozen=True, eq=False)
class Source:
    """A table with facts about a contact, and how one of its rows finds that contact.

    `link` is None for the contact itself. Criteria of another source are asked of a single
    row: "a letter, in the last 90 days" is one interaction, not two. `criteria` are those
    declared; `criterion` and `offered` know the found ones too. `right` is what it takes to ask.
    """

    key: str
    label: Label
    rows: QuerySet[Any] = field(repr=False)
    link: Link | None = None
    phrases: Phrases | None = None
    criteria: dict[str, Criterion] = field(default_factory=dict, repr=False)
    found: list[Found] = field(default_factory=list, repr=False)
    right: str = ""

    def criterion(self, key: str) -> Criterion | None:
        """Return a criterion, declared or found."""
        declared = self.criteria.get(key)
        if declared is not None:
            return declared
        return next((found.get(key) for found in self._finding(key)), None)

    def refusal(self, key: str) -> str:
        """Return why a found criterion cannot be asked about, "" where nothing is known."""
        return next((found.refusal(key) for found in self._finding(key)), "")

    def offered(self) -> Mapping[str, Criterion]:
        """Return all that can be asked about today, in the order to offer it."""
        offered = dict(self.criteria)
        for found in self.found:
            offered |= found.all()
        return offered

    def _finding(self, key: str) -> list[Found]:
        return [found for found in self.found if key.startswith(found.prefix)]

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
        link: Link | None = None,
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
    link: Link | None = None,
    phrases: Phrases | None = None,
    right: str = "",
) -> Source:
    """Register a source; its criteria are added in the module that declares it."""
    if key in sources:
        raise ValueError(f"Source {key!r} is declared twice.")
    found = _queryset(rows)
    if found is None or (link is None) is not (phrases is None):
        raise ValueError(f"Source {key!r} needs rows, and phrases if it has a link.")
    sources[key] = Source(key, label, found, link, phrases, right=right)
    return sources[key]


def _queryset(rows: type[Model] | QuerySet[Any] | None) -> QuerySet[Any] | None:
    if rows is None or isinstance(rows, QuerySet):
        return rows
    return rows._default_manager.all()
