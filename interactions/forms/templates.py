"""Interaction templates, with what they say in each language."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from campaigns.models import Campaign
from contacts.models import Language
from interactions.models import InteractionGroup, InteractionTemplate
from segments_app.common.choices import picked
from segments_app.common.models import CorrespondenceType, InformationFlow, InitiatedBy

from .interactions import MOST_MINUTES, choice

EMPTY_CONTENTS = 2
MOST_CONTENTS = 40


class TemplateForm(forms.Form):
    """What interactions made by the template start with."""

    code = forms.CharField(label=_("Code"), max_length=20)
    description = forms.CharField(label=_("Description"), max_length=100)
    group = picked(InteractionGroup.objects.order_by("code"), label=_("Interaction group"))
    correspondence_type = choice(CorrespondenceType.choices, _("Correspondence type"))
    ignores_contact_correspondence = forms.BooleanField(
        label=_("Ignore the correspondence type that the contact prefers"), required=False
    )
    unit_cost = forms.DecimalField(
        label=_("Unit cost"),
        min_value=0,
        max_digits=12,
        decimal_places=2,
        required=False,
        help_text=_("Planned, per contact."),
    )
    unit_duration = forms.IntegerField(
        label=_("Minutes"),
        min_value=0,
        max_value=MOST_MINUTES,
        required=False,
        help_text=_("Planned, per contact."),
    )
    information_flow = choice(InformationFlow.choices, _("Information flow"))
    initiated_by = choice(InitiatedBy.choices, _("Initiated by"))
    campaign = picked(Campaign.objects.current().order_by("-number"), label=_("Campaign"))
    is_target = forms.BooleanField(label=_("Campaign target"), required=False)
    is_response = forms.BooleanField(label=_("Campaign response"), required=False)
    default_language = picked(
        Language.objects.order_by("name"),
        label=_("Default language"),
        help_text=_("The content that contacts get whose language has none."),
    )

    def __init__(
        self, *args: Any, template: InteractionTemplate | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        if template is not None:
            self.fields["code"].disabled = True  # rules and saved criteria find it by the code
            field: Any = self.fields["campaign"]
            field.keep(template.campaign)

    @property
    def values(self) -> dict[str, Any]:
        """Return the arguments of the service."""
        values = dict(self.cleaned_data)
        values["unit_cost"] = values["unit_cost"] or 0
        values["unit_duration"] = values["unit_duration"] or 0
        return values


class ContentForm(forms.Form):
    """What a template says in one language."""

    language = picked(Language.objects.order_by("name"), label=_("Language"))
    subject = forms.CharField(label=_("Subject"), max_length=200, required=False)
    text = forms.CharField(
        label=_("Text"), max_length=50_000, required=False, widget=forms.Textarea({"rows": 6})
    )

    def clean(self) -> dict[str, Any]:
        values = self.cleaned_data
        says_something = values.get("subject") or values.get("text")
        if says_something and not values.get("language") and not values.get("DELETE"):
            self.add_error("language", _("Choose the language of this content."))
        return values


ContentFormSet = forms.formset_factory(
    ContentForm,
    extra=EMPTY_CONTENTS,
    can_delete=True,
    max_num=MOST_CONTENTS,
    absolute_max=MOST_CONTENTS,
)


def contents_of(formset: "forms.BaseFormSet[ContentForm]") -> list[dict[str, Any]]:
    """Return what the service takes; a content whose language is left empty is none."""
    return [
        {name: form.cleaned_data[name] for name in ("language", "subject", "text")}
        for form in formset.forms
        if form.cleaned_data.get("language") and not form.cleaned_data.get("DELETE")
    ]
