"""Two contacts become one (docs/decisions/0033): everything moves, nothing is lost."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.contrib.auth.models import User
from django.db import IntegrityError, transaction
from django.db.models import Exists, Max, OuterRef, Q
from django.utils.translation import gettext as _

from contacts.models import Contact, ContactChange, Merge
from contacts.services.duplicates import refresh_keys
from contacts.services.refusals import Refused
from contacts.services.search_words import refresh_search_text
from segments_app.common.history import written_by
from segments_app.common.moving import moving
from segments_app.common.retrying import retried

from . import rules
from .decisions import Decision, Pointing, decided
from .images import image
from .journal import Journal
from .values import apply_values

__all__ = ["MergeRefused", "merge_contacts", "rules"]


class MergeRefused(Refused):
    """The two cannot become one, or not be two again; the message says why."""


@retried
@transaction.atomic
def merge_contacts(
    survivor: Contact,
    gone: Contact,
    *,
    values: Mapping[str, Any] | None = None,
    attributes: Mapping[int, int] | None = None,
    by: User | None,
    now: datetime,
) -> Merge:
    """Make `gone` a part of `survivor`, with the values chosen; said again it changes nothing.

    `attributes` says of attributes whose value is kept. Of others it is the survivor's, or the
    only one, and the choices of both where there can be several.

    One transaction, under locks in the order of ids; all that points at the one points at the
    other afterwards, and is noted so that `undo_merge` can give it back.
    """
    lock(survivor.pk, gone.pk)
    done = Merge.objects.standing().filter(gone_id=gone.pk, into_id=survivor.pk).first()
    if done is not None:
        return done
    survivor, gone = both(survivor.pk, gone.pk)
    before = last_change()
    original = image(survivor)
    was = apply_values(survivor, gone, values or {})
    merge = Merge.objects.create(
        survivor=survivor,
        into_id=survivor.pk,
        gone_id=gone.pk,
        gone_number=gone.number,
        gone_name=gone.name,
        gone=image(gone),
        merged_by=by,
        merged_at=now,
    )
    journal = Journal(merge, survivor, gone, attributes=attributes or {})
    persons = list(Contact.objects.filter(company=gone.pk).values_list("pk", flat=True))
    with written_by(by), moving(gone.pk, survivor.pk):
        make_one(journal, was, now=now)
    kept = {name: value for name, value in image(survivor).items() if value != original[name]}
    merge.before, merge.after = {name: original[name] for name in kept}, kept
    merge.save(update_fields=["before", "after"])
    involved = [survivor.pk, *persons]
    journal.note_written(ContactChange.objects.filter(pk__gt=before, contact__in=involved))
    return merge


def lock(survivor: int, gone: int) -> None:
    """Lock the two, and the persons of both, lowest id first."""
    concerned = Q(pk__in=(survivor, gone)) | Q(company__in=(survivor, gone))
    list(Contact.objects.select_for_update().filter(concerned).order_by("pk").only("pk"))


def both(survivor: int, gone: int) -> tuple[Contact, Contact]:
    """Return the two as they are now; refuse those that can be no single contact."""
    if survivor == gone:
        raise MergeRefused(_("These are one contact already."))
    found = Contact.objects.in_bulk([survivor, gone])
    if len(found) != 2:
        raise MergeRefused(_("One of the two contacts is not there any more."))
    if found[survivor].type != found[gone].type:
        raise MergeRefused(_("A company and a person cannot be merged. Change the type of one."))
    return found[survivor], found[gone]


def make_one(journal: Journal, was: Contact, *, now: datetime) -> None:
    """Prepare, write the survivor, move all, tidy up, and delete the one that is gone."""
    parts = decided()
    for _one, decision in parts:
        if decision.prepare is not None:
            decision.prepare(journal)
    survivor, gone = journal.survivor, journal.gone
    survivor.modified_at = now
    survivor.save()
    for one, decision in parts:
        move(journal, one, decision)
    for _one, decision in parts:
        if decision.finish is not None:
            decision.finish(journal)
    try:
        with transaction.atomic():
            Contact.objects.filter(pk=gone.pk).delete()
    except IntegrityError as error:  # written by somebody since we looked
        raise MergeRefused(_("Somebody is working with this contact. Try again.")) from error
    make_findable(survivor)


def move(journal: Journal, one: Pointing, decision: Decision) -> None:
    """Move the rows of one foreign key, without those that the survivor has already."""
    if not decision.is_moved:
        return
    rows = one.model._base_manager.filter(**{one.field: journal.gone.pk})
    if decision.same:
        own = one.model._base_manager.filter(
            **{one.field: journal.survivor.pk, **{n: OuterRef(n) for n in decision.same}}
        )
        journal.remove(rows.filter(Exists(own)))
    journal.move(one.model, one.field)


def make_findable(*contacts: Contact) -> None:
    """Put the words of searches and the keys of duplicates right, of their persons too."""
    pks = [contact.pk for contact in contacts]
    refresh_search_text(Contact.objects.filter(Q(pk__in=pks) | Q(company__in=pks)))
    refresh_keys(pks)


def last_change() -> int:
    """Return the last row of the history that there is."""
    return ContactChange.objects.aggregate(last=Max("pk"))["last"] or 0
