"""How a letter or mail begins: "Dear Ms Öztürk,"."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import F, Q

from contacts.models import Contact, Language, SalutationFormula

#: By language; what serves the languages without a formula comes last.
LAST = F("language__name").asc(nulls_last=True)
PLACE = re.compile(r"%([1-5])")


def salutation_text(contact: Contact, *, formality: str, language: Language | None = None) -> str:
    """Return the salutation of the contact, "" where no formula says how it reads.

    The language is the contact's unless another is given; a formula without language serves
    the languages that have none of their own.
    """
    if contact.salutation_id is None:
        return ""
    language_id = language.pk if language else contact.language_id
    formulas = SalutationFormula.objects.filter(
        Q(language=language_id) | Q(language__isnull=True),
        salutation=contact.salutation_id,
        formality=formality,
    )
    formula = best_formula(formulas, language_id)
    return filled_in(formula, contact) if formula else ""


@dataclass(frozen=True)
class Greeting:
    """How letters in a language begin; no language: those without formulas of their own."""

    language: Language | None
    formal: str
    informal: str
    is_own: bool


def greetings(contact: Contact) -> list[Greeting]:
    """Return how the contact is greeted, in its own language first, in one query."""
    if contact.salutation_id is None:
        return []
    rows = SalutationFormula.objects.filter(salutation=contact.salutation_id)
    formulas = list(rows.select_related("language").order_by(LAST, "pk"))
    languages = {contact.language_id: contact.language}
    languages |= {formula.language_id: formula.language for formula in formulas}
    found = (greeting(contact, language, formulas) for language in languages.values())
    return [one for one in found if one.formal or one.informal]


def greeting(
    contact: Contact, language: Language | None, formulas: list[SalutationFormula]
) -> Greeting:
    """Return how the contact is greeted in one language."""
    key = language.pk if language else None
    texts = {}
    for formality in SalutationFormula.Formality.values:
        best = best_formula([one for one in formulas if one.formality == formality], key)
        texts[formality] = filled_in(best, contact) if best else ""
    return Greeting(language, **texts, is_own=key == contact.language_id)


def best_formula(
    formulas: Iterable[SalutationFormula], language_id: int | None
) -> SalutationFormula | None:
    """Return the formula of the language, else the one without language."""
    by_language = {formula.language_id: formula for formula in formulas}
    return by_language.get(language_id) or by_language.get(None)


def filled_in(formula: SalutationFormula, contact: Contact) -> str:
    """Return the pattern with the name parts in place; what is empty leaves no gap.

    "" where all of them are empty: nobody is greeted as “Dear ,”.
    """
    names = [name_part(contact, part) for part in formula.parts]
    used = [names[int(place) - 1] for place in PLACE.findall(formula.pattern)]
    if used and not any(used):
        return ""
    text = PLACE.sub(lambda place: names[int(place[1]) - 1], formula.pattern)
    return re.sub(r" +([,.;:])", r"\1", " ".join(text.split()))


def name_part(contact: Contact, part: str) -> str:
    """Return one part of the name; of the company, the name of a person's company."""
    if part == "company_name":
        company = contact if contact.is_company else contact.company
        return company.name if company else ""
    return str(getattr(contact, part)) if part else ""
