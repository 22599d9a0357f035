"""What the form of a change of many contacts has of attributes: controls, and what they say."""

from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext as _

from contacts.models.attributes import DECIMALS, MAX_DIGITS
from contacts.services import attributes
from contacts.services.attributes import Definition
from contacts.services.bulk import How, Wish, check_wish
from contacts.services.refusals import Refused
from segments_app.common import controls
from segments_app.common.widgets import Boxes

LEAVE, CLEAR = "", "-"
EMPTIED = "empty_attributes"

if TYPE_CHECKING:  # a mixin of forms
    AnyForm = forms.Form
else:
    AnyForm = object


def with_options(options: Sequence[Any], *, clears: bool = True) -> list[Any]:
    """Return what can be chosen, behind "leave as it is"."""
    empty = [(CLEAR, _("Make empty"))] if clears else []
    return [(LEAVE, _("Leave as it is")), *empty, *options]


def how_name(one: Definition) -> str:
    """Return the control that says what is done with the choices that are ticked."""
    return f"how_{one.code}"


class AttributeWishes(AnyForm):
    """A control for each attribute that many contacts can have the same of."""

    @cached_property
    def offered(self) -> list[Definition]:
        """The attributes that have a control: not archived ones, nor unique ones."""
        return [one for one in attributes.offered() if not one.is_unique]

    @property
    def left_out(self) -> list[str]:
        """The attributes that no two contacts may have the same of."""
        return [one.label for one in attributes.offered() if one.is_unique]

    def attribute_fields(self) -> dict[str, forms.Field]:
        """Return the controls by their names, then one to make attributes empty."""
        found: dict[str, forms.Field] = {}
        for one in self.offered:
            if one.kind == "choices":
                found[how_name(one)] = how_field(one)
            found[one.name] = value_field(one)
        emptied = [
            (one.code, one.label) for one in self.offered if not picks(one) and not one.is_required
        ]
        if emptied:
            label = _("Make these attributes empty")
            found[EMPTIED] = forms.MultipleChoiceField(
                choices=emptied, widget=Boxes, required=False, label=label
            )
        return found

    def check_attributes(self) -> None:
        """Refuse what cannot be, each at its control."""
        emptied = self.cleaned_data.get(EMPTIED, [])
        for one in self.offered:
            name = one.name
            how, given = self.cleaned_data.get(how_name(one)), self.cleaned_data.get(name)
            if one.code in emptied and (how or has_value(given)):
                text = _("“%(attribute)s” is also filled in above: choose one of the two.")
                self.add_error(EMPTIED, text % {"attribute": one.label})
            elif how and not given and name not in self.errors:
                self.add_error(name, _("Tick at least one choice."))
            elif one.kind == "choices" and given and not how:
                self.add_error(how_name(one), _("Say what is done with the choices."))
            else:
                self.check_attribute(one)

    def check_attribute(self, one: Definition) -> None:
        """Have the service look at what is wished of one attribute."""
        try:
            wish = self.wish(one)
            if wish is not None:
                check_wish(wish)
        except Refused as error:
            self.add_error(one.name, str(error))

    def wish(self, one: Definition) -> Wish | None:
        """Return what is to be done with an attribute, None where it stays as it is."""
        if one.code in self.cleaned_data.get(EMPTIED, []):
            return Wish(one, How.CLEAR)
        given = self.cleaned_data.get(one.name)
        if picks(one) and given == CLEAR:
            return Wish(one, How.CLEAR)
        if not has_value(given):
            return None
        how = How(self.cleaned_data.get(how_name(one)) or How.SET)
        return Wish(one, how, attributes.as_text(one, attributes.clean(one, given)))

    @property
    def attributes(self) -> dict[str, tuple[str, str]]:
        """What the service is to do with attributes, by their code."""
        wished = [wish for one in self.offered if (wish := self.wish(one)) is not None]
        return {wish.definition.code: (str(wish.how), wish.text) for wish in wished}


def picks(one: Definition) -> bool:
    """Whether it is one of a few values, in a list that can say "make empty" too."""
    return one.kind in ("yes_no", "choice")


def has_value(given: Any) -> bool:
    return given not in (None, LEAVE, [])


def value_field(one: Definition) -> Any:
    """Return the control for the value, which may be left alone."""
    field = control(one)
    field.label, field.required = one.label, False
    stays = "" if one.has_choices or picks(one) else _("Stays as it is if left empty.")
    field.help_text = " ".join(filter(None, (one.help_text, stays)))
    if picks(one):
        field.choices = with_options(field.choices[1:], clears=not one.is_required)
    return field


def control(one: Definition) -> Any:
    """Return the control of the kind, with the choices that are not archived."""
    choices = [(each.code, each.label) for each in one.choices if not each.is_archived]
    match one.kind:
        case "text":
            return forms.CharField(max_length=attributes.MAX_TEXT)
        case "number":
            return controls.number(MAX_DIGITS, DECIMALS)
        case "date":
            return controls.day()
        case "yes_no":
            return controls.yes_no()
        case "choice":
            return controls.one_of(choices)
    return controls.some_of(choices)


def how_field(one: Definition) -> forms.Field:
    ways = [(How.ADD, _("Add these choices")), (How.SET, _("Replace by these choices"))]
    if not one.is_required:
        ways.insert(1, (How.TAKE, _("Take these choices away")))
    label = _("%(attribute)s: what to do") % {"attribute": one.label}
    choices = with_options([(how.value, words) for how, words in ways], clears=False)
    return forms.ChoiceField(choices=choices, required=False, label=label)
