"""What a contact has said: given, or taken back. Nothing is ticked beforehand."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from contacts import services
from contacts.models import Channel, ConsentEvent, ConsentStatus, ConsentWording, Purpose
from segments_app.common.submissions import OnceForm
from segments_app.common.widgets import Boxes, Dots

from .contacts import say_nothing_for_nothing

Method = ConsentEvent.Method
#: How somebody tells us; the rest comes about by itself.
METHODS = [
    (one.value, one.label)
    for one in (
        Method.FORM,
        Method.PAPER,
        Method.PHONE,
        Method.EMAIL,
        Method.IN_PERSON,
        Method.LINK,
        Method.OTHER,
    )
]
GIVING = [
    (one.value, one.label)
    for one in (
        ConsentStatus.CONSENT,
        ConsentStatus.SOFT_OPT_IN,
        ConsentStatus.LEGITIMATE_INTEREST,
    )
]
TAKING = [
    (ConsentStatus.WITHDRAWN.value, _("Consent is withdrawn")),
    (ConsentStatus.OBJECTED.value, _("Objects to being approached")),
]


class WordingField(forms.ModelChoiceField):  # type: ignore[type-arg]  # generic for the checker only
    """A wording with its first words, so that nobody takes the wrong version."""

    def label_from_instance(self, obj: ConsentWording) -> str:
        text = " ".join(obj.text.split())
        short = text if len(text) <= 80 else f"{text[:79]}…"
        return f"{obj}: {short}"


class StatementForm(OnceForm):
    """What giving and taking back have in common."""

    purpose = forms.ModelChoiceField(Purpose.objects.order_by("description", "code"))
    channels = forms.MultipleChoiceField(label=_("Channels"), choices=Channel, widget=Boxes)
    status = forms.ChoiceField(label=_("What was said"), widget=Dots)
    method = forms.ChoiceField(label=_("How"), choices=[("", ""), *METHODS])
    happened_at = forms.DateTimeField(
        label=_("When"),
        required=False,
        widget=forms.DateTimeInput({"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        help_text=_("Left empty, it is now."),
    )
    evidence = forms.CharField(
        label=pgettext_lazy("consent", "Evidence"),
        max_length=200,
        required=False,
        help_text=_("Where the proof is kept: a file, a call, a signed form."),
    )

    def __init__(
        self, data: Mapping[str, Any] | None = None, *, initial: dict[str, Any] | None = None
    ) -> None:
        super().__init__(data, initial=initial)
        purpose: Any = self.fields["purpose"]
        purpose.label = _("Purpose")
        for name in ("purpose", "wording"):
            if name in self.fields:
                say_nothing_for_nothing(self.fields[name])

    @property
    def statement(self) -> services.Statement:
        """Return what is to be recorded."""
        said = self.cleaned_data
        return services.Statement(
            purpose=said["purpose"],
            status=said["status"],
            method=said["method"],
            wording=said.get("wording"),
            happened_at=said["happened_at"],
            evidence=said["evidence"],
        )

    def show(self, error: services.ConsentRefused) -> None:
        """Tell at the field why the service refused."""
        self.add_error(error.field if error.field in self.fields else None, str(error))


class GivenForm(StatementForm):
    """Consent, or what the law takes for one."""

    wording = WordingField(
        ConsentWording.objects.filter(is_archived=False)
        .select_related("purpose")
        .order_by("purpose__description", "version", "pk"),
        label=_("Wording"),
        required=False,
        help_text=_("What the contact was asked, word for word. Consent needs it."),
    )
    field_order: tuple[str, ...] = (
        "submission",
        "purpose",
        "channels",
        "status",
        "wording",
        "method",
        "happened_at",
        "evidence",
    )

    def __init__(
        self, data: Mapping[str, Any] | None = None, *, initial: dict[str, Any] | None = None
    ) -> None:
        super().__init__(data, initial=initial)
        status: Any = self.fields["status"]
        status.choices = GIVING


class WithdrawnForm(StatementForm):
    """Consent withdrawn, or an objection; it needs no wording."""

    def __init__(
        self, data: Mapping[str, Any] | None = None, *, initial: dict[str, Any] | None = None
    ) -> None:
        super().__init__(data, initial=initial)
        status: Any = self.fields["status"]
        status.choices = TAKING


class ManyForm(GivenForm):
    """What many contacts have said: given, or taken back."""

    source = forms.CharField(
        label=_("Source"),
        max_length=100,
        required=False,
        help_text=_("Where it comes from: a fair, a mailing, a list."),
    )
    field_order = (*GivenForm.field_order, "source")

    def __init__(self, data: Mapping[str, Any] | None = None) -> None:
        super().__init__(data)
        status: Any = self.fields["status"]
        status.choices = [*GIVING, *TAKING]
        self.fields["wording"].help_text = _("What they were asked. Consent needs it.")

    @property
    def statement(self) -> services.Statement:
        return replace(super().statement, source=self.cleaned_data["source"])
