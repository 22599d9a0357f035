"""What can be wrong with the lines of a segment, as conditions on them (LOG-20)."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Literal

from django.db.models import Case, Exists, OuterRef, Q, Value, When
from django.utils.translation import ngettext

from campaigns.models import Campaign
from contacts.models import Salesperson
from contacts.models.gate import NEVER
from interactions.models import InteractionTemplate, TemplateContent
from segments_app.common.models import CorrespondenceType
from segments_app.models import Segment, SegmentContent, SegmentLineQuerySet

TOO_OFTEN = "too_often"
Severity = Literal["error", "warning"]


@dataclass(frozen=True)
class LineProblem:
    """What can be wrong with lines: which ones, and how to say so of n of them."""

    severity: Severity
    condition: Callable[[Segment], Q]
    words: Callable[[int], str]


def with_errors(lines: SegmentLineQuerySet, segment: Segment) -> SegmentLineQuerySet:
    """Add `has_error` to lines with effective values, null where nothing is wrong."""
    anything = reduce(or_, (problem.condition(segment) for problem in ERRORS.values()))
    return lines.annotate(has_error=Case(When(anything, then=Value(1))))


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
    TOO_OFTEN: LineProblem(
        "warning",
        lambda segment: NEVER,  # asked of lines as they are: `warned_of`
        lambda n: ngettext(
            "%(count)s contact would be approached more often than a rule on contact pressure "
            "says.",
            "%(count)s contacts would be approached more often than a rule on contact pressure "
            "says.",
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
