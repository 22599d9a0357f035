"""Admin pages of campaigns."""

from typing import Any

from django.contrib import admin

from segments_app.common.admin import CodeTableAdmin, HistoryAdmin

from .models import Campaign, CampaignEntry, CampaignStatus, Cancellation

admin.site.register(CampaignStatus, CodeTableAdmin)


@admin.register(Campaign)
class CampaignAdmin(admin.ModelAdmin[Any]):
    search_fields = ["search_text"]


@admin.register(CampaignEntry)
class CampaignEntryAdmin(HistoryAdmin):
    list_display = ["campaign", "description", "occurred_on", "segment_number", "cancellation"]
    list_filter = ["campaign"]
    list_select_related = ["campaign", "cancellation"]
    search_fields = ["campaign__number", "description", "segment_number"]
    ordering = ["-pk"]


@admin.register(Cancellation)
class CancellationAdmin(HistoryAdmin):
    list_display = ["reason", "canceled_by", "canceled_at", "reverted_by", "reverted_at"]
    list_select_related = ["canceled_by", "reverted_by"]
    search_fields = ["reason"]
    ordering = ["-pk"]
