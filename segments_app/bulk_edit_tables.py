"""The list of changes of many contacts."""

from functools import cached_property

import django_tables2 as tables
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from contacts.models import BulkEdit
from contacts.services.bulk import Changes, told
from contacts.services.bulk.changes import Names
from segments_app.common.tables import BaseTable, NumberColumn, UserColumn


class BulkEditTable(BaseTable):
    created_at = tables.DateTimeColumn(verbose_name=_("Changed at"), short=True, linkify=True)
    created_by = UserColumn(accessor="created_by__username", verbose_name=_("Changed by"))
    changes = tables.Column(verbose_name=_("What was changed"), orderable=False)
    contact_count = NumberColumn(verbose_name=_("Contacts"))
    undone_at = tables.DateTimeColumn(verbose_name=_("Undone at"), short=True)

    fixed = ("created_at",)

    class Meta(BaseTable.Meta):
        model = BulkEdit
        fields = ("created_at", "created_by", "changes", "contact_count", "undone_at")
        order_by = ("-created_at",)
        empty_text = _("No contacts were changed together yet.")

    @cached_property
    def names(self) -> Names:
        return Names()

    def value_changes(self, record: BulkEdit) -> str:
        changes = told(Changes.from_plain(record.changes), self.names)
        return "; ".join(f"{one.label}: {one.value}" for one in changes) or gettext("Nothing")

    def render_changes(self, record: BulkEdit) -> SafeString:
        return format_html("{}", self.value_changes(record))
