"""Admin pages of consent: purposes and wordings are set up here, what was said is looked at."""

from django.contrib import admin
from django.http import HttpRequest

from segments_app.common.admin import BaseAdmin, CodeTableAdmin, HistoryAdmin

from .admin_details import DetailAdmin
from .models import (
    ConsentEvent,
    ConsentState,
    ConsentWording,
    Erasure,
    Purpose,
    Restriction,
    SuppressedContact,
    Suppression,
    UncheckedContact,
)


@admin.register(Purpose)
class PurposeAdmin(CodeTableAdmin):
    list_display = ("code", "description", "email_rule", "letter_rule", "phone_rule", "fax_rule")

    def has_delete_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False  # interactions and consents name it


@admin.register(ConsentWording)
class ConsentWordingAdmin(BaseAdmin):
    """A wording stays as it is: another text is another version."""

    list_display = ("purpose", "version", "language", "is_archived", "created_at")
    list_select_related = ("purpose", "language")
    search_fields = ("version", "text")
    ordering = ("purpose", "version")

    def get_readonly_fields(
        self, request: HttpRequest, obj: ConsentWording | None = None
    ) -> tuple[str, ...]:
        return () if obj is None else ("purpose", "version", "language", "text")


@admin.register(ConsentEvent)
class ConsentEventAdmin(DetailAdmin):
    list_display = ("contact", "channel", "purpose", "status", "happened_at", "method")
    list_select_related = ("contact", "purpose")
    list_filter = ("status", "channel")


@admin.register(ConsentState)
class ConsentStateAdmin(DetailAdmin):
    list_display = ("contact", "channel", "purpose", "status", "since")
    list_select_related = ("contact", "purpose")
    list_filter = ("status", "channel")


@admin.register(Suppression)
class SuppressionAdmin(HistoryAdmin):
    list_display = ("fingerprint", "kind", "cause", "suppressed_at", "suppressed_by", "lifted_at")
    list_select_related = ("suppressed_by",)
    search_fields = ("reason",)
    ordering = ("-suppressed_at", "-pk")


@admin.register(SuppressedContact)
class SuppressedContactAdmin(DetailAdmin):
    list_display = ("contact", "suppression", "suppressed_at")
    list_select_related = ("contact", "suppression")


@admin.register(UncheckedContact)
class UncheckedContactAdmin(DetailAdmin):
    list_display = ("contact",)
    list_select_related = ("contact",)


@admin.register(Restriction)
class RestrictionAdmin(DetailAdmin):
    list_display = ("contact", "reason", "restricted_at", "restricted_by", "lifted_at")
    list_select_related = ("contact", "restricted_by")


@admin.register(Erasure)
class ErasureAdmin(HistoryAdmin):
    list_display = ("contact_key", "cause", "is_row_kept", "erased_at", "erased_by")
    list_select_related = ("erased_by",)
    ordering = ("-erased_at", "-pk")
