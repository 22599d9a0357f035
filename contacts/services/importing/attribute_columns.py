"""Columns that fill attributes which administrators have defined: read, decided on, written."""

import re
from collections.abc import Iterable, Iterator
from datetime import date
from functools import partial
from typing import Any

from django.utils.translation import gettext as _

from contacts.models import Outcome
from contacts.services import attributes
from contacts.services.attributes import PREFIX, Change, Definition, Value
from contacts.services.checks import InvalidValue

from .cells import Cleaner
from .fields import Field, all_fields
from .options import DateFormat, DecimalSign, Mode, Options
from .records import Record

#: Day, month and year where the file says which comes first; the year always in four digits.
DAY = re.compile(r"(\d{1,2})([./\- ])(\d{1,2})\2(\d{4})")
BLANKS = str.maketrans("", "", " \u00a0\u202f'\u2019")  # that part thousands
NUMBERS = {
    DecimalSign.POINT: re.compile(r"[+-]?(\d+|\d{1,3}(,\d{3})+)?(\.\d+)?"),
    DecimalSign.COMMA: re.compile(r"[+-]?(\d+|\d{1,3}(\.\d{3})+)?(,\d+)?"),
}


def known_fields() -> dict[str, Field]:
    """Return every field that a column can fill now: those of contacts, then attributes."""
    own = {one.key: Field(one.key, one.label, "attribute") for one in attributes.offered()}
    return {**all_fields(), **own}


def definition_of(name: str) -> Definition | None:
    """Return the attribute that a column is called after; None for another field."""
    code = name.removeprefix(PREFIX)
    return attributes.definitions().get(code) if code != name else None


def attribute_label(name: str) -> str:
    """Return what the attribute is called; "" for another field."""
    definition = definition_of(name)
    if definition is not None:
        return definition.label
    return name.removeprefix(PREFIX) if name.startswith(PREFIX) else ""


def attribute_cleaner(field: Field, options: Options, *, is_sheet: bool) -> Cleaner:
    """Return what makes a value of a text, as dates and numbers are written in this file."""
    definition = attributes.definitions()[field.name.removeprefix(PREFIX)]
    return partial(_clean, definition, options, is_sheet=is_sheet)


def _clean(definition: Definition, options: Options, text: str, *, is_sheet: bool) -> Value:
    if definition.kind == "date":
        text = as_day(text, options.date_format)
    elif definition.kind == "number":
        text = as_number(text, options.decimal_sign, is_sheet=is_sheet)
    try:
        # Choices that nobody shall choose any more may be those that the contact has.
        return attributes.clean(definition, text, keeps=definition.by_code)
    except attributes.InvalidValue as error:
        raise InvalidValue(error.message) from None


def as_day(text: str, order: str) -> str:
    """Return a date as programs write it; so it may be in the file, whatever is chosen."""
    found = DAY.fullmatch(text)
    if found is None or order == DateFormat.YEAR_FIRST:
        return text
    first, _sign, second, year = found.groups()
    day, month = (first, second) if order == DateFormat.DAY_FIRST else (second, first)
    try:
        return date(int(year), int(month), int(day)).isoformat()
    except ValueError:
        message = _("“%(value)s” is no date when it is read as %(order)s.")
        shown = {"value": text[:50], "order": DateFormat(order).label}
        raise InvalidValue(message % shown) from None


def as_number(text: str, sign: str, *, is_sheet: bool) -> str:
    """Return a number as programs write it; a spreadsheet holds it so already."""
    plain = text.translate(BLANKS)
    if is_sheet and NUMBERS[DecimalSign.POINT].fullmatch(plain) and "," not in plain:
        return plain
    if not any(map(str.isdigit, plain)) or not NUMBERS[DecimalSign(sign)].fullmatch(plain):
        message = _("“%(value)s” is not a number with %(sign)s before the decimals.")
        raise InvalidValue(message % {"value": text[:50], "sign": f"“{sign}”"})
    thousands = "," if sign == DecimalSign.POINT else "."
    return plain.replace(thousands, "").replace(sign, ".")


