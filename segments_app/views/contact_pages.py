"""The page of one contact: who it is, and everything that happened with it.

It stands above the packages it shows: contacts, campaigns, interactions and segments.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Max, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, pgettext
from django.views.decorators.http import require_GET

from campaigns.models import CampaignTarget
from contacts import services
from contacts.models import AlternativeAddress, Contact, ContactAnswer, Questionnaire
from interactions.models import (
    Interaction,
    InteractionQuerySet,
    LeftOut,
    LoggedSegment,
    limits,
)
from interactions.services import standing_with, weeks_of
from segments_app.common.access import requires
from segments_app.common.http import render_page, wants_partial
from segments_app.common.paging import CappedPaginator, page_numbers
from segments_app.common.postal import left_out
from segments_app.common.rows import TotallyOrdered
from segments_app.models import SegmentLine, Task

from .merging import where_it_went

MOST_PERSONS = 12
MOST_ROWS = 10
MOST_SAID = 5
HIDDEN_PRIORITY = 0
RELATED = (
    "company",
    "salesperson",
    "territory",
    "language",
    "salutation",
    "organizational_level",
    "created_by",
)


@require_GET
@requires("contacts.view_contact")
def contact_detail(request: HttpRequest, pk: int) -> HttpResponse:
    contacts = Contact.objects.select_related(*RELATED)
    contact = contacts.filter(pk=pk).first()
    if contact is None:
        return where_it_went(request, pk)
    context = {"contact": contact, **timeline(request, contact)}
    if not wants_partial(request):
        if request.user.has_perm("segments.view_task"):
            context |= open_tasks(contact)
        context |= who_it_is(contact) | profile(contact) | history(contact)
    return render_page(
        request, "contacts/contact_detail.html", context, partial="contacts/_timeline.html"
    )


def who_it_is(contact: Contact) -> dict[str, Any]:
    """Return what the head and the facts of the page show."""
    company = contact if contact.is_company else contact.company
    persons = Contact.objects.filter(company=contact.pk).order_by("name", "pk")
    others = contact.alternative_addresses.prefetch_related("date_ranges")
    return {
        "company": company,
        "crumbs": [(gettext("Contacts"), reverse("contacts:contact_list"))],
        "persons": persons[:MOST_PERSONS] if contact.is_company else [],
        "person_count": persons.count() if contact.is_company else 0,
        "currency": services.current_setup().currency_code,
        "figures": Interaction.objects.for_contact(contact).contact_figures(),
        "greetings": services.greetings(contact),
        "active_address": services.active_address(contact, on=timezone.localdate()),
        "address_block": services.address_block(contact),
        "county": left_out(services.place_of(contact)),
        "addresses": [(one, in_full(one)) for one in others.order_by("code")],
        "attributes": attributes(contact),
        "standing": services.standing(contact),
        **pressure(contact),
        "restriction": contact.restrictions.filter(lifted_at=None).first(),
        "consents": services.events_of(contact)[:MOST_SAID],
        "files": contact.files.select_related("created_by").order_by("-created_at", "-pk"),
        "comments": contact.comments.select_related("created_by").order_by("-commented_on", "-pk"),
    }


def open_tasks(contact: Contact) -> dict[str, Any]:
    """Return what is to be done about the contact, the first due on top."""
    rows = (
        Task.objects.open().with_contact(contact).for_list().order_by("due_on", "starts_at", "pk")
    )
    query = f"?contact={contact.pk}"
    return {
        "today": timezone.localdate(),
        "tasks": list(rows[:MOST_SAID]),
        "tasks_url": f"{reverse('segments:task_list')}{query}&whose=all",
        "new_task_url": f"{reverse('segments:task_new')}{query}",
        "activity_url": f"{reverse('segments:task_assign')}{query}",
    }


def pressure(contact: Contact) -> dict[str, Any]:
    """Return how the contact stands with each rule on contact pressure; nothing without rules."""
    given = limits()
    if not given:
        return {}
    today = timezone.localdate()
    weeks = weeks_of(contact.pk, on=today)
    highest = max(weeks)
    return {
        "pressure": standing_with(contact.pk, given, on=today),
        "pressure_weeks": [
            (11 * place, 24 - round(22 * number / highest), round(22 * number / highest))
            for place, number in enumerate(weeks)
            if number
        ],
        "pressure_count": sum(weeks),
    }


def in_full(address: AlternativeAddress) -> list[str]:
    """Return the lines of another address, with the name that stands above it."""
    names = [address.company_name] if address.company_name else []
    return services.address_block(address, names=names)


def attributes(contact: Contact) -> list[tuple[str, str]]:
    """Return what the contact has of the attributes that administrators have defined."""
    defined = services.attributes.offered(contact.type)
    held = services.attributes.held([contact.pk], defined) if defined else {}
    found = ((one, held.get((contact.pk, one.code))) for one in defined)
    return [(one.label, services.attributes.in_words(one, value)) for one, value in found]


def profile(contact: Contact) -> dict[str, Any]:
    """Return the groups, relations, responsibilities, answers and web sources."""
    company = contact if contact.is_company else contact.company
    groups: dict[str, Any] = {
        "mailing_groups": contact.mailing_groups.select_related("mailing_group").order_by(
            "mailing_group__description", "pk"
        ),
        "job_responsibilities": contact.job_responsibilities.select_related(
            "job_responsibility"
        ).order_by("job_responsibility__description", "pk"),
        "web_sources": contact.web_sources.select_related("web_source").order_by(
            "web_source__description", "pk"
        ),
        "questionnaires": Questionnaire.objects.for_contact(contact).order_by("-priority", "code"),
        "answers": answers(contact),
    }
    if company is not None:
        groups["industry_groups"] = company.industry_groups.select_related(
            "industry_group"
        ).order_by("industry_group__description", "pk")
        groups["business_relations"] = company.business_relations.select_related(
            "business_relation"
        ).order_by("business_relation__description", "pk")
    return groups


def answers(contact: Contact) -> "QuerySet[ContactAnswer]":
    """Return the answers given, the important ones first; those of very low priority are hidden."""
    given = ContactAnswer.objects.filter(contact=contact.pk)
    return (
        given.exclude(answer__priority=HIDDEN_PRIORITY)
        .select_related("answer", "question__questionnaire")
        .order_by(
            "-question__questionnaire__priority",
            "question__questionnaire__code",
            "question__position",
            "-answer__priority",
            "answer__position",
        )
    )


def history(contact: Contact) -> dict[str, Any]:
    """Return the segments, now and logged, and the campaigns of the contact."""
    own = Interaction.objects.filter(contact=contact.pk)
    logged = own.filter(logged_segment__isnull=False).values("logged_segment")
    changes = contact.changes.select_related("changed_by").order_by("-changed_at", "-pk")
    return {
        "lines": SegmentLine.objects.of_open_segments()
        .filter(contact=contact.pk)
        .select_related("segment")
        .order_by("-segment__pk"),
        "logged_segments": LoggedSegment.objects.filter(pk__in=logged).order_by(
            "-created_at", "-pk"
        )[:MOST_ROWS],
        "left_outs": LeftOut.objects.filter(contact=contact.pk)
        .select_related("logged_segment")
        .order_by("-pk")[:MOST_ROWS],
        "campaigns": campaigns(contact),
        "changes": list(map(services.told, changes[:MOST_ROWS])),
    }


@dataclass
class CampaignRow:
    """What a campaign had to do with the contact; no date where it was only aimed at."""

    pk: int
    description: str
    last_on: date | None = None
    has_responded: bool = False
    is_target: bool = False


def campaigns(contact: Contact) -> list[CampaignRow]:
    """Return the campaigns that aim at the contact or had interactions with it, those first."""
    targets = CampaignTarget.objects.filter(contact=contact.company_id or contact.pk)
    rows = {
        target.campaign_id: CampaignRow(
            target.campaign_id, target.campaign.description, is_target=True
        )
        for target in targets.select_related("campaign").order_by("-pk")[:MOST_ROWS]
    }
    for found in met_campaigns(contact):
        key = found["campaign"]
        row = rows.setdefault(key, CampaignRow(key, found["campaign__description"]))
        row.last_on, row.has_responded = found["last_on"], bool(found["responses"])
    return list(rows.values())


def met_campaigns(contact: Contact) -> "QuerySet[Any, Any]":
    """Return the campaigns there were interactions for, the latest first."""
    return (
        Interaction.objects.for_contact(contact)
        .counted()
        .filter(campaign__isnull=False)
        .values("campaign", "campaign__description")
        .annotate(responses=Count("pk", filter=Q(is_response=True)), last_on=Max("occurred_on"))
        .order_by("-last_on", "-campaign")[:MOST_ROWS]
    )


def timeline(request: HttpRequest, contact: Contact) -> dict[str, Any]:
    """Return a page of the interactions, the latest first, and what they are narrowed by."""
    shown = request.GET.get("show", "")
    rows = narrowed(Interaction.objects.for_contact(contact), shown)
    rows = rows.select_related("contact", "template", "group", "salesperson", "campaign")
    data = TotallyOrdered(rows.order_by("-occurred_on", "-pk"))
    data.is_gathered = True
    page = CappedPaginator(data, 25).page(request.GET.get("page", 1))
    return {
        "timeline_page": page,
        "timeline_pages": page_numbers(page),
        "timeline_show": shown,
        "timeline_choices": [
            ("", gettext("All")),
            ("outbound", gettext("From us")),
            ("inbound", gettext("From them")),
            ("response", gettext("Responses")),
            ("failed", gettext("Failed attempts")),
            ("postponed", pgettext("interactions", "Postponed")),
            ("canceled", pgettext("interactions", "Cancelled")),
        ],
    }


def narrowed(interactions: InteractionQuerySet, shown: str) -> InteractionQuerySet:
    """Return the interactions of one kind; an unknown kind is every kind."""
    conditions = {
        "outbound": Q(information_flow="outbound"),
        "inbound": Q(information_flow="inbound"),
        "response": Q(is_response=True),
        "failed": Q(attempt_failed=True),
        "postponed": Q(is_postponed=True),
        "canceled": Q(cancellation__isnull=False),
    }
    return interactions.filter(conditions.get(shown, Q()))
