"""Admin pages of what hangs on a contact: looked up here, changed on the contact's page."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from segments_app.common.admin import HistoryAdmin

from .models import (
    AddressDateRange,
    AlternativeAddress,
    Contact,
    ContactAnswer,
    ContactBusinessRelation,
    ContactChange,
    ContactComment,
    ContactFile,
    ContactImport,
    ContactIndustryGroup,
    ContactJobResponsibility,
    ContactMailingGroup,
    ContactWebSource,
    ImportRow,
)


class DetailAdmin(HistoryAdmin):
    """Rows found by their contact."""

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


@admin.register(AlternativeAddress)
class AlternativeAddressAdmin(DetailAdmin):
    list_display = ("contact", "code", "company_name", "postcode", "city", "country")
    list_select_related = ("contact",)


@admin.register(AddressDateRange)
class AddressDateRangeAdmin(DetailAdmin):
    list_display = ("contact", "alternative_address", "starts_on", "ends_on")
    list_select_related = ("contact", "alternative_address")


@admin.register(ContactChange)
class ContactChangeAdmin(DetailAdmin):
    list_display = ("contact", "changed_at", "field", "old", "new", "changed_by")
    list_select_related = ("contact", "changed_by")
    list_filter = ("field",)


@admin.register(ContactComment)
class ContactCommentAdmin(DetailAdmin):
    list_display = ("contact", "commented_on", "text", "created_by")
    list_select_related = ("contact", "created_by")


@admin.register(ContactFile)
class ContactFileAdmin(DetailAdmin):
    exclude = ("file",)  # offered by the page of the contact, to whoever may
    list_display = ("contact", "name", "content_type", "size", "created_at", "created_by")
    list_select_related = ("contact", "created_by")


@admin.register(ContactAnswer)
class ContactAnswerAdmin(DetailAdmin):
    list_display = ("contact", "question", "answer", "answered_at")
    list_select_related = ("contact", "question", "answer")


@admin.register(ContactMailingGroup)
class ContactMailingGroupAdmin(DetailAdmin):
    list_display = ("contact", "mailing_group", "created_at")
    list_select_related = ("contact", "mailing_group")
    list_filter = ("mailing_group",)


@admin.register(ContactIndustryGroup)
class ContactIndustryGroupAdmin(DetailAdmin):
    list_display = ("contact", "industry_group", "created_at")
    list_select_related = ("contact", "industry_group")
    list_filter = ("industry_group",)


@admin.register(ContactBusinessRelation)
class ContactBusinessRelationAdmin(DetailAdmin):
    list_display = ("contact", "business_relation", "linked_to", "linked_number")
    list_select_related = ("contact", "business_relation")
    list_filter = ("business_relation", "linked_to")


@admin.register(ContactJobResponsibility)
class ContactJobResponsibilityAdmin(DetailAdmin):
    list_display = ("contact", "job_responsibility", "created_at")
    list_select_related = ("contact", "job_responsibility")
    list_filter = ("job_responsibility",)


@admin.register(ContactWebSource)
class ContactWebSourceAdmin(DetailAdmin):
    list_display = ("contact", "web_source", "search_word")
    list_select_related = ("contact", "web_source")
    list_filter = ("web_source",)


@admin.register(ContactImport)
class ContactImportAdmin(HistoryAdmin):
    list_display = (
        "file_name",
        "status",
        "read_count",
        "rejected_count",
        "created_by",
        "created_at",
    )
    list_select_related = ("created_by",)
    list_filter = ("status",)
    search_fields = ("file_name", "sha256")
    ordering = ("-created_at", "-pk")


@admin.register(ImportRow)
class ImportRowAdmin(HistoryAdmin):
    list_display = ("contact_import", "number", "outcome", "label", "reason")
    list_select_related = ("contact_import",)
    list_filter = ("outcome",)
    search_fields = ("label",)
    ordering = ("-pk",)
    sortable_by = ()
