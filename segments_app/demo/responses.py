"""What came back to the logged segments of the demo company."""

from datetime import time, timedelta

from campaigns.models import CampaignEntry
from contacts.models import Contact
from interactions.models import Interaction, LoggedSegment
from segments_app.common.models import Evaluation

from .campaigns import Catalogue
from .company import Company, keep

RESPONSES = {
    "MAIL-IN": ("Answers our message", "Asks for an offer", "Wants to come", "Says thank you"),
    "CALL-IN": ("Rings after our message", "Asks for more copies", "Wants a visit"),
}
EVALUATIONS = {
    Evaluation.VERY_POSITIVE: 20.0, Evaluation.POSITIVE: 45.0, Evaluation.NEUTRAL: 22.0,
    Evaluation.NEGATIVE: 9.0, Evaluation.VERY_NEGATIVE: 4.0,
}  # fmt: skip


def respond(company: Company, catalogue: Catalogue, logged: LoggedSegment, percent: float) -> None:
    """Let so many percent of the contacts answer in the weeks after, and judge the answers."""
    contacts = Contact.objects.filter(interactions__logged_segment=logged.pk)
    answering = [contact for contact in contacts.order_by("number") if company.chance(percent)]
    if not answering or logged.campaign is None:
        return
    entry, _created = CampaignEntry.objects.get_or_create(
        campaign=logged.campaign,
        segment_number="",
        cancellation=None,
        defaults={
            "description": logged.campaign.description,
            "occurred_on": logged.created_at.date(),
            "created_by": logged.created_by,
        },
    )
    keep([answer(company, catalogue, logged, entry, one) for one in answering], Interaction)
    judge(company, logged, [contact.pk for contact in answering])


def answer(
    company: Company,
    catalogue: Catalogue,
    logged: LoggedSegment,
    entry: CampaignEntry,
    contact: Contact,
) -> Interaction:
    code = company.one({"MAIL-IN": 70.0, "CALL-IN": 30.0})
    template = catalogue.templates[code]
    days = min(int(company.rng.expovariate(1 / 5)) + 1, (company.now - logged.created_at).days)
    day = logged.created_at.date() + timedelta(days=max(days, 0))
    minutes = company.rng.randrange(480, 1020)
    at = time(minutes // 60, minutes % 60) if day < company.today else time(7, 15)
    return Interaction(
        contact=contact,
        company_id=contact.pk if contact.is_company else contact.company_id,
        occurred_on=day,
        occurred_at_time=at,
        description=company.rng.choice(RESPONSES[code]),
        template=template,
        group_id=template.group_id,
        salesperson_id=contact.salesperson_id or company.salespersons["AM"].pk,
        information_flow=template.information_flow,
        initiated_by=template.initiated_by,
        correspondence_type=template.correspondence_type,
        language_id=contact.language_id,
        contact_via=contact.email if code == "MAIL-IN" else contact.phone,
        cost=template.unit_cost,
        duration=template.unit_duration,
        campaign=logged.campaign,
        campaign_entry=entry,
        is_response=True,
        evaluation=company.one(EVALUATIONS),
        created_by=logged.created_by,
        created_at=company.moment(day, at),
    )


def judge(company: Company, logged: LoggedSegment, contacts: list[int]) -> None:
    """Write on the logged interactions how those who answered took them."""
    by_evaluation: dict[str, list[int]] = {}
    for contact in contacts:
        by_evaluation.setdefault(company.one(EVALUATIONS), []).append(contact)
    for evaluation, theirs in by_evaluation.items():
        Interaction.objects.filter(logged_segment=logged.pk, contact__in=theirs).update(
            evaluation=evaluation
        )
