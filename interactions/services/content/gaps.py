"""Which contacts have no value for a merge field: as a condition, for any number of them."""

from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Exists, OuterRef, Q

from contacts.models import AttributeValue, SalutationFormula
from contacts.models.salutations import NamePart

from .fields import ATTRIBUTE, FIELDS

#: Fields of the contact that point elsewhere.
POINTING = ("language", "territory")


def without_value(name: str, *, prefix: str = "", language: str = "language") -> Q | None:
    """Return the condition that a contact has no value; None where that hangs on more than it.

    `prefix` leads to the contact; `language` is where the key of the text's language stands.
    """
    source, _dot, rest = name.partition(".")
    if name.startswith(ATTRIBUTE):
        return _no_attribute(name.removeprefix(ATTRIBUTE), prefix)
    if name not in FIELDS or source not in ("contact", "company", "salutation"):
        return None
    if source == "salutation":
        return _no_formula(rest, prefix, language)
    if source == "company":
        is_company = Q(**{f"{prefix}type": "company"})
        at_one = Q(**{f"{prefix}company__isnull": False})
        own, theirs = (Q(**{f"{prefix}{path}": ""}) for path in (rest, f"company__{rest}"))
        return (is_company & own) | (~is_company & (~at_one | theirs))
    if rest in POINTING:
        return Q(**{f"{prefix}{rest}__isnull": True})
    return Q(**{f"{prefix}{rest}": ""})


def _no_attribute(code: str, prefix: str) -> Q:
    contact = OuterRef(f"{prefix}pk" if prefix else "pk")
    return ~Q(Exists(AttributeValue.objects.filter(contact=contact, attribute__code=code)))


def _no_formula(formality: str, prefix: str, language: str) -> Q:
    formulas = SalutationFormula.objects.filter(
        salutation=OuterRef(f"{prefix}salutation"), formality=formality
    )
    own = formulas.filter(language=OuterRef(language))
    of_all = _greets(formulas.filter(language__isnull=True), prefix) & ~Q(Exists(own))
    return ~(_greets(own, prefix) | of_all)


def _greets(formulas: Any, prefix: str) -> Q:
    """Return who gets a greeting of these formulas: one without names, or with one they have."""
    found = Q(Exists(formulas.exclude(pattern__regex="%[1-5]")))
    for part in NamePart:
        places = [Q(**{f"part_{n}": part.value, "pattern__contains": f"%{n}"}) for n in range(1, 6)]
        found |= ~_is_empty(part, prefix) & Q(Exists(formulas.filter(reduce(or_, places))))
    return found


def _is_empty(part: NamePart, prefix: str) -> Q:
    if part != NamePart.COMPANY_NAME:
        return Q(**{f"{prefix}{part.value}": ""})
    company = Q(**{f"{prefix}company__isnull": True}) | Q(**{f"{prefix}company__name": ""})
    return ~Q(**{f"{prefix}type": "company"}) & company
