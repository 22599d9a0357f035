"""The step being written: what is done with those who match, and how far it reaches."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils.translation import gettext_lazy as _

from segments_app.models import Step
from segments_app.services import StepOptions

TICK = {"class": "form-check-input"}
#: Which options a step can have, by what it does.
OPTIONS_OF = {
    Step.Action.ADD: ("with_colleagues", "with_company", "ignore_exclusion"),
    Step.Action.KEEP: ("entire_companies",),
    Step.Action.REMOVE: ("entire_companies",),
}
ACTIONS = (
    (Step.Action.ADD, _("Add"), _("Those who match come on top of who is there.")),
    (Step.Action.KEEP, _("Keep only"), _("Of those who are there, only who matches stays.")),
    (Step.Action.REMOVE, _("Remove"), _("Of those who are there, who matches goes.")),
)


@dataclass(frozen=True)
class ActionChoice:
    """One of the things a step can do."""

    value: str
    label: Any
    text: Any
    is_chosen: bool
    is_off: bool


def option(label: Any, help_text: Any) -> forms.BooleanField:
    widget = forms.CheckboxInput(TICK)
    return forms.BooleanField(label=label, help_text=help_text, required=False, widget=widget)


class StepForm(forms.Form):
    """Everything about a step but its criteria."""

    action = forms.ChoiceField(choices=[(value, label) for value, label, _text in ACTIONS])
    with_colleagues = option(
        _("With colleagues"),
        _("Everybody at the same company comes along, and the company itself."),
    )
    with_company = option(
        _("With their company"), _("For a person, the company they work at comes along.")
    )
    entire_companies = option(
        _("Whole companies"),
        _("If one contact of a company matches, all of that company count as matching."),
    )
    ignore_exclusion = option(
        _("Also those excluded from segments"),
        _(
            "Takes in contacts marked “exclude from segments”. Privacy-blocked contacts and "
            "minors stay out in any case."
        ),
    )

    @property
    def chosen(self) -> str:
        """The action that is chosen, Add where none has been."""
        value = self["action"].value()
        return value if value in OPTIONS_OF else Step.Action.ADD

    @property
    def is_chosen(self) -> bool:
        """Whether the form says what to do: one that does not must never mean Add."""
        return self["action"].value() in OPTIONS_OF

    def choices(self, *, is_empty: bool) -> list[ActionChoice]:
        """Return what can be done; nothing can be taken from a segment that is empty.

        What is chosen stays, or the browser would not send it: the segment may have been
        emptied by going back.
        """
        allowed = ("add", self.chosen) if is_empty else tuple(OPTIONS_OF)
        return [
            ActionChoice(value, label, text, value == self.chosen, value not in allowed)
            for value, label, text in ACTIONS
        ]

    def fields_of(self, *names: str) -> Iterable[BoundField]:
        return [self[name] for name in names]

    @property
    def when_adding(self) -> Iterable[BoundField]:
        return self.fields_of(*OPTIONS_OF[Step.Action.ADD])

    @property
    def when_taking_away(self) -> Iterable[BoundField]:
        return self.fields_of(*OPTIONS_OF[Step.Action.KEEP])

    @property
    def options(self) -> StepOptions:
        """The options that were ticked and that the action knows."""
        known = OPTIONS_OF[Step.Action(self.chosen)]
        return StepOptions.read({name: bool(self[name].value()) for name in known})
