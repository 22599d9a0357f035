"""All that stands in the way of logging a segment, told at once (domain.md §2.16, LOG-20)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Case, Count, QuerySet, Value, When
from django.urls import reverse
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from contacts.models import Contact
from interactions.models import LoggedSegment
from segments_app.models import (
    Segment,
    SegmentLine,
    SegmentLineQuerySet,
)

from .line_problems import ERRORS, LINE_PROBLEMS, TOO_OFTEN, LineProblem, Severity
from .locking import SegmentError
from .missing import gaps_in_words, wrong_texts

EXAMPLES = 5


@dataclass(frozen=True)
class Problem:
    """Something to mend before logging, or to know: `url` is where it is mended."""

    kind: str
    severity: Severity
    count: int
    message: str
    url: str
    contacts: list[Contact] = field(default_factory=list)

    @property
    def is_error(self) -> bool:
        """Whether it keeps the segment from being logged."""
        return self.severity == "error"


class SegmentHasProblems(SegmentError):
    """The segment cannot be logged as it is; `problems` says all that is wrong."""

    def __init__(self, segment: Segment, problems: list[Problem]) -> None:
        super().__init__(
            ngettext(
                "Segment %(number)s cannot be logged: %(count)s problem has to be solved first.",
                "Segment %(number)s cannot be logged: %(count)s problems have to be solved first.",
                len(problems),
            )
            % {"number": segment.number, "count": len(problems)}
        )
        self.problems = problems


def find_problems(segment: Segment, *, now: datetime) -> list[Problem]:
    """Return everything that keeps the segment from being logged, and what to know before.

    The lines are read once, however many problems there are, and once more for the examples
    of each.
    """
    found = _found(segment, LINE_PROBLEMS) + _too_often(segment) + _without_values(segment)
    return sorted(found, key=lambda problem: not problem.is_error)


def refuse_for_errors(
    segment: Segment,
    *,
    logging: LoggedSegment | None = None,
    lines: SegmentLineQuerySet | None = None,
) -> None:
    """Raise SegmentHasProblems with all errors, if there are any; warnings do not matter here.

    Of `lines`, where others are logged than the gate lets through.
    """
    if found := _found(segment, ERRORS, logging, lines):
        raise SegmentHasProblems(segment, found)


def lines_with_problem(segment: Segment, kind: str) -> SegmentLineQuerySet:
    """Return the lines that the problem `kind` is about; no such problem has no lines."""
    lines = SegmentLine.objects.current(segment).reachable(segment)
    if kind == TOO_OFTEN:
        return lines.filter(pk__in=lines.warned_of(segment).values("pk"))
    lines = lines.with_effective_values(segment)
    problem = LINE_PROBLEMS.get(kind)
    return lines.filter(problem.condition(segment)) if problem else lines.none()


def lines_left_out(segment: Segment, *, but: LoggedSegment | None = None) -> SegmentLineQuerySet:
    """Return the lines that logging would leave out, with their `left_out_reason`.

    What is being logged with `but` does not count.
    """
    return SegmentLine.objects.current(segment).left_out(segment, but=but.pk if but else None)


def left_out_by_reason(segment: Segment) -> dict[str, int]:
    """Count the contacts whom logging would leave out, by reason."""
    lines: QuerySet[Any] = lines_left_out(segment).order_by()
    return dict(lines.values_list("left_out_reason").annotate(Count("pk")))


def _found(
    segment: Segment,
    kinds: Mapping[str, LineProblem],
    logging: LoggedSegment | None = None,
    lines: SegmentLineQuerySet | None = None,
) -> list[Problem]:
    if lines is None:
        lines = SegmentLine.objects.current(segment).reachable(segment)
    lines = lines.with_effective_values(segment)
    has = {
        f"has_{kind}": Case(When(problem.condition(segment), then=Value(1)))
        for kind, problem in kinds.items()
    }
    counts = lines.annotate(**has).aggregate(
        total=Count("pk"), **{kind: Count(f"has_{kind}") for kind in kinds}
    )
    found = header_problems(segment, logging=logging)
    if not counts.pop("total"):
        found += [_nobody(segment), *_missing(segment)]
    return found + [_of_lines(segment, kind, count) for kind, count in counts.items() if count]


def header_problems(segment: Segment, *, logging: LoggedSegment | None = None) -> list[Problem]:
    """Return what is wrong with the segment itself; `logging` is what is being written."""
    problems = []
    others = LoggedSegment.objects.exclude(pk=logging.pk) if logging else LoggedSegment.objects
    if others.filter(segment_number=segment.number).exists():
        message = _("There is a logged segment with the number %(number)s already.")
        message = message % {"number": segment.number}
        problems.append(_problem(segment, "number", message, "segment_detail"))
    if not segment.description:
        problems.append(
            _problem(segment, "description", _("The segment has no description."), "segment_edit")
        )
    problems += [Problem("text", "error", 1, *wrong) for wrong in wrong_texts(segment)]
    return problems


def _without_values(segment: Segment) -> list[Problem]:
    return [Problem("missing", "warning", *gap) for gap in gaps_in_words(segment)]


def _too_often(segment: Segment) -> list[Problem]:
    """Return who would be approached more often than a rule that only warns says."""
    count = lines_with_problem(segment, TOO_OFTEN).count()
    return [_of_lines(segment, TOO_OFTEN, count)] if count else []


def _nobody(segment: Segment) -> Problem:
    message = _("The segment has no contacts.")
    if SegmentLine.objects.current(segment).exists():
        message = _("All contacts of the segment would be left out; there is nobody to log.")
    return _problem(segment, "lines", message, "segment_who")


def _missing(segment: Segment) -> list[Problem]:
    """Return what contacts would miss, as soon as there are any."""
    words = {
        "template": ("" if segment.template_id else _("No interaction template is chosen.")),
        "date": ("" if segment.occurred_on else _("The segment has no date.")),
    }
    return [_problem(segment, kind, text, "segment_edit") for kind, text in words.items() if text]


def _problem(segment: Segment, kind: str, message: str, page: str) -> Problem:
    return Problem(kind, "error", 1, message, reverse(f"segments:{page}", args=[segment.pk]))


def _of_lines(segment: Segment, kind: str, count: int) -> Problem:
    problem = LINE_PROBLEMS[kind]
    examples = Contact.objects.filter(pk__in=lines_with_problem(segment, kind).values("contact"))
    return Problem(
        kind=kind,
        severity=problem.severity,
        count=count,
        message=problem.words(count) % {"count": number_format(count, force_grouping=True)},
        url=reverse("segments:segment_lines", args=[segment.pk]) + f"?problem={kind}",
        contacts=list(examples.order_by("name", "pk")[:EXAMPLES]),
    )
