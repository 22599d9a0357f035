"""Steps as a page shows them: in words, with what they changed."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from contacts.models import Contact
from contacts.models.gate import LeftOutReason
from segments_app.criteria.sentences import Reading, readings
from segments_app.models import Segment, Step
from segments_app.services import NAMED, OPTION_LABELS, names_in_words, step_in_words

REASONS: Mapping[str, Any] = {
    **dict(LeftOutReason.choices),
    "already_there": _("Already on the segment"),
}
TONES = {
    Step.Action.ADD: "good",
    Step.Action.REMOVE: "bad",
    Step.Action.KEEP: "info",
    Step.Action.LIMIT: "info",
    Step.Action.REFRESH: "neutral",
}


@dataclass(frozen=True)
class StepRow:
    """One step in words; `step` is a Step, or what was kept of one."""

    position: int
    action: str
    tone: str
    sentence: str
    complaint: str
    options: list[str]
    left_out: list[tuple[str, str, int]]
    step: Any = None
    is_in_force: bool = True
    is_last: bool = False
    is_refresh: bool = False
    most: int = 0

    @property
    def taken_out(self) -> int:
        """How many contacts a step of a segment has taken out."""
        return -int(self.step.change)


def steps_of(segment: Segment) -> list[StepRow]:
    """Return all steps of the segment, those gone back on included."""
    steps = list(segment.steps.select_related("created_by").order_by("position"))
    named = names_by_hand(steps)
    most = max((max(step.before_count, step.after_count) for step in steps), default=0)
    return [
        row_of(
            step.position,
            step.action,
            named.get(step.pk) or words,
            step.options,
            step.left_out,
            step=step,
            is_in_force=step.position <= segment.position,
            is_last=step.position == segment.position,
            most=most,
        )
        for step, words in zip(steps, readings([step.rule for step in steps]), strict=True)
    ]


def names_by_hand(steps: Iterable[Step]) -> dict[int, Reading]:
    """Return whom each step by hand is about, by their names: nobody knows them by number."""
    numbers = {
        step.pk: step.rule.get("value", [])
        for step in steps
        if step.source == Step.Source.BY_HAND and step.rule.get("field") == "number"
    }
    first = {number for chosen in numbers.values() for number in chosen[:NAMED]}
    found = Contact.objects.filter(number__in=first) if first else Contact.objects.none()
    names = dict(found.values_list("number", "name"))
    return {
        pk: Reading(names_in_words([names.get(number, number) for number in chosen]))
        for pk, chosen in numbers.items()
    }


def kept_steps(steps: Iterable[Mapping[str, Any]]) -> list[StepRow]:
    """Return the steps that saved criteria or a logged segment has kept."""
    kept = list(steps)
    words = readings([step.get("rule", {}) for step in kept])
    return [
        row_of(
            position,
            step.get("action", Step.Action.ADD),
            words[position - 1],
            step.get("options", {}),
            step.get("left_out", {}),
            step=step,
        )
        for position, step in enumerate(kept, start=1)
    ]


def row_of(
    position: int, action: str, words: Reading, options: Any, left_out: Any, **rest: Any
) -> StepRow:
    is_refresh = action == Step.Action.REFRESH
    return StepRow(
        position=position,
        action=str(Step.Action(action).label),
        tone=TONES[Step.Action(action)],
        sentence=step_in_words(action, options, words.words),
        complaint=words.complaint,
        is_refresh=is_refresh,
        options=[str(OPTION_LABELS[name]) for name in options if name in OPTION_LABELS],
        left_out=reasons_in_words(left_out),
        **rest,
    )


def reasons_in_words(counts: Mapping[str, int]) -> list[tuple[str, str, int]]:
    """Return each reason that left somebody out, as it is stored and in words, with how many."""
    words = {reason: str(REASONS.get(reason, reason)) for reason in counts}
    return [(reason, words[reason], count) for reason, count in counts.items() if count]
