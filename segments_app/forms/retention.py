"""How long something is kept."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from segments_app.models import RetentionRule


class RetentionForm(forms.Form):
    """Months, and whether the rule is in force; to look only, the months are enough."""

    months = forms.IntegerField(
        label=_("Older than (months)"),
        min_value=1,
        max_value=600,
        error_messages={"required": _("Enter from 1 to 600 months.")},
    )
    is_on = forms.BooleanField(
        label=_("In force"),
        required=False,
        help_text=_("Once a day the worker removes what is older."),
    )

    def __init__(self, data: Mapping[str, Any] | None, *, rule: RetentionRule) -> None:
        if data is not None and "months" not in data:  # another page of the list, say
            data = None
        super().__init__(data, initial={"months": rule.months, "is_on": rule.is_on})
