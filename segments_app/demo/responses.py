"""What came back to the logged segments of the demo company."""

from datetime import time, timedelta

from campaigns.models import CampaignEntry
from contacts.models import Contact
from interactions.models import Interaction, LoggedSegment
from segments_app.common.models import Evaluation

from .campaigns import Catalogue
from .company import Company, keep
from .history import happened

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
    row = happened(company, contact, template, company.moment(day, at))
    row.description = company.rng.choice(RESPONSES[code])
    row.contact_via = contact.email if code == "MAIL-IN" else contact.phone
    row.campaign, row.campaign_entry, row.is_response = logged.campaign, entry, True
    row.evaluation = company.one(EVALUATIONS)
    row.created_by = logged.created_by
    return row


def judge(company: Company, logged: LoggedSegment, contacts: list[int]) -> None:
    """Write on the logged interactions how those who answered took them."""
    by_evaluation: dict[str, list[int]] = {}
    for contact in contacts:
        by_evaluation.setdefault(company.one(EVALUATIONS), []).append(contact)
    for evaluation, theirs in by_evaluation.items():
        Interaction.objects.filter(logged_segment=logged.pk, contact__in=theirs).update(
            evaluation=evaluation
        )
