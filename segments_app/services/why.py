"""Why a contact is on a segment, or is not: what the steps did to it, and what they say today.

Steps are taken once, on the facts of that moment, and their outcome stands in the lines. So
the lines say what happened; the rules, asked again, say whether it would happen today.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Exists, Min, OuterRef, Q

from contacts.models import Contact
from contacts.models.gate import NOT_MARKETING, LeftOutReason, Occasion
from interactions.models import Interaction, LeftOut, LoggedSegment
from segments_app.criteria.explaining import Explainer, Finding
from segments_app.models import RefreshMove, Segment, SegmentLine, Step
from segments_app.models.occasions import occasion_of

from .causes import last_move
from .membership import KeptStep, expected_contacts
from .taken import Taken


@dataclass(frozen=True)
class Trace:
    """What a step did to the contact, and what it says of it today.

    `holds` counts the options in, `through` is the contact by whom it does, if not by itself.
    `event` is "added", "removed", "stayed" or "", and None where nobody knows any more.
    """

    taken: Taken
    finding: Finding
    holds: bool | None
    event: str | None
    through: Contact | None = None
    ignores_exclusion: bool = False

    @property
    def is_refresh(self) -> bool:
        """Whether the step did again what those before it say."""
        return self.taken.action == Step.Action.REFRESH

    def leads_to(self, is_in: bool, reason: str) -> bool:  # noqa: FBT001 - before the step
        """Return whether the contact would be there after the step, if it were taken today."""
        match self.taken.action:
            case Step.Action.ADD:
                return is_in or (bool(self.holds) and self.lets_in(reason))
            case Step.Action.KEEP:
                return is_in and bool(self.holds)
            case Step.Action.REFRESH:  # it only did what the steps before it say
                return is_in
            case Step.Action.LIMIT:  # it goes by all the others, who are not asked again
                return is_in and self.event != "removed"
            case _:
                return is_in and not self.holds

    def lets_in(self, reason: str) -> bool:
        """Return whether the gate lets the contact in, which `reason` keeps out."""
        return not reason or (reason == LeftOutReason.EXCLUDED and self.ignores_exclusion)


@dataclass(frozen=True)
class Why:
    """The whole answer.

    `gate` is why the contact may not be contacted now, "" if it may; `reason` the same for the
    line that there is, on which "exclude from segments" need not count.
    """

    contact: Contact
    is_in: bool
    gate: str
    reason: str
    traces: Sequence[Trace]
    draft: Trace | None = None
    interaction: Interaction | None = None
    left_out: LeftOut | None = None
    is_kept: bool = False  # the steps are those of saved criteria, which nobody has taken
    move: RefreshMove | None = None  # the last by which the contact joined or left

    @property
    def in_force(self) -> list[Trace]:
        """The steps that count."""
        return [trace for trace in self.traces if trace.taken.is_in_force]

    @property
    def added(self) -> Trace | None:
        """The step that put the contact there last."""
        return next((one for one in reversed(self.in_force) if one.event == "added"), None)

    @property
    def removed(self) -> Trace | None:
        """The step that took the contact out last."""
        return next((one for one in reversed(self.in_force) if one.event == "removed"), None)

    @property
    def matching(self) -> Trace | None:
        """The first Add that speaks of the contact today."""
        adds = (one for one in self.in_force if one.taken.action == Step.Action.ADD)
        return next((one for one in adds if one.holds), None)

    @property
    def would_be_in(self) -> bool | None:
        """Whether the same steps, taken today, would have the contact; None if one is broken."""
        is_in = False
        for trace in self.in_force:
            if trace.holds is None:
                return None
            is_in = trace.leads_to(is_in, self.gate)
        return is_in

    @property
    def differing(self) -> Trace | None:
        """The first step that would do something else today than it did.

        A refresh did what the steps before it said then: of those the one counts that decides.
        """
        traces = self.in_force
        last = max((n for n, one in enumerate(traces) if one.is_refresh), default=-1)
        is_in, deciding = False, None
        for index, trace in enumerate(traces):
            before, is_in = is_in, trace.leads_to(is_in, self.gate)
            if deciding is None or before is not is_in:
                deciding = trace
            if index >= last and is_in is not (trace.event in ("added", "stayed")):
                return deciding if trace.is_refresh else trace
        return None


def why(segment: Segment, *, contact: Contact, draft: Taken | None = None, now: datetime) -> Why:
    """Return why the contact is on the segment, or is not; a few queries whatever the steps."""
    steps = segment.steps.select_related("created_by").order_by("position")
    taken = [Taken.of_step(step, segment.position) for step in steps]
    own = SegmentLine.objects.filter(segment=segment.pk, contact=contact.pk)
    lines = list(own.select_related("segment"))
    there = [line for line in lines if is_there(line, segment.position)]
    events = {one.position: event_at(one.position, lines) for one in taken}
    move = None
    if any(one.action == Step.Action.REFRESH for one in taken):
        move = last_move(segment, contact, [one for one in taken if one.is_in_force])
    is_in = bool(there)
    return _answer(
        contact,
        taken,
        events,
        is_in,
        there=there,
        draft=draft,
        occasion=occasion_of(segment),
        now=now,
        move=move,
    )


def why_logged(logged_segment: LoggedSegment, *, contact: Contact, now: datetime) -> Why:
    """Return why the contact was logged, left out, or neither, by the steps kept with it."""
    taken = [Taken.of_frozen(stored) for stored in logged_segment.steps]
    ours = {"logged_segment": logged_segment.pk, "contact": contact.pk}
    interaction = Interaction.objects.filter(**ours).first()
    left_out = LeftOut.objects.filter(**ours).first()
    kept = SegmentLine.objects.filter(segment__logged_segment=logged_segment.pk, contact=contact.pk)
    lines = list(kept.select_related("segment"))
    was_there = interaction is not None or left_out is not None
    known = bool(lines) or not was_there
    events = {one.position: event_at(one.position, lines) if known else None for one in taken}
    return _answer(
        contact,
        taken,
        events,
        was_there,
        there=lines,
        interaction=interaction,
        left_out=left_out,
        now=now,
    )


def why_kept(
    steps: Sequence[Mapping[str, Any]],
    *,
    contact: Contact,
    draft: Taken | None = None,
    now: datetime,
) -> Why:
    """Return why kept steps choose the contact today, or do not: nobody has taken them yet.

    A step being written is asked after those that come before it.
    """
    kept = KeptStep.all_of(steps)
    if draft is not None:
        kept = [one for one in kept if one.position < draft.position]
    taken = [Taken.of_frozen({**steps[one.position - 1], "position": one.position}) for one in kept]
    events = _events(kept, contact, now=now)
    is_in = events.get(taken[-1].position) in ("added", "stayed") if taken else False
    return _answer(contact, taken, events, is_in, there=[], draft=draft, now=now, is_kept=True)


def _events(kept: Sequence[KeptStep], contact: Contact, *, now: datetime) -> dict[int, str]:
    """Return what each step would do to the contact, in one query."""
    after = {
        f"step_{n}": Exists(expected_contacts(kept[:n], now=now).filter(pk=OuterRef("pk")))
        for n in range(1, len(kept) + 1)
    }
    row = Contact.objects.filter(pk=contact.pk).annotate(**after).values(*after)[0] if kept else {}
    states = [False, *(bool(row[name]) for name in after)]
    words = {
        (False, True): "added",
        (True, False): "removed",
        (True, True): "stayed",
        (False, False): "",
    }
    pairs = zip(kept, states, states[1:], strict=False)
    return {one.position: words[before, then] for one, before, then in pairs}


def _answer(
    contact: Contact,
    taken: Sequence[Taken],
    events: Mapping[int, str | None],
    is_in: bool,  # noqa: FBT001 - as the lines say
    *,
    there: Sequence[SegmentLine],
    draft: Taken | None = None,
    occasion: Occasion = NOT_MARKETING,
    now: datetime,
    **outcome: Any,
) -> Why:
    asked = [*taken, draft] if draft else list(taken)
    explainer = Explainer([one.rule for one in asked], now=now)
    findings = explainer.explain(contact)
    reached = _reached(contact, asked, findings, explainer)
    anyway = {line.added_at for line in there if line.ignores_exclusion}
    traces = [
        Trace(
            taken=one,
            finding=finding,
            holds=finding.holds if finding.holds is None else finding.holds or index in reached,
            event=events.get(one.position, ""),
            through=None if finding.holds else reached.get(index),
            ignores_exclusion=one.options.ignore_exclusion or one.position in anyway,
        )
        for index, (one, finding) in enumerate(zip(asked, findings, strict=True))
    ]
    gate = _gate(contact, occasion)
    return Why(
        contact=contact,
        is_in=is_in,
        gate=gate,
        reason=_reason(gate, there, exclusion_counts=not anyway),
        traces=traces[: len(taken)],
        draft=traces[-1] if draft else None,
        **outcome,
    )


def is_there(line: SegmentLine, position: int) -> bool:
    """Return whether the line is there after the step at `position`."""
    return line.added_at <= position and (line.removed_at is None or line.removed_at > position)


def event_at(position: int, lines: Iterable[SegmentLine]) -> str:
    """Return what the step at `position` did to the contact of the lines."""
    lines = list(lines)
    if any(line.added_at == position for line in lines):
        return "added"
    if any(line.removed_at == position for line in lines):
        return "removed"
    return "stayed" if any(is_there(line, position) for line in lines) else ""


def _reason(gate: str, there: Sequence[SegmentLine], *, exclusion_counts: bool) -> str:
    """Return why logging leaves the line out; its own channel counts, where consent is asked."""
    if there and there[0].segment.purpose_id is not None and there[0].segment.is_open:
        rows: Any = SegmentLine.objects.filter(pk=there[0].pk).left_out(there[0].segment)
        return rows.values_list("left_out_reason", flat=True).first() or ""
    return "" if gate == LeftOutReason.EXCLUDED and not exclusion_counts else gate


def _gate(contact: Contact, occasion: Occasion) -> str:
    """Return what keeps the contact from being contacted now; the gate, asked again."""
    asked = Contact.objects.filter(pk=contact.pk)
    rows: Any = asked.with_left_out_reason(occasion=occasion)
    return rows.values_list("left_out_reason", flat=True).first() or ""


def _reached(
    contact: Contact, taken: Sequence[Taken], findings: Sequence[Finding], explainer: Explainer
) -> dict[int, Contact]:
    """Return, for steps that reach beyond their rule, the colleague by whom they do.

    One query on the contact's company for all of the steps, and one for the names.
    """
    wanted = {
        f"step_{index}": explainer.condition(index) & _reach(contact, one)
        for index, (one, finding) in enumerate(zip(taken, findings, strict=True))
        if finding.holds is False and reaches(one)
    }
    if not wanted:
        return {}
    company = contact.company_id or contact.pk
    colleagues = Contact.objects.filter(Q(pk=company) | Q(company=company))
    found = colleagues.aggregate(**{key: Min("pk", filter=one) for key, one in wanted.items()})
    people = Contact.objects.in_bulk([pk for pk in found.values() if pk is not None])
    return {int(key[5:]): people[pk] for key, pk in found.items() if pk in people}


def reaches(taken: Taken) -> bool:
    """Return whether the options of the step take in more than its rule matches."""
    if taken.action == Step.Action.ADD:
        return taken.options.with_colleagues or taken.options.with_company
    return taken.options.entire_companies


def _reach(contact: Contact, taken: Taken) -> Q:
    """Return by whom of the company the contact is taken in."""
    is_add = taken.action == Step.Action.ADD
    if is_add and not taken.options.with_colleagues:
        return Q(company=contact.pk)  # the company of whoever matches
    return Q(pk__isnull=False)
