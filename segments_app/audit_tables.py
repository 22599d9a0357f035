"""The list of the audit."""

import json
from typing import Any

import django_tables2 as tables
from django.apps import apps
from django.contrib.auth.models import User
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django_filters import CharFilter, ChoiceFilter, ModelChoiceFilter

from segments_app.common.filters import BaseFilterSet, DateRangeFilter
from segments_app.common.tables import BaseTable
from segments_app.models import AuditEntry


def subject_name(table: str) -> str:
    """Return what a table is called, of one that is gone its name."""
    for model in apps.get_models(include_auto_created=True):
        if model._meta.db_table == table:
            return capfirst(str(model._meta.verbose_name))
    return table


def subjects() -> list[tuple[str, str]]:
    """Return the tables that are audited, by what they are called."""
    found = AuditEntry.objects.exclude(subject="").order_by().values_list("subject", flat=True)
    return sorted(((one, subject_name(one)) for one in found.distinct()), key=lambda one: one[1])


class AuditFilter(BaseFilterSet):
    actor = ModelChoiceFilter(
        field_name="actor",
        queryset=User.objects.order_by("username"),
        label=_("Done by"),
        empty_label=_("Everybody"),
    )
    action = ChoiceFilter(
        field_name="action",
        choices=AuditEntry.Action.choices,
        label=_("Action"),
        empty_label=_("Any"),
    )
    subject = ChoiceFilter(
        field_name="subject", choices=subjects, label=_("What"), empty_label=_("Anything")
    )
    row_key = CharFilter(field_name="row_key", label=_("Row"))
    job_key = CharFilter(field_name="job_key", label=_("Job"))
    request_id = CharFilter(field_name="request_id", label=_("Request"))
    happened = DateRangeFilter(field_name="happened_at", label=_("Happened"))

    class Meta(BaseFilterSet.Meta):
        model = AuditEntry


class AuditTable(BaseTable):
    happened_at = tables.DateTimeColumn(verbose_name=_("Happened at"), short=True)
    actor = tables.Column(accessor="actor_id", verbose_name=_("Done by"), orderable=False)
    action = tables.Column(verbose_name=_("Action"), orderable=False)
    subject = tables.Column(verbose_name=_("What"), orderable=False, empty_values=())
    row_key = tables.Column(verbose_name=_("Row"), orderable=False)
    change = tables.Column(
        accessor="after", verbose_name=_("Change"), orderable=False, empty_values=()
    )

    job_key = tables.Column(verbose_name=_("Job"), orderable=False)
    request_id = tables.Column(verbose_name=_("Request"), orderable=False)

    fixed = ("happened_at",)
    optional = ("job_key", "request_id")

    class Meta(BaseTable.Meta):
        model = AuditEntry
        fields = (
            "happened_at", "actor", "action", "subject", "row_key", "change", "job_key",
            "request_id",
        )  # fmt: skip
        order_by = ("-happened_at",)
        empty_text = _("Nothing was written down yet.")

    def value_actor(self, record: Any) -> str:
        return record.actor_name or str(record.actor_id or "")

    def render_actor(self, record: Any) -> str:
        return self.value_actor(record)

    def value_subject(self, record: Any) -> str:
        return subject_name(record.subject) if record.subject else record.path

    def render_subject(self, record: Any) -> str:
        return self.value_subject(record)

    def value_change(self, record: Any) -> str:
        """Return what was changed, each as before → after."""
        before, after = record.before or {}, record.after or {}
        names = [name for name in {**before, **after} if before.get(name) != after.get(name)]
        if not names:  # a secret
            names = [name for name, value in after.items() if value == "…"] if before else []
        return "; ".join(f"{name}: {_text(before, name)} → {_text(after, name)}" for name in names)

    def render_change(self, record: Any) -> str:
        return self.value_change(record)


def _text(values: Any, name: str) -> str:
    value = values.get(name)
    if value is None or value == "":
        return "–"
    return value if isinstance(value, str) else json.dumps(value)
