"""Which link of an e-mail was clicked, and by how many contacts."""

import re
from dataclasses import dataclass
from datetime import datetime
from html import unescape
from urllib.parse import urlsplit

from django.db.models import Count, Exists, OuterRef

from contacts.models import Contact, ContactQuerySet
from interactions.models import (
    Delivery,
    FrozenContent,
    InteractionQuerySet,
    LinkClick,
    MailLink,
)

HREF = re.compile(r'\shref="(https?://[^"]+)"', re.IGNORECASE)
IN_TEXT = re.compile(r"https?://[^\s<>\"]+")
FIELD = re.compile(r"\{\{.*?\}\}")
#: So many links are listed, those clicked by most first.
MOST_LINKS = 50


@dataclass(frozen=True)
class LinkFigure:
    """A link, and how many contacts have clicked it."""

    pk: int
    address: str
    contacts: int


def note_link(delivery: Delivery, target: str, *, soonest: datetime, now: datetime) -> bool:
    """Write down that a link was clicked, the first time.

    Where another one was clicked after `soonest`, no person did so: both are forgotten, and
    False is returned.
    """
    content = delivery.interaction.content if delivery.interaction else None
    address = as_written(target, content)
    link, _new = MailLink.objects.get_or_create(
        digest=MailLink.digest_of(address), defaults={"address": address}
    )
    at_once = LinkClick.objects.filter(delivery=delivery, clicked_at__gt=soonest)
    if at_once.exclude(link=link).exists():
        at_once.delete()
        return False
    click = LinkClick(link=link, delivery=delivery, clicked_at=now)
    LinkClick.objects.bulk_create([click], ignore_conflicts=True)
    return True


def as_written(target: str, content: FrozenContent | None) -> str:
    """Return the link of the text that an address came from, its merge fields as they stand there.

    What is not found in the text is kept without what follows the path: it may be about somebody.
    """
    said = [content.html, content.text] if content else []
    for written in [*HREF.findall(said[0]), *IN_TEXT.findall(said[1])] if said else []:
        address = unescape(written)
        if address == target or (FIELD.search(address) and _made_of(address).fullmatch(target)):
            return address
    parts = urlsplit(target)
    return f"{parts.scheme}://{parts.netloc}{parts.path}"


def link_figures(interactions: InteractionQuerySet) -> list[LinkFigure]:
    """Return the links clicked in the e-mails of interactions; one statement."""
    clicks = LinkClick.objects.filter(delivery__interaction__in=interactions.counted())
    rows = clicks.values_list("link", "link__address").annotate(
        contacts=Count("delivery__contact", distinct=True)
    )
    return [LinkFigure(*row) for row in rows.order_by("-contacts", "link__address")[:MOST_LINKS]]


def who_clicked(link: MailLink, interactions: InteractionQuerySet) -> ContactQuerySet:
    """Return exactly the contacts that a figure counts."""
    clicks = LinkClick.objects.filter(
        link=link.pk,
        delivery__contact=OuterRef("pk"),
        delivery__interaction__in=interactions.counted(),
    )
    return Contact.objects.filter(Exists(clicks))


def _made_of(address: str) -> re.Pattern[str]:
    """Return what addresses look like that a link with merge fields becomes."""
    return re.compile(".*".join(re.escape(part) for part in FIELD.split(address)), re.DOTALL)
