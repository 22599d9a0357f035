"""Admin pages of campaigns: they enter by the services, as the pages of the product do."""

from collections.abc import Callable
from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from campaigns import services
from segments_app.common.admin import CodeTableAdmin, HistoryAdmin
from segments_app.common.admin_services import (
    ServiceAdmin,
    ServiceForm,
    ServiceInline,
    who_and_when,
)
from segments_app.common.uses import StillUsed

from .models import (
    Campaign,
    CampaignComment,
    CampaignEntry,
    CampaignStatus,
    CampaignTarget,
    Cancellation,
)

admin.site.register(CampaignStatus, CodeTableAdmin)


class CommentInline(ServiceInline):
    """Comments are written and taken away, never rewritten."""

    model = CampaignComment
    fields = row_fields = ("commented_on", "text")

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def create(
        self, request: HttpRequest, parent: Campaign, values: dict[str, Any]
    ) -> CampaignComment:
        return services.add_comment(parent, **values, **who_and_when(request))

    def remove(self, request: HttpRequest, row: CampaignComment) -> None:
        services.delete_comment(row)


class CampaignAdminForm(ServiceForm):
    """An empty number is the next of the series."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "number" in self.fields:
            self.fields["number"].required = False


@admin.register(Campaign)
class CampaignAdmin(ServiceAdmin):
    form = CampaignAdminForm
    refusals = (services.CampaignRefused, StillUsed)
    used_advice = _("Archive it: it is no longer offered then, and its figures stay.")
    list_display = (
        "number", "description", "status", "starts_on", "ends_on", "salesperson", "archived_at",
    )  # fmt: skip
    list_filter = (("archived_at", admin.EmptyFieldListFilter), "status")
    list_select_related = ("status", "salesperson")
    search_fields = ("search_text",)
    search_help_text = _("Number or description")
    ordering = ("-number", "pk")
    autocomplete_fields = ("salesperson", "status")
    readonly_fields = ("activated_at", "archived_at", "created_at", "modified_at")
    fieldsets = (
        (None, {"fields": (
            "number", "description", ("starts_on", "ends_on"), "status", "salesperson",
        )}),
        (_("History"), {"fields": readonly_fields}),
    )  # fmt: skip
    inlines = (CommentInline,)
    actions = ("archive", "restore")

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return (*self.readonly_fields, "number") if obj else self.readonly_fields

    def get_inlines(self, request: HttpRequest, obj: Any) -> Any:
        return self.inlines if obj else ()

    def create(self, request: HttpRequest, values: dict[str, Any]) -> Campaign:
        return services.create_campaign(values=values, **who_and_when(request))

    def update(self, request: HttpRequest, row: Campaign, values: dict[str, Any]) -> Campaign:
        return services.update_campaign(row, values=values, now=timezone.now())

    def remove(self, request: HttpRequest, row: Campaign) -> None:
        services.delete_campaign(row)

    @admin.action(description=_("Archive the chosen campaigns"), permissions=["change"])
    def archive(self, request: HttpRequest, queryset: QuerySet[Campaign]) -> None:
        count = self.each(queryset.filter(archived_at=None), services.archive_campaign)
        told = ngettext("%(count)s campaign archived.", "%(count)s campaigns archived.", count)
        messages.success(request, told % {"count": count})

    @admin.action(
        description=_("Take the chosen campaigns out of the archive"), permissions=["change"]
    )
    def restore(self, request: HttpRequest, queryset: QuerySet[Campaign]) -> None:
        count = self.each(queryset.exclude(archived_at=None), services.restore_campaign)
        told = ngettext("%(count)s campaign restored.", "%(count)s campaigns restored.", count)
        messages.success(request, told % {"count": count})

    def each(self, campaigns: QuerySet[Campaign], deed: Callable[..., None]) -> int:
        """Do it to each of the few campaigns chosen on a page."""
        chosen = list(campaigns)
        for campaign in chosen:
            deed(campaign, now=timezone.now())
        return len(chosen)


@admin.register(CampaignEntry)
class CampaignEntryAdmin(HistoryAdmin):
    list_display = ("campaign", "description", "occurred_on", "segment_number", "cancellation")
    list_filter = (("cancellation", admin.EmptyFieldListFilter),)
    list_select_related = ("campaign", "cancellation")
    search_fields = ("campaign__search_text", "description", "segment_number")
    ordering = ("-pk",)


@admin.register(CampaignTarget)
class CampaignTargetAdmin(HistoryAdmin):
    list_display = ("campaign", "contact")
    list_select_related = ("campaign", "contact")
    search_fields = ("campaign__number",)
    ordering = ("-pk",)
    sortable_by = ()


@admin.register(CampaignComment)
class CampaignCommentAdmin(HistoryAdmin):
    list_display = ("campaign", "commented_on", "text", "created_by")
    list_select_related = ("campaign", "created_by")
    search_fields = ("campaign__number", "text")
    ordering = ("-pk",)


@admin.register(Cancellation)
class CancellationAdmin(HistoryAdmin):
    list_display = ("reason", "canceled_by", "canceled_at", "reverted_by", "reverted_at")
    list_select_related = ("canceled_by", "reverted_by")
    search_fields = ("reason",)
    ordering = ("-pk",)
