"""The queue of calls of a segment: who is called next, by whom, and for how long (0041)."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Exists, F, OuterRef, Value
from django.utils.translation import gettext as _

from contacts.models import Answer, Contact, Question
from contacts.services import answer_questions
from segments_app.common.deleting import delete_rows
from segments_app.common.retrying import retried
from segments_app.common.sql import insert_missing, one_at_a_time, refresh_statistics
from segments_app.models import (
    CallRules,
    CallState,
    Segment,
    SegmentCall,
    SegmentCallQuerySet,
    SegmentLine,
)
from segments_app.services.locking import (
    SegmentError,
    SegmentIsArchived,
    SegmentIsGone,
    SegmentIsLogged,
)

from .who import lines_to_call

Answers = Mapping[Question, Sequence[Answer]]
#: So long a contact is held without a sign of life of who calls.
LEASE = timedelta(minutes=30)
#: So many contacts are lined up at a time: who begins to call 100,000 does not wait for them all.
BATCH = 1_000
#: So long a note for the next call is.
NOTE = 200
FREE: dict[str, Any] = {"claimed_by": None, "claimed_until": None}


class CallError(SegmentError):
    """A call that cannot be made or noted; the message is for the user."""


class HeldByAnother(CallError):
    """Somebody else is calling the contact, or has called it meanwhile."""

    def __init__(self, contact: Contact) -> None:
        super().__init__(
            _("Somebody else is calling %(contact)s, or has just called.") % {"contact": contact}
        )


@retried
@transaction.atomic
def claim_next(segment: Segment, *, by: User, now: datetime) -> SegmentCall | None:
    """Give `by` the contact to call: the one held already, else the next; None at the end.

    First whoever is to be called again by now, then those never called in the order of the
    lines, then those who were passed over. Two who ask at once get two contacts.
    """
    segment = open_segment(segment)
    _one_of(segment, by)
    held = held_by(segment, by=by)
    if held is not None and on_the_line(segment, held):
        return _hold(held, by=by, now=now)
    release(segment, by=by)
    line_up(segment, now=now)
    call = _first_in_turn(segment, now=now)
    while call is None and line_up(segment, more=True, now=now):
        call = _first_in_turn(segment, now=now)
    if call is None:
        call = _first_free(segment, SegmentCall.objects.skipped(), now=now)
    return call and _hold(call, by=by, now=now)


@retried
@transaction.atomic
def claim_contact(segment: Segment, *, contact: Contact, by: User, now: datetime) -> SegmentCall:
    """Give `by` this contact of the segment, whatever the queue says."""
    segment = open_segment(segment)
    _one_of(segment, by)
    lines = SegmentLine.objects.current(segment).filter(contact=contact.pk)
    insert_missing(SegmentCall, lines, **_columns(segment))
    rows = SegmentCall.objects.filter(segment=segment.pk, contact=contact.pk)
    call = rows.select_for_update(no_key=True).first()
    if call is None:
        raise CallError(_("%(contact)s is not on the segment any more.") % {"contact": contact})
    if is_held_by_another(call, by=by, now=now):
        raise HeldByAnother(contact)
    release(segment, by=by)
    return _hold(call, by=by, now=now)


def held_by(segment: Segment, *, by: User) -> SegmentCall | None:
    """Return what `by` has been given and nobody has taken since."""
    rows = SegmentCall.objects.filter(segment=segment.pk, claimed_by=by)
    return rows.select_related("contact__company", "contact__language").first()


def keep_holding(segment: Segment, *, by: User, now: datetime) -> int:
    """Hold on to the contact: the page is still open."""
    rows = SegmentCall.objects.filter(segment=segment.pk, claimed_by=by)
    return rows.update(claimed_until=now + LEASE)


def release(segment: Segment, *, by: User) -> None:
    """Give the contact back, to be called by anybody."""
    SegmentCall.objects.filter(segment=segment.pk, claimed_by=by).update(**FREE)


@transaction.atomic
def pass_over(
    call: SegmentCall,
    *,
    note: str | None = None,
    answers: Answers | None = None,
    by: User,
    now: datetime,
) -> None:
    """Leave the contact for later, after everybody else. Not held any more: nothing is done."""
    SegmentCall.objects.filter(pk=call.pk, claimed_by=by).waiting().update(
        skipped_at=now, call_at=None
    )
    give_back(call, note=note, answers=answers, by=by, now=now)


@transaction.atomic
def give_back(
    call: SegmentCall,
    *,
    note: str | None = None,
    answers: Answers | None = None,
    by: User,
    now: datetime,
) -> None:
    """Give the contact back to its place in the queue, with what was noted and answered so far.

    Without a note the one of before stays. Not held any more: nothing is done.
    """
    noted = {} if note is None else {"note": one_line(note)}
    is_held = SegmentCall.objects.filter(pk=call.pk, claimed_by=by).update(**noted, **FREE)
    if is_held and answers:
        answer_questions(call.contact, answers=answers, by=by, now=now)


@transaction.atomic
def postpone_call(
    call: SegmentCall,
    *,
    until: datetime,
    note: str = "",
    answers: Answers | None = None,
    by: User,
    now: datetime,
) -> None:
    """Call the contact again at a moment that was agreed; what they have answered is kept."""
    if until <= now:
        raise CallError(_("Choose a time that is still to come."))
    held = SegmentCall.objects.filter(pk=call.pk, claimed_by=by)
    if is_held_by_another(SegmentCall.objects.get(pk=call.pk), by=by, now=now):
        raise HeldByAnother(call.contact)
    values = {"call_at": until, "skipped_at": None, "note": one_line(note)}
    held.update(state=CallState.WAITING, **values, **FREE)
    if answers:
        answer_questions(call.contact, answers=answers, by=by, now=now)


def one_line(note: str) -> str:
    """Return a note for the next call as it is kept."""
    return " ".join(note.replace("\0", "").split())[:NOTE]


def next_call_at(segment: Segment, *, now: datetime) -> datetime | None:
    """Return when the next contact is to be called again, None where none is."""
    rows = SegmentCall.objects.filter(segment=segment.pk, call_at__gt=now).waiting()
    return rows.order_by("call_at").values_list("call_at", flat=True).first()


def is_held_by_another(call: SegmentCall, *, by: User, now: datetime) -> bool:
    """Tell whether somebody else has the contact at this moment."""
    if call.claimed_by_id in (None, by.pk) or call.claimed_until is None:
        return False
    return call.claimed_until > now


def on_the_line(segment: Segment, call: SegmentCall) -> bool:
    """Tell whether the contact is still on the segment and may be called."""
    return lines_to_call(segment).filter(contact=call.contact_id).exists()


def line_up(segment: Segment, *, more: bool = False, now: datetime) -> int:
    """Have rows in the queue for the first who are to be called and have none; count them.

    Nothing is done where the segment has not changed, unless `more` are asked for: nobody is
    left in the queue. Who was taken out, and was never called, leaves it.
    """
    CallRules.objects.get_or_create(segment=segment)
    rules = CallRules.objects.select_for_update(no_key=True).get(segment=segment)
    is_anew = rules.filled_at != segment.modified_at
    if not is_anew and not more:
        return 0
    if is_anew:
        there = SegmentLine.objects.current(segment).filter(contact=OuterRef("contact"))
        untouched = SegmentCall.objects.filter(segment=segment.pk, claimed_by=None).never_called()
        delete_rows(untouched.filter(attempts=0).filter(~Exists(there)))
        CallRules.objects.filter(pk=rules.pk).update(filled_at=segment.modified_at)
    queued = SegmentCall.objects.filter(segment=segment.pk, contact=OuterRef("contact"))
    missing = lines_to_call(segment, now=now).filter(~Exists(queued)).order_by("pk")
    added = insert_missing(SegmentCall, missing[:BATCH], **_columns(segment))
    if added == BATCH:
        refresh_statistics(SegmentCall)
    return added


def open_segment(segment: Segment) -> Segment:
    """Return the segment as it is now, unless it is not worked on any more."""
    fresh = Segment.objects.select_related("purpose").filter(pk=segment.pk).first()
    if fresh is None:
        raise SegmentIsGone(segment)
    if fresh.status == Segment.Status.LOGGED:
        raise SegmentIsLogged(fresh)
    if fresh.status == Segment.Status.ARCHIVED:
        raise SegmentIsArchived(fresh)
    return fresh


def _columns(segment: Segment) -> dict[str, Any]:
    return {"segment": Value(segment.pk), "contact": F("contact_id"), "place": F("pk")}


def _first_in_turn(segment: Segment, *, now: datetime) -> SegmentCall | None:
    """Return who is to be called again by now, else the first who was never called."""
    rows = SegmentCall.objects
    return _first_free(segment, rows.due(now), now=now) or _first_free(
        segment, rows.never_called(), now=now
    )


def _first_free(
    segment: Segment, rows: SegmentCallQuerySet, *, now: datetime
) -> SegmentCall | None:
    """Return the first that is free, locked; rows that others are just taking are not seen."""
    line = lines_to_call(segment, now=now).filter(contact=OuterRef("contact"))
    free = rows.filter(segment=segment.pk).free(now).filter(Exists(line))
    return free.select_for_update(skip_locked=True, of=("self",), no_key=True).first()


def _hold(call: SegmentCall, *, by: User, now: datetime) -> SegmentCall:
    call.claimed_by, call.claimed_until = by, now + LEASE
    call.save(update_fields=["claimed_by", "claimed_until"])
    return call


def _one_of(segment: Segment, by: User) -> None:
    """Let a user ask once at a time: two tabs have one contact."""
    one_at_a_time(f"calls {segment.pk} {by.pk}")
