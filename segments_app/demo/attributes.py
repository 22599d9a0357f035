"""Attributes that the administrators of the demo company have defined, and their values."""

import random
from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from typing import Any

from contacts.services import attributes
from contacts.services.attributes import Change, Definition

from .company import Company

SIZES = (3, 8, 15, 24, 40, 75, 120, 260, 900)
SHARES = {"employees": 60, "contract_end": 35, "diet": 30, "interests": 55}
CHOICES = {
    "diet": {"vegetarian": "Vegetarian", "vegan": "Vegan", "gluten_free": "Without gluten"},
    "interests": {
        "desks": "Desks", "chairs": "Chairs", "lighting": "Lighting", "acoustics": "Acoustics",
        "meeting": "Meeting rooms", "home_office": "Home office",
    },
}  # fmt: skip
DEFINED = (
    ("employees", "Employees", "number", "How many work there, about.", True, False),
    ("contract_end", "Contract ends", "date", "When the framework contract ends.", True, False),
    ("diet", "Meals at events", "choice", "What the kitchen has to know.", False, True),
    ("interests", "Interested in", "choices", "What to send news about.", True, True),
)


def define(company: Company) -> None:
    """Define four attributes, and fill them for a part of the contacts."""
    who: dict[str, Any] = {"by": company.users["admin"], "now": company.now}
    for position, (code, label, kind, help_text, companies, persons) in enumerate(DEFINED):
        values = {
            "code": code,
            "label": label,
            "kind": kind,
            "help_text": help_text,
            "for_companies": companies,
            "for_persons": persons,
            "position": 10 * position + 10,
        }
        attribute = attributes.define_attribute(values=values, **who)
        for place, (choice, name) in enumerate(CHOICES.get(code, {}).items()):
            given = {"code": choice, "label": name, "position": 10 * place + 10}
            attributes.add_choice(attribute, values=given, **who)
    attributes.write(_values(company))


def _values(company: Company) -> Iterator[Change]:
    rnd = random.Random(len(company.contacts))  # noqa: S311 - a demo; the rest stays as it was
    defined = attributes.offered()
    for contact in company.contacts:
        for one in defined:
            if one.is_for(contact.type) and rnd.random() * 100 < SHARES[one.code]:
                yield Change(contact.pk, one, _value(one, company, rnd))


def _value(one: Definition, company: Company, rnd: random.Random) -> attributes.Value:
    match one.kind:
        case "number":
            return Decimal(rnd.choice(SIZES))
        case "date":
            return company.today + timedelta(days=rnd.randrange(-200, 700))
        case "choice":
            return rnd.choice(one.choices).code
    chosen = {choice.code for choice in rnd.sample(one.choices, rnd.randrange(1, 4))}
    return tuple(choice.code for choice in one.choices if choice.code in chosen)
