"""Columns of a file: what they are called, and how their texts become values.

Reading a text ends in a value, in Refused (the row is rejected) or in NotTaken (the row is
taken without this value, with a remark).
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from django.db.models import Model
from django.utils.translation import gettext as _
from django_countries import countries

from contacts.models import Language

from .languages import our_code
from .reading import plain
from .report import Report

OLD = date(1950, 1, 1)
ANCHOR_YEAR = 1903


class Refused(Exception):
    """A row that cannot be taken, because of one value."""


class NotTaken(Exception):
    """A value that cannot be taken; the row can."""


@dataclass
class Run:
    """One import: its report, and what its files refer to, looked up once per table."""

    report: Report
    shift_years: int = 0
    found: dict[type[Model], dict[str, int]] = field(default_factory=dict)
    contacts: dict[str, int] = field(default_factory=dict)
    companies: set[int] = field(default_factory=set)
    minors: set[int] = field(default_factory=set)
    relation_codes: dict[str, str] = field(default_factory=dict)
    places: dict[str, tuple[str, str]] = field(default_factory=dict)

    def is_company(self, key: int) -> bool:
        """Whether the contact with this key, which the run has looked up, is a company."""
        return key in self.companies

    def codes(self, model: type[Model], column: str = "code") -> dict[str, int]:
        """The keys of all rows of a small table by their codes, in upper case."""
        if model not in self.found:
            rows = model._default_manager.values_list(column, "pk")
            self.found[model] = {code.upper(): key for code, key in rows}
        return self.found[model]

    def forget(self, model: type[Model]) -> None:
        """Look the table up again when it is next asked for: rows were added."""
        self.found.pop(model, None)

    def shifted(self, day: date) -> date:
        """The day moved by whole years, where that was asked for."""
        if day < OLD:
            self.report.old_dates += not self.shift_years
        if not self.shift_years:
            return day
        year = day.year + self.shift_years
        return day.replace(year=year, day=28 if (day.month, day.day) == (2, 29) else day.day)


Reader = Callable[[str, Run], Any]


@dataclass(frozen=True)
class Column:
    """A column: its names in the reference product, and the field that its value fills.

    A column that the file does not have leaves the field as it is.
    """

    field: str
    names: tuple[str, ...]
    read: Reader
    required: bool = False

    def written_in(self, columns: dict[str, str]) -> str | None:
        """Return the plain name under which the file has it."""
        return next((name for name in map(plain, self.names) if name in columns), None)


def column(field: str, *names: str, read: Reader | None = None, required: bool = False) -> Column:
    return Column(field, names, read or text(), required)


def text(*, upper: bool = False) -> Reader:
    def read(value: str, run: Run) -> str:
        return value.upper() if upper else value

    return read


def number(value: str, run: Run) -> int:
    """A whole number; the reference product writes durations and positions so."""
    found = amount(value or "0", run)
    if found != int(found):
        raise Refused(_("“%(value)s” is not a whole number.") % {"value": value[:50]})
    return int(found)


def amount(value: str, run: Run) -> Decimal:
    """A number with a point or, alone, a comma before its decimals."""
    plain_text = value.replace(",", ".") if value.count(",") == 1 and "." not in value else value
    try:
        found = Decimal(plain_text.replace(",", "") or "0")
    except InvalidOperation as error:
        raise Refused(_("“%(value)s” is not a number.") % {"value": value[:50]}) from error
    if not found.is_finite():
        raise Refused(_("“%(value)s” is not a number.") % {"value": value[:50]})
    return found


def yes_no(value: str, run: Run) -> bool:
    if value.lower() in ("true", "yes", "1"):
        return True
    if value.lower() in ("", "false", "no", "0"):
        return False
    raise Refused(_("“%(value)s” is neither true nor false.") % {"value": value[:50]})


def day(value: str, run: Run) -> date | None:
    """A date as 1903-01-26."""
    if not value:
        return None
    try:
        return run.shifted(date.fromisoformat(value[:10]))
    except ValueError as error:
        message = _("“%(value)s” is not a date like 2026-03-18.")
        raise Refused(message % {"value": value[:50]}) from error


def option(*values: str, **names: str) -> Reader:
    """An option of the reference product: its number, or its name (written without blanks).

    >>> read = option("", "letter", "email", hardcopy="letter")
    >>> read("1", run), read("Hard Copy", run)
    ('letter', 'letter')
    """
    by_name = {plain(value): value for value in values} | names

    def read(value: str, run: Run) -> str:
        if value.isascii() and value.isdigit() and int(value) < len(values):
            return values[int(value)]
        if plain(value) in by_name:
            return by_name[plain(value)]
        raise Refused(_("“%(value)s” is not one of the options.") % {"value": value[:50]})

    return read


def code_of(model: type[Model], *, required: bool = False, by: str = "code") -> Reader:
    """The key of the row of a small table that has this code, kept in the column `by`."""

    def read(value: str, run: Run) -> int | None:
        if not value and not required:
            return None
        found = run.codes(model, by).get(value.upper())
        if found is None:
            message = _("There is no %(what)s “%(code)s”.") % {
                "what": model._meta.verbose_name,
                "code": value[:50],
            }
            raise Refused(message) if required else NotTaken(message)
        return found

    return read


def language(value: str, run: Run) -> int | None:
    """The key of the language that stands for a code of three letters."""
    if not value:
        return None
    found = run.codes(Language).get((our_code(value) or "").upper())
    if found is None:
        raise NotTaken(_("The language “%(code)s” is not known.") % {"code": value[:50]})
    return found


def country(value: str, run: Run) -> str:
    """A country code of two letters."""
    code = {"EL": "GR", "UK": "GB"}.get(value.upper(), value.upper())
    if code and code not in countries:
        raise NotTaken(_("The country “%(code)s” is not known.") % {"code": value[:50]})
    return code


def contact(value: str, run: Run) -> int:
    """The key of a contact, by its number or by what it was made from: `Customer:10000`."""
    found = run.contacts.get(contact_key(value))
    if found is None:
        message = _("There is no contact “%(number)s”.") % {"number": value[:50]}
        raise Refused(message)
    return found


def contact_key(value: str) -> str:
    """Return how a contact is named among those of a run; `Customer:1:Company` is `Customer:1`.

    >>> contact_key("Bank Account:GIRO"), contact_key("Customer:10000:Company"), contact_key("ct1")
    ('BANKACCOUNT:GIRO', 'CUSTOMER:10000', 'CT1')
    """
    table, separator, rest = value.upper().partition(":")
    if not separator:
        return table
    return f"{table.replace(' ', '')}:{rest.removesuffix(':COMPANY')}"


def missing_columns(wanted: Iterable[Column], columns: dict[str, str]) -> list[str]:
    """Return the names of required columns that a file lacks."""
    return [each.names[0] for each in wanted if each.required and each.written_in(columns) is None]


def priority(value: str, run: Run) -> int:
    """How important a questionnaire or an answer is; empty is normal."""
    names = ("verylow", "low", "normal", "high", "veryhigh")
    read = option(*names, verylowhidden="verylow")
    return names.index(read(value or "normal", run))
