"""Admin pages of interactions. History is looked at here and cancelled on its own pages."""

from collections.abc import Callable
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from contacts.models import Contact
from interactions import services
from segments_app.common.admin import (
    AnyStacked,
    CodedAdmin,
    CodeForm,
    CodeTableAdmin,
    HistoryAdmin,
    HistoryInline,
    SingletonAdmin,
)
from segments_app.common.admin_services import (
    AnyInlineFormSet,
    ServiceAdmin,
    ServiceForm,
    rehearse,
)
from segments_app.common.uses import StillUsed

from . import mailing_admin  # noqa: F401 - it registers its models
from .models import (
    Attachment,
    FrozenAttachment,
    FrozenContent,
    GateOverride,
    Interaction,
    InteractionComment,
    InteractionGroup,
    InteractionTemplate,
    InteractionTemplateSetup,
    LeftOut,
    LibraryImage,
    LoggedSegment,
    PressureRule,
    TemplateAttachment,
    TemplateContent,
)
from .services.templates import FIELDS

admin.site.register(InteractionGroup, CodeTableAdmin)


WRITTEN = ("language", *TemplateContent.PARTS, "script")


@admin.register(PressureRule)
class PressureRuleAdmin(CodeTableAdmin):
    list_display = ("code", "description", "most", "days", "purpose", "leaves_out")
    list_select_related = ("purpose",)


class ContentFormSet(AnyInlineFormSet):
    """What a template says in its languages: checked and saved as a whole, by the service."""

    def clean(self) -> None:
        super().clean()
        if any(self.errors):
            return
        values = {name: getattr(self.instance, name) for name in FIELDS}
        try:
            rehearse(lambda: self.apply(values))
        except services.TemplateRefused as error:
            raise ValidationError(str(error)) from error

    def contents(self) -> list[dict[str, Any]]:
        """Return all contents that the page leaves on the template."""
        kept = [form.cleaned_data for form in self.forms if form.cleaned_data.get("language")]
        return [
            {name: content[name] for name in WRITTEN if name in content}
            for content in kept
            if not content.get("DELETE")
        ]

    def apply(self, values: dict[str, Any]) -> None:
        if self.instance.pk is None:
            services.create_template(values=values, contents=self.contents())
        else:
            services.update_template(self.instance, values=values, contents=self.contents())

    def save(self, *_args: Any, **_options: Any) -> list[Any]:
        self.new_objects: list[Any] = []
        self.changed_objects: list[Any] = []
        self.deleted_objects: list[Any] = []
        self.apply({})
        return []


class TemplateContentInline(AnyStacked):
    model = TemplateContent
    formset = ContentFormSet
    extra = 0


class TemplateAdminForm(CodeForm, ServiceForm):
    """The code is kept in capitals."""


@admin.register(InteractionTemplate)
class InteractionTemplateAdmin(CodedAdmin, ServiceAdmin):
    """What is used by a segment or an interaction cannot be deleted; archive it instead."""

    form = TemplateAdminForm
    refusals = (services.TemplateRefused, StillUsed)
    used_advice = _("Archive it: it is no longer offered then, and its history stays.")
    list_display = ("description", "code", "group", "unit_cost", "unit_duration", "is_archived")
    list_filter = ("is_archived", "group", "correspondence_type")
    list_select_related = ("group",)
    search_fields = ("code", "description")
    autocomplete_fields = ("group", "default_language", "campaign")
    ordering = ("code",)
    readonly_fields = ("is_archived",)
    fieldsets = (
        (None, {"fields": ("code", "description", "group", "default_language", "is_archived")}),
        (_("Planned, per contact"), {"fields": (("unit_cost", "unit_duration"),)}),
        (_("Kind"), {"fields": (
            ("correspondence_type", "ignores_contact_correspondence"),
            ("information_flow", "initiated_by"),
        )}),
        (_("Campaign"), {"fields": ("campaign", ("is_target", "is_response"))}),
    )  # fmt: skip
    inlines = (TemplateContentInline,)
    actions = ("archive", "restore")

    def create(self, request: HttpRequest, values: dict[str, Any]) -> InteractionTemplate:
        return services.create_template(values=values)

    def update(
        self, request: HttpRequest, row: InteractionTemplate, values: dict[str, Any]
    ) -> InteractionTemplate:
        return services.update_template(row, values=values)

    def remove(self, request: HttpRequest, row: InteractionTemplate) -> None:
        services.delete_template(row)

    @admin.action(description=_("Archive the chosen templates"), permissions=["change"])
    def archive(self, request: HttpRequest, queryset: QuerySet[InteractionTemplate]) -> None:
        count = self.each(queryset.filter(is_archived=False), services.archive_template)
        told = ngettext("%(count)s template archived.", "%(count)s templates archived.", count)
        messages.success(request, told % {"count": count})

    @admin.action(
        description=_("Take the chosen templates out of the archive"), permissions=["change"]
    )
    def restore(self, request: HttpRequest, queryset: QuerySet[InteractionTemplate]) -> None:
        count = self.each(queryset.filter(is_archived=True), services.restore_template)
        told = ngettext("%(count)s template restored.", "%(count)s templates restored.", count)
        messages.success(request, told % {"count": count})

    def each(
        self, templates: QuerySet[InteractionTemplate], deed: Callable[[InteractionTemplate], None]
    ) -> int:
        """Do it to each of the few templates chosen on a page."""
        chosen = list(templates)
        for template in chosen:
            deed(template)
        return len(chosen)


