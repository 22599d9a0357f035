"""What a filter on one field of the reference product asks, as a part of a rule of ours.

A filter that has no exact counterpart here is refused: it is never left out, since the rule
would choose more contacts without it.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import reduce
from typing import Any

from django.utils.translation import gettext as _
from django_countries import countries

from contacts.models import Answer, Contact, Language
from segments_app.criteria.expressions import compiling
from segments_app.criteria.expressions.grammar import (
    Compare,
    FilterError,
    Join,
    Tree,
    mapped,
    terms,
)
from segments_app.criteria.expressions.literals import DAYS, NOTHING, TEXTS, read
from segments_app.criteria.expressions.shape import NUMBER_FILTER, TEXT_FILTER
from segments_app.criteria.expressions.writing import written
from segments_app.criteria.rules import Rule

from .columns import NotTaken, Refused, Run, country, option, yes_no
from .languages import our_code


@dataclass(frozen=True)
class Asking:
    """One filter on its way to a rule: its text, and those of the other fields of the view."""

    key: str
    source: str
    text: str
    run: Run
    others: Mapping[str, str] = field(default_factory=dict)


#: Gives the part of a rule, or None where what is asked always holds here.
Ask = Callable[[Asking], Rule | None]
Values = Callable[[Run], set[str]]
Meaning = Callable[[str, Run], Any]


def matching(asking: Asking) -> Rule:
    """Ask by the filter expression itself: texts, codes, and rows by their codes."""
    return part(asking, "matches", TEXT_FILTER.clean(asking.text, None))


def numbers(asking: Asking) -> Rule:
    return part(asking, "matches", NUMBER_FILTER.clean(asking.text, None))


def days(asking: Asking) -> Rule:
    """Ask by an expression about days, moved by whole years where the import moves days."""

    def moved(value: Any) -> Any:
        return asking.run.shifted(value) if isinstance(value, date) else value

    tree = mapped(read(asking.text, DAYS, is_typed=True), moved)
    return part(asking, "matches", written(tree, DAYS))


def part(asking: Asking, operator: str, value: Any) -> Rule:
    return {"field": asking.key, "is": operator, "value": value}


def one_of(values: Values, meaning: Meaning) -> Ask:
    """Ask for some of a few values, where the two products write the values differently."""

    def ask(asking: Asking) -> Rule:
        everything = values(asking.run)
        chosen = _chosen(read(asking.text, TEXTS), everything, lambda t: meaning(t, asking.run))
        if not chosen:
            raise Refused(_("This filter lets nobody through."))
        return _picked(asking.key, chosen, everything)

    return ask


def _chosen(tree: Tree, everything: set[str], meaning: Callable[[str], str]) -> set[str]:
    """Return for which of all values an expression holds that names single ones."""
    if isinstance(tree, Join):
        found = (_chosen(one, everything, meaning) for one in tree.parts)
        return reduce(set.intersection if tree.every else set.union, found)
    is_single = isinstance(tree, Compare) and tree.sign in ("=", "<>") and tree.value.is_plain
    if not isinstance(tree, Compare) or not is_single:
        message = _("only single values can be brought over for this field.")
        raise FilterError(message, tree.position)
    named = {meaning("" if tree.value == NOTHING else tree.value.text.strip())} & everything
    if not named:
        raise FilterError(_("there is no such value here."), tree.position)
    return named if tree.sign == "=" else everything - named


def _picked(key: str, chosen: set[str], everything: set[str]) -> Rule:
    others = everything - chosen
    if len(others) < len(chosen):
        parts = [_any_of(key, "none_of", others), _blank(key, "not_empty", others)]
        return _joined("all", parts) or _anything(key)
    parts = [_any_of(key, "any_of", chosen), _blank(key, "empty", chosen)]
    return _joined("any", parts) or _anything(key)


def _any_of(key: str, operator: str, values: set[str]) -> Rule | None:
    named = sorted(values - {""})
    return {"field": key, "is": operator, "value": named} if named else None


def _blank(key: str, operator: str, values: set[str]) -> Rule | None:
    return {"field": key, "is": operator} if "" in values else None


def _joined(join: str, parts: list[Rule | None]) -> Rule | None:
    there = [one for one in parts if one is not None]
    return {join: there} if len(there) > 1 else there[0] if there else None


def _anything(key: str) -> Rule:
    """Return a condition on the field that always holds."""
    return {"any": [{"field": key, "is": "empty"}, {"field": key, "is": "not_empty"}]}


def options(*values: str, **names: str) -> Ask:
    """Ask for options, told by their number or name."""
    return one_of(lambda run: set(values) | set(names.values()), option(*values, **names))


def yes_or_no(asking: Asking) -> Rule:
    chosen = _chosen(
        read(asking.text, TEXTS),
        {"yes", "no"},
        lambda text: "yes" if yes_no(text, asking.run) else "no",
    )
    both = [{"field": asking.key, "is": one} for one in sorted(chosen)]
    if not both:
        raise Refused(_("This filter lets nobody through."))
    return both[0] if len(both) == 1 else {"any": both}


def only_no(asking: Asking) -> Rule | None:
    """Take no for granted: cancelled and postponed interactions count for nothing here."""
    if yes_or_no(asking) != {"field": asking.key, "is": "no"}:
        raise Refused(_("Cancelled and postponed interactions cannot be asked for."))
    return None


def _country(text: str, run: Run) -> str:
    try:
        return country(text, run)
    except NotTaken as error:
        raise Refused(str(error)) from error


def _language(text: str, run: Run) -> str:
    found = (our_code(text) or "") if text else ""
    if text and found.upper() not in run.codes(Language):
        raise Refused(_("The language “%(code)s” is not known.") % {"code": text[:50]})
    return found


COUNTRY = one_of(lambda run: {"", *dict(countries)}, _country)
LANGUAGE = one_of(lambda run: {"", *map(str.lower, run.codes(Language))}, _language)


def companies(asking: Asking) -> Rule:
    """Ask by the numbers of companies. A person without one has none there, but is its own here."""
    tree = read(asking.text, TEXTS)
    named = [
        one.value.text
        for one in terms(tree)
        if isinstance(one, Compare) and one.sign == "=" and one.value.is_plain
    ]
    alternatives = tree.parts if isinstance(tree, Join) else (tree,)
    if (isinstance(tree, Join) and tree.every) or len(named) != len(alternatives):
        message = _("only single values can be brought over for this field.")
        raise FilterError(message, next(iter(terms(tree))).position)
    upper = [one.upper() for one in named]
    there = set(
        Contact.objects.filter(type=Contact.Type.COMPANY, number__in=upper).values_list(
            "number", flat=True
        )
    )
    gone = [one for one in upper if one not in there]
    if gone:
        raise Refused(_("There is no company “%(number)s”.") % {"number": gone[0][:50]})
    return {"field": asking.key, "is": "any_of", "value": upper}


def answer_lines(asking: Asking) -> Rule:
    """Ask by the answers that stand on some lines of the questionnaires asked for."""
    condition = compiling.number("position", NUMBER_FILTER.clean(asking.text, None), date.min)
    found = Answer.objects.filter(condition)
    if "questionnaire" in asking.others:
        code = TEXT_FILTER.clean(asking.others["questionnaire"], None)
        found = found.filter(compiling.text("question__questionnaire__code", code, date.min))
    keys = sorted(found.values_list("pk", flat=True))
    if not keys:
        raise Refused(_("No answer stands on such a line."))
    return part(asking, "any_of", keys)
