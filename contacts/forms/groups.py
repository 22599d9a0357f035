"""Small forms: groups, links, web sources, the picture."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from contacts.models import (
    BusinessRelation,
    Contact,
    ContactBusinessRelation,
    IndustryGroup,
    JobResponsibility,
    MailingGroup,
    WebSource,
)
from segments_app.common.choices import boxes


class GroupsForm(forms.Form):
    """All groups a contact can be in; what its type does not have is left out."""

    mailing_groups = boxes(MailingGroup.objects.all(), _("Mailing groups"))
    job_responsibilities = boxes(JobResponsibility.objects.all(), _("Job responsibilities"))
    industry_groups = boxes(IndustryGroup.objects.all(), _("Industry groups"))
    business_relations = boxes(BusinessRelation.objects.all(), _("Business relations"))

    def __init__(self, data: Any = None, *, contact: Contact, company: Contact | None) -> None:
        super().__init__(data, initial=assigned(contact, company))
        if contact.is_company:
            del self.fields["job_responsibilities"]
        if company is None:
            del self.fields["industry_groups"], self.fields["business_relations"]
        elif company != contact:
            for name in ("industry_groups", "business_relations"):
                self.fields[name].help_text = gettext(
                    "They are the company's: a change counts for everybody there."
                )


def assigned(contact: Contact, company: Contact | None) -> dict[str, list[int]]:
    """Return the keys of the groups the contact is in now."""
    found: dict[str, Iterable[int]] = {
        "mailing_groups": contact.mailing_groups.values_list("mailing_group", flat=True),
        "job_responsibilities": contact.job_responsibilities.values_list(
            "job_responsibility", flat=True
        ),
    }
    if company is not None:
        found["industry_groups"] = company.industry_groups.values_list("industry_group", flat=True)
        found["business_relations"] = company.business_relations.values_list(
            "business_relation", flat=True
        )
    return {name: list(keys) for name, keys in found.items()}


class LinkForm(forms.Form):
    """What a business relation is linked to in the books."""

    linked_to = forms.ChoiceField(
        label=_("Linked to"),
        required=False,
        choices=[("", "–"), *ContactBusinessRelation.LinkedTo.choices],
        widget=forms.Select({"class": "form-select form-select-sm"}),
    )
    linked_number = forms.CharField(
        label=_("Linked number"),
        required=False,
        max_length=20,
        widget=forms.TextInput({"class": "form-control form-control-sm", "autocomplete": "off"}),
    )


class WebSourceForm(forms.Form):
    """A web source, and what to search for in it."""

    web_source = forms.ModelChoiceField(
        queryset=WebSource.objects.order_by("description", "code"),
        label=_("Web source"),
        empty_label="",
        widget=forms.Select({"class": "form-select form-select-sm"}),
    )
    search_word = forms.CharField(
        label=_("Search word"),
        required=False,
        max_length=100,
        widget=forms.TextInput({"class": "form-control form-control-sm"}),
    )


class MailingGroupForm(forms.Form):
    """The mailing group that many contacts are put into."""

    mailing_group = forms.ModelChoiceField(
        queryset=MailingGroup.objects.order_by("description", "code"),
        label=_("Mailing group"),
        empty_label="",
    )


class PictureForm(forms.Form):
    """A picture to upload."""

    picture = forms.FileField(
        label=_("Picture"),
        help_text=_(
            "PNG, JPEG or WebP, 2 MB at most. Where and when it was taken is removed from it."
        ),
        widget=forms.FileInput({"accept": "image/png,image/jpeg,image/webp"}),
    )