@admin.register(TemplateContent)
class TemplateContentAdmin(HistoryAdmin):
    list_display = ("template", "language", "subject")
    list_filter = ("language",)
    list_select_related = ("template", "language")
    search_fields = ("subject", "template__code", "template__description")
    ordering = ("template__code", "pk")


@admin.register(InteractionTemplateSetup)
class InteractionTemplateSetupAdmin(SingletonAdmin):
    list_display = ("__str__", "outgoing_calls", "emails", "letters", "meetings")
    list_select_related = ("outgoing_calls", "emails", "letters", "meetings")
    autocomplete_fields = ("outgoing_calls", "emails", "letters", "meetings")


class InteractionCommentInline(HistoryInline):
    model = InteractionComment
    fields = readonly_fields = ("text", "created_by", "created_at")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).select_related("created_by")


@admin.register(Interaction)
class InteractionAdmin(HistoryAdmin):
    list_display = (
        "occurred_on", "contact", "description", "template", "salesperson", "campaign",
        "evaluation", "attempt_failed", "is_canceled",
    )  # fmt: skip
    list_filter = ("is_postponed", "attempt_failed", "evaluation", "template")
    list_select_related = ("contact", "template", "salesperson", "campaign")
    search_fields = ("contact__search_text",)
    search_help_text = _("Number, name, company, e-mail or city of the contact")
    ordering = ("-occurred_on", "-pk")
    sortable_by = ("occurred_on",)
    inlines = (InteractionCommentInline,)

    @admin.display(boolean=True, description=_("cancelled"))
    def is_canceled(self, interaction: Interaction) -> bool:
        return interaction.is_canceled


@admin.register(InteractionComment)
class InteractionCommentAdmin(HistoryAdmin):
    list_display = ("interaction", "text", "created_by", "created_at")
    list_select_related = ("interaction", "created_by")
    search_fields = ("text",)
    ordering = ("-pk",)


@admin.register(LoggedSegment)
class LoggedSegmentAdmin(HistoryAdmin):
    list_display = (
        "segment_number", "description", "campaign", "logged_count", "left_out_count",
        "created_by", "created_at", "cancellation",
    )  # fmt: skip
    list_filter = ("created_at", ("cancellation", admin.EmptyFieldListFilter))
    list_select_related = ("campaign", "created_by", "cancellation")
    search_fields = ("search_text",)
    search_help_text = _("Segment number or description")
    ordering = ("-pk",)


@admin.register(GateOverride)
class GateOverrideAdmin(HistoryAdmin):
    list_display = ("interaction", "reason", "text", "created_by", "created_at")
    list_filter = ("reason",)
    list_select_related = ("interaction", "created_by")
    ordering = ("-pk",)
    sortable_by = ()


@admin.register(LeftOut)
class LeftOutAdmin(HistoryAdmin):
    list_display = ("contact", "logged_segment", "reason")
    list_filter = ("reason",)
    list_select_related = ("contact", "logged_segment")
    search_fields = ("contact__search_text",)
    search_help_text = _("Number, name, company, e-mail or city of the contact")
    ordering = ("-pk",)
    sortable_by = ()

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        if not search_term.strip():
            return queryset, False
        contacts = Contact.objects.search(search_term).values("pk")
        return queryset.filter(contact__in=contacts), False


@admin.register(FrozenContent)
class FrozenContentAdmin(HistoryAdmin):
    list_display = ("subject", "language", "created_at")
    list_select_related = ("language",)
    search_fields = ("subject",)
    ordering = ("-pk",)


@admin.register(Attachment)
class AttachmentAdmin(HistoryAdmin):
    list_display = ("name", "content_type", "size", "created_by", "created_at")
    list_select_related = ("created_by",)
    search_fields = ("name", "sha256")
    ordering = ("-pk",)


@admin.register(FrozenAttachment, TemplateAttachment)
class ContentAttachmentAdmin(HistoryAdmin):
    list_display = ("content", "attachment")
    list_select_related = ("content__language", "attachment")
    search_fields = ("attachment__name",)
    ordering = ("-pk",)


@admin.register(LibraryImage)
class LibraryImageAdmin(HistoryAdmin):
    list_display = ("name", "alt", "width", "height", "is_archived", "created_by", "created_at")
    list_filter = ("is_archived",)
    list_select_related = ("created_by",)
    search_fields = ("name", "alt")
    ordering = ("-pk",)
