"""Who of a segment is to be called, who is not, and why: conditions on its lines."""

from datetime import datetime
from typing import Any

from django.db.models import Case, Count, Exists, FilteredRelation, OuterRef, Q, Value, When
from django.utils.timezone import localdate

from contacts.models import AlternativeAddress, Channel
from contacts.models.gate import (
    NOT_MARKETING,
    LeftOutReason,
    Occasion,
    kept_out,
    left_out_conditions,
    left_out_reason,
    let_through,
)
from interactions.models import InteractionTemplateSetup
from segments_app.models import (
    CallState,
    Segment,
    SegmentLine,
    SegmentLineQuerySet,
)
from segments_app.models.line import EXCLUDED
from segments_app.models.pressure import called_too_often

#: The figures of the calls of a segment. The first six add up to its contacts.
FIGURES = (
    "to_do", "again", "reached", "given_up", "left_out", "no_number", "called", "uncalled", "due",
)  # fmt: skip


def gate_of_calls(segment: Segment, *, now: datetime | None = None) -> dict[LeftOutReason, Q]:
    """Return what keeps contacts on lines from being called, by reason.

    Asked for a moment, contact pressure is among it: a call that reaches a contact counts.
    """
    purpose, occasion = segment.purpose, NOT_MARKETING
    if purpose is not None:
        occasion = Occasion(purpose.pk, purpose.channels_with_consent, Channel.PHONE.value)
    conditions = left_out_conditions(prefix="contact__", excluded=EXCLUDED, occasion=occasion)
    if now is None or purpose is None:
        return conditions
    reached = called_too_often(purpose.pk, day=localdate(now))
    return conditions if reached is None else {**conditions, LeftOutReason.TOO_OFTEN: reached}


def has_number() -> Q:
    """Return the condition that the contact of a line has any telephone number."""
    others = AlternativeAddress.objects.filter(contact=OuterRef("contact"))
    has_other = Exists(others.exclude(phone="", mobile_phone=""))
    return ~Q(contact__phone="", contact__mobile_phone="") | Q(has_other)


def lines_to_call(segment: Segment, *, now: datetime | None = None) -> SegmentLineQuerySet:
    """Return the lines of those who may be called and can be; at a moment, if one is given."""
    lines = SegmentLine.objects.current(segment)
    return lines.filter(let_through(gate_of_calls(segment, now=now))).filter(has_number())


def lines_in(segment: Segment, figure: str, *, now: datetime) -> Any:
    """Return exactly the lines that a figure counts."""
    lines = _lines_with_call(segment)
    if figure == "left_out":
        reason = left_out_reason(gate_of_calls(segment, now=now))
        lines = lines.annotate(left_out_reason=reason)
    return lines.filter(_conditions(segment, now=now)[figure])


def call_figures(segment: Segment, *, now: datetime) -> dict[str, int]:
    """Count the contacts of the segment by what has come of calling them.

    One statement that asks once of each contact what may keep it from being called.
    """
    conditions = _conditions(segment, now=now)
    is_due = Q(call__state=CallState.WAITING, call__call_at__lte=now)
    lines = _lines_with_call(segment).annotate(
        figure=_figure_of(segment, now=now),
        is_called=Case(When(conditions["called"], then=True), default=False),
        is_due=Case(When(is_due, then=True), default=False),
    )
    rows = list(lines.values("figure", "is_called", "is_due").annotate(number=Count("pk")))
    figures = dict.fromkeys(FIGURES, 0)
    for row in rows:
        figures[row["figure"]] += row["number"]
        figures["called" if row["is_called"] else "uncalled"] += row["number"]
        figures["due"] += row["number"] if row["is_due"] and row["figure"] == "again" else 0
    return figures


def count_taken_for_called(segment: Segment, *, now: datetime) -> int:
    """Count those whom logging the segment would take for called, though nobody has called them."""
    is_of_calls = InteractionTemplateSetup.objects.filter(outgoing_calls=segment.template_id or 0)
    if not segment.made_calls.exists() or not is_of_calls.exists():
        return 0
    return int(lines_in(segment, "uncalled", now=now).count())


def _lines_with_call(segment: Segment) -> SegmentLineQuerySet:
    """Return the lines in force, each with its contact's `call`: the row in the queue, if any."""
    of_segment = Q(contact__segment_calls__segment=segment.pk)
    call = FilteredRelation("contact__segment_calls", condition=of_segment)
    return SegmentLine.objects.current(segment).annotate(call=call)


def _figure_of(segment: Segment, *, now: datetime) -> Case:
    """Return which of the first six figures counts a line, as `_conditions` says it."""
    conditions = _conditions(segment, now=now)
    return Case(
        When(conditions["reached"], then=Value("reached")),
        When(conditions["given_up"], then=Value("given_up")),
        When(kept_out(gate_of_calls(segment, now=now)), then=Value("left_out")),
        When(~has_number(), then=Value("no_number")),
        When(_begun(), then=Value("again")),
        default=Value("to_do"),
    )


def _begun() -> Q:
    """Return the condition that a contact to be called has been tried, or put off."""
    is_begun = Q(call__attempts__gte=1) | Q(call__call_at__isnull=False)
    return Q(call__state=CallState.WAITING) & is_begun


def _conditions(segment: Segment, *, now: datetime) -> dict[str, Q]:
    waiting = Q(call__state=CallState.WAITING)
    done = Q(call__state__in=[CallState.REACHED, CallState.GIVEN_UP])
    begun = _begun()
    blocked = kept_out(gate_of_calls(segment, now=now))
    may_be = ~done & ~blocked
    can_be = may_be & has_number()
    return {
        "to_do": can_be & ~begun,
        "again": can_be & begun,
        "reached": Q(call__state=CallState.REACHED),
        "given_up": Q(call__state=CallState.GIVEN_UP),
        "left_out": ~done & blocked,
        "no_number": may_be & ~has_number(),
        "called": Q(call__attempts__gte=1),
        "uncalled": Q(call=None) | Q(call__attempts=0),
        "due": can_be & waiting & Q(call__call_at__lte=now),
    }
