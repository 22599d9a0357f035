"""Admin pages of interactions. History is looked at here and cancelled on its own pages."""

from typing import Any

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from segments_app.common.admin import CodeTableAdmin, HistoryAdmin, SingletonAdmin

from .models import (
    FrozenContent,
    Interaction,
    InteractionComment,
    InteractionGroup,
    InteractionTemplate,
    InteractionTemplateSetup,
    LoggedSegment,
    TemplateContent,
)

admin.site.register(InteractionGroup, CodeTableAdmin)


class TemplateContentInline(admin.StackedInline[Any, Any]):
    model = TemplateContent
    extra = 0


@admin.register(InteractionTemplate)
class InteractionTemplateAdmin(admin.ModelAdmin[Any]):
    """What is used by a segment or an interaction cannot be deleted; archive it instead."""

    list_display = ["code", "description", "group", "unit_cost", "unit_duration", "is_archived"]
    list_filter = ["is_archived", "group", "correspondence_type"]
    list_select_related = ["group"]
    search_fields = ["code", "description"]
    autocomplete_fields = ["group", "default_language", "campaign"]
    ordering = ["code"]
    inlines = [TemplateContentInline]


@admin.register(InteractionTemplateSetup)
class InteractionTemplateSetupAdmin(SingletonAdmin):
    autocomplete_fields = ["outgoing_calls", "emails", "letters", "meetings"]


class InteractionCommentInline(admin.TabularInline[Any, Any]):
    model = InteractionComment
    extra = 0
    can_delete = False
    readonly_fields = ["text", "created_by", "created_at"]
    max_num = 0


@admin.register(Interaction)
class InteractionAdmin(HistoryAdmin):
    list_display = [
        "occurred_on", "contact", "description", "template", "salesperson", "campaign",
        "evaluation", "attempt_failed", "is_canceled",
    ]  # fmt: skip
    list_filter = ["is_postponed", "attempt_failed", "evaluation", "template"]
    list_select_related = ["contact", "template", "salesperson", "campaign"]
    search_fields = ["contact__search_text"]
    search_help_text = _("Number, name, e-mail or city of the contact")
    ordering = ["-occurred_on", "-pk"]
    inlines = [InteractionCommentInline]

    @admin.display(boolean=True, description=_("canceled"))
    def is_canceled(self, interaction: Interaction) -> bool:
        return interaction.is_canceled


@admin.register(LoggedSegment)
class LoggedSegmentAdmin(HistoryAdmin):
    list_display = [
        "segment_number", "description", "campaign", "logged_count", "left_out_count",
        "created_by", "created_at", "cancellation",
    ]  # fmt: skip
    list_filter = ["created_at"]
    list_select_related = ["campaign", "created_by", "cancellation"]
    search_fields = ["segment_number", "description"]
    ordering = ["-pk"]


@admin.register(FrozenContent)
class FrozenContentAdmin(HistoryAdmin):
    list_display = ["subject", "language", "created_at"]
    list_select_related = ["language"]
    search_fields = ["subject"]
    ordering = ["-pk"]
