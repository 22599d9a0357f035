"""Changing many contacts in a few statements, with a note of what each of them had."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import F, Q, Value
from django.utils.translation import gettext as _

from contacts.models import BulkEdit, BulkEditRow, Contact, ContactQuerySet
from contacts.services import attributes
from contacts.services.defaults import current_setup
from contacts.services.duplicates import refresh_keys
from contacts.services.inheritance import blocks
from segments_app.common.history import written_by
from segments_app.common.retrying import retried
from segments_app.common.sql import (
    insert_missing,
    insert_select,
    lock_rows,
    plan_anew,
    refresh_statistics,
)
from segments_app.common.submissions import once

from .changes import (
    CHOICES,
    COLUMNS,
    GROUPS,
    CannotChange,
    Changes,
    as_text,
    differs,
    pairs,
)
from .valuing import notes_of, rows_of, write_values
from .wishes import check_wish

MANY = 1_000  # from so many on the planner is told


@retried
@once(BulkEdit)
@transaction.atomic
def edit_contacts(
    contacts: ContactQuerySet,
    *,
    changes: Changes,
    expected: int | None = None,
    submission: UUID | None = None,
    by: User | None,
    now: datetime,
) -> BulkEdit:
    """Make the changes for those of the contacts who are not as wanted, and note what they had.

    Persons who have a value from their company follow it, as when it is changed alone.
    `expected` is how many contacts the user saw; other contacts may match by now.
    """
    check(changes)
    chosen = Contact.objects.filter(pk__in=contacts.order_by().values("pk"))
    count = lock_rows(chosen)
    if expected is not None and count != expected:
        raise CannotChange(_("Other contacts match by now, so nothing was changed. Look again."))
    edit = BulkEdit.objects.create(
        changes=changes.as_plain(), created_by=by, created_at=now, submission=submission
    )
    note_all(edit, chosen, changes)
    if count >= MANY:
        refresh_statistics(BulkEditRow)
        plan_anew()
    with written_by(by):
        write(edit, changes, now=now)
    count_changed(edit)
    keep_keys(edit, changes)
    return edit


def check(changes: Changes) -> None:
    """Refuse what a single contact would be refused."""
    unknown = {*changes.values} - {*COLUMNS} | ({*changes.joins, *changes.leaves} - {*GROUPS})
    if unknown:
        raise TypeError(f"nothing that many contacts can be given: {', '.join(sorted(unknown))}")
    if not changes:
        raise CannotChange(_("Nothing is to be changed yet: choose at least one change."))
    known = attributes.definitions()
    if gone := changes.attributes.keys() - known.keys():
        text = _("There is no attribute “%(code)s” any more.")
        raise CannotChange(text % {"code": ", ".join(sorted(gone))})
    for wish in changes.wishes:
        check_wish(wish)
    key = changes.values.get("salesperson")
    if key and not CHOICES["salesperson"].objects.selectable().filter(pk=key).exists():
        raise CannotChange(_("This salesperson may not be chosen."))


def note_all(edit: BulkEdit, chosen: ContactQuerySet, changes: Changes) -> None:
    """Note what every contact has that will be changed, before anything is."""
    for name, value in changes.values.items():
        note(edit, chosen.filter(differs(name, value)), part=Value(name), old=as_text(name))
    inherited = {field for block in blocks(current_setup()) for field in block}
    for name in [name for name in changes.values if name in inherited]:
        companies = BulkEditRow.objects.filter(edit=edit).of(name)
        same = Q(**{name: F(f"company__{name}")})
        if name in CHOICES:
            same |= Q(**{f"{name}__isnull": True, f"company__{name}__isnull": True})
        persons = Contact.objects.filter(same, company__in=companies.contacts())
        followers = persons.exclude(pk__in=chosen.values("pk"))
        note(edit, followers, part=Value(name), old=as_text(name), is_follower=Value(value=True))
    for name, group in pairs(changes.joins):
        kind = GROUPS[name]
        new = chosen.filter(kind.can_join()).exclude(kind.is_member(group))
        note(edit, new, part=Value(name), group=Value(group))
    for name, group in pairs(changes.leaves):
        members = GROUPS[name].members(group).filter(contact__in=chosen.values("pk"))
        columns: Any = {"contact": F("contact_id"), "joined_at": F("created_at")}
        note(edit, members, part=Value(name), group=Value(group), old=Value("in"), **columns)
    for wish in changes.wishes:
        for source, told in notes_of(chosen, wish):
            note(edit, source, **told)


def note(edit: BulkEdit, source: Any, **columns: Any) -> None:
    """Note all rows of the source, in one statement."""
    usual: dict[str, Any] = {
        "contact": F("pk"),
        "group": Value(0),
        "old": Value(""),
        "is_follower": Value(value=False),
        "is_undone": Value(value=False),
    }
    insert_select(BulkEditRow, source, edit=Value(edit.pk), **{**usual, **columns})


def write(edit: BulkEdit, changes: Changes, *, now: datetime) -> None:
    """Make the changes for the contacts that were noted."""
    rows = BulkEditRow.objects.filter(edit=edit)
    for name, value in changes.values.items():
        column = f"{name}_id" if name in CHOICES else name
        noted = Contact.objects.filter(pk__in=rows.of(name).contacts())
        noted.update(**{column: value}, modified_at=now)
    for name, group in pairs(changes.joins):
        join(GROUPS[name], group, rows.of(name, group).filter(old=""), now=Value(now))
    for name, group in pairs(changes.leaves):
        leaving = rows.of(name, group).filter(old="in")
        GROUPS[name].members(group).filter(contact__in=leaving.contacts()).delete()
    for wish in changes.wishes:
        write_values(rows_of(edit, wish), wish)
    noted = Contact.objects.filter(pk__in=rows.contacts())
    noted.exclude(modified_at=now).update(modified_at=now)


def join(kind: Any, group: int, rows: Any, *, now: Any) -> None:
    """Put the contacts of the rows into the group."""
    insert_missing(
        kind.member, rows, contact=F("contact_id"), created_at=now, **{kind.column: Value(group)}
    )


def count_changed(edit: BulkEdit) -> None:
    """Keep how many contacts were changed, and how many persons followed."""
    rows = BulkEditRow.objects.filter(edit=edit).order_by()
    edit.contact_count = rows.filter(is_follower=False).values("contact").distinct().count()
    edit.follower_count = rows.filter(is_follower=True).values("contact").distinct().count()
    edit.save(update_fields=["contact_count", "follower_count"])


def keep_keys(edit: BulkEdit, changes: Changes) -> None:
    """Read national telephone numbers anew, of few; the search for duplicates reads all."""
    if "country" in changes.values:
        rows = BulkEditRow.objects.filter(edit=edit).of("country")
        refresh_keys(list(rows.values_list("contact", flat=True)[:MANY]))
