"""The kinds of value that a criterion can compare, and the operators of each.

A condition is never unknown, only true or false: `is_not` is everybody that `is` leaves out,
so an operator that says no names the one it is the opposite of.
"""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from interactions.models import contacts_at_limits, limits_reached

from . import shapes
from .conditions import (
    Condition,
    any_row,
    between_texts,
    blank,
    codes,
    exactly,
    folded,
    folded_in,
    found_rows,
    in_values,
    null,
    number,
    number_range,
    true,
)
from .expressions import compiling
from .expressions.shape import NUMBER_FILTER, TEXT_FILTER
from .kinds_of_days import dates
from .operators import Kind, Operator, filters
from .places import PLACE

__all__ = ["KINDS", "PLACE", "Kind", "Operator"]

TEXT = Kind(
    "text",
    _("Text"),
    {
        "contains": Operator(
            _("contains"), _("%(field)s contains %(value)s"), shapes.TEXT, folded("contains")
        ),
        "not_contains": Operator(
            _("does not contain"),
            _("%(field)s does not contain %(value)s"),
            shapes.TEXT,
            negates="contains",
        ),
        "is": Operator(_("is"), _("%(field)s is %(value)s"), shapes.TEXT, folded("exact")),
        "is_not": Operator(_("is not"), _("%(field)s is not %(value)s"), shapes.TEXT, negates="is"),
        "any_of": Operator(_("is any of"), _("%(field)s is %(value)s"), shapes.TEXTS, folded_in),
        "none_of": Operator(
            _("is none of"), _("%(field)s is not %(value)s"), shapes.TEXTS, negates="any_of"
        ),
        "starts_with": Operator(
            _("starts with"),
            _("%(field)s starts with %(value)s"),
            shapes.TEXT,
            folded("startswith"),
        ),
        "ends_with": Operator(
            _("ends with"), _("%(field)s ends with %(value)s"), shapes.TEXT, folded("endswith")
        ),
        "empty": Operator(_("is empty"), _("%(field)s is empty"), condition=blank),
        "not_empty": Operator(_("is not empty"), _("%(field)s is not empty"), negates="empty"),
        **filters(TEXT_FILTER, compiling.text),
    },
)


CODE = Kind(
    "code",
    _("Number or code"),
    {
        "is": Operator(_("is"), _("%(field)s is %(value)s"), shapes.TEXT, exactly),
        "is_not": Operator(_("is not"), _("%(field)s is not %(value)s"), shapes.TEXT, negates="is"),
        "any_of": Operator(_("is any of"), _("%(field)s is %(value)s"), shapes.TEXTS, codes),
        "none_of": Operator(
            _("is none of"), _("%(field)s is not %(value)s"), shapes.TEXTS, negates="any_of"
        ),
        "between": Operator(
            _("is between"),
            _("%(field)s is between %(first)s and %(last)s"),
            shapes.TEXT_RANGE,
            between_texts,
        ),
        "starts_with": TEXT.operators["starts_with"],
        "ends_with": TEXT.operators["ends_with"],
        "contains": TEXT.operators["contains"],
        "empty": TEXT.operators["empty"],
        "not_empty": TEXT.operators["not_empty"],
        **filters(TEXT_FILTER, compiling.code),
    },
)


POSTCODE = Kind(
    "postcode",
    _("Post code"),
    {
        "between": CODE.operators["between"],
        "not_between": Operator(
            _("is not between"),
            _("%(field)s is not between %(first)s and %(last)s"),
            shapes.TEXT_RANGE,
            negates="between",
        ),
        **{key: TEXT.operators[key] for key in ("starts_with", "ends_with", "contains")},
        **{key: TEXT.operators[key] for key in ("is", "is_not", "any_of")},
        **{key: TEXT.operators[key] for key in ("none_of", "empty", "not_empty")},
        **{key: TEXT.operators[key] for key in ("matches", "not_matches")},
    },
)


