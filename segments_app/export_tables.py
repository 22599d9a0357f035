"""The list of exports."""

from typing import Any

import django_tables2 as tables
from django.contrib.auth.models import User
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django_filters import ChoiceFilter, ModelChoiceFilter

from segments_app.common.filters import BaseFilterSet, DateRangeFilter
from segments_app.common.tables import BaseTable, NumberColumn, UserColumn
from segments_app.models import ExportRecord


class ExportFilter(BaseFilterSet):
    created_by = ModelChoiceFilter(
        field_name="created_by",
        queryset=User.objects.order_by("username"),
        label=_("Exported by"),
        empty_label=_("Everybody"),
    )
    format = ChoiceFilter(
        field_name="format",
        choices=ExportRecord.Format.choices,
        label=_("Format"),
        empty_label=_("Any"),
    )
    created = DateRangeFilter(field_name="created_at", label=_("Exported"))

    class Meta(BaseFilterSet.Meta):
        model = ExportRecord


class ExportTable(BaseTable):
    created_at = tables.DateTimeColumn(verbose_name=_("Exported at"), short=True)
    created_by = UserColumn(accessor="created_by__username", verbose_name=_("Exported by"))
    name = tables.Column(verbose_name=_("File"))
    row_count = NumberColumn(verbose_name=_("Rows"))
    filters = tables.Column(verbose_name=_("Filters"), orderable=False)
    columns_taken = tables.Column(accessor="columns", verbose_name=_("Columns"), orderable=False)
    path = tables.Column(verbose_name=_("Address"), orderable=False)

    optional = ("path",)
    fixed = ("created_at",)

    class Meta(BaseTable.Meta):
        model = ExportRecord
        fields = (
            "created_at", "created_by", "name", "row_count", "filters", "columns_taken", "path",
        )  # fmt: skip
        order_by = ("-created_at",)
        empty_text = _("Nothing was exported yet.")

    def value_columns_taken(self, record: Any) -> str:
        return ", ".join(record.columns) or gettext("All fields of the contacts")

    def render_columns_taken(self, record: Any) -> str:
        return self.value_columns_taken(record)
