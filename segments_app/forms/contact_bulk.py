"""The form of what is to be changed for many contacts at once."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django_countries import countries

from contacts.models import (
    IndustryGroup,
    JobResponsibility,
    Language,
    MailingGroup,
    Salesperson,
    Territory,
)
from contacts.services.bulk import CHOICES, COLUMNS, GROUPS, Changes
from segments_app.common.choices import boxes
from segments_app.common.models import CorrespondenceType
from segments_app.common.submissions import OnceForm
from segments_app.common.widgets import is_key

from .bulk_attributes import CLEAR, LEAVE, AttributeWishes, with_options


def chosen(label: Any, *, picks: bool = True) -> forms.ChoiceField:
    """Return a choice whose options are filled in when the form is made."""
    return forms.ChoiceField(
        label=label,
        required=False,
        widget=forms.Select({"data-picker": ""} if picks else {}),
    )


@dataclass(frozen=True)
class Part:
    """Controls that belong together, and whether they are shown at once."""

    label: str
    fields: list[BoundField]
    is_open: bool


class BulkEditForm(AttributeWishes, OnceForm):
    """Each field is left as it is unless something is chosen."""

    salesperson = chosen(_("Salesperson"))
    territory = chosen(_("Territory"))
    language = chosen(_("Language"))
    country = chosen(_("Country"))
    correspondence_type = chosen(_("Correspondence type"), picks=False)
    exclude_from_segments = chosen(_("Exclude from segments"), picks=False)
    join_mailing_groups = boxes(MailingGroup.objects.all(), _("Add to mailing groups"))
    leave_mailing_groups = boxes(MailingGroup.objects.all(), _("Take out of mailing groups"))
    join_job_responsibilities = boxes(
        JobResponsibility.objects.all(), _("Add job responsibilities"), help_text=_("Of persons.")
    )
    leave_job_responsibilities = boxes(
        JobResponsibility.objects.all(),
        _("Take job responsibilities away"),
        help_text=_("Of persons."),
    )
    join_industry_groups = boxes(
        IndustryGroup.objects.all(), _("Add to industry groups"), help_text=_("Of companies.")
    )
    leave_industry_groups = boxes(
        IndustryGroup.objects.all(),
        _("Take out of industry groups"),
        help_text=_("Of companies."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows: dict[str, Any] = {
            "salesperson": Salesperson.objects.selectable().order_by("name", "pk"),
            "territory": Territory.objects.order_by("description", "pk"),
            "language": Language.objects.order_by("name", "pk"),
        }
        for name, found in rows.items():
            self.offer(name, [(str(row.pk), str(row)) for row in found])
        self.offer("country", list(countries))
        self.offer("correspondence_type", CorrespondenceType.choices)
        yes_no = [("yes", gettext("Yes")), ("no", gettext("No"))]
        self.offer("exclude_from_segments", yes_no, clears=False)
        self.fields.update(self.attribute_fields())

    def offer(self, name: str, options: list[Any], *, clears: bool = True) -> None:
        """Put what can be chosen behind "leave as it is"."""
        field: Any = self.fields[name]
        field.choices = with_options(options, clears=clears)

    def clean(self) -> dict[str, Any] | None:
        """Refuse to put into a group and take out of it at once, and to change nothing."""
        cleaned = super().clean()
        self.check_attributes()
        for name in GROUPS:
            both = {*self.keys(f"join_{name}")} & {*self.keys(f"leave_{name}")}
            if both:
                text = gettext("One of them is also ticked above: choose one of the two.")
                self.add_error(f"leave_{name}", text)
        if not self.errors and not self.changes:
            self.add_error(None, gettext("Nothing is to be changed yet: choose something."))
        return cleaned

    def parts(self) -> list[Part]:
        """Return the controls in parts that are opened one by one; what is filled in is open."""
        groups = (
            (MailingGroup, "mailing_groups"),
            (JobResponsibility, "job_responsibilities"),
            (IndustryGroup, "industry_groups"),
        )
        own = {name: [f"join_{name}", f"leave_{name}"] for _model, name in groups}
        taken = {"submission", *COLUMNS, *(one for names in own.values() for one in names)}
        found = [Part(gettext("Values"), [self[name] for name in COLUMNS], is_open=True)]
        for model, name in groups:
            label = capfirst(str(model._meta.verbose_name_plural))
            found.append(self._part(label, own[name]))
        found.append(self._part(gettext("Attributes"), [n for n in self.fields if n not in taken]))
        return [part for part in found if part.fields]

    def _part(self, label: str, names: list[str]) -> Part:
        fields = [self[name] for name in names]
        return Part(label, fields, is_open=any(one.value() or one.errors for one in fields))

    def keys(self, name: str) -> list[int]:
        """Return the keys of the groups that were ticked."""
        return sorted(row.pk for row in self.cleaned_data.get(name) or ())

    @property
    def changes(self) -> Changes:
        """What the service is to do."""
        values = {
            name: self.value(name, self.cleaned_data[name])
            for name in COLUMNS
            if self.cleaned_data.get(name, LEAVE) != LEAVE
        }
        joins = {name: self.keys(f"join_{name}") for name in GROUPS}
        leaves = {name: self.keys(f"leave_{name}") for name in GROUPS}
        return Changes(values, joins, leaves, self.attributes)

    def value(self, name: str, text: str) -> Any:
        """Return what was chosen as the database keeps it."""
        if name in CHOICES:
            return int(text) if is_key(text) else None
        if name == "exclude_from_segments":
            return text == "yes"
        return "" if text == CLEAR else text
