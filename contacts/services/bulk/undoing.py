"""Taking a change of many contacts back, for all whom nobody has changed since."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import BigIntegerField, Case, Exists, F, OuterRef, Q, Value, When
from django.db.models.functions import Cast, NullIf
from django.utils.translation import gettext as _

from contacts.models import BulkEdit, BulkEditRow, BulkEditRowQuerySet, Contact
from contacts.services import attributes
from segments_app.common.history import written_by
from segments_app.common.retrying import retried
from segments_app.common.sql import lock_rows, update_from

from .changes import CHOICES, FLAG, GROUPS, Changes, Names, label_of, pairs
from .editing import join, keep_keys
from .valuing import restore_values, rows_of


@retried
@transaction.atomic
def undo_edit(edit: BulkEdit, *, by: User | None, now: datetime) -> BulkEdit:
    """Give every contact back what it had, where it still has what the change gave it.

    What was changed since stays; `left_alone` says of whom. Harmless to repeat.
    """
    edit = BulkEdit.objects.select_for_update().get(pk=edit.pk)
    if edit.undone_at is not None:
        return edit
    rows = BulkEditRow.objects.filter(edit=edit)
    lock_rows(Contact.objects.filter(pk__in=rows.contacts()))
    changes = Changes.from_plain(edit.changes)
    with written_by(by):
        for name, value in changes.values.items():
            restore(rows.of(name), name, value)
        for name, group in pairs(changes.joins):
            leave_again(edit, rows.of(name, group).filter(old=""), name, group)
        for name, group in pairs(changes.leaves):
            join_again(rows.of(name, group).filter(old="in"), name, group)
        for wish in changes.wishes:
            restore_values(rows_of(edit, wish), wish)
    undone = rows.filter(is_undone=True)
    edit.undone_at, edit.undone_by = now, by
    edit.restored_count = Contact.objects.filter(pk__in=undone.contacts()).update(modified_at=now)
    edit.save(update_fields=["undone_at", "undone_by", "restored_count"])
    keep_keys(edit, changes)
    return edit


def restore(rows: BulkEditRowQuerySet, name: str, value: Any) -> None:
    """Write back one field of those who still have the new value, if the old one is still there."""
    still = Q(
        **{f"contact__{name}__isnull": True} if value is None else {f"contact__{name}": value}
    )
    there = Q()
    if name in CHOICES:
        keys = CHOICES[name]._default_manager.values_list("pk", flat=True)
        there = Q(old__in=["", *map(str, keys)])
    rows.filter(pk__in=rows.filter(still, there).values("pk")).update(is_undone=True)
    update_from(Contact, rows.filter(is_undone=True), key="contact_id", **{name: old_value(name)})


def old_value(name: str) -> Any:
    """Return what a contact had, from its row."""
    if name in CHOICES:
        return Cast(NullIf(F("old"), Value("")), BigIntegerField())
    if name == FLAG:
        return Case(When(old="yes", then=Value(value=True)), default=Value(value=False))
    return F("old")


def leave_again(edit: BulkEdit, rows: BulkEditRowQuerySet, name: str, group: int) -> None:
    """Take those out of the group again who have been in it since the change."""
    members = GROUPS[name].members(group).filter(created_at=edit.created_at)
    rows.filter(Exists(members.filter(contact=OuterRef("contact")))).update(is_undone=True)
    members.filter(contact__in=rows.filter(is_undone=True).contacts()).delete()


def join_again(rows: BulkEditRowQuerySet, name: str, group: int) -> None:
    """Put those back into the group whom nobody has put back; since when is as it was."""
    kind = GROUPS[name]
    if not kind.group._default_manager.filter(pk=group).exists():
        return
    can = Q(contact__type=kind.type) if kind.type else Q()
    out = rows.filter(can).exclude(Exists(kind.members(group).filter(contact=OuterRef("contact"))))
    rows.filter(pk__in=out.values("pk")).update(is_undone=True)
    join(kind, group, rows.filter(is_undone=True), now=F("joined_at"))


def left_alone(edit: BulkEdit) -> BulkEditRowQuerySet:
    """Return what undoing did not touch, by the names of the contacts."""
    if edit.undone_at is None:
        return BulkEditRow.objects.none()
    rows = BulkEditRow.objects.filter(edit=edit, is_undone=False).select_related("contact")
    return rows.order_by("contact__name", "contact", "part", "group")


@dataclass(frozen=True)
class LeftAlone:
    """What of a contact was not undone, and why."""

    contact: Contact
    label: str
    reason: str


def reasons_of(rows: list[BulkEditRow]) -> list[LeftAlone]:
    """Say why each of the rows was left alone: what it had is gone, or it was changed since."""
    names = Names()
    return [LeftAlone(row.contact, label_of(row.part), _reason(row, names)) for row in rows]


def _reason(row: BulkEditRow, names: Names) -> str:
    if row.part.startswith(attributes.PREFIX):
        return _reason_of_attribute(row)
    key = str(row.group) if row.group else row.old
    if row.part in {*CHOICES, *GROUPS} and key and key not in names.table(row.part):
        return _("What it had is no longer there.")
    return _("Changed since.")


def _reason_of_attribute(row: BulkEditRow) -> str:
    one = attributes.definitions().get(row.part.removeprefix(attributes.PREFIX))
    key = str(row.group) if row.group else row.old
    if one is None or (row.old and one.has_choices and key not in map(str, one.by_key)):
        return _("What it had is no longer there.")
    if row.old and one.is_unique:
        return _("No two contacts may have the same by now.")
    return _("Changed since.")
