"""The words a contact is found by, kept in two columns of the contact.

`search_own` holds the contact's own words, `search_text` those and its company's. City and
e-mail stand between marks that no normalised text contains, so that one UPDATE can exchange
them in the words of all persons who inherit them.
"""

from typing import cast

from django.db.models import F, OuterRef, Subquery, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce, Concat, Left, Replace

from contacts.models import Contact, ContactQuerySet
from segments_app.common.text import normalise

MOST_OWN = 330  # letters of number, names and external id; with city and e-mail, 690 of 700
MOST_COMPANY = 295  # letters of the company's words; with one's own, 996 of 1000
CITY_START, CITY_END, EMAIL_END = "\t", "\n", "\r"


def own_search_words(contact: Contact) -> str:
    """Return what belongs into `search_own` of the contact as it is."""
    fields = (contact.number, contact.name, contact.name_2, contact.external_id, contact.email_2)
    head = normalise(" ".join(fields))[:MOST_OWN]
    return f"{head}{_city(contact.city)}{_email(contact.email)}"


def search_words(contact: Contact, company: Contact | None) -> str:
    """Return what belongs into `search_text`: the contact's own words and its company's."""
    if company is None:
        return contact.search_own
    return f"{contact.search_own} {company.search_own[:MOST_COMPANY]}"


def fill_search_words(contact: Contact) -> None:
    """Set both columns of an unsaved contact; for writers of many contacts at once."""
    contact.search_own = own_search_words(contact)
    contact.search_text = search_words(contact, contact.company)


def exchange_city(old: str, new: str) -> Combinable:
    """Return `search_own` with another city."""
    return Replace(F("search_own"), Value(_city(old)), Value(_city(new)))


def exchange_email(old: str, new: str) -> Combinable:
    """Return `search_own` with another e-mail address."""
    return Replace(F("search_own"), Value(CITY_END + _email(old)), Value(CITY_END + _email(new)))


def refresh_search_text(contacts: ContactQuerySet) -> int:
    """Put `search_text` together again from the words stored, in one UPDATE."""
    company = Contact.objects.filter(pk=OuterRef("company_id"))
    words = Subquery(company.values(words=Concat(Value(" "), Left("search_own", MOST_COMPANY))))
    return contacts.update(
        search_text=Concat(F("search_own"), Coalesce(cast("F", words), Value("")))
    )


def _city(city: str) -> str:
    return f"{CITY_START}{normalise(city)[:100]}{CITY_END}"


def _email(email: str) -> str:
    return f"{normalise(email)[:254]}{EMAIL_END}"
