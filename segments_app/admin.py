"""Admin pages of segments. Segments are worked on in the application; here one looks them up."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from segments_app import services
from segments_app.common.admin import HistoryAdmin, HistoryInline
from segments_app.common.admin_services import ServiceAdmin, who_and_when

from . import task_admin  # noqa: F401 - it registers its models
from .models import (
    AuditEntry,
    AuditSeal,
    CallRules,
    CriteriaDraft,
    DraftState,
    ExportRecord,
    Job,
    MadeCall,
    Refresh,
    RefreshMove,
    RetentionRule,
    SavedCriteria,
    SavedCriteriaVersion,
    Segment,
    SegmentAttachment,
    SegmentCall,
    SegmentContent,
    SegmentLine,
    Step,
    Upkeep,
    WorkerLease,
)

STEP = (
    "position", "action", "source", "rule", "options", "before_count", "after_count",
    "created_by", "created_at",
)  # fmt: skip


class StepInline(HistoryInline):
    model = Step
    ordering = ("position",)
    fields = readonly_fields = STEP

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).select_related("created_by")


class SegmentContentInline(HistoryInline):
    model = SegmentContent
    fields = readonly_fields = ("language", *SegmentContent.PARTS, "script")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).select_related("language")


@admin.register(Segment)
class SegmentAdmin(HistoryAdmin):
    list_display = (
        "number", "description", "status", "campaign", "salesperson", "occurred_on", "created_by",
    )  # fmt: skip
    list_filter = ("status", "salesperson")
    list_select_related = ("campaign", "salesperson", "created_by")
    search_fields = ("search_text",)
    search_help_text = _("Number or description")
    ordering = ("-pk",)
    inlines = (StepInline, SegmentContentInline)


class PartOfSegmentAdmin(HistoryAdmin):
    """Rows of one segment at a time: found by its number or description."""

    search_fields = ("segment__number",)
    search_help_text = _("Number or description of the segment")

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        if not search_term.strip():
            return queryset, False
        segments = Segment.objects.search(search_term).values("pk")
        return queryset.filter(segment__in=segments), False


@admin.register(SegmentLine)
class SegmentLineAdmin(PartOfSegmentAdmin):
    list_display = ("contact", "segment", "added_at", "removed_at", "evaluation")
    list_select_related = ("segment", "contact")
    ordering = ("-pk",)
    sortable_by = ()


@admin.register(Step)
class StepAdmin(PartOfSegmentAdmin):
    list_display = ("segment", *STEP[:3], *STEP[5:])
    list_filter = ("action", "source")
    list_select_related = ("segment", "created_by")
    ordering = ("-pk",)


@admin.register(DraftState)
class DraftStateAdmin(PartOfSegmentAdmin):
    list_display = ("segment", "criteria_draft", "number", "is_ahead")
    list_select_related = ("segment", "criteria_draft")
    ordering = ("-pk",)


@admin.register(CriteriaDraft)
class CriteriaDraftAdmin(HistoryAdmin):
    list_display = ("criteria", "position", "written_by")
    list_select_related = ("criteria", "written_by")
    ordering = ("-pk",)


@admin.register(SegmentContent)
class SegmentContentAdmin(PartOfSegmentAdmin):
    list_display = ("segment", "language", "subject")
    list_select_related = ("segment", "language")
    ordering = ("-pk",)


@admin.register(Upkeep)
class UpkeepAdmin(PartOfSegmentAdmin):
    list_display = ("segment", "every", "due_at", "refreshed_at", "error")
    list_filter = ("every",)
    list_select_related = ("segment",)
    ordering = ("-pk",)


@admin.register(Refresh)
class RefreshAdmin(PartOfSegmentAdmin):
    list_display = (
        "segment", "trigger", "started_at", "before_count", "joined_count", "left_count",
        "after_count", "created_by",
    )  # fmt: skip
    list_filter = ("trigger",)
    list_select_related = ("segment", "created_by")
    ordering = ("-pk",)


@admin.register(RefreshMove)
class RefreshMoveAdmin(HistoryAdmin):
    list_display = ("refresh", "contact", "joined", "cause", "step")
    list_filter = ("joined", "cause")
    list_select_related = ("refresh", "contact")
    ordering = ("-pk",)


@admin.register(SavedCriteria)
class SavedCriteriaAdmin(ServiceAdmin):
    """Code and description may change; the steps are written on a segment's page."""

    refusals = (services.SegmentError,)
    list_display = ("code", "description", "step_count", "created_by", "modified_at")
    list_select_related = ("created_by",)
    search_fields = ("code", "description")
    fields = (
        "code",
        "description",
        "folder",
        "is_private",
        "steps",
        "created_by",
        "created_at",
        "modified_at",
    )
    readonly_fields = ("steps", "created_by", "created_at", "modified_at")
    ordering = ("code",)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def update(
        self, request: HttpRequest, row: SavedCriteria, values: dict[str, Any]
    ) -> SavedCriteria:
        words = {"code": row.code, "description": row.description} | values
        return services.update_saved_criteria(row, **words, **who_and_when(request))

    def remove(self, request: HttpRequest, row: SavedCriteria) -> None:
        services.delete_saved_criteria(row, **who_and_when(request))

    @admin.display(description=_("steps"))
    def step_count(self, criteria: SavedCriteria) -> int:
        return len(criteria.steps)


