"""What the lists of segments can be filtered by."""

from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django_countries import countries
from django_filters import CharFilter, ChoiceFilter, ModelChoiceFilter

from campaigns.models import Campaign
from contacts.models import Contact, Language, Salesperson
from contacts.models.gate import LeftOutReason
from interactions.models import InteractionTemplate
from interactions.services.content import mergeable
from segments_app.common.filters import (
    BaseFilterSet,
    DateRangeFilter,
    SearchFilter,
)
from segments_app.common.models import CorrespondenceType
from segments_app.common.text import normalise
from segments_app.models import SavedCriteria, Segment, SegmentLine, SegmentLineQuerySet
from segments_app.services import lines_left_out, lines_missing, lines_with_problem
from segments_app.services.calling import lines_in
from segments_app.services.reach import FALLS_BACK

from .call_tables import CALL_FIGURES

PROBLEMS = (
    ("date", _("No date")),
    ("template", _("No interaction template")),
    ("archived_template", _("Interaction template archived")),
    ("salesperson", _("No salesperson")),
    ("blocked_salesperson", _("Salesperson blocked")),
    ("too_often", _("Approached too often")),
    ("email", _("No e-mail address")),
    ("campaign_over", _("Campaign not running on the date")),
    ("content", _("No text")),
)


class SegmentFilter(BaseFilterSet):
    q = SearchFilter("search_text")
    status = ChoiceFilter(
        field_name="status", choices=Segment.Status.choices, label=_("Status"), empty_label=_("Any")
    )
    mine = ChoiceFilter(
        method="by_whom",
        choices=(("yes", _("Made by me")), ("salesperson", _("I am the salesperson"))),
        label=_("Whose"),
        empty_label=_("Everybody's"),
    )
    campaign = ModelChoiceFilter(
        field_name="campaign",
        queryset=Campaign.objects.order_by("-number"),
        label=_("Campaign"),
        empty_label=_("Any"),
    )
    salesperson = ModelChoiceFilter(
        field_name="salesperson",
        queryset=Salesperson.objects.order_by("name", "pk"),
        label=_("Salesperson"),
        empty_label=_("Any"),
    )
    template = ModelChoiceFilter(
        field_name="template",
        queryset=InteractionTemplate.objects.order_by("description", "pk"),
        label=_("Interaction template"),
        empty_label=_("Any"),
    )
    date = DateRangeFilter(field_name="occurred_on", label=_("Date"))

    class Meta(BaseFilterSet.Meta):
        model = Segment

    def by_whom(self, segments: QuerySet[Segment], name: str, value: str) -> QuerySet[Segment]:
        if value == "salesperson":
            return segments.filter(salesperson__user=self.request.user)
        return segments.filter(created_by=self.request.user)