class Attributes:
    """Decides what becomes of the attributes of contacts, after all else of them is decided."""

    def __init__(self, options: Options) -> None:
        self.fills = options.mode == Mode.FILL
        self.rows: dict[int, int] = {}  # of values that no two contacts may have

    def decide(self, records: Iterable[Record]) -> None:
        """Add to each record what it changes, or reject it."""
        goes_on = (Outcome.CREATED, Outcome.UPDATED, Outcome.UNCHANGED)
        said = [one for one in records if one.attributes and one.outcome in goes_on]
        if not said:
            return
        named = {key for record in said for key in record.attributes}
        wanted = [one for one in attributes.offered() if one.key in named]
        held = attributes.held([one.contact for one in said if one.contact], wanted)
        for record in said:
            self._decide(record, wanted, held)
        for definition in wanted:
            if definition.is_unique:
                self._reject_repeated(definition, said)

    def _decide(
        self, record: Record, wanted: list[Definition], held: dict[tuple[int, str], Value]
    ) -> None:
        changes: dict[Definition, tuple[Value, Value]] = {}
        problems: list[str] = []
        for one in wanted:
            value, was = record.attributes.get(one.key), held.get((record.contact or 0, one.code))
            if value is None or value == was or (self.fills and was is not None):
                continue
            changes[one] = was, value
            problems += _problems(record, one, value, was)
        if problems:
            record.reject(" ".join(problems))
        elif changes:
            if record.outcome == Outcome.UNCHANGED:
                record.outcome = Outcome.UPDATED.value
            for one, (was, value) in changes.items():
                record.after[one.key] = attributes.as_text(one, value)
                if record.was is not None:
                    record.before[one.key] = attributes.as_text(one, was)

    def _reject_repeated(self, definition: Definition, records: list[Record]) -> None:
        """Reject those that say a value which another contact, or another row, has already."""
        saying = [
            one
            for one in records
            if one.outcome in (Outcome.CREATED, Outcome.UPDATED) and definition.key in one.after
        ]
        owners = attributes.taken(definition, [one.attributes[definition.key] for one in saying])
        for record in saying:
            value = record.attributes[definition.key]
            same = value.upper() if isinstance(value, str) else value
            owner = owners.get(same)
            first = self.rows.setdefault(hash((definition.code, same)), record.number)
            shown = {"attribute": definition.label, "row": first}
            if owner is not None and owner.pk != record.contact:
                shown |= {"contact": f"{owner.name} ({owner.number})"}
                text = _("%(attribute)s: %(contact)s has this already; no two contacts may.")
                record.reject(text % shown)
            elif first != record.number:
                text = _("%(attribute)s: row %(row)s says the same; no two contacts may have it.")
                record.reject(text % shown)


def _problems(record: Record, one: Definition, value: Value, was: Value) -> Iterator[str]:
    if not one.is_for(record.type):
        only = _("only persons have it.") if record.type == "company" else ""
        yield f"{one.label}: {only or _('only companies have it.')}"
        return
    keeps = was if isinstance(was, tuple) else (was,) if isinstance(was, str) else ()
    try:
        attributes.clean(one, value, keeps=keeps)
    except attributes.InvalidValue as error:
        yield str(error)


def write_attributes(rows: Any, mapping: Iterable[str]) -> None:
    """Write the attributes that rows have in their plan, some thousands at a time."""
    known = {name: one for name in mapping if (one := definition_of(name)) is not None}
    if not known:
        return
    planned = rows.filter(after__has_any_keys=[*known]).values_list("contact_id", "after")
    attributes.write(
        Change(contact, one, attributes.clean(one, after[key], keeps=one.by_code))
        for contact, after in planned.order_by("number", "is_extra").iterator()
        for key, one in known.items()
        if key in after
    )


def in_words(name: str, text: str) -> str:
    """Return a value as it is kept with a row, in words."""
    definition = definition_of(name)
    if definition is None:
        return text
    try:
        found = attributes.clean(definition, text, keeps=definition.by_code)
    except attributes.InvalidValue:
        return text  # of a choice that was deleted since
    return attributes.in_words(definition, found)
