"""Writing values of attributes: of one contact, or of very many in a few statements."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import reduce
from operator import or_
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from contacts.models import AttributeValue, Contact
from contacts.services.refusals import InvalidValues
from segments_app.common.batches import batched
from segments_app.common.history import written_by
from segments_app.common.keys import Among

from .definitions import Definition, definitions
from .texts import in_words
from .values import InvalidValue, Value, clean

BATCH = 2_000
MOST_LOOKED_FOR = 400  # texts in one query: one condition each
COLUMNS = ["text", "number", "day", "flag", "choice"]
Place = tuple[int, int, int]  # contact, attribute and slot: at most one row


@dataclass(frozen=True)
class Change:
    """What an attribute of a contact shall be; None takes it away."""

    contact: int
    definition: Definition
    value: Value


@transaction.atomic
def set_values(
    contact: Contact, values: Mapping[str, Any], *, by: User | None, now: datetime
) -> bool:
    """Set attributes of a contact by their code; tell whether that changed anything.

    Others stay. All that is wrong is refused at once, by the names of the controls. The
    contact's moment of change is written by the caller, as is all else of it.
    """
    known = definitions()
    if unknown := values.keys() - known.keys():
        raise TypeError(f"no attributes: {', '.join(sorted(unknown))}")
    wanted = [known[code] for code in values]
    before = held([contact.pk], wanted)
    changes: list[Change] = []
    errors: dict[str, str] = {}
    for one in wanted:
        try:
            kept = before.get((contact.pk, one.code))
            value = checked(contact, one, values[one.code], kept)
            changes += [Change(contact.pk, one, value)] if value != kept else []
        except InvalidValue as error:
            errors |= error.errors
    for change in changes:
        errors |= _complaint(change)
    if errors:
        raise InvalidValues(errors)
    with written_by(by):
        return write(changes) > 0


def checked(contact: Contact, definition: Definition, value: object, before: Value) -> Value:
    """Return the value typed; refuse one that this contact cannot have, and a missing one."""
    kept = before if isinstance(before, tuple) else (before,) if isinstance(before, str) else ()
    found = clean(definition, value, keeps=kept)
    if found == before:
        return found
    if not definition.is_for(contact.type):
        message = _("only companies have it.") if contact.type == "person" else None
        raise InvalidValue(definition, message or _("only persons have it."))
    if definition.is_archived:
        raise InvalidValue(definition, _("the attribute is archived."))
    if found is None and definition.is_required:
        raise InvalidValue(definition, _("fill it in: it is required."))
    return found


def _complaint(change: Change) -> dict[str, str]:
    if change.value is None or not change.definition.is_unique:
        return {}
    owners = taken(change.definition, [change.value])
    others = [owner for owner in owners.values() if owner.pk != change.contact]
    if not others:
        return {}
    message = _("%(contact)s (%(number)s) has %(value)s already; no two contacts may.") % {
        "contact": others[0].name,
        "number": others[0].number,
        "value": in_words(change.definition, change.value),
    }
    return InvalidValue(change.definition, message).errors


def taken(definition: Definition, values: Iterable[Value]) -> dict[Value, Contact]:
    """Return which contacts have some of the values of a unique attribute: texts in capitals."""
    found: dict[Value, Contact] = {}
    column = definition.column
    for some in batched(dict.fromkeys(filter(None, values)), MOST_LOOKED_FOR):
        # As the unique index compares them.
        condition = (
            reduce(or_, (Q(text__iexact=one) for one in some))
            if column == "text"
            else Q(**{f"{column}__in": some})
        )
        rows = AttributeValue.objects.filter(condition, attribute=definition.pk)
        for row in rows.select_related("contact").order_by():
            value = getattr(row, column)
            found[value.upper() if column == "text" else value] = row.contact
    return found


def held(contacts: Collection[int], wanted: Sequence[Definition]) -> dict[tuple[int, str], Value]:
    """Return the values of contacts, by contact and code of the attribute: one query."""
    of_key = {one.pk: one for one in wanted}
    rows = _rows(contacts, of_key)
    found: dict[tuple[int, str], Value] = {}
    several: dict[tuple[int, str], set[str]] = {}
    for (contact, attribute, _slot), (_pk, value) in rows.items():
        one = of_key[attribute]
        if not one.has_choices:
            found[contact, one.code] = value
        elif one.kind == "choice":
            found[contact, one.code] = one.by_key[value].code
        else:
            several.setdefault((contact, one.code), set()).add(one.by_key[value].code)
    by_code = {one.code: one for one in wanted}
    for (contact, code), codes in several.items():
        order = by_code[code].by_code
        found[contact, code] = tuple(choice for choice in order if choice in codes)
    return found


def _rows(
    contacts: Collection[int], of_key: Mapping[int, Definition]
) -> dict[Place, tuple[int, Any]]:
    if not of_key:
        return {}
    rows = AttributeValue.objects.filter(Among("contact_id", contacts), attribute__in=list(of_key))
    found = rows.values_list("pk", "contact", "attribute", "slot", *COLUMNS)
    place = {one.pk: COLUMNS.index(one.column) for one in of_key.values()}
    return {(c, a, slot): (pk, columns[place[a]]) for pk, c, a, slot, *columns in found}


@transaction.atomic
def write(changes: Iterable[Change]) -> int:
    """Write many values, three statements for a few thousand; return how many differed.

    They are `clean` already. What is as it should be is not touched, so that the same once
    more changes nothing and leaves no history. Who writes is told by `written_by`.
    """
    count = 0
    for some in batched(changes, BATCH):
        count += _write(some)
    return count


def _write(changes: Sequence[Change]) -> int:
    of_key = {change.definition.pk: change.definition for change in changes}
    rows = _rows({change.contact for change in changes}, of_key)
    asked = {(change.contact, change.definition.pk) for change in changes}
    wanted = {place: row for change in changes for place, row in _wanted(change)}
    gone = [
        pk for place, (pk, _value) in rows.items() if place[:2] in asked and place not in wanted
    ]
    new = [
        row
        for place, row in wanted.items()
        if place not in rows or rows[place][1] != _stored(row, of_key[place[1]])
    ]
    if gone:
        AttributeValue.objects.filter(pk__in=gone).delete()
    AttributeValue.objects.bulk_create(
        new,
        update_conflicts=True,
        unique_fields=["contact", "attribute", "slot"],
        update_fields=COLUMNS,
        batch_size=BATCH,
    )
    return len(gone) + len(new)


def _wanted(change: Change) -> Iterable[tuple[Place, AttributeValue]]:
    """Yield the rows that a value is made of."""
    one, value = change.definition, change.value
    if value is None:
        return
    values = value if isinstance(value, tuple) else (value,)
    for part in values:
        key = one.by_code[part].pk if one.has_choices and isinstance(part, str) else 0
        slot = key if one.kind == "choices" else 0
        column = {f"{one.column}_id": key} if one.has_choices else {one.column: part}
        row = AttributeValue(
            contact_id=change.contact,
            attribute_id=one.pk,
            kind=one.kind,
            slot=slot,
            is_unique=one.is_unique,
            **column,
        )
        yield (change.contact, one.pk, slot), row


def _stored(row: AttributeValue, definition: Definition) -> Any:
    return row.choice_id if definition.has_choices else getattr(row, definition.column)
