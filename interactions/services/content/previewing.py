"""What a contact would get, before anything is logged."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from django.utils.translation import gettext as _

from contacts.models import Contact, Language

from .compiling import Gap, compiled
from .merging import Merged, recipe
from .values import Addressee, Values, load


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
    """Return the contact as addressee, with examples of what only a sender knows."""
    given = {
        "unsubscribe_url": f"{settings.SITE_URL}/",
        "preferences_url": f"{settings.SITE_URL}/",
        "sender.name": by.get_full_name() or by.get_username() if by else "",
        "sender.email": by.email if by else "",
        "sender.address": _("Your company's postal address"),
    }
    known.setdefault("salesperson", contact.salesperson_id)
    return Addressee(key=0, contact=contact.pk, language=language, day=day, given=given, **known)


def required_fields(parts: Mapping[str, str]) -> list[str]:
    """Return the fields that a content has without a default, in their order."""
    found: dict[str, None] = {}
    for name, text in parts.items():
        pieces = compiled(text, is_html=name in ("html", "letter")).pieces
        for piece in pieces:
            if isinstance(piece, Gap) and piece.slot.default is None:
                found[piece.slot.name] = None
    return list(found)
