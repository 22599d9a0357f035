"""The admin site: the working tables by app, the small ones under "Setup", the rest below."""

from functools import wraps
from typing import Any

from django.contrib import admin
from django.contrib.admin.apps import AdminConfig
from django.db import transaction
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

#: What administrators set up once, by model name.
SETUP = {
    "MarketingSetup", "InteractionTemplateSetup", "NumberSeries", "Language", "Territory",
    "Salesperson", "Team", "Salutation", "SalutationFormula", "MailingGroup", "IndustryGroup",
    "BusinessRelation", "JobResponsibility", "OrganizationalLevel", "WebSource", "PostCode",
    "Questionnaire", "Question", "Answer", "Attribute", "CampaignStatus", "InteractionGroup",
    "Purpose", "ConsentWording", "Activity", "PressureRule",
}  # fmt: skip
#: What hangs on something else and is looked up here only, by model name.
DETAILS = {
    "AlternativeAddress", "AddressDateRange", "ContactAnswer", "ContactChange", "ContactComment",
    "ContactFile",
    "ContactMailingGroup", "ContactIndustryGroup", "ContactBusinessRelation",
    "ContactJobResponsibility", "ContactWebSource", "CampaignTarget", "CampaignComment",
    "Cancellation", "TemplateContent", "InteractionComment", "LeftOut", "FrozenContent",
    "GateOverride", "DuplicateSearch",
    "SegmentLine", "Step", "SegmentContent", "DraftState", "CriteriaDraft", "WorkerLease",
    "AttributeValue", "AttributeChoice", "ContactImport", "ImportRow", "DuplicatePair",
    "ConsentEvent", "ConsentState", "Suppression", "SuppressedContact", "UncheckedContact",
    "Attachment", "FrozenAttachment", "TemplateAttachment", "SegmentAttachment", "LibraryImage",
    "Restriction", "Erasure", "RetentionRule", "AuditEntry", "AuditSeal", "Merge", "MergeChange",
    "BulkEdit", "BulkEditRow", "ActivityStep", "TaskAttendee", "TaskComment", "TaskAssignment",
    "CalendarFeed",
    "CallRules", "SegmentCall", "MadeCall",
}  # fmt: skip


class SegmentsAdminConfig(AdminConfig):
    default_site = "segments_app.admin_site.SegmentsAdminSite"


class SegmentsAdminSite(admin.AdminSite):
    site_header = gettext_lazy("Segments administration")
    site_title = gettext_lazy("Segments administration")
    index_title = gettext_lazy("Administration")

    def admin_view(self, view: Any, cacheable: bool = False) -> Any:  # noqa: FBT001, FBT002 (Django's)
        """Have the audit name who changes something here, all of it in one transaction."""

        @wraps(view)
        def named(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
            from segments_app.common.history import written_by  # this module comes before models

            if request.method != "POST" or not request.user.is_authenticated:
                return view(request, *args, **kwargs)
            with transaction.atomic(), written_by(request.user):
                return view(request, *args, **kwargs)

        return super().admin_view(named, cacheable)

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[Any]:
        """List the apps, with the small tables and the details in groups of their own."""
        apps: list[Any] = super().get_app_list(request, app_label)
        if app_label:
            return apps
        groups = [
            self.taken_out(apps, SETUP, _("Setup"), "setup"),
            self.taken_out(apps, DETAILS, _("Details"), "details"),
        ]
        return [group for group in [*apps, *groups] if group["models"]]

    def taken_out(
        self, apps: list[Any], names: set[str], title: str, app_label: str
    ) -> dict[str, Any]:
        """Return a group of the models so named, which leave their apps."""
        models = [model for app in apps for model in app["models"] if model["object_name"] in names]
        for app in apps:
            app["models"] = [m for m in app["models"] if m["object_name"] not in names]
        return {
            "name": title,
            "app_label": app_label,
            "app_url": reverse(f"{self.name}:index"),
            "has_module_perms": True,
            "models": sorted(models, key=lambda model: str(model["name"])),
        }
