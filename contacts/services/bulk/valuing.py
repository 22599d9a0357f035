"""Attributes of many contacts: noted, written and taken back in a few statements each."""

from typing import Any

from django.db.models import (
    BigIntegerField,
    BooleanField,
    Case,
    CharField,
    DateField,
    DecimalField,
    Exists,
    F,
    OuterRef,
    Q,
    Subquery,
    TextField,
    Value,
    When,
)
from django.db.models.expressions import Combinable
from django.db.models.functions import Cast, Coalesce

from contacts.models import AttributeValue, BulkEdit, BulkEditRow, BulkEditRowQuerySet
from contacts.models.attributes import DECIMALS, MAX_DIGITS
from segments_app.common.sql import insert_missing, update_from

from .wishes import How, Wish


def rows_of(edit: BulkEdit, wish: Wish) -> BulkEditRowQuerySet:
    """Return what a change has noted of the attribute, of several choices a row for each."""
    return BulkEditRow.objects.filter(edit=edit, part=wish.key)


def notes_of(chosen: Any, wish: Wish) -> list[tuple[Any, dict[str, Any]]]:
    """Return what is to be noted before the attribute is written: rows, and their columns."""
    part = Value(wish.key)
    if not wish.is_several:
        own = wish.values().filter(contact=OuterRef("pk"))
        text: TextField[str, str] = TextField()
        had = Subquery(own.annotate(kept=as_kept(wish)).values("kept")[:1], output_field=text)
        old = Coalesce(had, Value(""), output_field=text)
        return [(chosen.filter(wish.concerns()), {"part": part, "old": old})]
    found = []
    if wish.how in (How.SET, How.ADD):
        for key in wish.keys:
            new = chosen.filter(wish.can_have(), ~wish.has(slot=key))
            found.append((new, {"part": part, "group": Value(key)}))
    if wish.how != How.ADD:
        had = wish.values().filter(contact__in=chosen.values("pk"))
        taken = Q(slot__in=wish.keys)
        gone = {How.SET: ~taken, How.TAKE: taken, How.CLEAR: Q()}[wish.how]
        columns: dict[str, Any] = {
            "contact": F("contact_id"),
            "group": F("slot"),
            "old": Value("in"),
        }
        found.append((had.filter(gone), {"part": part, **columns}))
    return found


def as_kept(wish: Wish) -> Combinable:
    """Return the one value of a row as a change keeps it."""
    if wish.definition.column == "flag":
        return Case(When(flag=True, then=Value("yes")), default=Value("no"))
    text: TextField[str, str] | CharField[str, str] = CharField(max_length=255)
    return Cast(wish.column, text)


def as_stored(wish: Wish) -> Any:
    """Return the one value again, from the row of a change."""
    match wish.definition.column:
        case "flag":
            is_yes = When(old="yes", then=Value(value=True))
            return Case(is_yes, default=Value(value=False), output_field=BooleanField())
        case "number":
            return Cast("old", DecimalField(max_digits=MAX_DIGITS, decimal_places=DECIMALS))
        case "day":
            return Cast("old", DateField())
        case "choice":
            return Cast("old", BigIntegerField())
    return F("old")


def write_values(rows: BulkEditRowQuerySet, wish: Wish) -> None:
    """Write the attribute of the contacts that were noted."""
    if wish.is_several:
        take(rows.filter(old="in"), wish)
        give(rows.filter(old=""), wish, F("group"), slot=F("group"))
    elif wish.how == How.CLEAR:
        wish.values().filter(contact__in=rows.contacts()).delete()
    else:
        had = wish.values().filter(contact__in=rows.exclude(old="").contacts())
        had.update(**{wish.column: wish.stored})
        give(rows.filter(old=""), wish, Value(wish.stored))


def take(rows: BulkEditRowQuerySet, wish: Wish) -> None:
    """Take from the contacts of the rows the choice of each."""
    own = rows.filter(contact=OuterRef("contact"), group=OuterRef("slot"))
    wish.values().filter(Exists(own)).delete()


def give(rows: BulkEditRowQuerySet, wish: Wish, value: Any, *, slot: Any = None) -> None:
    """Insert a value for each of the rows."""
    one = wish.definition
    columns = {"text": Value(""), wish.column: value}
    insert_missing(
        AttributeValue,
        rows,
        contact=F("contact_id"),
        attribute=Value(one.pk),
        kind=Value(one.kind),
        slot=slot or Value(0),
        is_unique=Value(one.is_unique),
        **columns,
    )


def restore_values(rows: BulkEditRowQuerySet, wish: Wish) -> None:
    """Give back what contacts had that still have what they were given, and can have the old."""
    back = rows.filter(wish.is_as_made(), Q(old="") | can_come_back(wish))
    rows.filter(pk__in=back.values("pk")).update(is_undone=True)
    undone = rows.filter(is_undone=True)
    had, had_nothing = undone.exclude(old=""), undone.filter(old="")
    if wish.is_several:
        take(had_nothing, wish)
        give(had, wish, F("group"), slot=F("group"))
    elif wish.how == How.CLEAR:
        give(had, wish, as_stored(wish))
    else:
        wish.values().filter(contact__in=had_nothing.contacts()).delete()
        own = wish.values().filter(contact=OuterRef("contact")).values("pk")[:1]
        update_from(AttributeValue, had, key=Subquery(own), **{wish.column: as_stored(wish)})


def can_come_back(wish: Wish) -> Q:
    """Ask of rows whether what the contact had may be there again."""
    one = wish.definition
    if one.is_unique:  # it was made so since; others may have the same by now
        return Q(pk__in=[])
    can = wish.can_have("contact__")
    if not one.has_choices:
        return can
    there = [*one.by_key]
    return can & (Q(group__in=there) if wish.is_several else Q(old__in=[*map(str, there)]))
