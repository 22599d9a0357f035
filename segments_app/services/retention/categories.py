"""What rules can be about: which rows are older than a moment, and how they are removed."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.auth.models import User
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from contacts.models import (
    BulkEdit,
    BulkEditRow,
    ConsentEvent,
    Contact,
    ContactBusinessRelation,
    ContactChange,
    ContactImport,
    Erasure,
    ImportRow,
    Merge,
    MergeChange,
    Restriction,
)
from contacts.models.erasures import ERASED_NUMBER
from contacts.services.personal import erase_contacts
from interactions.models import Interaction
from segments_app.models import Job, SegmentLine
from segments_app.models.retention import RetentionKind

Rows = Callable[[datetime], "QuerySet[Any]"]
Remove = Callable[[Sequence[Any], User | None, datetime], int]


@dataclass(frozen=True)
class Category:
    """A kind of rule: rows that are older, as a query, and what removes a batch of them."""

    kind: str
    help: str | Promise
    months: int
    rows: Rows
    remove: Remove
    batch: int = 1_000

    @property
    def label(self) -> str:
        return str(RetentionKind(self.kind).label)


def silent_contacts(before: datetime) -> "QuerySet[Any]":
    """Return contacts from whom nothing was heard since then (RT-01).

    Heard is an interaction that came from them or that they answered, and what they said of
    consent; that we wrote, or that a mail was opened, is not. Kept are those whose processing
    is restricted (held for a claim), customers of the books, contacts on open segments, and
    companies with persons.
    """
    heard = Interaction.objects.filter(contact=OuterRef("pk"), cancellation=None).filter(
        Q(information_flow="inbound") | Q(initiated_by="them") | Q(is_response=True),
        occurred_on__gte=before.date(),
    )
    said = ConsentEvent.objects.filter(contact=OuterRef("pk"), happened_at__gte=before)
    held = Restriction.objects.filter(contact=OuterRef("pk"), lifted_at=None)
    open_lines = SegmentLine.objects.filter(contact=OuterRef("pk"), segment__logged_segment=None)
    company = Coalesce(OuterRef("company_id"), OuterRef("pk"))
    customer = ContactBusinessRelation.objects.filter(contact=company).exclude(linked_to="")
    persons = Contact.objects.filter(company=OuterRef("pk"))
    old = Contact.objects.filter(created_at__lt=before).exclude(number__startswith=ERASED_NUMBER)
    return old.filter(
        *(~Exists(rows) for rows in (heard, said, held, open_lines, customer, persons))
    )


def old_import_rows(before: datetime) -> "QuerySet[Any]":
    """Return rows of imports whose cells and values are still kept; they can be undone by these."""
    rows = ImportRow.objects.filter(contact_import__created_at__lt=before)
    return rows.filter(Q(cells__isnull=False) | Q(after__isnull=False) | ~Q(label=""))


def old_edits(before: datetime) -> "QuerySet[Any]":
    return BulkEdit.objects.filter(
        Exists(BulkEditRow.objects.filter(edit=OuterRef("pk"))), created_at__lt=before
    )


def old_merges(before: datetime) -> "QuerySet[Any]":
    return Merge.objects.filter(merged_at__lt=before)


def old_changes(before: datetime) -> "QuerySet[Any]":
    return ContactChange.objects.filter(changed_at__lt=before)


def old_jobs(before: datetime) -> "QuerySet[Any]":
    return Job.objects.filter(finished_at__lt=before)


def erase(keys: Sequence[Any], by: User | None, now: datetime) -> int:
    return len(erase_contacts(keys, cause=Erasure.Cause.RETENTION, by=by, now=now))


def empty_import_rows(keys: Sequence[Any], by: User | None, now: datetime) -> int:
    """Forget what the rows said; that they were there, and what became of them, stays."""
    rows = ImportRow.objects.filter(pk__in=keys)
    ContactImport.objects.filter(pk__in=rows.values("contact_import")).update(samples=[])
    return rows.update(label="", reason="", cells=None, before=None, after=None, candidates=None)


def forget_edits(keys: Sequence[Any], by: User | None, now: datetime) -> int:
    """Forget what contacts had before; how many were changed stays."""
    BulkEditRow.objects.filter(edit__in=keys).delete()
    return len(keys)


def forget_merges(keys: Sequence[Any], by: User | None, now: datetime) -> int:
    MergeChange.objects.filter(merge__in=keys).delete()
    return Merge.objects.filter(pk__in=keys).delete()[0]


def forget_changes(keys: Sequence[Any], by: User | None, now: datetime) -> int:
    return ContactChange.objects.filter(pk__in=keys).delete()[0]


def forget_jobs(keys: Sequence[Any], by: User | None, now: datetime) -> int:
    return Job.objects.filter(pk__in=keys).delete()[0]


CATEGORIES: dict[str, Category] = {
    one.kind: one
    for one in (
        Category(
            RetentionKind.CONTACTS,
            _(
                "Erased for good, where nothing came from them: no inbound interaction, no "
                "response, no word on consent. Kept are customers of the books, contacts on open "
                "segments, companies with persons, and whoever is restricted."
            ),
            36,
            silent_contacts,
            erase,
            batch=20,
        ),
        Category(
            RetentionKind.IMPORT_ROWS,
            _("The import stays with its counts. It can no longer be undone."),
            12,
            old_import_rows,
            empty_import_rows,
        ),
        Category(
            RetentionKind.BULK_EDITS,
            _("The change stays with its counts. It can no longer be undone."),
            12,
            old_edits,
            forget_edits,
            batch=20,
        ),
        Category(
            RetentionKind.MERGES,
            _("The contacts stay one. The merge can no longer be taken back."),
            24,
            old_merges,
            forget_merges,
            batch=100,
        ),
        Category(
            RetentionKind.HISTORY,
            _("Criteria about former values no longer find them."),
            60,
            old_changes,
            forget_changes,
        ),
        Category(RetentionKind.JOBS, _("With their results."), 12, old_jobs, forget_jobs),
    )
}
