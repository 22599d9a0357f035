"""Admin pages of changes of many contacts: looked at here; made and undone elsewhere."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from segments_app.common.admin import HistoryAdmin

from .models import BulkEdit, BulkEditRow


@admin.register(BulkEdit)
class BulkEditAdmin(HistoryAdmin):
    list_display = (
        "created_at",
        "created_by",
        "contact_count",
        "follower_count",
        "undone_at",
        "restored_count",
    )
    list_select_related = ("created_by",)
    search_fields = ("created_by__username",)
    search_help_text = _("Name of the user")
    ordering = ("-created_at", "pk")
    sortable_by = ("created_at",)


@admin.register(BulkEditRow)
class BulkEditRowAdmin(HistoryAdmin):
    list_display = ("contact", "part", "old", "is_follower", "is_undone")
    list_select_related = ("contact",)
    search_fields = ("contact__search_text",)
    search_help_text = _("Number, name, company, e-mail or city of the contact")
    ordering = ("-pk",)
    sortable_by = ()
