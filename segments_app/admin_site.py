"""The admin site: the working tables by app, and the small ones together under "Setup"."""

from typing import Any

from django.contrib import admin
from django.contrib.admin.apps import AdminConfig
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

#: What administrators set up once, by model name.
SETUP = {
    "MarketingSetup", "InteractionTemplateSetup", "NumberSeries", "Language", "Territory",
    "Salesperson", "Team", "Salutation", "MailingGroup", "IndustryGroup", "BusinessRelation",
    "JobResponsibility", "OrganizationalLevel", "WebSource", "PostCode", "Questionnaire",
    "Question", "CampaignStatus", "InteractionGroup",
}  # fmt: skip


class SegmentsAdminConfig(AdminConfig):
    default_site = "segments_app.admin_site.SegmentsAdminSite"


class SegmentsAdminSite(admin.AdminSite):
    site_header = gettext_lazy("Segments administration")
    site_title = gettext_lazy("Segments administration")
    index_title = gettext_lazy("Administration")

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[Any]:
        """List the apps, with the small tables taken out of them into a group of their own."""
        apps: list[Any] = super().get_app_list(request, app_label)
        if app_label:
            return apps
        setup = []
        for app in apps:
            setup += [model for model in app["models"] if model["object_name"] in SETUP]
            app["models"] = [model for model in app["models"] if model["object_name"] not in SETUP]
        if setup:
            setup.sort(key=lambda model: model["name"])
            apps.append(
                {
                    "name": _("Setup"),
                    "app_label": "setup",
                    "app_url": self.each_context(request)["site_url"],
                    "has_module_perms": True,
                    "models": setup,
                }
            )
        return [app for app in apps if app["models"]]
