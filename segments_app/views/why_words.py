"""The answer to "why?" in sentences: what happened first, then what differs today."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext

from contacts.services import field_label
from segments_app.models import RefreshMove, Step
from segments_app.services import OPTION_LABELS, Taken, Trace, Why, limit_in_words

from .step_rows import REASONS, TONES

EVENTS = {"added": "good", "removed": "bad", "stayed": "neutral", "": "neutral"}


@dataclass(frozen=True)
class TraceRow:
    """A step with what it did to the contact, as a page shows it."""

    trace: Trace
    action: str
    tone: str
    event: str
    event_tone: str
    source: str
    options: list[str]
    through: str
    moves: str = ""  # of a refresh, which has no conditions of its own


def headline(why: Why) -> tuple[str, str]:
    """Return a tone and the answer in a few words."""
    name = {"name": why.contact.name}
    if why.interaction is not None:
        if why.interaction.cancellation_id is not None:
            return "warn", gettext("%(name)s was logged; that is cancelled.") % name
        return "good", gettext("%(name)s was logged.") % name
    if why.left_out is not None:
        return "bad", gettext("%(name)s was left out when the segment was logged.") % name
    if why.is_kept:
        if why.is_in:
            return "good", gettext("These steps choose %(name)s today.") % name
        return "bad", gettext("These steps do not choose %(name)s today.") % name
    if why.is_in:
        return "good", gettext("%(name)s is on the segment.") % name
    return "bad", gettext("%(name)s is not on the segment.") % name


def reasons(why: Why) -> list[str]:
    """Return why that is so, the decisive thing first."""
    found = list(_there(why) if why.is_in else _not_there(why))
    return [*found, *_today(why)]


def _there(why: Why) -> Iterator[str]:
    name = {"name": why.contact.name}
    if why.left_out is not None:
        reason = {"reason": why.left_out.get_reason_display()}
        yield gettext("The reason: %(reason)s.") % reason
    if why.added is not None:
        yield _added(why.added) % (name | _when(why.added.taken))
        yield from _cause(why, why.added)
        if why.added.through is not None:
            through = {"colleague": why.added.through.name}
            yield (
                gettext("The step reached %(colleague)s, and through that whom it brings along.")
                % through
            )
    if why.reason and why.interaction is None and why.left_out is None:
        reason = {"reason": str(REASONS[why.reason])}
        yield gettext("Logging will leave %(name)s out: %(reason)s.") % (name | reason)


def _cause(why: Why, trace: Trace) -> Iterator[str]:
    """Yield what had changed, where a refresh has found that out."""
    move = why.move
    if trace.is_refresh and move is not None and move.joined is why.is_in and move.cause:
        yield gettext("The cause: %(cause)s.") % {"cause": _fact(move) or move.get_cause_display()}


def _fact(move: Any) -> str:
    """Return the fact that was changed, with what it was and is; "" where it was another cause."""
    if move.cause != RefreshMove.Cause.CONTACT or not move.changed:
        return ""
    was, became = (text or "–" for text in (move.changed_from, move.changed_to))
    return f"{field_label(move.changed)}: {was} → {became}"


def _added(trace: Trace) -> str:
    if trace.is_refresh:
        return gettext("%(name)s joined when the segment was brought up to date%(when)s.")
    if trace.taken.source == Step.Source.BY_HAND:
        return gettext("Step %(n)s added %(name)s by hand%(when)s.")
    return gettext("Step %(n)s added %(name)s%(when)s.")


def _not_there(why: Why) -> Iterator[str]:
    name = {"name": why.contact.name}
    if why.removed is not None:
        yield _removed(why.removed) % (name | _when(why.removed.taken))
        yield from _cause(why, why.removed)
        return
    if why.matching is not None:
        step = {"n": why.matching.taken.position}
        if not why.matching.lets_in(why.gate):
            yield gettext("%(name)s matches step %(n)s, but may not be contacted: %(reason)s.") % (
                name | step | {"reason": str(REASONS[why.gate])}
            )
        return
    if not any(trace.taken.action == Step.Action.ADD for trace in why.in_force):
        yield gettext("No step has added anybody yet.")
        return
    yield gettext("No step that adds contacts matches %(name)s.") % name
    for trace in why.in_force:
        if trace.taken.action == Step.Action.ADD:
            yield from _in_the_way(trace)


def _removed(trace: Trace) -> str:
    if trace.is_refresh:
        return gettext("%(name)s left when the segment was brought up to date%(when)s.")
    if trace.taken.source == Step.Source.BY_HAND:
        return gettext("Step %(n)s took %(name)s out by hand%(when)s.")
    if trace.taken.action == Step.Action.LIMIT:
        return gettext("Step %(n)s limited the segment, and %(name)s was beyond it%(when)s.")
    if trace.taken.action == Step.Action.KEEP:
        return gettext("Step %(n)s kept only those who match, so %(name)s went%(when)s.")
    return gettext("Step %(n)s took %(name)s out%(when)s.")


def _in_the_way(trace: Trace) -> Iterator[str]:
    blocker = trace.finding.blocker
    if blocker is None:
        return
    words = {"n": trace.taken.position, "part": blocker.label, "value": blocker.value}
    if blocker.value:
        yield gettext("Step %(n)s asks: %(part)s. The contact has: %(value)s.") % words
    else:
        yield gettext("Step %(n)s asks: %(part)s.") % words


def _today(why: Why) -> Iterator[str]:
    """Yield what the same steps would do otherwise today; they were taken on older facts."""
    trace = why.differing if why.would_be_in not in (None, why.is_in) else None
    if trace is None or trace.event is None:
        return
    words = {"name": why.contact.name, "n": trace.taken.position}
    if why.is_in and trace.event == "added":
        yield gettext("%(name)s would not match step %(n)s today: the facts have changed.") % words
        yield from _in_the_way(trace)
    elif why.is_in:
        yield (
            gettext("Taken today, step %(n)s would take %(name)s out: the facts have changed.")
            % words
        )
    elif trace.event == "removed":
        yield (
            gettext("Taken today, step %(n)s would leave %(name)s in: the facts have changed.")
            % words
        )
    else:
        yield (
            gettext(
                "%(name)s matches step %(n)s today, but did not, or could not be contacted, "
                "when the step was taken%(when)s. Taking it again adds %(name)s."
            )
            % (words | _when(trace.taken))
        )


def _when(taken: Taken) -> dict[str, Any]:
    """Return the number of a step, and when and by whom it was taken."""
    words = {"n": taken.position, "when": ""}
    if taken.at is not None:
        day = date_format(localtime(taken.at), "SHORT_DATETIME_FORMAT")
        given = {"when": day, "user": taken.by}
        by = gettext(" on %(when)s by %(user)s") if taken.by else gettext(" on %(when)s")
        words["when"] = by % given
    return words


def draft_in_words(why: Why) -> str:
    """Return what the step being written would do to the contact."""
    trace = why.draft
    if trace is None or trace.holds is None:
        return ""
    name = {"name": why.contact.name}
    match trace.taken.action:
        case Step.Action.ADD if not trace.holds:
            text = gettext("%(name)s does not match.")
        case Step.Action.ADD if why.is_in:
            text = _needless(why)
        case Step.Action.ADD if not trace.lets_in(why.gate):
            text = gettext("%(name)s matches, but may not be contacted.")
        case Step.Action.ADD:
            text = gettext("%(name)s would be added.")
        case _ if not why.is_in:
            text = _needless(why)
        case _ if trace.leads_to(is_in=True, reason=""):
            text = gettext("%(name)s would stay.")
        case _:
            text = gettext("%(name)s would be taken out.")
    return text % name


def _needless(why: Why) -> str:
    """Return why a step changes nothing for a contact who is there already, or is not there."""
    if why.is_kept and why.is_in:
        return gettext("%(name)s matches, and is chosen already by the steps before it.")
    if why.is_kept:
        return gettext("The steps before it do not choose %(name)s, so nothing changes.")
    if why.is_in:
        return gettext("%(name)s matches, and is on the segment already.")
    return gettext("%(name)s is not on the segment, so nothing changes.")


def rows(why: Why) -> list[TraceRow]:
    """Return the steps as the page lists them."""
    return [row(trace) for trace in why.traces]


def _instead_of_a_rule(trace: Trace) -> str:
    if trace.is_refresh:
        return gettext("Did again what the steps before it say.")
    return limit_in_words(trace.taken.options.limit) if trace.taken.options.limit else ""


def row(trace: Trace) -> TraceRow:
    """Return one step as the page shows it."""
    events = {
        "added": gettext("added"),
        "removed": gettext("taken out"),
        "stayed": gettext("stayed"),
        "": gettext("not there"),
    }
    taken = trace.taken
    event = trace.event if taken.is_in_force else None
    return TraceRow(
        trace=trace,
        action=str(Step.Action(taken.action).label),
        tone=TONES[Step.Action(taken.action)],
        event=events.get(event, "") if event is not None else "",
        event_tone=EVENTS.get(event or "", "neutral"),
        source="" if taken.source == Step.Source.CRITERIA else str(Step.Source(taken.source).label),
        options=[
            str(words) for name, words in OPTION_LABELS.items() if getattr(taken.options, name)
        ],
        through=trace.through.name if trace.through else "",
        moves=_instead_of_a_rule(trace),
    )
