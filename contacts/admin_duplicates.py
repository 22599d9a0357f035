"""Admin pages of duplicates and merges: looked at here, done on pages of their own."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from segments_app.common.admin import HistoryAdmin

from .models import DuplicatePair, DuplicateSearch, Merge, MergeChange


@admin.register(DuplicatePair)
class DuplicatePairAdmin(HistoryAdmin):
    list_display = ("first", "second", "score", "found_at", "decided_at", "decided_by")
    list_select_related = ("first", "second", "decided_by")
    search_fields = ("first__search_text", "second__search_text")
    search_help_text = _("Number, name, company, e-mail or city of the contact")
    ordering = ("-score", "pk")
    sortable_by = ("score",)


@admin.register(DuplicateSearch)
class DuplicateSearchAdmin(HistoryAdmin):
    list_display = ("__str__", "is_full", "started_at", "finished_at", "slices", "done")
    list_filter = ("is_full",)
    ordering = ("-pk",)
    sortable_by = ()


@admin.register(Merge)
class MergeAdmin(HistoryAdmin):
    list_display = ("gone_number", "gone_name", "survivor", "merged_at", "merged_by", "undone_at")
    list_select_related = ("survivor", "merged_by")
    search_fields = ("gone_number", "gone_name", "survivor__search_text")
    ordering = ("-pk",)
    sortable_by = ()


@admin.register(MergeChange)
class MergeChangeAdmin(HistoryAdmin):
    list_display = ("merge", "kind", "model", "field", "row")
    list_filter = ("kind",)
    list_select_related = ("merge",)
    search_fields = ("merge__gone_number", "merge__gone_name")
    ordering = ("-pk",)
    sortable_by = ()
