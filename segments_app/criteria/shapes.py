"""The shapes that a value can have: how it is checked, typed in a form, and put in words.

`clean` takes a value of a stored rule and returns it in its one canonical form; `read` makes
that value of what a form sent, and `shown` is its reverse. All refuse with ValidationError.
"""

from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from segments_app.common.folding import fold

from .options import Options
from .values import (
    Labels,
    Typed,
    check_list,
    check_text,
    in_digits,
    listed,
    missing,
    number,
    pair,
    quoted,
    stored_number,
    typed_number,
)


def only(typed: Typed, part: str = "value") -> str:
    """Return what was typed in a part of the form."""
    return next(iter(typed.get(part, ())), "")


class Shape:
    """No value: the operator says it all."""

    #: The form's widget: templates/segments/criteria/values/<name>.html
    widget: ClassVar[str] = ""
    example: str = ""  # of a stored value, for docs/criteria.md

    def clean(self, value: Any, options: Options | None) -> Any:
        """Return the canonical form of a stored value."""
        return value

    def read(self, typed: Typed, options: Options | None) -> Any:
        """Return the value that a form sent; `clean` sees it next."""
        return None

    def shown(self, value: Any) -> dict[str, list[str]]:
        """Return what a form shows for a stored value."""
        return {}

    def words(self, value: Any, labels: Labels) -> dict[str, str]:
        """Return the value in words, for the placeholders of the operator's sentence."""
        return {}

    def size(self, value: Any) -> int:
        """Return how many values a stored value holds, for the limit of a rule."""
        return len(value) if isinstance(value, list) else 1

    def conditions(self, value: Any) -> int:
        """Return how many conditions of the database a stored value makes, for the limit too."""
        return 1


class Text(Shape):
    """One text."""

    widget = "text"
    example = '`"Malmö"`'

    def clean(self, value: Any, options: Options | None) -> str:
        return check_text(value)

    def read(self, typed: Typed, options: Options | None) -> Any:
        return only(typed)

    def shown(self, value: Any) -> dict[str, list[str]]:
        return {"value": [value]}

    def words(self, value: Any, labels: Labels) -> dict[str, str]:
        return {"value": quoted(value)}


class Texts(Shape):
    """Several texts: typed one on a line, or separated by semicolons."""

    widget = "texts"
    example = '`["Malmö", "Lund"]`'

    def clean(self, value: Any, options: Options | None) -> list[str]:
        return list(dict.fromkeys(check_text(one) for one in check_list(value)))

    def read(self, typed: Typed, options: Options | None) -> Any:
        text = only(typed)
        values = text.splitlines() if "\n" in text else text.split(";")
        return [value.strip() for value in values if value.strip()]

    def shown(self, value: Any) -> dict[str, list[str]]:
        # A line break at the end keeps a single value with a semicolon whole.
        return {"value": ["\n".join(value) + ("\n" if any(";" in one for one in value) else "")]}

    def words(self, value: Any, labels: Labels) -> dict[str, str]:
        return {"value": listed([quoted(one) for one in value])}


class TextRange(Shape):
    """From one text to another: postcodes, numbers of contacts."""

    widget = "text_range"
    example = '`["10", "19"]`'

    def clean(self, value: Any, options: Options | None) -> list[str]:
        first, last = (check_text(one) for one in pair(value))
        if fold(first).replace(" ", "") > fold(last).replace(" ", ""):
            raise ValidationError(_("The first value comes after the last one."))
        return [first, last]

    def read(self, typed: Typed, options: Options | None) -> Any:
        return [only(typed), only(typed, "value_2")]

    def shown(self, value: Any) -> dict[str, list[str]]:
        return {"value": [value[0]], "value_2": [value[1]]}

    def words(self, value: Any, labels: Labels) -> dict[str, str]:
        return {"first": value[0], "last": value[1]}


class Number(Shape):
    """One number."""

    widget = "number"
    example = '`12` or `"12.5"`'

    def clean(self, value: Any, options: Options | None) -> int | str:
        return stored_number(number(value))

    def read(self, typed: Typed, options: Options | None) -> Any:
        return typed_number(only(typed))

    def shown(self, value: Any) -> dict[str, list[str]]:
        return {"value": [in_digits(value)]}

    def words(self, value: Any, labels: Labels) -> dict[str, str]:
        return {"value": in_digits(value)}


class NumberRange(Shape):
    """From one number to another."""

    widget = "number_range"
    example = '`[1, "2.5"]`'

    def clean(self, value: Any, options: Options | None) -> list[int | str]:
        first, last = (number(one) for one in pair(value))
        if first > last:
            raise ValidationError(_("The first value comes after the last one."))
        return [stored_number(first), stored_number(last)]

    def read(self, typed: Typed, options: Options | None) -> Any:
        return [typed_number(only(typed)), typed_number(only(typed, "value_2"))]

    def shown(self, value: Any) -> dict[str, list[str]]:
        return {"value": [in_digits(value[0])], "value_2": [in_digits(value[1])]}

    def words(self, value: Any, labels: Labels) -> dict[str, str]:
        return {"first": in_digits(value[0]), "last": in_digits(value[1])}


class Picks(Shape):
    """Some of the values that can be picked. Whether they still exist is asked of all at once."""

    widget = "picks"
    example = '`["A", "B"]`'

    def __init__(self, *, together: bool = False) -> None:
        self.together = together  # all of them, not any

    def clean(self, value: Any, options: Options | None) -> list[Any]:
        values = check_list(value)
        for one in values:
            if isinstance(one, str):
                check_text(one)
            elif not 0 <= one < 2**63:
                raise ValidationError(_("This is not a list of values."))
        return sorted(values, key=lambda one: (isinstance(one, str), one))

    def read(self, typed: Typed, options: Options | None) -> Any:
        as_stored = options.typed if options else str
        return [as_stored(one) for one in typed.get("value", ()) if one]

    def shown(self, value: Any) -> dict[str, list[str]]:
        return {"value": [str(one) for one in value]}

    def words(self, value: Any, labels: Labels) -> dict[str, str]:
        names = [str(labels.get(one, missing(one))) for one in value]
        return {"value": listed(names, _("and") if self.together else _("or"))}


NOTHING, TEXT, TEXTS, TEXT_RANGE = Shape(), Text(), Texts(), TextRange()


NUMBER, NUMBER_RANGE = Number(), NumberRange()


PICKS, ALL_PICKS = Picks(), Picks(together=True)
