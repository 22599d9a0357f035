"""Addresses brought into one form and hashed with a key, so that nobody reads them again."""

import hashlib
import hmac
import unicodedata
from collections.abc import Iterator
from typing import Any

import idna
from django.conf import settings

from contacts.models import Suppression
from segments_app.common.folding import fold

Kind = Suppression.Kind
#: What of a contact an address is made of, as `addresses_of` takes it.
COLUMNS = ("email", "email_2", "name", "address", "postcode", "country")
#: The same of another address of a contact; the name is the contact's where it has none.
OTHER_COLUMNS = ("email", "company_name", "contact__name", "address", "postcode", "country")


def normal_email(text: str) -> str:
    """Return the form in which all spellings of an e-mail address are the same, "" for none.

    Case, blanks, Unicode form and the two ways to write a domain do not matter; what follows a
    plus, and dots in the local part, as SUPPRESSION_IGNORES says.
    """
    text = "".join(unicodedata.normalize("NFKC", text).split()).casefold()
    local, at, domain = unicodedata.normalize("NFKC", text).rpartition("@")
    if not at:
        return ""
    if "tags" in settings.SUPPRESSION_IGNORES:
        local = local.partition("+")[0] or local
    if "dots" in settings.SUPPRESSION_IGNORES:
        local = local.replace(".", "") or local
    return f"{local}@{_ascii(domain.rstrip('.'))}"


def normal_postal(*, name: str, address: str, postcode: str, country: str) -> str:
    """Return the key of a postal address, "" where it is too little to tell people apart."""
    parts = [_letters(part) for part in (name, address, postcode, country)]
    return "|".join(parts) if all(parts[:3]) else ""


def fingerprint(kind: str, normal: str) -> str:
    """Return the keyed hash of an address in its normal form."""
    key = settings.SUPPRESSION_KEY.encode()
    return hmac.digest(key, f"{kind}:{normal}".encode(), "sha256").hex()


def key_id() -> str:
    """Return what tells the key from another, and nothing else of it."""
    return hashlib.sha256(b"key:" + settings.SUPPRESSION_KEY.encode()).hexdigest()[:8]


def addresses_of(row: tuple[Any, ...]) -> Iterator[tuple[str, str]]:
    """Yield kind and keyed hash of the addresses in a row of COLUMNS."""
    email, email_2, name, address, postcode, country = row
    for text in (email, email_2):
        if text and (normal := normal_email(text)):
            yield Kind.EMAIL, fingerprint(Kind.EMAIL, normal)
    postal = normal_postal(
        name=name, address=address, postcode=postcode, country=str(country or "")
    )
    if postal:
        yield Kind.POSTAL, fingerprint(Kind.POSTAL, postal)


def _ascii(domain: str) -> str:
    if domain.isascii():
        return domain
    try:
        return idna.encode(domain, uts46=True).decode()
    except idna.IDNAError:
        return domain


def in_letters(domain: str) -> str:
    """Return the other spelling of a domain that is written in ASCII."""
    try:
        return idna.decode(domain)
    except idna.IDNAError:
        return domain


def _letters(text: str) -> str:
    return "".join(letter for letter in fold(text) if letter.isalnum())
