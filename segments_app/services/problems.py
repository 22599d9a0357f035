"""All that stands in the way of logging a segment, told at once (domain.md §2.16, LOG-20)."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import reduce
from operator import or_
from typing import Any, Literal

from django.db.models import Case, Count, Exists, OuterRef, Q, QuerySet, Value, When
from django.urls import reverse
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from campaigns.models import Campaign
from contacts.models import Contact, Salesperson
from interactions.models import InteractionTemplate, LoggedSegment, TemplateContent
from segments_app.common.models import CorrespondenceType
from segments_app.models import (
    Segment,
    SegmentContent,
    SegmentLine,
    SegmentLineQuerySet,
)

from .locking import SegmentError
from .missing import gaps_in_words, wrong_texts

EXAMPLES = 5
Severity = Literal["error", "warning"]


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


@dataclass(frozen=True)
class LineProblem:
    """What can be wrong with lines: which ones, and how to say so of n of them."""

    severity: Severity
    condition: Callable[[Segment], Q]
    words: Callable[[int], str]


def find_problems(segment: Segment, *, now: datetime) -> list[Problem]:
    """Return everything that keeps the segment from being logged, and what to know before.

    The lines are read once, however many problems there are, and once more for the examples
    of each.
    """
    found = _found(segment, LINE_PROBLEMS) + _without_values(segment)
    return sorted(found, key=lambda problem: not problem.is_error)


def with_errors(lines: SegmentLineQuerySet, segment: Segment) -> SegmentLineQuerySet:
    """Add `has_error` to lines with effective values, null where nothing is wrong."""
    anything = reduce(or_, (problem.condition(segment) for problem in ERRORS.values()))
    return lines.annotate(has_error=Case(When(anything, then=Value(1))))


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
    lines = SegmentLine.objects.current(segment).reachable(segment).with_effective_values(segment)
    problem = LINE_PROBLEMS.get(kind)
    return lines.filter(problem.condition(segment)) if problem else lines.none()


def lines_left_out(segment: Segment) -> SegmentLineQuerySet:
    """Return the lines that logging would leave out, with their `left_out_reason`."""
    return SegmentLine.objects.current(segment).left_out(segment)


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


def _no_content(segment: Segment) -> Q:
    ours = SegmentContent.objects.filter(segment=segment.pk).values("language")
    theirs = TemplateContent.objects.filter(
        template=OuterRef("template"), language=OuterRef("effective_language")
    )
    inherits_none = Q(template__isnull=True) & (
        Q(effective_language__isnull=True) | ~Q(effective_language__in=ours)
    )
    has_none = Q(template__isnull=False) & ~Q(Exists(theirs))
    return (
        Q(content__isnull=True) & ~Q(effective_correspondence_type="") & (inherits_none | has_none)
    )


def _campaign_over(segment: Segment) -> Q:
    wrong = Q(archived_at__isnull=False)
    if segment.occurred_on is not None:
        wrong |= Q(ends_on__lt=segment.occurred_on) | Q(starts_on__gt=segment.occurred_on)
    return Q(effective_campaign__in=Campaign.objects.filter(wrong).values("pk"))


LINE_PROBLEMS: Mapping[str, LineProblem] = {
    "date": LineProblem(
        "error",
        lambda segment: Q(effective_occurred_on__isnull=True),
        lambda n: ngettext("%(count)s contact has no date.", "%(count)s contacts have no date.", n),
    ),
    "template": LineProblem(
        "error",
        lambda segment: Q(effective_template__isnull=True),
        lambda n: ngettext(
            "%(count)s contact has no interaction template.",
            "%(count)s contacts have no interaction template.",
            n,
        ),
    ),
    "archived_template": LineProblem(
        "error",
        lambda segment: Q(
            effective_template__in=InteractionTemplate.objects.filter(is_archived=True).values("pk")
        ),
        lambda n: ngettext(
            "%(count)s contact has an interaction template that is archived.",
            "%(count)s contacts have an interaction template that is archived.",
            n,
        ),
    ),
    "salesperson": LineProblem(
        "error",
        lambda segment: Q(effective_salesperson__isnull=True),
        lambda n: ngettext(
            "%(count)s contact has no salesperson.", "%(count)s contacts have no salesperson.", n
        ),
    ),
    "blocked_salesperson": LineProblem(
        "warning",
        lambda segment: Q(
            effective_salesperson__in=Salesperson.objects.filter(
                Q(is_blocked=True) | Q(is_privacy_blocked=True)
            ).values("pk")
        ),
        lambda n: ngettext(
            "%(count)s contact has a salesperson who is blocked.",
            "%(count)s contacts have a salesperson who is blocked.",
            n,
        ),
    ),
    "email": LineProblem(
        "warning",
        lambda segment: Q(
            effective_correspondence_type=CorrespondenceType.EMAIL, effective_email=""
        ),
        lambda n: ngettext(
            "%(count)s contact is to be written to by e-mail but has no address; "
            "the interaction is logged without a correspondence type.",
            "%(count)s contacts are to be written to by e-mail but have no address; "
            "their interactions are logged without a correspondence type.",
            n,
        ),
    ),
    "campaign_over": LineProblem(
        "warning",
        _campaign_over,
        lambda n: ngettext(
            "%(count)s contact has a campaign that is archived, or not running on that date.",
            "%(count)s contacts have a campaign that is archived, or not running on that date.",
            n,
        ),
    ),
    "content": LineProblem(
        "warning",
        _no_content,
        lambda n: ngettext(
            "%(count)s contact gets a letter or an e-mail, but there is no text for it.",
            "%(count)s contacts get a letter or an e-mail, but there is no text for them.",
            n,
        ),
    ),
}
ERRORS = {k: problem for k, problem in LINE_PROBLEMS.items() if problem.severity == "error"}
