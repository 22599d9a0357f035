"""Admin pages of attributes: what administrators add to contacts without a programmer."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.text import get_text_list
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from contacts.services import attributes
from segments_app.common.admin import HistoryInline
from segments_app.common.admin_services import (
    ServiceAdmin,
    ServiceForm,
    ServiceInline,
    who_and_when,
)
from segments_app.common.uses import StillUsed, uses_of

from .admin_details import DetailAdmin
from .models import Attribute, AttributeChoice, AttributeValue

REFUSALS = (attributes.InvalidAttribute, StillUsed)


class ChoiceInline(ServiceInline):
    """The choices, on the page of their attribute; only where it has any."""

    model = AttributeChoice
    fields = row_fields = ("code", "label", "position", "is_archived")
    ordering = ("position", "label")
    refusals = REFUSALS

    def create(
        self, request: HttpRequest, parent: Attribute, values: dict[str, Any]
    ) -> AttributeChoice:
        return attributes.add_choice(parent, values=values, **who_and_when(request))

    def update(
        self, request: HttpRequest, row: AttributeChoice, values: dict[str, Any]
    ) -> AttributeChoice:
        return attributes.change_choice(row, values=values, **who_and_when(request))

    def remove(self, request: HttpRequest, row: AttributeChoice) -> None:
        attributes.delete_choice(row, **who_and_when(request))


class AttributeForm(ServiceForm):
    def given_values(self) -> dict[str, Any]:
        """What was not filled in stays empty rather than becoming what the model starts with."""
        return {name: value for name, value in self.cleaned_data.items() if value is not None}


@admin.register(Attribute)
class AttributeAdmin(ServiceAdmin):
    form = AttributeForm
    refusals = REFUSALS
    used_advice = _("Archive it: it is offered nowhere then, and its values are kept.")
    list_display = (
        "label", "code", "kind", "for_companies", "for_persons", "is_required", "is_unique",
        "position", "is_archived",
    )  # fmt: skip
    list_filter = ("kind", "is_archived")
    search_fields = ("code", "label")
    ordering = ("position", "label", "pk")
    fieldsets = (
        (None, {"fields": ("label", "code", "kind", "help_text")}),
        (_("Who has it"), {"fields": ("for_companies", "for_persons", "is_required", "is_unique")}),
        (_("Where it is shown"), {"fields": ("position", "is_filter", "is_archived")}),
    )  # fmt: skip
    inlines = (ChoiceInline,)

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        if obj is None:
            return self.fieldsets
        return (*self.fieldsets, (_("Used in"), {"fields": ("used_in",)}))

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return ("code", "kind", "used_in") if obj else ()

    def get_inlines(self, request: HttpRequest, obj: Any) -> Any:
        has_choices = obj is not None and obj.kind in attributes.WITH_CHOICES
        return self.inlines if has_choices else ()

    @admin.display(description=_("used in"))
    def used_in(self, row: Attribute) -> str:
        """What stands in the way of deleting it; of archiving it, the criteria."""
        uses = [str(use) for use in uses_of(row)]
        return str(get_text_list(uses, gettext("and"))) or gettext("Nothing yet.")

    def create(self, request: HttpRequest, values: dict[str, Any]) -> Attribute:
        return attributes.define_attribute(values=values, **who_and_when(request))

    def update(self, request: HttpRequest, row: Attribute, values: dict[str, Any]) -> Attribute:
        return attributes.change_attribute(row, values=values, **who_and_when(request))

    def remove(self, request: HttpRequest, row: Attribute) -> None:
        attributes.delete_attribute(row, **who_and_when(request))


@admin.register(AttributeChoice)
class AttributeChoiceAdmin(ServiceAdmin):
    """Choices by themselves, for attributes that have very many."""

    refusals = REFUSALS
    used_advice = _("Archive it: it cannot be chosen any more, and stays where it is chosen.")
    fields = ("attribute", "code", "label", "position", "is_archived")
    list_display = ("label", "code", "attribute", "position", "is_archived")
    list_filter = ("is_archived",)
    list_select_related = ("attribute",)
    search_fields = ("code", "label", "attribute__label")
    autocomplete_fields = ("attribute",)
    ordering = ("attribute__position", "attribute__label", "position", "label", "pk")

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return ("attribute", "code") if obj else ()

    def create(self, request: HttpRequest, values: dict[str, Any]) -> AttributeChoice:
        attribute = values.pop("attribute")
        return attributes.add_choice(attribute, values=values, **who_and_when(request))

    def update(
        self, request: HttpRequest, row: AttributeChoice, values: dict[str, Any]
    ) -> AttributeChoice:
        return attributes.change_choice(row, values=values, **who_and_when(request))

    def remove(self, request: HttpRequest, row: AttributeChoice) -> None:
        attributes.delete_choice(row, **who_and_when(request))


@admin.register(AttributeValue)
class AttributeValueAdmin(DetailAdmin):
    list_display = ("contact", "attribute", "text", "number", "day", "flag", "choice")
    list_select_related = ("contact", "attribute", "choice")


class AttributeValueInline(HistoryInline):
    """Values are filled in on the contact's own page, where each has the control of its kind."""

    model = AttributeValue
    fields = readonly_fields = ("attribute", "text", "number", "day", "flag", "choice")
    ordering = ("attribute__position", "attribute__label", "pk")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).select_related("attribute", "choice")
