"""Contacts of a segment who have no value for a merge field of its texts."""

from collections import defaultdict
from collections.abc import Mapping

from django.db.models import Case, Count, Q, Value, When
from django.urls import reverse
from django.utils.formats import number_format
from django.utils.translation import ngettext

from interactions.services.content import problems_of, required_fields, without_value
from segments_app.models import Segment, SegmentLine, SegmentLineQuerySet


def count_missing(segment: Segment) -> dict[str, int]:
    """Count the contacts without a value, by field; two statements, however many fields."""
    conditions = _conditions(segment)
    if not conditions:
        return {}
    cases = {
        f"gap_{number}": Case(When(condition, then=Value(1)))
        for number, condition in enumerate(conditions.values())
    }
    counted = (
        _lines(segment)
        .annotate(**cases)
        .aggregate(**{f"n_{number}": Count(f"gap_{number}") for number in range(len(cases))})
    )
    return {
        name: counted[f"n_{number}"]
        for number, name in enumerate(conditions)
        if counted[f"n_{number}"]
    }


def lines_missing(segment: Segment, name: str) -> SegmentLineQuerySet:
    """Return the lines of the contacts who have no value for the field."""
    condition = _conditions(segment).get(name)
    return _lines(segment).filter(condition) if condition else _lines(segment).none()


def gaps_in_words(segment: Segment) -> list[tuple[int, str, str]]:
    """Say how many contacts lack what, and where they are listed."""
    lines = reverse("segments:segment_lines", args=[segment.pk])
    return [
        (
            count,
            ngettext(
                "%(count)s contact has no value for “%(field)s”, and the text has no default.",
                "%(count)s contacts have no value for “%(field)s”, and the text has no default.",
                count,
            )
            % {"count": number_format(count, force_grouping=True), "field": name},
            f"{lines}?missing={name}",
        )
        for name, count in count_missing(segment).items()
    ]


def wrong_texts(segment: Segment) -> list[tuple[str, str]]:
    """Say what is wrong with the texts by now, and where each is mended."""
    return [
        (
            f"{content.language}: {message}",
            reverse("segments:segment_content_edit", args=[segment.pk, content.language.code]),
        )
        for content in segment.contents.select_related("language").order_by("pk")
        for message in problems_of(content.parts)
    ]


def _lines(segment: Segment) -> SegmentLineQuerySet:
    return SegmentLine.objects.current(segment).reachable(segment).with_effective_values(segment)


def _conditions(segment: Segment) -> Mapping[str, Q]:
    """Return when a line lacks what its text needs; lines with a text of their own lack nothing."""
    needed: defaultdict[str, list[int]] = defaultdict(list)
    for content in segment.contents.order_by("pk"):
        for name in required_fields(content.parts):
            needed[name].append(content.language_id)
    inherits = Q(template__isnull=True, content__isnull=True)
    found = {}
    for name, languages in needed.items():
        gap = without_value(name, prefix="contact__", language="effective_language")
        if gap is not None:
            found[name] = inherits & Q(effective_language__in=languages) & gap
    return found
