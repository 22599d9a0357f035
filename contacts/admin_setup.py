"""Admin pages of the small tables around contacts."""

from typing import Any

from django.contrib import admin

from segments_app.common.admin import CodeTableAdmin, SingletonAdmin

from .models import (
    Answer,
    BusinessRelation,
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
    OrganizationalLevel,
    Territory,
):
    admin.site.register(model, CodeTableAdmin)


@admin.register(WebSource)
class WebSourceAdmin(CodeTableAdmin):
    list_display = ["code", "description", "url"]


@admin.register(MarketingSetup)
class MarketingSetupAdmin(SingletonAdmin):
    autocomplete_fields = [
        "contact_numbers", "campaign_numbers", "segment_numbers", "default_salesperson",
        "default_territory", "default_language", "company_salutation", "person_salutation",
    ]  # fmt: skip


@admin.register(NumberSeries)
class NumberSeriesAdmin(admin.ModelAdmin[Any]):
    list_display = ["code", "description", "prefix", "digits", "last_number", "allows_typed"]
    search_fields = ["code", "description"]
    ordering = ["code"]


@admin.register(Language)
class LanguageAdmin(admin.ModelAdmin[Any]):
    list_display = ["code", "name"]
    search_fields = ["code", "name"]
    ordering = ["name"]


@admin.register(Salesperson)
class SalespersonAdmin(admin.ModelAdmin[Any]):
    list_display = ["code", "name", "job_title", "email", "user", "is_blocked"]
    list_filter = ["is_blocked", "is_privacy_blocked", "teams"]
    list_select_related = ["user"]
    search_fields = ["code", "name", "email"]
    autocomplete_fields = ["user"]
    ordering = ["name"]


@admin.register(Team)
class TeamAdmin(CodeTableAdmin):
    autocomplete_fields = ["members"]


class SalutationFormulaInline(admin.TabularInline[Any, Any]):
    model = SalutationFormula
    extra = 1


@admin.register(Salutation)
class SalutationAdmin(CodeTableAdmin):
    inlines = [SalutationFormulaInline]


@admin.register(PostCode)
class PostCodeAdmin(admin.ModelAdmin[Any]):
    list_display = ["code", "city", "county", "country"]
    list_filter = ["country"]
    search_fields = ["code", "city"]
    ordering = ["country", "code"]


class QuestionInline(admin.TabularInline[Any, Any]):
    model = Question
    extra = 1
    show_change_link = True
    ordering = ["position"]


@admin.register(Questionnaire)
class QuestionnaireAdmin(CodeTableAdmin):
    list_display = ["code", "description", "contact_type", "business_relation", "priority"]
    list_filter = ["contact_type"]
    list_select_related = ["business_relation"]
    autocomplete_fields = ["business_relation"]
    inlines = [QuestionInline]


class AnswerInline(admin.TabularInline[Any, Any]):
    model = Answer
    extra = 3
    ordering = ["position"]


@admin.register(Question)
class QuestionAdmin(admin.ModelAdmin[Any]):
    list_display = ["text", "questionnaire", "position", "is_multiple", "is_automatic"]
    list_filter = ["questionnaire", "is_multiple", "is_automatic"]
    list_select_related = ["questionnaire"]
    search_fields = ["text"]
    ordering = ["questionnaire__code", "position"]
    inlines = [AnswerInline]
