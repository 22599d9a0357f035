"""The kinds of attributes: as other kinds, but a value that is not there has no row."""

from collections.abc import Callable
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from .conditions import any_row, false, true
from .expressions import compiling
from .expressions.literals import DAYS, NULL_NUMBERS, TEXTS, read
from .expressions.shape import DAY_FILTER, NULL_NUMBER_FILTER, TEXT_FILTER
from .kinds import MANY, NULL_DATE, NUMBER, TEXT
from .operators import Kind, Operator, filters

FILTERS = ("matches", "not_matches")
EMPTY = {
    "empty": Operator(_("is empty"), _("%(field)s is empty"), negates="not_empty"),
    "not_empty": Operator(_("is not empty"), _("%(field)s is not empty"), condition=any_row),
}


def _like(
    kind: Kind, key: str, label: str | Promise, more: dict[str, Operator], *left_out: str
) -> Kind:
    """Return a kind with the operators of another, asked of rows."""
    without = {*FILTERS, *EMPTY, *left_out}
    operators = {key: one for key, one in kind.operators.items() if key not in without}
    return Kind(key, label, operators | EMPTY | more)


def _nothing(language: Any, accepts: Callable[[Any], bool]) -> Callable[[Any], bool]:
    return lambda value: accepts(read(value, language))


ATTRIBUTE_TEXT = _like(
    TEXT,
    "attribute_text",
    _("Attribute: text"),
    filters(TEXT_FILTER, compiling.text, _nothing(TEXTS, compiling.accepts_nothing)),
)
ATTRIBUTE_NUMBER = _like(
    NUMBER,
    "attribute_number",
    _("Attribute: number"),
    filters(NULL_NUMBER_FILTER, compiling.number, _nothing(NULL_NUMBERS, compiling.accepts_null)),
)
ATTRIBUTE_DATE = _like(
    NULL_DATE,
    "attribute_date",
    _("Attribute: date"),
    filters(DAY_FILTER, compiling.days(is_moment=False), _nothing(DAYS, compiling.accepts_null)),
)
ATTRIBUTE_YES_NO = Kind(
    "attribute_yes_no",
    _("Attribute: yes or no"),
    {
        "yes": Operator(_("is yes"), _("%(field)s is yes"), condition=true),
        "no": Operator(_("is no"), _("%(field)s is no"), condition=false),
        "empty": Operator(_("is unknown"), _("%(field)s is unknown"), negates="not_empty"),
        "not_empty": Operator(_("is known"), _("%(field)s is known"), condition=any_row),
    },
    nothing=_("unknown"),
)
ATTRIBUTE_CHOICE = _like(
    MANY, "attribute_choice", _("Attribute: one of several choices"), {}, "all_of"
)
ATTRIBUTE_CHOICES = _like(MANY, "attribute_choices", _("Attribute: several of several choices"), {})
#: By the kind of the attribute.
KINDS_OF_ATTRIBUTES = {
    "text": ATTRIBUTE_TEXT,
    "number": ATTRIBUTE_NUMBER,
    "date": ATTRIBUTE_DATE,
    "yes_no": ATTRIBUTE_YES_NO,
    "choice": ATTRIBUTE_CHOICE,
    "choices": ATTRIBUTE_CHOICES,
}
