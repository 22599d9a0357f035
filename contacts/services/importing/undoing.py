"""An import taken back: values restored, groups left again, contacts it made deleted.

Only what is still as the import left it is touched; what somebody changed or used since stays,
and its row says why. Batches of their own transactions: killed at any point, the rest is done
when it is started again, and a batch is done once.
"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from contacts.models import Contact, ContactChange, ContactImport, ImportRow, Outcome
from contacts.services.consent import take_back_consents
from contacts.services.duplicates import forget_keys, refresh_keys
from contacts.services.refusals import Refused
from contacts.services.search_words import refresh_search_text
from contacts.services.suppressing import check_addresses, suppress_refusers
from segments_app.common.deleting import delete_whole
from segments_app.common.history import written_by
from segments_app.common.sql import one_at_a_time
from segments_app.common.staging import update_values

from .applying import FIELDS, LOCK
from .attribute_columns import attribute_label
from .attributes_back import AttributesBack
from .consenting import source_of
from .deciding import DERIVED, set_words
from .fields import GROUPS
from .matching import COLUMNS
from .records import Values
from .using import kept_because

BATCH = 1_000
#: Follow from other columns, and are told with those.
FOLLOWS = {*DERIVED, "name", "initials", "company_name"}


class NothingToUndo(Refused):
    """The import has written nothing that could be taken back."""

    def __init__(self) -> None:
        super().__init__(_("Only an import that was carried out can be undone."))


def undo(imported: ContactImport, *, by: User | None, now: datetime) -> ContactImport:
    """Take the import back; harmless to repeat, and goes on where it was cut short."""
    if imported.is_draft:
        raise NothingToUndo
    while _undo_batch(imported, Outcome.UPDATED, by=by, now=now):
        pass
    for kind in (Contact.Type.PERSON, Contact.Type.COMPANY):  # a company goes after its persons
        while _undo_batch(imported, Outcome.CREATED, by=by, now=now, kind=kind):
            pass
    with transaction.atomic():
        own = ContactImport.objects.select_for_update().get(pk=imported.pk)
        if own.status == ContactImport.Status.DONE:
            if taken := take_back_consents(source_of(own), by=by, now=now):
                own.undo_counts["consents"] = taken
            own.status, own.undone_at, own.undone_by = ContactImport.Status.UNDONE, now, by
            own.save(update_fields=["status", "undone_at", "undone_by", "undo_counts"])
    check_addresses()
    return own


@transaction.atomic
def _undo_batch(
    imported: ContactImport, outcome: str, *, by: User | None, now: datetime, kind: str = ""
) -> bool:
    """Undo some rows; say whether there were any."""
    own = ContactImport.objects.select_for_update().get(pk=imported.pk)
    if own.status != ContactImport.Status.DONE:
        return False
    one_at_a_time(LOCK)
    waiting = ImportRow.objects.filter(contact_import=own, outcome=outcome, is_undone=False)
    if kind:
        waiting = waiting.filter(after__type=kind)
    rows = list(waiting.order_by("number", "is_extra")[:BATCH])
    if not rows:
        return False
    batch = _Batch(own, rows)
    with written_by(by):
        counts = batch.delete() if outcome == Outcome.CREATED else batch.restore(now=now)
    for name, count in counts.items():
        own.undo_counts[name] = own.undo_counts.get(name, 0) + count
    own.save(update_fields=["undo_counts"])
    return True


class _Batch:
    """Rows of an import with the contacts they wrote, locked."""

    def __init__(self, imported: ContactImport, rows: list[ImportRow]) -> None:
        self.imported = imported
        self.rows = rows
        keys = [row.contact_id for row in rows if row.contact_id]
        contacts = Contact.objects.filter(pk__in=keys).order_by("pk").select_for_update()
        self.contacts: dict[int, Values] = {each["id"]: each for each in contacts.values(*COLUMNS)}

    def delete(self) -> dict[str, int]:
        """Delete contacts that nobody has used or changed since they were made."""
        reasons = self._changed_since()
        unused = [key for key in self.contacts if key not in reasons]
        reasons |= kept_because(unused, self.rows, self.imported)
        gone = [key for key in self.contacts if key not in reasons]
        suppress_refusers(Contact.objects.filter(pk__in=gone), now=timezone.now())
        delete_whole(Contact, gone)
        forget_keys(gone)
        self._mark({row: reasons.get(row.contact_id or 0, "") for row in self.rows})
        return {"deleted": len(gone), "kept": len(reasons)}

    def restore(self, *, now: datetime) -> dict[str, int]:
        """Write back what stood there, of columns that still have what the import wrote."""
        notes: dict[ImportRow, list[str]] = defaultdict(list)
        writers = self._writers()
        changed: dict[int, Values] = {}
        for row in self.rows:
            contact = self.contacts.get(row.contact_id or 0)
            if contact is None:
                continue
            before, after = row.before or {}, row.after or {}
            back = {}
            for name in before.keys() & contact.keys() - FOLLOWS:
                if contact[name] == after[name]:
                    back[name] = before[name]
                elif contact[name] != before[name]:
                    notes[row].append(self._changed_by(row, name, writers))
            back |= self._name_back(contact, before, after)
            if back:
                changed[contact["id"]] = back
        attributes = AttributesBack(self.rows, self.contacts)
        for row, name, taken in attributes.kept:
            notes[row].append(taken or self._changed_by(row, name, writers))
        changed |= {key: changed.get(key, {}) for key in attributes.write()}
        left = self._leave_groups()
        self._write(changed, now=now)
        refresh_keys(changed)
        self._mark({row: " ".join(notes.get(row, [])) for row in self.rows})
        whole = changed.keys() - {row.contact_id for row in notes}
        return {"restored": len(whole), "left": left, "partly": len(notes)}

    def _name_back(self, contact: Values, before: Values, after: Values) -> Values:
        """Return what follows from other columns, where all of it is as the import left it."""
        names = [name for name in ("name", "initials") if name in before]
        return {name: before[name] for name in names if contact[name] == after[name]}

    def _write(self, changed: dict[int, Values], *, now: datetime) -> None:
        if not changed:
            return
        companies = self._words(changed)
        kinds: dict[frozenset[str], list[Values]] = defaultdict(list)
        for key, values in changed.items():
            kinds[frozenset(values)].append({"id": key, **values})
        for names, rows in kinds.items():
            if names:
                update_values(Contact, [*names], rows)
        Contact.objects.filter(pk__in=changed).update(modified_at=now)
        if companies:
            refresh_search_text(Contact.objects.filter(company__in=companies))

    def _words(self, changed: dict[int, Values]) -> list[int]:
        """Put the search words together again; return companies whose persons show them."""
        employers: Any = {
            values.get("company_id", self.contacts[key]["company_id"])
            for key, values in changed.items()
        }
        rows: Any = Contact.objects.filter(pk__in=employers - {None}).values("id", "search_own")
        known: dict[int, Values] = {row["id"]: row for row in rows}
        companies = []
        for key, values in changed.items():
            was = self.contacts[key]
            whole = {**was, **values}
            set_words(whole, known.get(whole["company_id"]))
            values |= {name: whole[name] for name in DERIVED if whole[name] != was[name]}
            if "search_own" in values and was["type"] == Contact.Type.COMPANY:
                companies.append(key)
        return companies

    def _leave_groups(self) -> int:
        left = 0
        for name, (_model, members, column) in GROUPS.items():
            pairs: dict[int, list[int]] = defaultdict(list)
            for row in self.rows:
                for group in (row.after or {}).get(name, []):
                    pairs[group].append(row.contact_id or 0)
            for group, keys in pairs.items():
                rows = members._default_manager.filter(**{column: group, "contact__in": keys})
                left += rows.delete()[0]
        return left

    def _changed_since(self) -> dict[int, str]:
        """Say of contacts that were made who has changed them since."""
        moment = self.imported.imported_at
        changed = {key for key, each in self.contacts.items() if each["modified_at"] != moment}
        writers = self._writers()
        return {
            key: _("Changed since%(by)s.") % {"by": by_whom(writers.get((key, "")))}
            for key in changed
        }

    def _writers(self) -> dict[tuple[int, str], ContactChange]:
        """Return the latest change of each contact and field, and of each contact by ""."""
        rows = ContactChange.objects.filter(
            contact__in=self.contacts, changed_at__gt=self.imported.imported_at or timezone.now()
        ).select_related("changed_by")
        found: dict[tuple[int, str], ContactChange] = {}
        for change in rows.order_by("changed_at", "pk"):
            found[change.contact_id, change.field] = change
            found[change.contact_id, ""] = change
        return found

    def _changed_by(
        self, row: ImportRow, name: str, writers: dict[tuple[int, str], ContactChange]
    ) -> str:
        change = writers.get((row.contact_id or 0, name.removesuffix("_id")))
        label = attribute_label(name) or FIELDS[name].verbose_name
        return _("%(field)s: changed since%(by)s.") % {"field": label, "by": by_whom(change)}

    def _mark(self, notes: dict[ImportRow, str]) -> None:
        ImportRow.objects.filter(pk__in=[row.pk for row in notes]).update(is_undone=True)
        for reason in {*notes.values()} - {""}:
            keys = [row.pk for row, text in notes.items() if text == reason]
            ImportRow.objects.filter(pk__in=keys).update(kept=reason)


def by_whom(change: ContactChange | None) -> str:
    """Return who made a change and when, as the end of a sentence."""
    if change is None:
        return ""
    day = date_format(timezone.localtime(change.changed_at), "SHORT_DATE_FORMAT")
    if change.changed_by is None:
        return _(" on %(day)s") % {"day": day}
    user = change.changed_by.get_full_name() or change.changed_by.get_username()
    return _(" by %(user)s on %(day)s") % {"user": user, "day": day}


def kept_rows(imported: ContactImport) -> Iterable[ImportRow]:
    """Return the rows that could not be taken back, each with the reason."""
    return ImportRow.objects.filter(contact_import=imported).exclude(kept="").order_by("number")