NUMBER = Kind(
    "number",
    _("Number"),
    {
        "at_least": Operator(
            _("is at least"), _("%(field)s is at least %(value)s"), shapes.NUMBER, number("gte")
        ),
        "at_most": Operator(
            _("is at most"), _("%(field)s is at most %(value)s"), shapes.NUMBER, number("lte")
        ),
        "more_than": Operator(
            _("is more than"), _("%(field)s is more than %(value)s"), shapes.NUMBER, number("gt")
        ),
        "less_than": Operator(
            _("is less than"), _("%(field)s is less than %(value)s"), shapes.NUMBER, number("lt")
        ),
        "is": Operator(_("is"), _("%(field)s is %(value)s"), shapes.NUMBER, number("exact")),
        "is_not": Operator(
            _("is not"), _("%(field)s is not %(value)s"), shapes.NUMBER, negates="is"
        ),
        "between": Operator(
            _("is between"),
            _("%(field)s is between %(first)s and %(last)s"),
            shapes.NUMBER_RANGE,
            number_range,
        ),
        **filters(NUMBER_FILTER, compiling.number),
    },
)


YES_NO = Kind(
    "yes_no",
    _("Yes or no"),
    {
        "yes": Operator(_("is yes"), _("%(field)s is yes"), condition=true),
        "no": Operator(_("is no"), _("%(field)s is no"), negates="yes"),
    },
)


def _picks(key: str, label: str | Promise, empty: Condition | None) -> Kind:
    operators = {
        "any_of": Operator(_("is any of"), _("%(field)s is %(value)s"), shapes.PICKS, in_values),
        "none_of": Operator(
            _("is none of"), _("%(field)s is not %(value)s"), shapes.PICKS, negates="any_of"
        ),
    }
    if empty:
        operators["empty"] = Operator(_("is empty"), _("%(field)s is empty"), condition=empty)
        operators["not_empty"] = TEXT.operators["not_empty"]
    if "reference" in key:
        operators |= filters(TEXT_FILTER, found_rows)
    return Kind(key, label, operators)


CHOICE = _picks("choice", _("One of a few"), None)


BLANK_CHOICE = _picks("blank_choice", _("One of a few, or empty"), blank)


REFERENCE = _picks("reference", _("Row of a table"), None)


NULL_REFERENCE = _picks("null_reference", _("Row of a table, or empty"), null)


MANY = Kind(
    "many",
    _("Several rows of a table"),
    {
        "any_of": Operator(_("is any of"), _("%(field)s is %(value)s"), shapes.PICKS, in_values),
        "all_of": Operator(
            _("is all of"), _("%(field)s is all of %(value)s"), shapes.ALL_PICKS, each="any_of"
        ),
        "none_of": Operator(
            _("is none of"), _("%(field)s is not %(value)s"), shapes.PICKS, negates="any_of"
        ),
        "empty": Operator(_("is empty"), _("%(field)s is empty"), negates="not_empty"),
        "not_empty": Operator(_("is not empty"), _("%(field)s is not empty"), condition=any_row),
        **filters(TEXT_FILTER, found_rows),
    },
)


DATE = dates("date", _("Date"), is_moment=False, may_be_empty=False)


NULL_DATE = dates("null_date", _("Date, or empty"), is_moment=False, may_be_empty=True)


MOMENT = dates("moment", _("Moment"), is_moment=True, may_be_empty=False)


NULL_MOMENT = dates("null_moment", _("Moment, or empty"), is_moment=True, may_be_empty=True)


PRESSURE = Kind(
    "pressure",
    _("Rule on contact pressure"),
    {
        "reached": Operator(
            _("has reached the limit of"),
            _("%(field)s has reached the limit of %(value)s"),
            shapes.PICKS,
            limits_reached,
            of_all=contacts_at_limits,
        ),
        "not_reached": Operator(
            _("is below the limit of"),
            _("%(field)s is below the limit of %(value)s"),
            shapes.PICKS,
            negates="reached",
        ),
    },
)


KINDS = (
    TEXT, CODE, POSTCODE, PLACE, NUMBER, YES_NO, CHOICE, BLANK_CHOICE, REFERENCE, NULL_REFERENCE,
    MANY, DATE, NULL_DATE, MOMENT, NULL_MOMENT, PRESSURE,
)  # fmt: skip
