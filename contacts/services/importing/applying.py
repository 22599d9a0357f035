"""A planned import carried out: a fixed number of statements in one transaction.

Killed at any point, it has either happened or not. What changed since it was planned is looked
at again under locks: a contact somebody changed meanwhile is left to them, and its row rejected.
"""

from collections.abc import Callable
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import Any

from django.contrib.auth.models import User
from django.db import IntegrityError, models
from django.db.models import BigIntegerField, Case, Count, Exists, F, OuterRef, Value, When
from django.db.models.fields.json import KT
from django.db.models.functions import Cast, Coalesce, Lower
from django.utils.translation import gettext as _

from contacts.models import Contact, ContactImport, ImportRow, Outcome
from contacts.services.duplicates import refresh_keys
from contacts.services.refusals import Refused
from contacts.services.search_words import refresh_search_text
from contacts.services.suppressing import check_addresses
from segments_app.common.history import written_by
from segments_app.common.sheets import Shape, open_rows
from segments_app.common.sql import (
    along_with_others,
    insert_select,
    one_at_a_time,
    plan_anew,
    refresh_statistics,
    update_from,
)
from segments_app.common.staging import insert_elements

from .attribute_columns import write_attributes
from .consenting import record as record_consents
from .deciding import STRICTER
from .fields import FLAGS, GROUPS
from .options import Match, Options
from .planning import Plan, plan, storable, turn

TRIES = 3
FEW = 2_000  # contacts whose keys of duplicates are kept right at once
LOCK = "contacts import"
CONSENT = "consent"  # held with others by whoever writes what contacts have said
FIELDS: dict[str, Any] = {
    field.attname: field
    for field in Contact._meta.concrete_fields
    if field.name not in ("id", "image", "created_at", "modified_at", "created_by", "submission")
}
TRUE, FALSE = Value(value=True), Value(value=False)
Also = Callable[[ContactImport], None]


class PlanStale(Exception):
    """Contacts came or went since the import was planned, so that it must be planned anew."""


def carry_out(
    imported: ContactImport, path: Path, *, by: User | None, now: datetime, also: Also | None = None
) -> ContactImport:
    """Plan the import and do it; `also` is done in the same transaction.

    Harmless to repeat: one that is done stays as it is.
    """
    for _attempt in range(TRIES):
        imported = ContactImport.objects.get(pk=imported.pk)
        if not imported.is_draft:
            return imported
        planned = plan(imported, path, by=by, is_final=True)
        try:
            done = _apply(planned, path, by=by, now=now, also=also)
        except (PlanStale, IntegrityError):
            continue
        check_addresses()
        return done
    raise Refused(_("Contacts are being changed at the same time. Start the import again."))


def _apply(
    planned: Plan, path: Path, *, by: User | None, now: datetime, also: Also | None
) -> ContactImport:
    with turn(planned.imported, planned.imported.planner) as own:
        along_with_others(CONSENT)  # before any contact, as by whoever logs a segment
        one_at_a_time(LOCK)
        rows = ImportRow.objects.filter(contact_import=own)
        _refuse_stale(own, rows)
        changed = rows.filter(outcome=Outcome.UPDATED)
        _reject_changed(own, changed, path)
        with written_by(by):
            _create(rows.filter(outcome=Outcome.CREATED), by=by, now=now)
            _update(changed, planned.changed, now=now)
            if planned.group is not None:
                planned.group.save(force_insert=True)
                own.effects["group"] = planned.group.code
            _join(rows.written(), own)
            write_attributes(rows.written(), own.mapping)
            own.effects["consents"] = record_consents(own, rows.taken(), by=by, now=now)
        _tell_duplicates(rows.written())
        _finish(own, by=by, now=now)
        if also is not None:
            also(own)
    return own


def _refuse_stale(own: ContactImport, rows: Any) -> None:
    """Refuse a plan of which rows are gone, or whose new contacts somebody else has made."""
    if rows.rows().count() != own.read_count:
        raise PlanStale
    match = Options.of(own.options).match
    there = Contact.objects.exclude(pk=OuterRef("contact"))
    if match == Match.EMAIL:
        there = there.annotate(k=Lower("email")).filter(k=OuterRef("k")).exclude(email="")
        made = rows.annotate(k=Lower(KT("after__email")))
    elif match == Match.EXTERNAL_ID:
        there = there.filter(external_id=OuterRef("k")).exclude(external_id="")
        made = rows.annotate(k=KT("after__external_id"))
    else:
        return  # numbers are the database's to watch over
    made = made.filter(outcome=Outcome.CREATED, k__isnull=False).exclude(key="")
    if made.filter(Exists(there)).count():
        raise PlanStale


