"""Admin pages of contacts: they enter by the services, as the pages of the product do.

The small tables are in admin_setup, what hangs on a contact in admin_details.
"""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from contacts import services
from segments_app.common.admin import HistoryInline
from segments_app.common.admin_services import (
    ServiceAdmin,
    ServiceForm,
    ServiceInline,
    who_and_when,
)
from segments_app.common.uses import StillUsed, Use

from . import admin_bulk, admin_consent, admin_details, admin_duplicates, admin_setup
from .admin_attributes import AttributeValueInline
from .models import AlternativeAddress, Contact, ContactAnswer, ContactComment, MailingGroup

__all__ = ["admin_bulk", "admin_consent", "admin_details", "admin_duplicates", "admin_setup"]

FLAGS = ("exclude_from_segments", "is_privacy_blocked", "is_minor", "has_parental_consent")
ADDRESS = (
    "code", "company_name", "address", "address_2", "postcode", "city", "county", "country",
    "phone", "mobile_phone", "email",
)  # fmt: skip


class AlternativeAddressInline(ServiceInline):
    model = AlternativeAddress
    fields = row_fields = ADDRESS
    refusals = (services.Refused,)

    def create(
        self, request: HttpRequest, parent: Contact, values: dict[str, Any]
    ) -> AlternativeAddress:
        return services.create_alternative_address(parent, values=values, **who_and_when(request))

    def update(
        self, request: HttpRequest, row: AlternativeAddress, values: dict[str, Any]
    ) -> AlternativeAddress:
        return services.update_alternative_address(row, values=values, **who_and_when(request))

    def remove(self, request: HttpRequest, row: AlternativeAddress) -> None:
        services.delete_alternative_address(row, **who_and_when(request))


class CommentInline(ServiceInline):
    """Comments are written and taken away, never rewritten."""

    model = ContactComment
    fields = row_fields = ("commented_on", "text")
    refusals = (services.Refused,)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def create(
        self, request: HttpRequest, parent: Contact, values: dict[str, Any]
    ) -> ContactComment:
        return services.add_comment(parent, **values, **who_and_when(request))

    def remove(self, request: HttpRequest, row: ContactComment) -> None:
        services.delete_comment(row, **who_and_when(request))


class AnswerInline(HistoryInline):
    """Answers are given on the contact's own page, where the questionnaire is."""

    model = ContactAnswer
    fields = readonly_fields = ("question", "answer", "answered_at")
    ordering = ("question__questionnaire__code", "question__position")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).select_related("question", "answer")


class ContactAdminForm(ServiceForm):
    """A contact, and the mailing groups it is in. An empty number is the next of the series."""

    mailing_groups = forms.ModelMultipleChoiceField(
        MailingGroup.objects.order_by("code"),
        label=_("Mailing groups"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("number", "name"):  # given out, or put together from the parts
            if name in self.fields:
                self.fields[name].required = False
        if self.instance.pk and "mailing_groups" in self.fields:
            theirs = MailingGroup.objects.filter(assignments__contact=self.instance.pk)
            self.initial["mailing_groups"] = list(theirs)


@admin.register(Contact)
class ContactAdmin(ServiceAdmin):
    form = ContactAdminForm
    refusals = (services.Refused, StillUsed)
    used_advice = _("Exclude it from segments, or block it: it is contacted no more then.")
    list_display = (
        "name", "number", "type", "company", "city", "country", "email", "salesperson",
    )  # fmt: skip
    list_filter = ("type", "exclude_from_segments", "is_privacy_blocked", "is_minor")
    list_select_related = ("company", "salesperson")
    search_fields = ("search_text",)
    search_help_text = _("Number, name, company, e-mail or city")
    ordering = ("name", "pk")
    sortable_by = ("name", "number")
    autocomplete_fields = ("company", "salesperson", "territory")
    readonly_fields = ("created_by", "created_at", "modified_at")
    fieldsets = (
        (None, {"fields": ("number", "type", "company", "name", "name_2", "external_id")}),
        (_("Person"), {"fields": (
            "salutation", ("first_name", "middle_name", "surname", "initials"), "job_title",
            "organizational_level",
        )}),
        (_("Address"), {"fields": (
            "address", "address_2", ("postcode", "city"), "county", "country",
        )}),
        (_("Communication"), {"fields": (
            ("phone", "mobile_phone"), ("email", "email_2"), "home_page",
            ("language", "format_region", "correspondence_type"),
        )}),
        (_("Business"), {"fields": (
            ("salesperson", "territory", "currency_code"), ("registration_number", "vat_number"),
        )}),
        (_("Privacy"), {"fields": FLAGS}),
        (_("Mailing groups"), {"fields": ("mailing_groups",)}),
        (_("History"), {"fields": readonly_fields}),
    )  # fmt: skip
    inlines = (AlternativeAddressInline, CommentInline, AnswerInline, AttributeValueInline)
    actions = ("erase_history",)

    @admin.action(description=_("Erase the history of changes"), permissions=["delete"])
    def erase_history(self, request: HttpRequest, queryset: QuerySet[Contact]) -> None:
        chosen = Contact.objects.filter(pk__in=queryset.values("pk"))
        count = services.erase_changes(chosen, **who_and_when(request))
        message = ngettext("%(count)s change was erased.", "%(count)s changes were erased.", count)
        self.message_user(request, message % {"count": count})

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """The type is changed on a page of its own, which says what stands in the way."""
        fixed = ("number", "type") if obj else ()
        return (*self.readonly_fields, *fixed)

    def get_inlines(self, request: HttpRequest, obj: Any) -> Any:
        return self.inlines if obj else ()

    def create(self, request: HttpRequest, values: dict[str, Any]) -> Contact:
        groups = values.pop("mailing_groups", ())
        contact = services.create_contact(values=values, **who_and_when(request))
        if groups:
            services.set_mailing_groups(contact, groups=groups, **who_and_when(request))
        return contact

    def update(self, request: HttpRequest, row: Contact, values: dict[str, Any]) -> Contact:
        groups = values.pop("mailing_groups", None)
        contact = services.update_contact(row, values=values, **who_and_when(request))
        if groups is not None:
            services.set_mailing_groups(contact, groups=groups, **who_and_when(request))
        return contact

    def remove(self, request: HttpRequest, row: Contact) -> None:
        services.delete_contact(row, **who_and_when(request))

    def uses_of(self, row: Any) -> Sequence[Use]:
        return services.uses_of(row)
