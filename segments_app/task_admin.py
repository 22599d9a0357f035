"""Admin pages of tasks: activities are planned here, tasks are looked up."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from segments_app.common.admin import AnyTabular, CodeTableAdmin, HistoryAdmin, HistoryInline

from .models import (
    Activity,
    ActivityStep,
    CalendarFeed,
    Task,
    TaskAssignment,
    TaskAttendee,
    TaskComment,
)


class ActivityStepInline(AnyTabular):
    model = ActivityStep
    extra = 3
    ordering = ("pk",)


@admin.register(Activity)
class ActivityAdmin(CodeTableAdmin):
    inlines = (ActivityStepInline,)


@admin.register(ActivityStep)
class ActivityStepAdmin(HistoryAdmin):
    list_display = ("activity", "type", "description", "priority", "offset", "offset_in")
    list_select_related = ("activity",)
    search_fields = ("activity__code", "description")
    ordering = ("-pk",)


class TaskAttendeeInline(HistoryInline):
    model = TaskAttendee
    fields = readonly_fields = ("contact",)


class TaskCommentInline(HistoryInline):
    model = TaskComment
    fields = readonly_fields = ("text", "created_by", "created_at")


@admin.register(Task)
class TaskAdmin(HistoryAdmin):
    list_display = (
        "number", "description", "type", "salesperson", "team", "contact", "due_on", "status",
        "is_canceled",
    )  # fmt: skip
    list_filter = ("status", "type", "is_canceled")
    list_select_related = ("salesperson", "team", "contact")
    search_fields = ("search_text",)
    search_help_text = _("Number, description or contact")
    sortable_by = ("due_on",)
    ordering = ("-pk",)
    inlines = (TaskAttendeeInline, TaskCommentInline)


@admin.register(TaskAttendee)
class TaskAttendeeAdmin(HistoryAdmin):
    list_display = ("task", "contact")
    list_select_related = ("task", "contact")
    search_fields = ("task__number",)
    ordering = ("-pk",)


@admin.register(TaskComment)
class TaskCommentAdmin(HistoryAdmin):
    list_display = ("task", "text", "created_by", "created_at")
    list_select_related = ("task", "created_by")
    search_fields = ("task__number", "text")
    ordering = ("-pk",)


@admin.register(TaskAssignment)
class TaskAssignmentAdmin(HistoryAdmin):
    list_display = (
        "description", "activity", "segment", "contact", "starts_on", "task_count", "created_by",
    )  # fmt: skip
    list_select_related = ("activity", "segment", "contact", "created_by")
    search_fields = ("description",)
    ordering = ("-pk",)


@admin.register(CalendarFeed)
class CalendarFeedAdmin(HistoryAdmin):
    """Who has an address for calendars; the secret is nobody's to see."""

    list_display = ("user", "made_at")
    list_select_related = ("user",)
    search_fields = ("user__username",)
    fields = ("user", "made_at")
    ordering = ("-made_at", "-pk")
