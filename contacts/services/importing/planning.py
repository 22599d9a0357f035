"""An import planned: what would come of each row is written down, and no contact is touched.

The file is read in batches; each batch is looked up in a fixed number of queries and written by
one COPY in a transaction of its own. A plan that was cut short is begun anew. The plan that is
carried out has the keys and numbers of its new contacts, and so is written once.
"""

from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID, uuid4

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from contacts.models import Contact, ContactImport, ImportRow, MailingGroup, Outcome
from contacts.services.numbers import next_numbers, skip_numbers
from contacts.services.refusals import Refused
from segments_app.common.ahead import batches_ahead
from segments_app.common.sheets import Shape, open_rows
from segments_app.common.sql import refresh_statistics
from segments_app.common.staging import ENCODER, copy_in, reserve_keys

from .attribute_columns import Attributes
from .consenting import Consenting
from .deciding import Decider, set_words
from .employers import Employers, name_companies
from .fields import GROUPS
from .joining import group_of
from .matching import Matcher, earlier_rows
from .merged import reject_merged, taken
from .options import Match, Options
from .reading import Reader
from .records import Record
from .resembling import Resembling
from .staying import reject_profiled, reject_staying

BATCH = 4_000
COLUMNS = (
    "contact_import_id", "number", "is_extra", "outcome", "contact_id", "label", "key",
    "company_key", "domain_key", "reason", "cells", "before", "after", "seen_at", "is_undone",
    "kept", "candidates",
)  # fmt: skip


class Overtaken(Refused):
    """Another run plans the same import."""

    def __init__(self) -> None:
        super().__init__(_("The import has been started again. That run goes on."))


@dataclass(frozen=True)
class Plan:
    """What was planned: the import, the columns that contacts change in, a group to be made."""

    imported: ContactImport
    changed: frozenset[str]
    group: MailingGroup | None = None


def plan(imported: ContactImport, path: Path, *, by: User | None, is_final: bool) -> Plan:
    """Write down what comes of each row; `is_final` when it is carried out right after."""
    run = begin(imported)
    planner = Planner(imported, run, by=by, is_final=is_final)
    for only in ("company", "person") if planner.reader.has_both_kinds else ("",):
        with closing(open_rows(path, Shape(**imported.shape))) as rows:
            records = planner.reader.read(rows, only=only)
            with closing(batches_ahead(records, BATCH)) as batches:
                for batch in batches:
                    planner.take(batch)
            blank = rows.blank
    with turn(imported, run) as own:
        own.blank_count, own.planned_at = blank, timezone.now()
        own.effects = {
            "consents": planner.consenting.counts,
            "possible": planner.resembling.counts,
        }
        own.save(update_fields=["blank_count", "planned_at", "effects"])
    refresh_statistics(ImportRow)
    return Plan(own, frozenset(planner.changed), planner.group if planner.is_new_group else None)


@transaction.atomic
def begin(imported: ContactImport) -> UUID:
    """Take the import over from any other run, and forget what was planned before."""
    own = ContactImport.objects.select_for_update().get(pk=imported.pk)
    if not own.is_draft:
        raise Refused(_("This file has been imported already."))
    own.planner, own.planned_at = uuid4(), None
    for outcome in Outcome:
        setattr(own, f"{outcome.value}_count", 0)
    own.read_count = own.blank_count = own.company_count = 0
    own.effects = {}
    own.save()
    ImportRow.objects.filter(contact_import=own).delete()
    return own.planner


