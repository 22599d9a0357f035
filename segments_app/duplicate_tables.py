"""The list of possible duplicates, and what it is filtered by."""

from typing import Any

import django_tables2 as tables
from django.db.models import Q
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django_filters import ChoiceFilter

from contacts.models import Contact, DuplicatePair
from contacts.models.duplicates import DuplicatePairQuerySet
from contacts.services import duplicates
from contacts.services.duplicates.told import in_points, level, what_agrees
from segments_app.common.filters import BaseFilterSet, SearchFilter
from segments_app.common.tables import BaseTable
from segments_app.common.text import normalise


class DuplicateFilter(BaseFilterSet):
    """What kind of pairs are shown; of those somebody has judged only when asked for."""

    q = SearchFilter(label=_("Search"), method="search")
    type = ChoiceFilter(
        field_name="first__type",
        choices=Contact.Type.choices,
        label=_("Type"),
        empty_label=_("Any"),
    )
    sure = ChoiceFilter(
        field_name="score",
        lookup_expr="gte",
        choices=[(duplicates.SURE, _("Almost surely the same")), (duplicates.LIKELY, _("Likely"))],
        label=_("How sure"),
        empty_label=_("Any"),
    )
    said = ChoiceFilter(
        method="by_decision",
        choices=[("different", _("Said not to be the same"))],
        label=_("State"),
        empty_label=_("To be looked at"),
    )

    class Meta(BaseFilterSet.Meta):
        model = DuplicatePair

    def filter_queryset(self, queryset: Any) -> Any:
        rows: Any = super().filter_queryset(queryset)
        return rows if self.form.cleaned_data.get("said") else rows.open()

    def by_decision(
        self, rows: DuplicatePairQuerySet, name: str, value: str
    ) -> DuplicatePairQuerySet:
        return rows.different() if value else rows

    def search(self, rows: DuplicatePairQuerySet, name: str, value: str) -> DuplicatePairQuerySet:
        """Those of whom one has every word."""
        first = second = Q()
        for word in normalise(value).split():
            first &= Q(first__search_text__contains=word)
            second &= Q(second__search_text__contains=word)
        return rows.filter(first | second)


NAMED = {"td": {"class": "cell-name"}}


def pair_url(record: DuplicatePair, table: "DuplicateTable") -> str:
    """Return the page of a pair, which leads on to the next one of this list."""
    return f"{record.get_absolute_url()}{table.kept}"


class DuplicateTable(BaseTable):
    """Pairs of contacts that may be one, the surest first."""

    score = tables.Column(verbose_name=_("How sure"), linkify=pair_url)
    first = tables.Column(verbose_name=_("First contact"), orderable=False, attrs=NAMED)
    second = tables.Column(verbose_name=_("Second contact"), orderable=False, attrs=NAMED)
    agrees = tables.Column(
        verbose_name=_("What agrees"), accessor="pk", orderable=False, exclude_from_export=True
    )
    found_at = tables.DateTimeColumn(short=True, orderable=False)
    indexed = ("score",)
    optional = ("found_at",)
    fixed = ("first", "second")
    #: What agrees, by pair; of the pairs on the page.
    agreeing: dict[int, str]
    #: The filter of the list, as the end of an address.
    kept = ""

    class Meta(BaseTable.Meta):
        model = DuplicatePair
        fields = ("score", "first", "second", "agrees", "found_at")
        sequence = ("first", "second", "score", "agrees", "found_at")
        order_by = ("-score",)
        empty_text = _("No duplicates to look at.")

    def render_score(self, value: Any) -> SafeString:
        tone, words = level(value)
        told = gettext("%(points)s points") % {"points": in_points(value)}
        return format_html(
            '<span class="pill pill-{}">{}</span> <span class="text-nowrap">{}</span>',
            tone,
            words,
            told,
        )

    def render_first(self, value: Contact) -> SafeString:
        """Show a contact with what tells it from others of its name."""
        company = value.company.name if value.company else ""
        return format_html(
            '<a href="{}">{}</a><br><span class="muted">{}</span>',
            value.get_absolute_url(),
            value.name,
            " · ".join(filter(None, [value.number, company, value.city])),
        )

    render_second = render_first

    def value_first(self, record: DuplicatePair) -> str:
        return f"{record.first.number} {record.first.name}"

    def value_second(self, record: DuplicatePair) -> str:
        return f"{record.second.number} {record.second.name}"

    def render_agrees(self, value: int) -> str:
        return self.agreeing.get(value, "")

    def tell_what_agrees(self) -> None:
        """Compare the pairs of the page anew, with one statement for all of them."""
        pairs = [row.record for row in self.page.object_list]
        pks = {pk for pair in pairs for pk in (pair.first_id, pair.second_id)}
        profiles = {profile.pk: profile for profile in duplicates.stored_profiles(pks)}
        self.agreeing = {}
        for pair in pairs:
            told = duplicates.evidence(profiles[pair.first_id], profiles[pair.second_id])
            self.agreeing[pair.pk] = what_agrees(told)
