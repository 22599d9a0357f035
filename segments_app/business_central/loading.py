"""Loads the rows of a file into a table: what is there is compared, what is new is made.

A file takes a fixed number of statements for every thousand rows; no row is looked up alone.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import ForeignKey, Model
from django.utils.translation import gettext as _
from django_countries.fields import CountryField

from .columns import Column, NotTaken, Refused, Run, missing_columns
from .reading import Row, Sheet, plain
from .report import FileReport

BATCH = 1000
Values = dict[str, Any]
Key = tuple[Any, ...]


@dataclass(frozen=True)
class Table:
    """A file of the reference product, and the table of ours that its rows belong to.

    `names` are the file's names; `key` are the fields that tell rows apart. `complete` may
    add values that follow from the others, and refuse the row. `repeats` says that several
    rows may stand for one of ours, such as languages that differ by country only.
    """

    names: tuple[str, ...]
    model: type[Model]
    key: tuple[str, ...]
    columns: tuple[Column, ...]
    complete: Callable[[Values, Row, Run], None] | None = None
    after: Callable[[Run], None] | None = None
    repeats: bool = False
    keeps: tuple[str, ...] = ()

    @property
    def keys(self) -> set[str]:
        """The plain names of its files."""
        return {plain(name) for name in self.names}

    def load(self, sheet: Sheet, run: Run) -> None:
        """Read, compare and write the rows; the report says what came of each."""
        report = opened(sheet, self.columns, run)
        if report is None:
            return
        entries = list(self._distinct(read_rows(sheet, self.columns, run, report), run, report))
        write(self, entries, report)
        run.forget(self.model)
        if self.after is not None:
            self.after(run)

    def _distinct(
        self, rows: Iterable[tuple[Row, Values]], run: Run, report: FileReport
    ) -> Iterator[tuple[Row, Values]]:
        seen: dict[Key, int] = {}
        for row, values in rows:
            try:
                if self.complete is not None:
                    self.complete(values, row, run)
            except Refused as error:
                report.reject(row.number, str(error))
                continue
            key = tuple(values.get(name) for name in self.key)
            if key in seen:
                if self.repeats:
                    report.unchanged += 1
                else:
                    report.reject(row.number, same_as(seen[key]))
                continue
            seen[key] = row.number
            yield row, values


def same_as(row: int) -> str:
    """Say that an earlier row is about the same thing."""
    return _("Row %(row)s is about the same.") % {"row": row}


def opened(sheet: Sheet, columns: Iterable[Column], run: Run) -> FileReport | None:
    """Begin the report of a file; None when a column is missing and no row can be read."""
    wanted = list(columns)
    report = FileReport(sheet.name, read=len(sheet.rows))
    run.report.files.append(report)
    known = {each.written_in(sheet.columns) for each in wanted}
    report.unread_columns = [text for name, text in sheet.columns.items() if name not in known]
    missing = missing_columns(wanted, sheet.columns)
    if not missing:
        return report
    reason = _("The file has no column “%(name)s”.") % {"name": "”, “".join(missing)}
    for row in sheet.rows:
        report.reject(row.number, reason)
    return None


def read_rows(
    sheet: Sheet, columns: Iterable[Column], run: Run, report: FileReport
) -> Iterator[tuple[Row, Values]]:
    """Turn texts into values; rows with a value that is refused go to the report."""
    found = [(each, each.written_in(sheet.columns)) for each in columns]
    there = [(each, name) for each, name in found if name is not None]
    for row in sheet.rows:
        values: Values = {}
        try:
            for each, name in there:
                values[each.field] = read_value(each, row[name], row, name, run, report)
        except Refused as error:
            report.reject(row.number, str(error), sheet.columns[name])
            continue
        yield row, values


def read_value(each: Column, text: str, row: Row, name: str, run: Run, report: FileReport) -> Any:
    if each.required and not text:
        raise Refused(_("This is empty."))
    try:
        return each.read(text, run)
    except NotTaken as error:
        report.remark(row.number, str(error), each.names[0])
        return each.read("", run)


def write(table: Table, entries: list[tuple[Row, Values]], report: FileReport) -> None:
    """Make the rows that are new and change those that differ, a thousand at a time."""
    for start in range(0, len(entries), BATCH):
        batch = entries[start : start + BATCH]
        there = existing(table, [values for _row, values in batch])
        new, changed = [], []
        for row, values in batch:
            key = tuple(values.get(name) for name in table.key)
            was = there.get(key)
            made = table.model(**values) if was is None else was
            differs = was is not None and apply(made, values, table.keeps)
            if was is not None and not differs:
                report.unchanged += 1
                continue
            problem = field_problem(made)
            if problem:
                report.reject(row.number, problem)
            elif was is None:
                new.append(made)
            else:
                changed.append(made)
        table.model._default_manager.bulk_create(new)
        overwrite(table.model, changed, [name for name in batch[0][1] if name not in table.key])
        report.created += len(new)
        report.updated += len(changed)


def overwrite(model: type[Model], rows: list[Any], columns: Iterable[str]) -> None:
    """Write columns of rows that are there: one INSERT that meets them all by their keys.

    An UPDATE with a CASE for each column takes a time that grows with the square of the rows.
    """
    names = {each.attname: each.name for each in model._meta.concrete_fields}
    if rows:
        model._default_manager.bulk_create(
            rows,
            update_conflicts=True,
            unique_fields=["pk"],
            update_fields=[names[column] for column in columns],
        )


def existing(table: Table, values: list[Values]) -> dict[Key, Any]:
    """Return what the database has of these rows, by key: one query."""
    first = table.key[0]
    rows = table.model._default_manager.filter(**{f"{first}__in": {each[first] for each in values}})
    return {tuple(getattr(row, name) for name in table.key): row for row in rows}


def apply(row: Model, values: Values, keeps: tuple[str, ...]) -> bool:
    """Set the values that differ, and say whether any does."""
    differs = False
    for name, value in values.items():
        if name not in keeps and getattr(row, name) != value:
            setattr(row, name, value)
            differs = True
    return differs


def field_problem(row: Model) -> str:
    """Say which value does not fit its field; links and countries were found when read."""
    known = [each.name for each in row._meta.fields if isinstance(each, ForeignKey | CountryField)]
    try:
        row.clean_fields(exclude=known)
    except ValidationError as error:
        return " ".join(
            f"{row._meta.get_field(name).verbose_name}: {' '.join(messages)}"  # type: ignore[union-attr]
            for name, messages in error.message_dict.items()
        )
    return ""
