"""The message of a delivery: its headers, its footer, and the text that was frozen for it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from email.utils import formataddr
from functools import lru_cache
from html import escape
from typing import Any, Protocol

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.core.validators import validate_email
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation

from contacts.models import Purpose
from interactions.models import Delivery, SenderSetup

from .sources import source_of
from .tokens import token_for
from .tracking import tracked

#: Where a link has its token, while it is the same for all.
PLACE = "0-place-of-the-token"
UNSUBSCRIBE, PREFERENCES = "0-link-to-unsubscribe", "0-link-to-preferences"


class Text(Protocol):
    """What an e-mail says, as it was rendered for one contact."""

    @property
    def subject(self) -> str: ...
    @property
    def html(self) -> str: ...
    @property
    def text(self) -> str: ...
    @property
    def language(self) -> str: ...


class Message(EmailMultiAlternatives):
    """An e-mail that is put together once, however often it is looked at."""

    delivery = 0
    _made: Any = None
    _source = b""

    @property
    def metadata(self) -> Mapping[str, str]:
        """What a service by HTTP reports an e-mail by."""
        return {"delivery": token_for(self.delivery, salt="segments.event")}

    def source(self) -> bytes:
        """Return what goes over the wire; ValueError where a header cannot be."""
        if not self._source:
            self._source = source_of(self)
        return self._source

    def message(self, **how: Any) -> Any:
        if self._made is None:
            self._made = super().message(**how)
        return self._made


@dataclass(frozen=True)
class Links:
    """The addresses in an e-mail by which its recipient has none any more."""

    unsubscribe: str
    preferences: str


def links_of(deliveries: Iterable[Delivery], setup: SenderSetup) -> dict[int, Links]:
    """Return the links of each delivery; whoever has them may do as they say, without a log-in."""
    base = link_base(setup)
    unsubscribe, preferences = (
        base + reverse(name, args=[PLACE]) for name in ("unsubscribe", "preferences")
    )
    tokens = {delivery.pk: token_for(delivery.pk) for delivery in deliveries}
    return {
        pk: Links(unsubscribe.replace(PLACE, token), preferences.replace(PLACE, token))
        for pk, token in tokens.items()
    }


def sender_header(setup: SenderSetup) -> str:
    """Return who an e-mail is from, as its reader sees it."""
    return _named(setup.name, setup.address)


@lru_cache(maxsize=64)
def _named(name: str, address: str) -> str:
    return formataddr((name, address)) if name else address


def link_base(setup: SenderSetup) -> str:
    """Return what links begin with."""
    return (setup.link_url or settings.SITE_URL).rstrip("/")


def merge_values(links: Links, setup: SenderSetup) -> dict[str, Any]:
    """Return the values of merge fields that are known only when an e-mail goes out."""
    return {
        "unsubscribe_url": links.unsubscribe,
        "preferences_url": links.preferences,
        "sender.name": setup.name,
        "sender.email": setup.address,
        "sender.address": setup.postal_address,
    }


def message_id(delivery: Delivery, setup: SenderSetup) -> str:
    """Return the id of the message: the same each time it is handed over."""
    return f"<{token_for(delivery.pk, salt='segments.message')}@{domain_of(setup)}>"


def domain_of(setup: SenderSetup) -> str:
    """Return whose the ids of messages are: never the name of this machine."""
    return setup.address.rpartition("@")[2] or "localhost"


def return_path(delivery: Delivery, setup: SenderSetup) -> str:
    """Return where the message comes back to: a bounce then names what it is about (VERP)."""
    if not setup.bounce_address:
        return setup.address
    local, _at, domain = setup.bounce_address.rpartition("@")
    return f"{local}+{token_for(delivery.pk, salt='segments.bounce')}@{domain}"


def build_message(
    delivery: Delivery,
    text: Text,
    setup: SenderSetup,
    links: Links,
    purpose: Purpose | None = None,
) -> Message:
    """Return the message to one address; ValueError where it cannot be one."""
    validate_email(delivery.address)  # one address, whatever was typed
    html, plain = with_site(text.html, setup), text.text
    headers = {
        "From": sender_header(setup),
        "Message-ID": message_id(delivery, setup),
        "Auto-Submitted": "auto-generated",
    }
    if delivery.purpose_id is not None:
        headers |= {
            "List-Unsubscribe": f"<{links.unsubscribe}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
            "Precedence": "bulk",
        }
        html, plain = with_footer(html, plain, links, setup, text.language)
        html = tracked(html, delivery, purpose, base=link_base(setup))
    message = Message(
        subject=" ".join(text.subject.split()),
        body=plain,
        from_email=return_path(delivery, setup),
        to=[delivery.address],
        reply_to=[setup.reply_to] if setup.reply_to else None,
        headers=headers,
    )
    message.delivery = delivery.pk
    if html:
        message.attach_alternative(html, "text/html")
    return message


def with_footer(
    html: str, plain: str, links: Links, setup: SenderSetup, language: str
) -> tuple[str, str]:
    """Add what the text does not have itself: the postal address, and both links (UN-01)."""
    lacks = _lacking(html, links, tuple(map(escape, setup.address_lines)))
    if html and any(lacks):
        footer = _footer("html", setup, language, lacks)
        footer = footer.replace(UNSUBSCRIBE, escape(links.unsubscribe))
        footer = footer.replace(PREFERENCES, escape(links.preferences))
        head, body_end, tail = html.rpartition("</body>")
        html = f"{head}{footer}{body_end}{tail}" if body_end else f"{html}{footer}"
    lacks = _lacking(plain, links, setup.address_lines)
    if any(lacks):
        footer = _footer("txt", setup, language, lacks)
        footer = footer.replace(UNSUBSCRIBE, links.unsubscribe)
        plain = f"{plain.rstrip()}\n\n-- \n{footer.replace(PREFERENCES, links.preferences)}\n"
    return html, plain


def with_site(html: str, setup: SenderSetup) -> str:
    """Have pictures asked for where links lead, if that is not what the environment says."""
    base = link_base(setup)
    if base == settings.SITE_URL:
        return html
    return html.replace(f'src="{settings.SITE_URL}/', f'src="{escape(base)}/')


def _lacking(text: str, links: Links, address: tuple[str, ...]) -> tuple[bool, bool, bool]:
    """Tell what a text has not: all lines of the address, each of the two links."""
    has_preferences = links.preferences in text
    # The address of the preferences begins with that of the link to unsubscribe.
    apart = text.replace(links.preferences, "") if has_preferences else text
    has_address = all(line in text for line in address)
    return not has_address, links.unsubscribe not in apart, not has_preferences


def _footer(kind: str, setup: SenderSetup, language: str, lacks: tuple[bool, bool, bool]) -> str:
    return _rendered_footer(kind, setup.imprint, language, lacks)


@lru_cache(maxsize=256)
def _rendered_footer(
    kind: str, imprint: tuple[str, ...], language: str, lacks: tuple[bool, bool, bool]
) -> str:
    """Return how e-mails of a sender end in a language, without the links of anybody."""
    lacks_address, lacks_unsubscribe, lacks_preferences = lacks
    context = {
        "address": imprint if lacks_address else (),
        "unsubscribe": UNSUBSCRIBE if lacks_unsubscribe else "",
        "preferences": PREFERENCES if lacks_preferences else "",
    }
    with translation.override(language or None):
        return render_to_string(f"interactions/email/footer.{kind}", context).strip()
