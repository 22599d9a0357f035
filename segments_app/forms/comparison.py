"""The choice of what is compared, and of what is done with parts of it."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.contrib.auth.models import User
from django.db.models import QuerySet
from django.urls import reverse_lazy
from django.utils.dateparse import parse_datetime
from django.utils.timezone import is_aware
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from contacts.models import MailingGroup
from interactions.models import LoggedSegment
from segments_app.models import SavedCriteria, Segment, Step
from segments_app.services import Comparison, token_of

from .fields import picked

OFFERED = 100
NEW = "new"


def name_of(kind: str, row: Any) -> str:
    """Return what a set is called among sets of several kinds."""
    words = {
        "logged": gettext("%(name)s, as logged"),
        "group": gettext("%(name)s, mailing group"),
        "criteria": gettext("%(name)s, saved criteria"),
    }
    return words.get(kind, "%(name)s") % {"name": row}


def offered(by: User) -> list[tuple[str, QuerySet[Any]]]:
    """Return the rows of each kind that can be picked, those most likely first."""
    return [
        ("", Segment.objects.order_by("-number")),
        ("logged", LoggedSegment.objects.counted().order_by("-created_at", "-pk")),
        ("group", MailingGroup.objects.order_by("description", "code")),
        ("criteria", SavedCriteria.objects.visible_to(by).order_by("code")),
    ]


def choices_of(rows: list[tuple[str, QuerySet[Any]]], most: int) -> list[tuple[str, str]]:
    """Return as many rows of each kind as choices."""
    return [
        (token_of(kind, row), name_of(kind, row)) for kind, found in rows for row in found[:most]
    ]


class CompareForm(forms.Form):
    """Two or three sets; which they are stands in the address."""

    def __init__(self, tokens: Sequence[str], comparison: Comparison | None, *, by: User) -> None:
        super().__init__(initial=dict(zip("abc", tokens, strict=False)))
        listed = choices_of(offered(by), OFFERED)
        sources = comparison.sources if comparison else ()
        chosen = [(token, token) for token in tokens] if not sources else []
        chosen += [(source.token, name_of(source.kind, source.row)) for source in sources]
        more = [pair for pair in chosen if pair[0] not in dict(listed)]
        labels = {"a": _("A"), "b": _("B"), "c": _("C, if you like")}
        for letter, label in labels.items():
            self.fields[letter] = forms.ChoiceField(
                label=label,
                choices=[("", gettext("Nothing chosen")), *more, *listed],
                required=letter != "c",
                widget=forms.Select(
                    {
                        "data-picker": "",
                        "data-picker-url": reverse_lazy("segments:segment_picks", args=["sets"]),
                        "class": "form-select",
                    }
                ),
            )


class UseForm(forms.Form):
    """What is done with the regions that are ticked."""

    do = forms.ChoiceField(
        label=_("What to do"),
        choices=[
            (NEW, _("Make a new segment of them")),
            (Step.Action.ADD, _("Add them to an open segment")),
            (Step.Action.KEEP, _("Keep only them on an open segment")),
            (Step.Action.REMOVE, _("Remove them from an open segment")),
        ],
        initial=NEW,
        widget=forms.Select({"class": "form-select"}),
    )
    description = forms.CharField(
        label=_("Description of the new segment"),
        max_length=100,
        required=False,
        widget=forms.TextInput({"class": "form-control", "autocomplete": "off"}),
    )
    segment = picked(
        Segment.objects.open().order_by("-number"),
        label=_("Open segment"),
        empty_label=_("Choose a segment"),
        searched="open-segments",
    )
    shown_at = forms.CharField(widget=forms.HiddenInput, required=False, max_length=40)

    def clean_shown_at(self) -> Any:
        """Return when the page was shown; nothing where that cannot be read."""
        moment = parse_datetime(self.cleaned_data["shown_at"])
        return moment if moment and is_aware(moment) else None

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        if data.get("do", NEW) != NEW and not data.get("segment") and "segment" not in self.errors:
            self.add_error("segment", gettext("Choose the open segment."))
        return data
