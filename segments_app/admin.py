"""Admin pages of segments. Segments are worked on in the application; here one looks them up."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from segments_app.common.admin import HistoryAdmin

from .models import Job, SavedCriteria, Segment, SegmentContent, SegmentLine, Step, WorkerLease


class StepInline(admin.TabularInline[Any, Any]):
    model = Step
    extra = 0
    max_num = 0
    can_delete = False
    ordering = ["position"]
    fields = readonly_fields = [
        "position", "action", "source", "rule", "options", "before_count", "after_count",
        "created_by", "created_at",
    ]  # fmt: skip


class SegmentContentInline(admin.TabularInline[Any, Any]):
    model = SegmentContent
    extra = 0
    max_num = 0
    can_delete = False
    fields = readonly_fields = ["language", "subject", "body"]


@admin.register(Segment)
class SegmentAdmin(HistoryAdmin):
    list_display = [
        "number", "description", "status", "campaign", "salesperson", "occurred_on", "created_by",
    ]  # fmt: skip
    list_filter = ["status", "campaign", "salesperson"]
    list_select_related = ["campaign", "salesperson", "created_by"]
    search_fields = ["search_text", "number", "description"]
    ordering = ["-pk"]
    inlines = [StepInline, SegmentContentInline]


@admin.register(SegmentLine)
class SegmentLineAdmin(HistoryAdmin):
    """One segment's lines at a time is what this page is for: filter by its number."""

    list_display = ["segment", "contact", "added_at", "removed_at", "evaluation"]
    list_select_related = ["segment", "contact"]
    search_fields = ["segment__number"]
    ordering = ["-pk"]


@admin.register(SavedCriteria)
class SavedCriteriaAdmin(admin.ModelAdmin[Any]):
    """Code and description may change; the steps are written on a segment's page."""

    list_display = ["code", "description", "step_count", "created_by", "modified_at"]
    list_select_related = ["created_by"]
    search_fields = ["code", "description"]
    readonly_fields = ["steps", "created_by", "created_at", "modified_at"]
    ordering = ["code"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    @admin.display(description=_("steps"))
    def step_count(self, criteria: SavedCriteria) -> int:
        return len(criteria.steps)


@admin.register(Job)
class JobAdmin(HistoryAdmin):
    list_display = ["title", "kind", "status", "created_by", "created_at", "finished_at"]
    list_filter = ["status", "kind"]
    list_select_related = ["created_by"]
    search_fields = ["title", "key"]
    ordering = ["-pk"]


@admin.register(WorkerLease)
class WorkerLeaseAdmin(HistoryAdmin):
    list_display = ["worker_id", "seen_at"]
    ordering = ["-seen_at"]
