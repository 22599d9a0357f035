"""Admin pages of possible duplicates: looked at here, judged on pages of their own."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from segments_app.common.admin import HistoryAdmin

from .models import DuplicatePair


@admin.register(DuplicatePair)
class DuplicatePairAdmin(HistoryAdmin):
    list_display = ("first", "second", "score", "found_at", "decided_at", "decided_by")
    list_select_related = ("first", "second", "decided_by")
    search_fields = ("first__search_text", "second__search_text")
    search_help_text = _("Number, name, company, e-mail or city of the contact")
    ordering = ("-score", "pk")
    sortable_by = ("score",)
