"""Admin pages of the small tables around contacts."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db.models import Count, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from segments_app.common.admin import (
    AnyModelForm,
    AnyTabular,
    BaseAdmin,
    CodedAdmin,
    CodeForm,
    CodeTableAdmin,
    SingletonAdmin,
)

from .models import (
    Answer,
    BusinessRelation,
    ContactAnswer,
    IndustryGroup,
    JobResponsibility,
    Language,
    MailingGroup,
    MarketingSetup,
    NumberSeries,
    OrganizationalLevel,
    PostCode,
    Question,
    Questionnaire,
    Salesperson,
    Salutation,
    SalutationFormula,
    Team,
    Territory,
    WebSource,
)

for model in (
    MailingGroup,
    IndustryGroup,
    BusinessRelation,
    JobResponsibility,
    Territory,
):
    admin.site.register(model, CodeTableAdmin)


@admin.register(OrganizationalLevel)
class OrganizationalLevelAdmin(CodeTableAdmin):
    list_display = ("code", "description", "rank")


@admin.register(WebSource)
class WebSourceAdmin(CodeTableAdmin):
    list_display = ("code", "description", "url")


@admin.register(MarketingSetup)
class MarketingSetupAdmin(SingletonAdmin):
    list_display = (
        "__str__", "contact_numbers", "campaign_numbers", "segment_numbers", "currency_code",
    )  # fmt: skip
    list_select_related = ("contact_numbers", "campaign_numbers", "segment_numbers")
    autocomplete_fields = (
        "contact_numbers", "campaign_numbers", "segment_numbers", "default_salesperson",
        "default_territory", "default_language", "company_salutation", "person_salutation",
    )  # fmt: skip
    fieldsets = (
        (_("Numbers"), {"fields": ("contact_numbers", "campaign_numbers", "segment_numbers")}),
        (_("What persons take from their company"), {"fields": (
            "inherits_salesperson", "inherits_territory", "inherits_country",
            "inherits_language", "inherits_address", "inherits_communication",
        )}),
        (_("What new contacts start with"), {"fields": (
            "default_salesperson", "default_territory", "default_country", "default_language",
            "default_correspondence_type", "company_salutation", "person_salutation",
        )}),
        (_("Costs"), {"fields": ("currency_code",)}),
    )  # fmt: skip


class NumberSeriesForm(CodeForm):
    def clean_last_number(self) -> int:
        """Refuse to go back: a number is never given out twice."""
        last: int = self.cleaned_data["last_number"]
        given_out = self.instance.last_number if self.instance.pk else 0
        if last < given_out:
            raise forms.ValidationError(
                _("Numbers up to %(number)s are given out already."),
                params={"number": self.instance.formatted(given_out)},
            )
        return last


@admin.register(NumberSeries)
class NumberSeriesAdmin(BaseAdmin):
    form = NumberSeriesForm
    list_display = ("code", "description", "prefix", "digits", "last_number", "allows_typed")
    search_fields = ("code", "description")
    ordering = ("code",)


@admin.register(Language)
class LanguageAdmin(CodedAdmin):
    list_display = ("name", "code")
    search_fields = ("code", "name")
    ordering = ("name",)


@admin.register(Salesperson)
class SalespersonAdmin(CodedAdmin):
    form = CodeForm
    used_advice = _("Block the salesperson: nobody can choose it then.")
    list_display = ("name", "code", "job_title", "email", "user", "is_blocked")
    list_filter = ("is_blocked", "is_privacy_blocked", "teams")
    list_select_related = ("user",)
    search_fields = ("code", "name", "email")
    autocomplete_fields = ("user",)
    ordering = ("name",)
    actions = ("block", "unblock")

    @admin.action(description=_("Block the chosen salespersons"), permissions=["change"])
    def block(self, request: HttpRequest, queryset: QuerySet[Salesperson]) -> None:
        """Offer them no more; they stay on what they are on."""
        count = queryset.filter(is_blocked=False).update(is_blocked=True)
        told = ngettext("%(count)s salesperson blocked.", "%(count)s salespersons blocked.", count)
        messages.success(request, told % {"count": count})

    @admin.action(description=_("Unblock the chosen salespersons"), permissions=["change"])
    def unblock(self, request: HttpRequest, queryset: QuerySet[Salesperson]) -> None:
        """Offer them again."""
        count = queryset.filter(is_blocked=True).update(is_blocked=False)
        told = ngettext(
            "%(count)s salesperson unblocked.", "%(count)s salespersons unblocked.", count
        )
        messages.success(request, told % {"count": count})


@admin.register(Team)
class TeamAdmin(CodeTableAdmin):
    autocomplete_fields = ("members",)


class SalutationFormulaInline(AnyTabular):
    model = SalutationFormula
    extra = 0


@admin.register(Salutation)
class SalutationAdmin(CodeTableAdmin):
    inlines = (SalutationFormulaInline,)


@admin.register(SalutationFormula)
class SalutationFormulaAdmin(BaseAdmin):
    list_display = ("pattern", "salutation", "language", "formality")
    list_filter = ("formality", "language")
    list_select_related = ("salutation", "language")
    search_fields = ("pattern", "salutation__description")
    ordering = ("salutation__code", "pk")


@admin.register(PostCode)
class PostCodeAdmin(BaseAdmin):
    list_display = ("code", "city", "county", "country")
    list_filter = (("country", admin.AllValuesFieldListFilter),)
    search_fields = ("code", "city")
    ordering = ("country", "code", "pk")


class QuestionInline(AnyTabular):
    """Questions are deleted on their own pages, which count what uses them."""

    model = Question
    extra = 0
    can_delete = False
    show_change_link = True
    ordering = ("position",)


@admin.register(Questionnaire)
class QuestionnaireAdmin(CodeTableAdmin):
    list_display = ("code", "description", "contact_type", "business_relation", "priority")
    list_filter = ("contact_type",)
    list_select_related = ("business_relation",)
    autocomplete_fields = ("business_relation",)
    inlines = (QuestionInline,)


class AnswerInline(AnyTabular):
    """Answers are deleted on their own pages, which count what uses them."""

    model = Answer
    extra = 0
    can_delete = False
    show_change_link = True
    ordering = ("position",)


class QuestionForm(AnyModelForm):
    def clean_is_multiple(self) -> bool:
        """Keep "several answers" while a contact has several."""
        several: bool = self.cleaned_data["is_multiple"]
        if self.instance.pk and not several:
            given = ContactAnswer.objects.filter(question=self.instance).order_by()
            if given.values("contact").annotate(count=Count("pk")).filter(count__gt=1).exists():
                raise forms.ValidationError(_("There are contacts with several answers to this."))
        return several


@admin.register(Question)
class QuestionAdmin(BaseAdmin):
    form = QuestionForm
    list_display = ("text", "questionnaire", "position", "is_multiple", "is_automatic")
    list_filter = ("questionnaire", "is_multiple", "is_automatic")
    list_select_related = ("questionnaire",)
    search_fields = ("text",)
    autocomplete_fields = ("questionnaire",)
    ordering = ("questionnaire__code", "position")
    inlines = (AnswerInline,)


@admin.register(Answer)
class AnswerAdmin(BaseAdmin):
    list_display = ("text", "question", "position", "priority")
    list_filter = ("question__questionnaire",)
    list_select_related = ("question",)
    search_fields = ("text", "question__text")
    autocomplete_fields = ("question",)
    ordering = ("question__questionnaire__code", "question__position", "position")

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """An answer stays with its question: contacts may have given it."""
        return ("question",) if obj else ()