def _reject_changed(own: ContactImport, changed: Any, path: Path) -> None:
    """Reject rows of contacts that somebody has changed since; the others are locked."""
    contacts = Contact.objects.filter(pk__in=changed.values("contact")).order_by("pk")
    for _key in contacts.select_for_update().values_list("pk").iterator():
        pass
    # SQLite may have written the same moment in two ways, so the few that differ are looked at.
    differing = changed.exclude(contact__modified_at=F("seen_at"))
    moments = differing.values_list("number", "seen_at", "contact__modified_at")
    numbers = {number for number, seen, now in moments.iterator() if seen != now}
    if not numbers:
        return
    reason = _("Somebody changed the contact at that moment. Load the row again.")
    stale = ImportRow.objects.filter(contact_import=own, number__in=numbers, is_extra=False)
    stale.update(outcome=Outcome.REJECTED, reason=reason, before=None, after=None, key="")
    with closing(open_rows(path, Shape(**own.shape))) as rows:
        for row in rows:
            if row.number in numbers:
                cells = [storable(cell) for cell in row.cells]
                stale.filter(number=row.number).update(cells=cells)
    own.updated_count -= len(numbers)
    own.rejected_count += len(numbers)


def _create(rows: Any, *, by: User | None, now: datetime) -> None:
    """Make the new contacts, companies before the persons who belong to them."""
    columns = {FIELDS[name].name: _written(name) for name in FIELDS}
    columns |= {
        "id": F("contact_id"),
        "image": Value(""),
        "created_at": Value(now),
        "modified_at": Value(now),
        "created_by": Value(by and by.pk, output_field=BigIntegerField()),
    }
    for kind in Contact.Type.values:
        plan_anew()
        # In the order they were planned in, which is that of their keys and needs no sorting.
        insert_select(Contact, rows.filter(after__type=kind).order_by("pk"), **columns)


def _written(name: str) -> Any:
    """Return the value of a column as planned, nothing where the plan has none."""
    if name in FLAGS:
        is_set = When(**{f"after__{name}": True}, then=TRUE)
        return Case(is_set, default=FALSE)
    if isinstance(FIELDS[name], models.ForeignKey):
        return Cast(KT(f"after__{name}"), BigIntegerField())
    planned = [KT(f"after__{name}")]
    if name == "search_text":  # one's own words, where no company adds any
        planned.append(KT("after__search_own"))
    return Coalesce(*planned, Value(""), output_field=models.TextField())


def _update(rows: Any, changed: frozenset[str], *, now: datetime) -> None:
    """Change contacts in the columns that any row changes; the others keep what they have."""
    columns: dict[str, Any] = {"modified_at": Value(now)}
    for name in FIELDS.keys() & changed:
        columns[FIELDS[name].name] = _changed(name)
    plan_anew()
    update_from(Contact, rows, F("contact_id"), **columns)
    if "search_own" in changed:
        companies = rows.filter(after__has_key="search_own", contact__type=Contact.Type.COMPANY)
        refresh_search_text(Contact.objects.filter(company__in=companies.values("contact")))


def _changed(name: str) -> Any:
    stored = F(f"contact__{name}")
    if name in FLAGS:
        value = STRICTER[name]
        is_set = When(**{f"after__{name}": value}, then=TRUE if value else FALSE)
        return Case(is_set, default=stored)
    if isinstance(FIELDS[name], models.ForeignKey):
        written = Cast(KT(f"after__{name}"), BigIntegerField())
        return Coalesce(written, stored, output_field=BigIntegerField())
    return Coalesce(KT(f"after__{name}"), stored, output_field=models.TextField())


def _join(rows: Any, own: ContactImport) -> None:
    """Put contacts into the groups that their rows name."""
    options = Options.of(own.options)
    joins_all = {"mailing_groups"} if options.mailing_group or options.new_group else set()
    for name, (_model, members, column) in GROUPS.items():
        if name not in joins_all.union(own.mapping):
            continue
        plan_anew()
        insert_elements(
            members,
            rows.filter(after__has_key=name),
            owner="contact_id",
            element=f"{column}_id",
            json="after",
            key="contact_id",
            name=name,
        )


def _tell_duplicates(rows: Any) -> None:
    """Have the contacts compared with others by and by; of many, the next search does that."""
    keys = [*rows.values_list("contact", flat=True)[: FEW + 1]]
    if len(keys) <= FEW:
        refresh_keys(keys)


def _finish(own: ContactImport, *, by: User | None, now: datetime) -> None:
    """Note that it is done; every row is accounted for, which the database makes sure of."""
    outcomes = ImportRow.objects.filter(contact_import=own).rows().order_by()
    counts = dict(outcomes.values_list("outcome").annotate(count=Count("pk")))
    for outcome in Outcome:
        setattr(own, f"{outcome.value}_count", counts.get(outcome.value, 0))
    own.status, own.imported_at, own.created_by = ContactImport.Status.DONE, now, by
    own.planner = None
    own.save()
    if own.created_count + own.updated_count > 1_000:
        refresh_statistics(Contact, ImportRow)
