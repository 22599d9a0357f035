"""Forms of the campaign pages."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from campaigns.models import Campaign, CampaignStatus
from contacts.models import Salesperson
from contacts.services.numbers import allows_typed
from segments_app.common.choices import day, picked
from segments_app.common.submissions import OnceForm


class CampaignForm(OnceForm):
    """What a campaign is called, when it runs, and who looks after it."""

    number = forms.CharField(
        label=_("Number"),
        max_length=20,
        required=False,
        help_text=_("Left empty, it is the next of the number series."),
    )
    description = forms.CharField(label=_("Description"), max_length=100)
    starts_on = day(label=_("Starting date"))
    ends_on = day(label=_("Ending date"))
    status = picked(CampaignStatus.objects.order_by("code"), label=_("Status"))
    salesperson = picked(
        Salesperson.objects.selectable().order_by("name", "pk"), label=_("Salesperson")
    )

    def __init__(self, *args: Any, campaign: Campaign | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if campaign is not None or not allows_typed("campaign_numbers"):
            del self.fields["number"]
        if campaign is not None:
            self.keep("status", campaign.status)
            self.keep("salesperson", campaign.salesperson)

    def keep(self, name: str, chosen: Any) -> None:
        field: Any = self.fields[name]
        field.keep(chosen)

    def clean(self) -> dict[str, Any]:
        first, last = self.cleaned_data.get("starts_on"), self.cleaned_data.get("ends_on")
        if first and last and last < first:
            self.add_error("ends_on", _("The campaign cannot end before it starts."))
        return self.cleaned_data


class CommentForm(OnceForm):
    """A note, with the day it is about."""

    text = forms.CharField(
        label=_("Comment"), max_length=2000, widget=forms.Textarea({"rows": 3}), strip=True
    )
    commented_on = day(label=_("Date"), required=True)
