"""What is done with the contacts of a segment: the interaction prepared for all of them."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django import forms
from django.db.models import Q
from django.forms.boundfield import BoundField
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from campaigns.models import Campaign
from contacts.models import Language, Purpose, Salesperson
from interactions.models import InteractionTemplate
from segments_app.models import Segment

from .fields import picked

if TYPE_CHECKING:  # generic for the checker only
    SegmentModelForm = forms.ModelForm[Segment]
else:
    SegmentModelForm = forms.ModelForm

#: What a template says about the interaction; the segment takes it over (HDR-06).
FROM_TEMPLATE = (
    "default_language",
    "correspondence_type",
    "ignores_contact_correspondence",
    "information_flow",
    "initiated_by",
    "unit_cost",
    "unit_duration",
    "is_target",
    "is_response",
)


def date_input() -> forms.DateInput:
    return forms.DateInput({"type": "date"}, "%Y-%m-%d")


class InteractionForm(SegmentModelForm):
    """The header of a segment; what is left empty is asked for when it is logged."""

    template = picked(
        InteractionTemplate.objects.selectable().order_by("description", "pk"),
        label=_("Interaction template"),
        empty_label=_("None yet"),
    )
    salesperson = picked(
        Salesperson.objects.selectable().order_by("name", "pk"),
        label=_("Salesperson"),
        empty_label=_("Each contact's own"),
    )
    campaign = picked(
        Campaign.objects.current().order_by("-number"),
        searched="campaigns",
        label=_("Campaign"),
        empty_label=_("No campaign"),
    )

    class Meta:
        model = Segment
        fields = (
            "description",
            "occurred_on",
            "template",
            "salesperson",
            "campaign",
            "is_target",
            "is_response",
            "purpose",
            "correspondence_type",
            "ignores_contact_correspondence",
            "default_language",
            "unit_cost",
            "unit_duration",
            "information_flow",
            "initiated_by",
        )
        widgets = {"occurred_on": date_input()}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.keep_chosen("template", "salesperson", "campaign")
        language: Any = self.fields["default_language"]
        language.queryset = Language.objects.order_by("name")
        language.empty_label = gettext("None")
        purpose: Any = self.fields["purpose"]
        purpose.queryset = Purpose.objects.order_by("description", "code")
        purpose.empty_label = gettext("Not marketing")
        self.name_nothing("correspondence_type", gettext("Each contact's own choice"))
        self.name_nothing("information_flow", gettext("Not said"))
        self.name_nothing("initiated_by", gettext("Not said"))
        for field in self.fields.values():
            field.widget.attrs.setdefault("class", control_class(field))

    def name_nothing(self, name: str, label: str) -> None:
        """Say what it means that nothing is chosen."""
        field: Any = self.fields[name]
        field.choices = [("", label), *(choice for choice in field.choices if choice[0])]

    def keep_chosen(self, *names: str) -> None:
        """Offer what is chosen already even where it is not offered any more."""
        for name in names:
            field: Any = self.fields[name]
            chosen = getattr(self.instance, name)
            if chosen is not None:
                field.queryset = field.queryset.model.objects.filter(
                    Q(pk__in=field.queryset.order_by().values("pk")) | Q(pk=chosen.pk)
                ).order_by(*field.queryset.query.order_by)
                field.chosen = chosen

    def clean(self) -> dict[str, Any] | None:
        data = super().clean() or self.cleaned_data
        if not data.get("campaign"):  # without a campaign nobody is its target (HDR-13)
            data["is_target"] = data["is_response"] = False
        return data

    def part(self, *names: str) -> Iterable[BoundField]:
        return [self[name] for name in names]

    @property
    def basics(self) -> Iterable[BoundField]:
        return self.part("occurred_on", "salesperson")

    @property
    def campaign_fields(self) -> Iterable[BoundField]:
        return self.part("is_target", "is_response")

    @property
    def channel(self) -> Iterable[BoundField]:
        return self.part("purpose", "correspondence_type", "default_language")

    @property
    def costs(self) -> Iterable[BoundField]:
        return self.part("unit_cost", "unit_duration", "information_flow", "initiated_by")


def control_class(field: forms.Field) -> str:
    if isinstance(field.widget, forms.CheckboxInput):
        return "form-check-input"
    return "form-select" if isinstance(field.widget, forms.Select) else "form-control"


def with_template(data: Any, template: InteractionTemplate) -> Any:
    """Return the sent data with the template's values put in, for the reader to look over."""
    filled = data.copy()
    for name in FROM_TEMPLATE:
        field: Any = InteractionTemplate._meta.get_field(name)
        value = getattr(template, field.attname)
        filled.pop(name, None)
        if value is not False and value is not None:
            filled[name] = str(value) if value is not True else "on"
    if template.campaign_id is not None:
        filled["campaign"] = str(template.campaign_id)
    if not filled.get("description"):
        filled["description"] = template.description
    return filled


class NewContentForm(forms.Form):
    """The language to write in next."""

    language = forms.ModelChoiceField(
        Language.objects.none(), label=_("Language"), empty_label=_("Choose a language")
    )

    def __init__(self, *args: Any, segment: Segment, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        language: Any = self.fields["language"]
        language.queryset = Language.objects.exclude(
            pk__in=segment.contents.values("language")
        ).order_by("name")
        language.widget.attrs["class"] = "form-select"
