"""A contact as a business card (vCard 3.0), which every telephone and mail program reads."""

from typing import Any

import vobject

from contacts.models import Contact
from segments_app.common.downloads import file_name
from segments_app.common.sheets import COMPANY_NUMBER, NUMBER


def card_of(contact: Contact, *, is_numbered: bool = False) -> str:
    """Return the text of the card; with the numbers, our import knows whose it is."""
    card = vobject.vCard()
    add(card, "fn", contact.name)
    add(card, "n", name_of(contact))
    company = contact.name if contact.is_company else contact.company and contact.company.name
    if company:
        add(card, "org", [company])
    if contact.is_company:
        add(card, "x-abshowas", "COMPANY")
    add(card, "title", contact.job_title)
    add(card, "tel", contact.phone, "WORK", "VOICE")
    add(card, "tel", contact.mobile_phone, "CELL")
    add(card, "email", contact.email, "INTERNET", "PREF")
    add(card, "email", contact.email_2, "INTERNET")
    add(card, "url", contact.home_page)
    if contact.address or contact.city or contact.postcode or contact.country:
        add(card, "adr", address_of(contact), "WORK")
    add(card, "lang", contact.language.code if contact.language else "")
    add(card, "uid", contact.external_id)
    if is_numbered:
        add(card, NUMBER, contact.number)
        add(card, COMPANY_NUMBER, contact.company.number if contact.company else "")
    return str(card.serialize(validate=False))


def card_name(contact: Contact) -> str:
    """Return the name of the file."""
    return file_name(f"{contact.name}.vcf")


def add(card: Any, name: str, value: Any, *kinds: str) -> None:
    if value:
        line = card.add(name)
        line.value = value
        if kinds:
            line.params["TYPE"] = list(kinds)


def name_of(contact: Contact) -> Any:
    if contact.is_company:
        return vobject.vcard.Name()
    return vobject.vcard.Name(
        family=contact.surname, given=contact.first_name, additional=contact.middle_name
    )


def address_of(contact: Contact) -> Any:
    return vobject.vcard.Address(
        street=contact.address,
        extended=contact.address_2,
        city=contact.city,
        region=contact.county,
        code=contact.postcode,
        country=contact.get_country_display(),
    )
