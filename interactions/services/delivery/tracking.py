"""Opens and clicks, where a purpose asks for them: off unless somebody turned them on.

A link of an e-mail leads through us by a token that is signed for this e-mail and this address and
no other. Programs that look at e-mails before people do are told apart by what they do.
"""

import re
from datetime import datetime, timedelta
from html import escape, unescape
from urllib.parse import urlencode, urlsplit

from django.db import transaction
from django.db.models import Q, QuerySet
from django.urls import reverse

from contacts.models import Purpose
from interactions.models import Delivery, DeliveryState
from interactions.models.delivery import HANDED_OVER

from .links import note_link
from .tokens import read_token, token_for

OPEN, CLICK = "segments.open", "segments.click"
LINK = re.compile(r'(<a\b[^>]*?\shref=")(https?://[^"]+)(")', re.IGNORECASE)
#: Longer addresses stay as they are: what leads through us would be too long for mail programs.
LONGEST_LINK = 1500
#: Nobody has opened an e-mail so soon, nor clicked two of its links in so short a time.
TOO_SOON, TOO_QUICK = timedelta(seconds=10), timedelta(seconds=2)
#: For how long nothing counts once a program was seen at work.
SCANNING = timedelta(minutes=1)
PROGRAM = re.compile(r"bot\b|crawl|spider|scan|preview|prefetch|monitor|curl|wget|python", re.I)


def tracked(html: str, delivery: Delivery, purpose: Purpose | None, *, base: str) -> str:
    """Return the HTML of an e-mail with what the purpose asks for, and nothing else."""
    if purpose is None or not html:
        return html
    if purpose.tracks_clicks:
        html = LINK.sub(lambda found: _through_us(found, delivery.pk, base), html)
    if purpose.tracks_opens:
        address = base + reverse("mail_open", args=[token_for(delivery.pk, salt=OPEN)])
        picture = f'<img src="{address}" width="1" height="1" alt="">'
        head, body_end, tail = html.rpartition("</body>")
        html = f"{head}{picture}{body_end}{tail}" if body_end else html + picture
    return html


def link_of(pk: int, target: str, *, base: str = "") -> str:
    """Return the address that leads through us to another one."""
    token = token_for(pk, salt=f"{CLICK} {target}")
    return f"{base}{reverse('mail_click', args=[token])}?{urlencode({'to': target})}"


def clicked(token: str, target: str) -> int | None:
    """Return the number of the e-mail that has this link; None where none has."""
    if len(target) > LONGEST_LINK or urlsplit(target).scheme not in ("http", "https"):
        return None
    return read_token(token, salt=f"{CLICK} {target}")


def note_open(pk: int, *, agent: str, now: datetime) -> None:
    """Write down that somebody has opened an e-mail, the first time."""
    _by_people(pk, agent, now).filter(purpose__tracks_opens=True, opened_at=None).update(
        opened_at=now
    )


@transaction.atomic
def note_click(pk: int, target: str, *, agent: str, now: datetime) -> None:
    """Write down that somebody has clicked a link; who clicks two at once is no person."""
    rows = _by_people(pk, agent, now).filter(purpose__tracks_clicks=True)
    delivery = rows.select_related("interaction__content").first()
    if delivery is None:
        return
    this, soonest = Delivery.objects.filter(pk=pk), now - TOO_QUICK
    if note_link(delivery, target, soonest=soonest, now=now):
        this.filter(clicked_at=None).update(clicked_at=now)
    else:
        this.filter(clicked_at__gt=soonest).update(clicked_at=None)
        this.update(scanned_at=now)


def _by_people(pk: int, agent: str, now: datetime) -> QuerySet[Delivery]:
    """Return the e-mail, unless it is a program that looks at it."""
    rows = Delivery.objects.filter(
        Q(scanned_at=None) | Q(scanned_at__lt=now - SCANNING),
        pk=pk,
        state__in=[*HANDED_OVER, DeliveryState.UNKNOWN],
        handed_over_at__lt=now - TOO_SOON,
    )
    return rows.none() if not agent or PROGRAM.search(agent[:500]) else rows


def _through_us(found: "re.Match[str]", pk: int, base: str) -> str:
    before, target, after = found[1], unescape(found[2]), found[3]
    if len(target) > LONGEST_LINK or target.startswith(f"{base}/"):
        return found[0]
    return f"{before}{escape(link_of(pk, target, base=base))}{after}"
