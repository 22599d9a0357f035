"""The lists of refreshes, and of who joined and left by one."""

from typing import Any

import django_tables2 as tables
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django_filters import ChoiceFilter

from contacts.services import ContactExport, field_label
from segments_app.common.filters import BaseFilterSet, SearchFilter
from segments_app.common.tables import ActionsColumn, BaseTable, NumberColumn, UserColumn, localised
from segments_app.models import Refresh, RefreshMove


class RefreshTable(BaseTable):
    started_at = tables.DateTimeColumn(verbose_name=_("When"), short=True)
    trigger = tables.Column(verbose_name=_("Why"))
    before_count = NumberColumn(verbose_name=_("Before"))
    joined_count = NumberColumn(verbose_name=_("Joined"))
    left_count = NumberColumn(verbose_name=_("Left"))
    after_count = NumberColumn(verbose_name=_("After"))
    milliseconds = NumberColumn(verbose_name=_("Took (ms)"))
    created_by = UserColumn(accessor="created_by__username", verbose_name=_("User"))

    fixed = ("started_at",)

    export_permission = ""

    class Meta(BaseTable.Meta):
        model = Refresh
        fields = (
            "started_at", "trigger", "before_count", "joined_count", "left_count", "after_count",
            "milliseconds", "created_by",
        )  # fmt: skip
        order_by = ("-started_at",)
        empty_text = _("The segment has not been refreshed yet.")

    def render_joined_count(self, value: int, record: Refresh) -> SafeString | str:
        return moved(record, "yes", "+", value)

    def render_left_count(self, value: int, record: Refresh) -> SafeString | str:
        return moved(record, "no", "−", value)  # noqa: RUF001 (a minus)

    def value_joined_count(self, record: Refresh) -> int:
        return record.joined_count

    def value_left_count(self, record: Refresh) -> int:
        return record.left_count


def moved(refresh: Refresh, joined: str, sign: str, count: int) -> SafeString | str:
    """Return how many moved, as a link to exactly those."""
    shown = localised(count, None)
    if not count:
        return shown
    url = f"{refresh.get_absolute_url()}?joined={joined}"
    return format_html('<a href="{}">{}{}</a>', url, sign, shown)


class MoveTable(BaseTable):
    contact = tables.Column(
        accessor="contact__name",
        verbose_name=_("Contact"),
        linkify=("segments:contact_detail", [tables.A("contact_id")]),
    )
    number = tables.Column(accessor="contact__number", verbose_name=_("Number"))
    company = tables.Column(accessor="contact__company__name", verbose_name=_("Company"))
    city = tables.Column(accessor="contact__city", verbose_name=_("City"))
    joined = tables.Column(verbose_name=_("What"))
    cause = tables.Column(accessor="get_cause_display", verbose_name=_("Why"), order_by="cause")
    changed = tables.Column(verbose_name=_("What changed"), orderable=False)
    step = NumberColumn(verbose_name=_("Deciding step"))
    actions = ActionsColumn("components/why_link.html")

    fixed = ("contact",)

    contact_export = ContactExport("contact_id")

    class Meta(BaseTable.Meta):
        model = RefreshMove
        fields = (
            "contact", "number", "company", "city", "joined", "cause", "changed", "step", "actions",
        )  # fmt: skip
        order_by = ("contact",)
        empty_text = _("Nobody joined or left.")

    @property
    def caption(self) -> str:
        return gettext("contacts")

    @property
    def noun(self) -> str:
        return ngettext("contact", "contacts", self.paginator.count)

    def render_joined(self, value: bool) -> SafeString:  # noqa: FBT001 - a column's value
        tone, words = ("good", gettext("joined")) if value else ("bad", gettext("left"))
        return format_html('<span class="pill pill-{}">{}</span>', tone, words)

    def value_joined(self, record: RefreshMove) -> str:
        return gettext("joined") if record.joined else gettext("left")

    def render_changed(self, value: str, record: Any) -> str:
        """Say a fact, and what it was and is; codes as the history keeps them."""
        old, new = (text or "–" for text in (record.changed_from, record.changed_to))
        return f"{field_label(value)}: {old} → {new}"

    def value_changed(self, record: Any) -> str:
        return self.render_changed(record.changed, record) if record.changed else ""

    def render_step(self, value: int, record: RefreshMove) -> SafeString:
        page = reverse("segments:segment_detail", args=[record.refresh.segment_id])
        return format_html('<a href="{}#step-{}">{}</a>', page, value, value)


class MoveFilter(BaseFilterSet):
    q = SearchFilter("contact__search_text")
    joined = ChoiceFilter(
        method="by_way",
        choices=(("yes", _("Joined")), ("no", _("Left"))),
        label=_("What"),
        empty_label=_("Both"),
    )
    cause = ChoiceFilter(
        choices=RefreshMove.Cause.choices[1:], label=_("Why"), empty_label=_("Any")
    )

    class Meta(BaseFilterSet.Meta):
        model = RefreshMove

    def by_way(self, rows: QuerySet[RefreshMove], name: str, value: str) -> QuerySet[RefreshMove]:
        return rows.filter(joined=value == "yes")
