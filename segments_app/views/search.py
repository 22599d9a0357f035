"""Search over everything: the first few of each kind, and the way to all of them."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

from django.db.models import Count, Model, QuerySet, Window
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.http import urlencode
from django.utils.translation import gettext, pgettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from campaigns.models import Campaign
from contacts.models import Contact
from interactions.models import InteractionTemplate, LoggedSegment
from segments_app.common.access import signed_in
from segments_app.common.filters import MOST_WORDS
from segments_app.common.paging import capped
from segments_app.common.text import normalise
from segments_app.models import Segment

SHOWN = 8
LONGEST = 200
COUNTED = 1_000  # the lists count further


@dataclass(frozen=True)
class Hit:
    """One thing that was found, in the words of its kind."""

    title: str
    url: str
    facts: list[str]
    pill: str = ""
    tone: str = "neutral"
    is_exact: bool = False
    contact: int = 0  # the key, where it is one


@dataclass(frozen=True)
class Kind:
    """A kind of thing that can be found, and where all of them are listed."""

    label: Any
    permission: str
    symbol: str
    rows: Callable[[], Any]  # a queryset that can search()
    number: str
    order: tuple[str, ...]
    words: Callable[[Any], Hit]
    route: str
    query: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Found:
    """What was found of one kind."""

    kind: Kind
    hits: list[Hit]
    total: str
    url: str
    has_more: bool

    @property
    def has_exact(self) -> bool:
        return any(hit.is_exact for hit in self.hits)


@require_safe
@signed_in
def search(request: HttpRequest) -> HttpResponse:
    text = request.GET.get("q", "").replace("\0", " ")
    refusal = why_not(text)
    words = normalise(text)
    found: list[Found] = []
    if words and not refusal:
        kinds = [kind for kind in KINDS if request.user.has_perm(kind.permission)]
        found = [of_kind(kind, text) for kind in kinds]
    found = sorted((group for group in found if group.hits), key=lambda group: not group.has_exact)
    context = {
        "search_text": text[:LONGEST],
        "refusal": refusal,
        "is_asked": bool(words),
        "found": found,
    }
    return TemplateResponse(request, "segments/search.html", context)


def why_not(text: str) -> str:
    """Say why the text cannot be searched for, "" when it can."""
    if len(text) > LONGEST:
        return gettext("This is longer than %(most)s characters. Search for fewer words.") % {
            "most": LONGEST
        }
    if len(normalise(text).split()) > MOST_WORDS:
        return gettext("These are more than %(most)s words. Search for fewer of them.") % {
            "most": MOST_WORDS
        }
    if text.strip() and not normalise(text):
        return gettext("There is no letter or digit to search for.")
    return ""


def of_kind(kind: Kind, text: str) -> Found:
    """Find the first few of a kind and count all, in two queries: what has that number on top."""
    typed = text.strip()
    numbers = {f"{kind.number}__in": {typed, typed.upper()}}
    exact = list(kind.rows().filter(**numbers)[:1])
    rows = first_rows(kind.rows(), text, kind.order)
    total = getattr(rows[0], "total", 0) if rows else len(exact)
    others = [row for row in rows if row not in exact]
    hits = [worded(kind, row, is_exact=True) for row in exact]
    hits += [worded(kind, row) for row in others[: SHOWN - len(exact)]]
    url = f"{reverse(kind.route)}?{urlencode({'q': typed} | kind.query)}"
    return Found(kind, hits, capped(total, COUNTED), url, has_more=total > len(hits))


def first_rows(rows: Any, text: str, order: tuple[str, ...]) -> list[Model]:
    """Return the first of the matching rows in their order, each with the `total` of all.

    The limit inside lets the database find the rows by the search index, however few there
    are; asked for the first by name it reads along the names instead, up to the last contact.
    """
    matching: QuerySet[Any] = rows.search(text).order_by().values("pk")[: COUNTED + 1]
    total = Window(Count("pk"))
    return list(rows.filter(pk__in=matching).annotate(total=total).order_by(*order)[: SHOWN + 1])


def worded(kind: Kind, row: Model, *, is_exact: bool = False) -> Hit:
    hit = kind.words(row)
    facts = [fact for fact in hit.facts if fact]
    return replace(hit, facts=facts, is_exact=is_exact)


def contact_words(contact: Contact) -> Hit:
    company = contact.company.name if contact.company else ""
    facts = [contact.number, company, contact.city, contact.email]
    tone, kind = "info" if contact.is_company else "neutral", contact.get_type_display()
    return Hit(contact.name, contact.get_absolute_url(), facts, kind, tone, contact=contact.pk)


def segment_words(segment: Segment) -> Hit:
    campaign = segment.campaign.description if segment.campaign else ""
    title = segment.description or segment.number
    facts = [segment.number, campaign]
    tone = "info" if segment.is_open else "neutral"
    return Hit(title, segment.get_absolute_url(), facts, segment.get_status_display(), tone)


def campaign_words(campaign: Campaign) -> Hit:
    status = campaign.status.description if campaign.status else ""
    starts = date_format(campaign.starts_on, "SHORT_DATE_FORMAT") if campaign.starts_on else ""
    pill = pgettext("campaign", "Archived") if campaign.archived_at else ""
    return Hit(
        campaign.description,
        campaign.get_absolute_url(),
        [campaign.number, status, starts],
        pill,
    )


def logged_words(logged: LoggedSegment) -> Hit:
    facts = [
        logged.segment_number,
        logged.campaign.description if logged.campaign else "",
        date_format(logged.created_at, "SHORT_DATE_FORMAT"),
    ]
    pill = pgettext("logged segment", "Cancelled") if logged.is_canceled else ""
    return Hit(logged.description, logged.get_absolute_url(), facts, pill, "bad")


def template_words(template: InteractionTemplate) -> Hit:
    group = template.group.description if template.group else ""
    pill = pgettext("template", "Archived") if template.is_archived else ""
    return Hit(str(template), template.get_absolute_url(), [template.code, group], pill)


KINDS = (
    Kind(
        _("Contacts"), "contacts.view_contact", "people",
        lambda: Contact.objects.select_related("company"), "number", ("name", "pk"),
        contact_words, "contacts:contact_list",
    ),
    Kind(
        _("Segments"), "segments.view_segment", "pie-chart",
        lambda: Segment.objects.select_related("campaign"), "number", ("-number", "pk"),
        segment_words, "segments:segment_list",
    ),
    Kind(
        _("Campaigns"), "campaigns.view_campaign", "megaphone",
        lambda: Campaign.objects.select_related("status"), "number", ("-number", "pk"),
        campaign_words, "campaigns:campaign_list", {"archive": "all"},
    ),
    Kind(
        _("Logged segments"), "interactions.view_loggedsegment", "archive",
        lambda: LoggedSegment.objects.select_related("campaign"), "segment_number",
        ("-created_at", "pk"), logged_words, "interactions:logged_segment_list",
    ),
    Kind(
        _("Interaction templates"), "interactions.view_interactiontemplate", "file-earmark-text",
        lambda: InteractionTemplate.objects.select_related("group"), "code",
        ("description", "pk"), template_words, "interactions:template_list", {"archive": "all"},
    ),
)  # fmt: skip
