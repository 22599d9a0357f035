"""A rule on contact pressure."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from interactions.models import PressureRule


class PressureRuleForm(forms.ModelForm[PressureRule]):
    """How often, for what, by which channels, and what the rule does."""

    class Meta:
        model = PressureRule
        fields = (
            "code", "description", "most", "days", "purpose", "counts_emails", "counts_letters",
            "counts_others", "leaves_out",
        )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        purpose: Any = self.fields["purpose"]
        purpose.queryset = purpose.queryset.order_by("description", "code")
        purpose.empty_label = _("Every purpose")
        if self.instance.pk:  # criteria name a rule by its code
            self.fields["code"].disabled = True

    def clean_code(self) -> str:
        return str(self.cleaned_data["code"]).strip().upper()

    def clean(self) -> dict[str, Any]:
        values = self.cleaned_data
        if not any(values.get(f"counts_{name}") for name in ("emails", "letters", "others")):
            self.add_error(
                "counts_emails", _("Say what counts: e-mails, letters or everything else.")
            )
        return values