class LineFilter(BaseFilterSet):
    """Needs rows with their effective values, and the segment they are on (see `line_filter`)."""

    segment: Segment

    q = SearchFilter("contact__search_text")
    own = ChoiceFilter(
        method="with_own_values",
        choices=(("yes", _("With own values")), ("no", _("All as the segment"))),
        label=_("Own values"),
        empty_label=_("Any"),
    )
    type = ChoiceFilter(
        field_name="contact__type",
        choices=Contact.Type.choices,
        label=_("Type"),
        empty_label=_("Any"),
    )
    country = ChoiceFilter(
        field_name="contact__country", choices=countries, label=_("Country"), empty_label=_("Any")
    )
    salesperson = ModelChoiceFilter(
        method="effective",
        queryset=Salesperson.objects.order_by("name", "pk"),
        label=_("Salesperson"),
        empty_label=_("Any"),
    )
    language = ModelChoiceFilter(
        method="effective",
        queryset=Language.objects.order_by("name"),
        label=_("Language"),
        empty_label=_("Any"),
    )
    fallback = ChoiceFilter(
        method="in_another_language",
        choices=(("yes", _("In another language than their own")),),
        label=_("Falls back"),
        empty_label=_("Any"),
    )
    correspondence_type = ChoiceFilter(
        method="effective",
        choices=[*CorrespondenceType.choices, ("none", _("Not said"))],
        label=_("Correspondence type"),
        empty_label=_("Any"),
    )
    template = ModelChoiceFilter(
        method="effective",
        queryset=InteractionTemplate.objects.order_by("description", "pk"),
        label=_("Interaction template"),
        empty_label=_("Any"),
    )

    problem = ChoiceFilter(
        method="with_problem", choices=PROBLEMS, label=_("Problem"), empty_label=_("Any")
    )
    missing = ChoiceFilter(
        method="with_gap",
        choices=mergeable,
        label=_("No value for the merge field"),
        empty_label=_("Any"),
    )
    left_out = ChoiceFilter(
        method="left_out_for",
        choices=[*LeftOutReason.choices, ("none", _("Nobody: those who will be logged"))],
        label=_("Left out"),
        empty_label=_("Any"),
    )

    calls = ChoiceFilter(
        method="by_calls",
        choices=list(CALL_FIGURES.items()),
        label=_("Calls"),
        empty_label=_("Any"),
    )

    class Meta(BaseFilterSet.Meta):
        model = SegmentLine

    def by_calls(self, lines: SegmentLineQuerySet, name: str, value: str) -> Any:
        found = lines_in(self.segment, value, now=timezone.now())
        return lines.filter(pk__in=found.values("pk"))

    def with_problem(self, lines: SegmentLineQuerySet, name: str, value: str) -> Any:
        found = lines_with_problem(self.segment, value)
        return lines.filter(pk__in=found.values("pk"))

    def with_gap(self, lines: SegmentLineQuerySet, name: str, value: str) -> Any:
        return lines.filter(pk__in=lines_missing(self.segment, value).values("pk"))

    def left_out_for(self, lines: SegmentLineQuerySet, name: str, value: str) -> Any:
        if value == "none":
            stay = SegmentLine.objects.current(self.segment).reachable(self.segment)
            return lines.filter(pk__in=stay.values("pk"))
        found: Any = lines_left_out(self.segment)
        found = found.filter(left_out_reason=value)
        return lines.filter(pk__in=found.values("pk"))

    def in_another_language(self, lines: SegmentLineQuerySet, name: str, value: str) -> Any:
        return lines.filter(FALLS_BACK)

    def with_own_values(self, lines: SegmentLineQuerySet, name: str, value: str) -> Any:
        own = Q()
        for field in SegmentLine.OWN:
            own |= Q(**{f"{field}__isnull": False})
        return lines.filter(own if value == "yes" else ~own)

    def effective(self, lines: SegmentLineQuerySet, name: str, value: Any) -> Any:
        if value == "none":
            return lines.filter(**{f"effective_{name}": ""})
        return lines.filter(**{f"effective_{name}": getattr(value, "pk", value)})


def line_filter(segment: Segment) -> type[LineFilter]:
    """Return the filter for the lines of one segment."""
    return type("LineFilter", (LineFilter,), {"segment": segment})


def folder_choices() -> list[tuple[str, str]]:
    """Return the folders that there are; those that came with the product in words."""
    rows = SavedCriteria.objects.exclude(folder="").order_by("folder")
    found = rows.values_list("folder", "ready_made").distinct()
    return list({folder: gettext(folder) if ready else folder for folder, ready in found}.items())


class SavedCriteriaFilter(BaseFilterSet):
    q = CharFilter(
        method="with_words",
        label=_("Search"),
        max_length=200,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )

    folder = ChoiceFilter(
        method="in_folder", choices=folder_choices, label=_("Folder"), empty_label=_("Any")
    )
    whose = ChoiceFilter(
        method="by_whom",
        choices=(("mine", _("Kept by me")), ("private", _("Only for me"))),
        label=_("Whose"),
        empty_label=_("Everybody's"),
    )

    class Meta(BaseFilterSet.Meta):
        model = SavedCriteria

    def with_words(self, rows: QuerySet[SavedCriteria], name: str, value: str) -> Any:
        """Search code and description. There are few rows, so no column is kept for it."""
        words = normalise(value).split()
        found = [
            key
            for key, code, title in [(row.pk, row.code, row.title) for row in rows]
            if all(word in normalise(f"{code} {title}") for word in words)
        ]
        return rows.filter(pk__in=found)

    def in_folder(self, rows: QuerySet[SavedCriteria], name: str, value: str) -> Any:
        """Take what is in the folder and in those inside it."""
        return rows.filter(Q(folder=value) | Q(folder__startswith=f"{value} / "))

    def by_whom(self, rows: QuerySet[SavedCriteria], name: str, value: str) -> Any:
        mine = rows.filter(created_by=self.request.user.pk)
        return mine.filter(is_private=True) if value == "private" else mine