class Planner:
    """Plans the batches of one run."""

    def __init__(
        self, imported: ContactImport, run: UUID, *, by: User | None, is_final: bool
    ) -> None:
        options = Options.of(imported.options)
        self.imported, self.run, self.is_final = imported, run, is_final
        self.reader = Reader(imported, options)
        self.matcher = Matcher(imported, options)
        self.employers = Employers(imported, options)
        self.decider = Decider(options, by=by)
        self.attributes = Attributes(options)
        self.consenting = Consenting(imported, options)
        self.resembling = Resembling(imported, options, is_final=is_final)
        self.group = group_of(options, is_final=is_final)
        self.is_new_group = self.group is not None and self.group._state.adding
        self.checks_numbers = "number" in self.reader.places and options.match != Match.NUMBER
        self.numbers: set[int] = set()
        self.changed: set[str] = set()

    def take(self, records: list[Record]) -> None:
        """Plan a batch and write it down, unless another run has taken over."""
        with turn(self.imported, self.run) as own:
            self._mark_repeated(records)
            self.matcher.match(records)
            extras = self.employers.find(records)
            self._decide(extras)
            self._decide(records)
            self._write([*extras, *records])
            count(own, records, len(extras))

    def _mark_repeated(self, records: list[Record]) -> None:
        keys = [record.key for record in records if record.key]
        first = earlier_rows(self.imported, keys) if keys else {}
        for record in records:
            if not record.key or not record.is_open:
                continue
            if record.key in first:
                record.skip(
                    _("Row %(row)s is about the same contact.") % {"row": first[record.key]}
                )
                record.key = ""
            else:
                first[record.key] = record.number

    def _decide(self, records: list[Record]) -> None:
        records = [record for record in records if record.is_open]
        if self.group is not None:
            for record in records:
                keys = record.groups.get("mailing_groups", [])
                if not record.is_extra:
                    record.groups["mailing_groups"] = [*{*keys, self.group.pk}]
        self.resembling.skip_chosen(records)
        records = [record for record in records if record.is_open]
        self._decide_each(records)
        self._decide_each(self.resembling.take(records))
        reject_staying(records)
        reject_profiled(records)
        reject_merged(records)
        self.attributes.decide(records)
        self.changed |= changed_columns(records)
        created = [record for record in records if record.outcome == Outcome.CREATED]
        if self.checks_numbers:
            self._reject_taken(created)
            created = [record for record in created if record.outcome == Outcome.CREATED]
        name_companies(created)
        if self.is_final:
            self._number(created)
        self.consenting.take(record for record in records if not record.is_extra)

    def _decide_each(self, records: list[Record]) -> None:
        joined = groups_of(records)
        for record in records:
            self.decider.decide(record, groups=joined.get(record.contact or 0, {}))

    def _reject_taken(self, records: list[Record]) -> None:
        numbers = {record.after.get("number") for record in records} - {None}
        present = taken(numbers)
        for record in records:
            number = record.after.get("number")
            if number and (number in present or hash(number) in self.numbers):
                record.reject(_("Another contact has this number."))
            elif number:
                self.numbers.add(hash(number))

    def _number(self, records: list[Record]) -> None:
        """Give the new contacts their keys and numbers, and the words they are found by."""
        given = [record.after["number"] for record in records if "number" in record.after]
        if given:
            skip_numbers("contact_numbers", given)
        numbers = iter(free_numbers(len(records) - len(given)))
        keys = reserve_keys(Contact, len(records))
        for record, key in zip(records, keys, strict=True):
            after = record.after
            record.contact = after["id"] = key
            if "number" not in after:
                after["number"] = next(numbers)
            if not after.get("name"):
                after["name"] = after["number"]
            if record.employer:
                after["company_id"] = record.employer["id"]
            set_words(after, record.employer)
            if after["search_text"] == after["search_own"]:
                del after["search_text"]

    def _write(self, records: list[Record]) -> None:
        copy_in(ImportRow, COLUMNS, (as_row(record, self.imported.pk) for record in records))


@contextmanager
def turn(imported: ContactImport, run: UUID | None) -> Iterator[ContactImport]:
    """Hold the import in a transaction, as long as this run is the one that may write it."""
    with transaction.atomic():
        own = ContactImport.objects.select_for_update().filter(pk=imported.pk, planner=run).first()
        if own is None or not own.is_draft:
            raise Overtaken
        yield own


def changed_columns(records: Iterable[Record]) -> set[str]:
    """Return the columns that any of the contacts changes in."""
    changed: set[str] = set()
    for record in records:
        if record.outcome == Outcome.UPDATED:
            changed |= record.after.keys()
    return changed


def groups_of(records: Iterable[Record]) -> dict[int, dict[str, set[int]]]:
    """Return the groups that the contacts of records are in, one query for each kind named."""
    found: dict[int, dict[str, set[int]]] = {}
    known = {record.contact: record.groups for record in records if record.contact}
    for name, (_model, members, column) in GROUPS.items():
        keys = [key for key, groups in known.items() if name in groups]
        if not keys:
            continue
        rows = members._default_manager.filter(contact__in=keys)
        for contact, group in rows.values_list("contact", column):
            found.setdefault(contact, {}).setdefault(name, set()).add(group)
    return found


def free_numbers(count: int) -> list[str]:
    """Take so many numbers of the series that no contact has, or had before a merge."""
    found: list[str] = []
    while len(found) < count:
        numbers = next_numbers("contact_numbers", count - len(found))
        not_free = taken(numbers)
        found += [number for number in numbers if number not in not_free]
    return found


def count(own: ContactImport, records: list[Record], extras: int) -> None:
    """Add a batch to what is accounted for."""
    added = {f"{outcome.value}_count": 0 for outcome in Outcome} | {"company_count": extras}
    for record in records:
        added[f"{record.outcome}_count"] += 1
    changes = {name: F(name) + number for name, number in added.items()}
    ContactImport.objects.filter(pk=own.pk).update(
        read_count=F("read_count") + len(records), **changes
    )


def as_row(record: Record, imported: int) -> tuple[object, ...]:
    """Return the columns of a record; the cells only of one that was not taken."""
    written = record.outcome in (Outcome.CREATED, Outcome.UPDATED)
    kept = record.outcome in (Outcome.REJECTED, Outcome.SKIPPED)
    return (
        imported,
        record.number,
        record.is_extra,
        record.outcome,
        record.contact,
        "" if kept else record.label,
        "" if record.outcome == Outcome.REJECTED else record.key,
        record.company_key if record.outcome == Outcome.CREATED else "",
        record.domain_key if record.outcome == Outcome.CREATED else "",
        storable(record.reason),  # it may name a column, of a file that is broken
        ENCODER.encode([storable(cell) for cell in record.cells]) if kept else None,
        ENCODER.encode(record.before) if record.before else None,
        ENCODER.encode(record.after) if written else None,
        record.was["modified_at"] if written and record.was else None,
        False,
        "",
        ENCODER.encode(record.candidates) if record.candidates else None,
    )


def storable(cell: str) -> str:
    """Return the cell as a database keeps it: without NUL and halves of characters."""
    return cell.replace("\0", "\ufffd").encode("utf-8", "replace").decode()
