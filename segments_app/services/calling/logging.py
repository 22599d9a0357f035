"""A call from a segment, logged at once (domain.md §2.14), and what it means for the queue."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.contrib.auth.models import User
from django.db import transaction
from django.utils.translation import gettext as _

from campaigns.models import Campaign
from contacts.models import AlternativeAddress, Language, Salesperson
from contacts.models.gate import LeftOutReason, left_out_reason
from contacts.services import answer_questions
from interactions.models import GateOverride, Interaction
from interactions.services import ContactBlocked, explained, hold_pressure, log_call
from segments_app.common.retrying import retried
from segments_app.common.submissions import made_from, once
from segments_app.models import CallRules, CallState, MadeCall, Segment, SegmentCall, SegmentLine
from segments_app.services.locking import locked_open

from .queue import FREE, Answers, CallError, HeldByAnother, one_line
from .who import gate_of_calls

SAME_DAY = timedelta(hours=2)


@once(Interaction)
@retried
@transaction.atomic
def log_segment_call(
    segment: Segment,
    *,
    call: SegmentCall,
    phone: str,
    values: Mapping[str, Any],
    answers: Answers | None = None,
    submission: UUID | None = None,
    override: str = "",
    note: str | None = None,
    by: User,
    now: datetime,
) -> Interaction:
    """Log the call to the contact that `by` holds, and let the contact go.

    The gate is asked in this transaction, under the segment's lock: whoever logs the segment
    sees the call, or comes first. The segment's line stays. `override` is why the contact is
    called although a soft reason is against it; who may say so, the caller knows. The `note` is
    for the next call, if there is to be one; without it the one of before stays.
    """
    if segment.purpose_id is not None:
        hold_pressure()  # before the segment, as who logs the segment does
    segment = locked_open(segment)
    call = _locked(call)
    if submission and (made := made_from(Interaction, submission, by=by)):
        return made
    if call.claimed_by_id != by.pk:
        raise HeldByAnother(call.contact)
    line = line_of(segment, call)
    is_excluded = _is_excluded(line, override)
    interaction = log_call(
        contact=call.contact,
        phone=phone,
        values=starting_values_of_call(segment, line) | dict(values),
        submission=submission,
        override=override,
        by=by,
        now=now,
    )
    if is_excluded:
        excused = {"reason": LeftOutReason.EXCLUDED, "created_by": by, "created_at": now}
        GateOverride.objects.get_or_create(
            interaction=interaction, defaults={**excused, "text": explained(override)}
        )
    MadeCall.objects.create(segment=segment, interaction=interaction, made_by=by)
    SegmentLine.objects.filter(pk=line.pk).update(contact_via=interaction.contact_via)
    if answers:
        answer_questions(call.contact, answers=answers, by=by, now=now)
    if note is not None:
        call.note = one_line(note)
    _note(call, is_reached=not interaction.attempt_failed, now=now)
    return interaction


def line_of(segment: Segment, call: SegmentCall) -> Any:
    """Return the contact's line with the values that count for it, and what is against it."""
    lines = SegmentLine.objects.current(segment).with_effective_values(segment)
    lines = lines.annotate(left_out_reason=left_out_reason(gate_of_calls(segment)))
    line = lines.filter(contact=call.contact_id).first()
    if line is None:
        raise CallError(
            _("%(contact)s is not on the segment any more.") % {"contact": call.contact}
        )
    return line


def starting_values_of_call(segment: Segment, line: Any) -> dict[str, Any]:
    """Return what a call takes from the segment and its line; the rest is the template's."""
    chosen = {
        "campaign": Campaign.objects.filter(pk=line.effective_campaign or 0).first(),
        "language": Language.objects.filter(pk=line.effective_language or 0).first(),
        "salesperson": Salesperson.objects.selectable()
        .filter(pk=line.effective_salesperson or 0)
        .first(),
        "alternative_address": AlternativeAddress.objects.filter(
            pk=line.effective_alternative_address or 0
        ).first(),
    }
    return {
        **{name: row for name, row in chosen.items() if row is not None},
        "is_target": line.effective_is_target,
        "is_response": line.effective_is_response,
        "purpose": segment.purpose,
        "segment_number": segment.number,
        "segment_description": segment.description,
    }


def _is_excluded(line: Any, override: str) -> bool:
    """Tell whether the contact is excluded from segments; the other reasons `log_call` asks."""
    if line.left_out_reason != LeftOutReason.EXCLUDED:
        return False
    if not override:
        text = _("%(contact)s may not be contacted: %(reason)s.")
        label = LeftOutReason.EXCLUDED.label.lower()
        raise ContactBlocked(
            text % {"contact": line.contact, "reason": label},
            reason=LeftOutReason.EXCLUDED,
            can_be_overridden=True,
        )
    return True


def rules_of(segment: Segment) -> CallRules:
    """Return the segment's rules, those of every new segment where it has none."""
    rules = CallRules.objects.select_related("questionnaire").filter(segment=segment.pk).first()
    return rules or CallRules(segment=segment)


@transaction.atomic
def set_call_rules(segment: Segment, *, values: Mapping[str, Any]) -> CallRules:
    """Set after how long, and how often, the contacts of the segment are called again."""
    segment = locked_open(segment)
    named = {name: values[name] for name in CallRules.SET}
    CallRules(segment=segment, **named).clean_fields()
    rules, _created = CallRules.objects.update_or_create(segment=segment, defaults=named)
    return rules


def _locked(call: SegmentCall) -> SegmentCall:
    """Return the row as it is now; what has run out and nobody has taken is still theirs."""
    rows = SegmentCall.objects.select_for_update(no_key=True, of=("self",))
    fresh = rows.select_related("contact").filter(pk=call.pk).first()
    if fresh is None:
        raise CallError(_("The contact is not in the queue any more."))
    return fresh


def _note(call: SegmentCall, *, is_reached: bool, now: datetime) -> None:
    """Write down how far the calls to the contact are; who was reached stays so."""
    rules = rules_of(call.segment)
    attempts = call.attempts + 1
    values: dict[str, Any] = {"call_at": None, "skipped_at": None, "note": ""}
    if is_reached or call.state == CallState.REACHED:
        values["state"] = CallState.REACHED
    elif attempts >= rules.give_up_after:
        values["state"] = CallState.GIVEN_UP
    else:
        wait = timedelta(days=rules.again_after) or SAME_DAY
        values |= {"state": CallState.WAITING, "call_at": now + wait, "note": call.note}
    SegmentCall.objects.filter(pk=call.pk).update(attempts=attempts, **values, **FREE)