@admin.register(SavedCriteriaVersion)
class SavedCriteriaVersionAdmin(HistoryAdmin):
    list_display = ("criteria", "number", "note", "created_by", "created_at")
    list_select_related = ("criteria", "created_by")
    search_fields = ("criteria__code", "note")
    ordering = ("-pk",)


@admin.register(Job)
class JobAdmin(HistoryAdmin):
    list_display = ("title", "kind", "status", "created_by", "created_at", "finished_at")
    list_filter = ("status", "kind")
    list_select_related = ("created_by",)
    search_fields = ("title", "key")
    ordering = ("-pk",)


@admin.register(ExportRecord)
class ExportRecordAdmin(HistoryAdmin):
    list_display = ("name", "created_by", "created_at", "row_count", "filters")
    list_filter = ("format",)
    list_select_related = ("created_by",)
    search_fields = ("name", "created_by__username")
    ordering = ("-pk",)


@admin.register(RetentionRule)
class RetentionRuleAdmin(HistoryAdmin):
    list_display = ("kind", "months", "is_on", "changed_at", "changed_by")
    list_select_related = ("changed_by",)
    ordering = ("kind",)


@admin.register(AuditEntry)
class AuditEntryAdmin(HistoryAdmin):
    list_display = ("happened_at", "actor_id", "action", "subject", "row_key")
    list_filter = ("action",)
    sortable_by = ("happened_at",)
    ordering = ("-happened_at", "-pk")


@admin.register(AuditSeal)
class AuditSealAdmin(HistoryAdmin):
    list_display = ("after_entry", "last_entry", "entry_count", "sealed_at", "digest")
    ordering = ("-pk",)


@admin.register(WorkerLease)
class WorkerLeaseAdmin(HistoryAdmin):
    list_display = ("worker_id", "seen_at")
    ordering = ("-seen_at",)


@admin.register(SegmentAttachment)
class SegmentAttachmentAdmin(HistoryAdmin):
    list_display = ("content", "attachment")
    list_select_related = ("content__language", "attachment")
    search_fields = ("attachment__name",)
    ordering = ("-pk",)


@admin.register(CallRules)
class CallRulesAdmin(PartOfSegmentAdmin):
    list_display = ("segment", "again_after", "give_up_after", "questionnaire")
    list_select_related = ("segment", "questionnaire")
    ordering = ("-pk",)


@admin.register(SegmentCall)
class SegmentCallAdmin(PartOfSegmentAdmin):
    list_display = ("contact", "segment", "state", "attempts", "call_at", "claimed_by")
    list_filter = ("state",)
    list_select_related = ("segment", "contact", "claimed_by")
    ordering = ("-pk",)


@admin.register(MadeCall)
class MadeCallAdmin(PartOfSegmentAdmin):
    list_display = ("interaction", "segment", "made_by")
    list_select_related = ("segment", "interaction", "made_by")
    ordering = ("-pk",)
