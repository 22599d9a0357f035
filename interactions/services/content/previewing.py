"""What a contact would get, before anything is logged."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from django.urls import reverse
from django.utils.translation import gettext as _

from contacts.models import Contact, Language
from interactions.models import SenderSetup

from .compiling import Gap, compiled
from .merging import Merged, recipe
from .values import Addressee, Values, load

#: The token of a link that leads to nobody's choices.
NOBODY = "test"


def preview(parts: Mapping[str, str], *, addressee: Addressee, channel: str = "") -> Merged:
    """Return what the parts say to one contact; a few statements."""
    language = addressee.language
    made = recipe(parts, language=language.code if language else "", channel=channel)
    return made.merged(Values(addressee, load([addressee], made.names)))


def spoken(script: str, *, addressee: Addressee) -> tuple[str, list[str]]:
    """Return a script as it is said to one contact, and the fields without a value."""
    made, missing = compiled(script), set[str]()
    said = made.filled(Values(addressee, load([addressee], made.names)), missing)
    return said, sorted(missing)


def preview_addressee(
    contact: Contact, *, language: Language | None, by: User | None, day: date, **known: Any
) -> Addressee:
    """Return the contact as addressee, with the sender of now and links that are examples."""
    sender = SenderSetup.objects.filter(pk=1).first() or SenderSetup(pk=1)
    links = example_links(sender)
    given = {
        "unsubscribe_url": links["unsubscribe"],
        "preferences_url": links["preferences"],
        "sender.name": sender.name or (by.get_full_name() or by.get_username() if by else ""),
        "sender.email": sender.address or (by.email if by else ""),
        "sender.address": sender.postal_address or _("Your company's postal address"),
    }
    known.setdefault("salesperson", contact.salesperson_id)
    return Addressee(key=0, contact=contact.pk, language=language, day=day, given=given, **known)


def example_links(sender: SenderSetup) -> dict[str, str]:
    """Return links as an e-mail has them, that are nobody's."""
    base = (sender.link_url or settings.SITE_URL).rstrip("/")
    return {
        name: f"{base}{reverse(route, args=[NOBODY])}"
        for name, route in (("unsubscribe", "unsubscribe"), ("preferences", "preferences"))
    }


def required_fields(parts: Mapping[str, str]) -> list[str]:
    """Return the fields that a content has without a default, in their order."""
    found: dict[str, None] = {}
    for name, text in parts.items():
        pieces = compiled(text, is_html=name in ("html", "letter")).pieces
        for piece in pieces:
            if isinstance(piece, Gap) and piece.slot.default is None:
                found[piece.slot.name] = None
    return list(found)
