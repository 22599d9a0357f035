"""What a new contact starts with: set-up, the user's own salesperson, then the company."""

from typing import Any

from django.contrib.auth.models import User

from contacts.models import Contact, MarketingSetup, Salesperson

from .inheritance import BLOCKS, inherited_values, without_partial_blocks


def current_setup() -> MarketingSetup:
    """Return the one row of the marketing setup, with what new contacts take from it."""
    return MarketingSetup.objects.select_related(
        "default_salesperson",
        "default_territory",
        "default_language",
        "company_salutation",
        "person_salutation",
    ).get(pk=1)


def starting_values(
    *, contact_type: str, company: Contact | None, by: User | None
) -> dict[str, Any]:
    """Return the values a new contact has where nothing else is said (domain.md §1.3).

    The company comes last: a person at a company has the company's salesperson, address and
    telephone, as far as the switches say so and the company has any.
    """
    setup = current_setup()
    is_company = contact_type == Contact.Type.COMPANY
    values: dict[str, Any] = {
        "salesperson": own_salesperson(by) or setup.default_salesperson,
        "territory": setup.default_territory,
        "country": setup.default_country,
        "language": setup.default_language,
        "correspondence_type": setup.default_correspondence_type,
        "salutation": setup.company_salutation if is_company else setup.person_salutation,
    }
    if company is not None:
        values |= known_blocks(inherited_values(company, setup=setup))
    return values


def with_starting_values(values: dict[str, Any], *, by: User | None) -> dict[str, Any]:
    """Return `values` completed by what a new contact of that type and company starts with."""
    start = starting_values(
        contact_type=values.get("type", Contact.Type.COMPANY),
        company=values.get("company"),
        by=by,
    )
    return without_partial_blocks(start, values) | values


def own_salesperson(by: User | None) -> Salesperson | None:
    """Return the salesperson that the user is, unless blocked."""
    if by is None:
        return None
    return Salesperson.objects.selectable().filter(user=by.pk).first()


def known_blocks(inherited: dict[str, Any]) -> dict[str, Any]:
    """Leave out blocks that the company has nothing in; the defaults are better than nothing."""
    empty = {
        field
        for block in BLOCKS.values()
        if not any(inherited.get(field) for field in block)
        for field in block
    }
    return {field: value for field, value in inherited.items() if field not in empty}
