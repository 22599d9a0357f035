"""The search for duplicates: all contacts, or those that were changed since the last search.

A search of all reads each contact once, and then goes slice by slice through the keys, in bounded
memory. Killed anywhere it does no harm, and the next one goes on after the last slice that was
done. Pairs that are no longer found go at its end.
"""

from dataclasses import asdict
from datetime import datetime, timedelta

from django.db import transaction

from contacts.models import Contact, DuplicatePair, DuplicateSearch

from . import blocks
from .changes import changed_since, compare_changed
from .comparing import Progress, Searched
from .remembering import forget_of, forget_old
from .whole import search_all

#: What keys are made of and what is compared; another number has the next search compare all.
RULES = 1
#: Transactions that wrote before a search and ended after its beginning are no older.
OVERLAP = timedelta(hours=1)
#: A search that was stopped longer ago is begun anew.
STALE = timedelta(days=1)
#: Where more than one contact in so many was changed, it is quicker to compare all.
MANY_OF = 20


def search(
    *, now: datetime, is_full: bool = False, progress: Progress = lambda percent: None
) -> Searched:
    """Find the pairs that may be one contact, and remember them; how far it is, is told.

    Compared are those that were changed since the last search, or all: the first time, when
    asked for, when many were changed, and after the rules were.
    """
    since = None if is_full else _last_began(now=now)
    changed = changed_since(since - OVERLAP) if since else None
    if changed is not None and len(changed) * MANY_OF > Contact.objects.count():
        changed = None
    run = _run(now=now, is_full=changed is None)
    blocks.forget_keys_of_nobody()
    searched = Searched(**run.figures)
    searched.contacts = Contact.objects.count()
    if run.is_full or changed is None:
        search_all(run, searched, progress)
        forget_old(now=run.started_at)
    else:
        searched.changed = len(changed)
        compare_changed(changed, searched, progress, now=run.started_at)
        forget_of(changed, now=run.started_at)
    searched.found = DuplicatePair.objects.filter(found_at=run.started_at).count()
    run.figures, run.finished_at = asdict(searched), now
    run.save(update_fields=["figures", "finished_at"])
    return searched


def _last_began(*, now: datetime) -> datetime | None:
    """Return when the last search began that ended; None where all are to be compared."""
    stopped = DuplicateSearch.objects.filter(finished_at=None).first()
    if stopped is not None and _goes_on(stopped, now=now):
        return None
    ended = DuplicateSearch.objects.filter(rules=RULES, finished_at__isnull=False)
    return ended.order_by("-pk").values_list("started_at", flat=True).first()


def _goes_on(stopped: DuplicateSearch, *, now: datetime) -> bool:
    is_fresh = stopped.started_at > now - STALE
    return stopped.is_full and stopped.rules == RULES and is_fresh


@transaction.atomic
def _run(*, now: datetime, is_full: bool) -> DuplicateSearch:
    """Return the search of all that was stopped, or a new one."""
    stopped = DuplicateSearch.objects.select_for_update().filter(finished_at=None).first()
    if stopped is not None and _goes_on(stopped, now=now):
        return stopped
    if stopped is not None:
        stopped.delete()
    return DuplicateSearch.objects.create(rules=RULES, is_full=is_full, started_at=now)
