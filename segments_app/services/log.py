"""Logging a segment: each of its lines becomes an interaction (domain.md §2.16).

All in one transaction under the segment's lock, in a number of statements that does not depend
on how many lines there are. A contact cannot vanish meanwhile: its line keeps it.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import (
    BigIntegerField,
    Case,
    Count,
    Exists,
    F,
    Min,
    OuterRef,
    QuerySet,
    Value,
    When,
)
from django.db.models.functions import Coalesce

from campaigns.models import CampaignEntry
from contacts.models import Contact
from contacts.models.gate import LeftOutReason as Reason
from contacts.models.gate import refusal, suppression_of
from contacts.services import check_addresses
from interactions.models import Interaction, LeftOut, LoggedSegment
from interactions.services import explained
from interactions.services.delivery import queue_mailing
from segments_app.common.retrying import retried
from segments_app.common.sql import insert_select, refresh_statistics
from segments_app.models import Segment, SegmentLine, SegmentLineQuerySet
from segments_app.models.effective import LOGGED_CORRESPONDENCE
from segments_app.models.pressure import evidence_of_pressure

from .adding import MANY
from .calling.kept import keep_calls
from .follow_up import follow_up_on
from .freezing import Frozen, freeze_contents
from .line_problems import with_errors
from .locking import SegmentChanged, SegmentIsLogged, locked_open
from .logged import new_logged_segment
from .mails import refuse_unwritten
from .overriding import lines_kept_out, write_overrides
from .problems import header_problems, refuse_for_errors
from .said_meanwhile import SaidMeanwhile, hold_consent, refuse_if_said_meanwhile
from .steps import drop_steps_ahead
from .targets import activated_of, keep_targets
from .upkeep import refresh_before_logging, upkeep_of


def log_segment(
    segment: Segment,
    *,
    create_follow_up: bool = False,
    deliver: bool = False,
    expected_position: int | None = None,
    override: str = "",
    by: User | None,
    now: datetime,
) -> LoggedSegment:
    """Log an interaction for every contact of the segment whom we may contact.

    Told to `deliver`, it puts the e-mails among them into the outbox; NothingWritten where there
    is no text for one of them (LOG-06).

    A second call finds the segment logged and raises SegmentIsLogged, which leads to what the
    first one logged. Everybody on the lines is either logged or left out with the reason; who
    objects in the middle of it is left out, for which all of it is done again.

    A segment that is kept up to date is refreshed first, in a transaction before. Where that
    moves more contacts than anybody would expect, SegmentMoved has them looked at.

    `override` is why those whom only a soft reason keeps out are logged all the same.
    """
    check_addresses()  # of contacts that were written by no service
    if upkeep_of(segment) is not None:
        expected_position = refresh_before_logging(
            segment, expected_position=expected_position, by=by, now=now
        )
    said: dict[str, Any] = {"create_follow_up": create_follow_up, "deliver": deliver}
    said |= {"by": by, "now": now, "override": override and explained(override)}
    try:
        logged = _log(segment, expected_position=expected_position, **said)
    except SaidMeanwhile:
        logged = _log(segment, expected_position=expected_position, gate_is_held=True, **said)
    if logged.line_count >= MANY:
        refresh_statistics(Interaction)  # afterwards: nobody else's look has to wait for it
    return logged


@retried
@transaction.atomic
def _log(
    segment: Segment,
    *,
    create_follow_up: bool,
    deliver: bool,
    expected_position: int | None,
    gate_is_held: bool = False,
    override: str = "",
    by: User | None,
    now: datetime,
) -> LoggedSegment:
    if gate_is_held:
        hold_consent()
    segment = locked_open(segment, position=expected_position)
    drop_steps_ahead(segment)
    if header_problems(segment):
        refuse_for_errors(segment)
    campaigns = [campaign.pk for campaign in activated_of(segment)]
    logged = new_logged_segment(segment, by=by, now=now)
    left_out = _write_left_out(segment, logged, override=override)
    lines = _lines_to_log(segment, logged if left_out else None)
    parts = _parts(segment, logged, lines)
    entries = _campaign_entries(segment, parts, by=by, now=now)
    frozen = freeze_contents(segment, {(p["template"], p["effective_language"]) for p in parts})
    kept, lines = keep_calls(segment, logged, lines)
    count = kept + insert_select(
        Interaction,
        lines.order_by("contact"),
        **_columns(segment, logged, entries, frozen, by=by, now=now),
    )
    if override:
        write_overrides(segment, logged, text=override, by=by, now=now)
    _close(segment, logged, count, left_out, now=now)
    keep_targets(campaigns)
    if deliver:
        refuse_unwritten(logged)
        queue_mailing(logged, by=by, now=now)
    if create_follow_up:
        follow_up_on(logged, segment, by=by, now=now)
    if not gate_is_held:
        refuse_if_said_meanwhile(segment, logged, override=override)
    return logged


def _write_left_out(segment: Segment, logged: LoggedSegment, *, override: str) -> int:
    """Ask the gate again, now, and write down whom it keeps out and by what evidence."""
    lines = lines_kept_out(segment, override=override)
    columns: dict[str, Any] = {}
    if segment.purpose_id is not None:
        event = refusal(key="contact", occasion=lines.occasion(segment))
        columns["channel"] = F("effective_correspondence_type")
        columns["consent_event"] = Case(When(left_out_reason=Reason.OBJECTED, then=event))
    suppression = suppression_of(key="contact")
    columns |= evidence_of_pressure(segment)
    return insert_select(
        LeftOut,
        lines.order_by("contact"),
        logged_segment=Value(logged.pk),
        contact=F("contact_id"),
        reason=F("left_out_reason"),
        suppression=Case(When(left_out_reason=Reason.SUPPRESSED, then=suppression)),
        **columns,
    )


def _lines_to_log(segment: Segment, but: LoggedSegment | None) -> SegmentLineQuerySet:
    """Return the lines of everybody `but` those left out: the gate is not asked a second time.

    Somebody may be blocked, or unblocked, between two statements; nobody may be lost, or
    counted twice.
    """
    lines = SegmentLine.objects.current(segment).with_effective_values(segment)
    if but is None:
        return lines
    left_out = LeftOut.objects.filter(logged_segment=but.pk, contact=OuterRef("contact"))
    return lines.filter(~Exists(left_out))


def _parts(
    segment: Segment, logged: LoggedSegment, lines: SegmentLineQuerySet
) -> list[dict[str, Any]]:
    """Return which templates, languages and campaigns the lines have: a few rows.

    The same look at the lines tells whether anything is wrong with one of them; then all that
    is wrong is found out and said.
    """
    rows: QuerySet[Any] = with_errors(lines, segment).order_by()
    places = rows.values("template", "effective_language", "effective_campaign")
    parts = list(places.annotate(first_day=Min("effective_occurred_on"), bad=Count("has_error")))
    if not parts or any(part["bad"] for part in parts):
        refuse_for_errors(segment, logging=logged, lines=lines)
        raise SegmentChanged(segment)  # mended between the two looks
    return parts


def _campaign_entries(
    segment: Segment, parts: Iterable[Mapping[str, Any]], *, by: User | None, now: datetime
) -> dict[int, int]:
    """Return the entry of each campaign on the lines; one that a call has made is taken."""
    days: dict[int, Any] = {}
    for part in parts:
        if (campaign := part["effective_campaign"]) is not None:
            days[campaign] = min(days.get(campaign, part["first_day"]), part["first_day"])
    if not days:
        return {}
    CampaignEntry.objects.bulk_create(
        [
            CampaignEntry(
                campaign_id=campaign,
                description=segment.description,
                occurred_on=day,
                salesperson_id=segment.salesperson_id,
                segment_number=segment.number,
                created_by=by,
                created_at=now,
            )
            for campaign, day in sorted(days.items())
        ],
        ignore_conflicts=True,
    )
    entries = CampaignEntry.objects.select_for_update(no_key=True).filter(
        segment_number=segment.number, cancellation=None, campaign__in=days
    )
    return dict(entries.order_by("pk").values_list("campaign", "pk"))


def _columns(
    segment: Segment,
    logged: LoggedSegment,
    entries: Mapping[int, int],
    frozen: Frozen,
    *,
    by: User | None,
    now: datetime,
) -> dict[str, Any]:
    """Return the fields of an interaction as expressions on a line."""
    same = (
        "occurred_on",
        "description",
        "template",
        "group",
        "salesperson",
        "language",
        "information_flow",
        "initiated_by",
        "alternative_address",
        "cost",
        "duration",
        "campaign",
        "is_target",
        "is_response",
    )
    return {
        "contact": F("contact_id"),
        "company": COMPANY,
        **{name: F(f"effective_{name}") for name in same},
        "correspondence_type": LOGGED_CORRESPONDENCE,
        "subject": Coalesce(F("subject"), frozen.subject),
        "content": Coalesce(F("content_id"), frozen.content),
        "campaign_entry": _of_campaign(entries),
        "contact_via": F("contact_via"),
        "evaluation": F("evaluation"),
        "attempt_failed": F("attempt_failed"),
        "is_postponed": Value(False),  # noqa: FBT003 - an expression
        "segment_number": Value(segment.number),
        "purpose": Value(segment.purpose_id, output_field=BigIntegerField()),
        "logged_segment": Value(logged.pk),
        "created_by": Value(by.pk if by else None, output_field=BigIntegerField()),
        "created_at": Value(now),
    }


def _of_campaign(entries: Mapping[int, int]) -> Any:
    whens = [
        When(effective_campaign=campaign, then=Value(entry)) for campaign, entry in entries.items()
    ]
    return Case(*whens, default=Value(None), output_field=BigIntegerField())


def _close(
    segment: Segment, logged: LoggedSegment, count: int, left_out: int, *, now: datetime
) -> None:
    logged.logged_count, logged.left_out_count = count, left_out
    logged.line_count = count + left_out
    logged.save(update_fields=["line_count", "logged_count", "left_out_count"])
    # Nothing but an open segment is ever closed, whatever became of the lock.
    closed = Segment.objects.filter(pk=segment.pk, status=Segment.Status.OPEN).update(
        status=Segment.Status.LOGGED, logged_segment=logged, draft=None, modified_at=now
    )
    if not closed:
        raise SegmentIsLogged(segment)


#: The contact's company at this moment; a company's is itself.
COMPANY = Case(
    When(contact__type=Contact.Type.COMPANY, then=F("contact_id")),
    default=F("contact__company_id"),
)
