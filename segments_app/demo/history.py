"""Two years of interactions: many with a few contacts, few with most, more before Christmas."""

from collections.abc import Iterator
from datetime import date, datetime, time
from decimal import Decimal

from django.utils import timezone

from campaigns.models import Campaign, CampaignEntry
from contacts.models import Contact
from interactions.models import Interaction, InteractionComment, InteractionTemplate
from segments_app.common.models import CorrespondenceType, Evaluation, InitiatedBy

from .campaigns import Catalogue
from .company import BATCH, Company, keep

DAYS = 730
PER_CONTACT = 4
CENT = Decimal("0.01")
TEMPLATE_SHARES = {
    "CALL-OUT": 30, "CALL-IN": 18, "MAIL-IN": 14, "OFFER": 11, "LETTER": 8, "MEETING": 6,
    "VISIT": 5, "THANKS": 4, "SURVEY": 2, "CATALOGUE": 2,
}  # fmt: skip
MONTHS = (90, 95, 110, 100, 100, 90, 60, 65, 115, 120, 125, 130)
EVALUATIONS = {
    "": 62.0, Evaluation.VERY_POSITIVE.value: 7.0, Evaluation.POSITIVE.value: 16.0,
    Evaluation.NEUTRAL.value: 9.0, Evaluation.NEGATIVE.value: 4.0,
    Evaluation.VERY_NEGATIVE.value: 2.0,
}  # fmt: skip
#: What was talked about, by template.
TOPICS = {
    "CALL-OUT": (
        "Asked about the new office", "Arranged a visit", "Followed up on the offer",
        "Spoke about delivery in autumn", "Rang back about the invoice", "Introduced the new range",
    ),
    "CALL-IN": (
        "Asks for prices of meeting tables", "A lamp is defective", "Wants to postpone delivery",
        "Orders more chairs", "Asks who looks after them now", "Question about an invoice",
    ),
    "MAIL-IN": (
        "Sends the plan of the rooms", "Asks for an offer", "Thanks for the quick repair",
        "Wants the catalogue", "Complaint about a scratched table",
    ),
    "MEETING": ("Planned the new meeting rooms", "Spoke about the contract", "Chose the colours"),
    "VISIT": ("Measured the offices", "Showed samples", "Inspected the delivery", "Annual visit"),
}  # fmt: skip
COMMENTS = (
    "Decision is taken by the board next month.",
    "Wants to see a reference nearby.",
    "Budget is there, but only from January.",
    "Please do not ring before nine.",
)


def make_history(company: Company, catalogue: Catalogue) -> None:
    """Write the interactions logged one by one, oldest first, and some that wait to be finished."""
    weights = list(attention(company))
    count = company.size * PER_CONTACT
    contacts = company.rng.choices(company.contacts, weights=weights, k=count)
    days = sorted(draw_days(company, count))
    entries = campaign_entries(company, catalogue)
    targeted: set[tuple[int, int]] = set()
    rows: list[Interaction] = []
    for contact, day in zip(contacts, days, strict=True):
        row = interaction(company, catalogue, contact, day)
        if contact.created_at > row.created_at:
            continue  # not known yet on that day
        join_campaign(company, row, entries, targeted)
        rows.append(row)
        if len(rows) == BATCH:
            flush(company, rows)
    flush(company, rows)
    postpone(company, catalogue)


def attention(company: Company) -> Iterator[float]:
    """How much each contact is dealt with: customers more, a few of everybody much more."""
    by_relation = {"CUST": 1.8, "PROS": 1.1, "PARTNER": 1.4, "VEND": 0.6}
    for firm in company.firms:
        yield 0.6 * by_relation.get(firm.relation, 0.3) * company.rng.lognormvariate(0, 1.1)
    for person in company.persons:
        relation = person.firm.relation if person.firm else ""
        yield by_relation.get(relation, 0.3) * company.rng.lognormvariate(0, 1.1)


def draw_days(company: Company, count: int) -> list[date]:
    """Working days of two years, by season, with a few more towards today."""
    days = [company.day(-offset) for offset in range(DAYS)]
    weights = [
        MONTHS[day.month - 1] * (1.3 - offset / DAYS * 0.6) * (day.weekday() < 5)
        for offset, day in enumerate(days)
    ]
    return company.rng.choices(days, weights=weights, k=count)


def interaction(company: Company, catalogue: Catalogue, contact: Contact, day: date) -> Interaction:
    """Draw what happened with a contact on a day."""
    rng = company.rng
    code = company.one({code: float(share) for code, share in TEMPLATE_SHARES.items()})
    template = catalogue.templates[code]
    minutes = rng.randrange(480, 1020, 5)
    at = time(minutes // 60, minutes % 60)
    if day == company.today:
        at = time(7, rng.randrange(30))
    row = happened(company, contact, template, company.moment(day, at))
    row.description = rng.choice(TOPICS.get(code, (template.description,)))
    row.contact_via = reached_at(contact, row, catalogue)
    row.cost = (template.unit_cost * rng.choice((80, 100, 100, 130)) / 100).quantize(CENT)
    row.duration = template.unit_duration * rng.choice((50, 100, 100, 150, 200)) // 100
    row.attempt_failed = code == "CALL-OUT" and company.chance(16)
    row.evaluation = "" if row.attempt_failed else company.one(EVALUATIONS)
    row.created_by = company.users[rng.choice(("marketer", "admin", "viewer"))]
    return row


def happened(
    company: Company, contact: Contact, template: InteractionTemplate, moment: datetime
) -> Interaction:
    """An interaction as its template has it."""
    return Interaction(
        contact=contact,
        company_id=contact.pk if contact.is_company else contact.company_id,
        occurred_on=timezone.localdate(moment),
        occurred_at_time=timezone.localtime(moment).time(),
        template=template,
        group_id=template.group_id,
        salesperson_id=contact.salesperson_id or company.salespersons["AM"].pk,
        information_flow=template.information_flow,
        initiated_by=template.initiated_by,
        correspondence_type=template.correspondence_type,
        language_id=contact.language_id,
        cost=template.unit_cost,
        duration=template.unit_duration,
        created_at=moment,
    )


def reached_at(contact: Contact, row: Interaction, catalogue: Catalogue) -> str:
    """The number or address that was used."""
    if row.correspondence_type == CorrespondenceType.EMAIL:
        return contact.email
    is_call = row.group_id == catalogue.templates["CALL-OUT"].group_id
    return (contact.mobile_phone or contact.phone) if is_call else ""


def campaign_entries(
    company: Company, catalogue: Catalogue
) -> list[tuple[Campaign, CampaignEntry]]:
    """The entry that a campaign's single interactions share, for each that has begun."""
    begun = [row for row in catalogue.campaigns.values() if begins_by(row, company.today)]
    entries = [
        CampaignEntry(
            campaign=row,
            description=row.description,
            occurred_on=row.starts_on or company.today,
            salesperson=row.salesperson,
            created_by=company.users["marketer"],
        )
        for row in begun
    ]
    keep(entries, CampaignEntry)
    return list(zip(begun, entries, strict=True))


def begins_by(campaign: Campaign, day: date) -> bool:
    return campaign.starts_on is not None and campaign.starts_on <= day


def join_campaign(
    company: Company,
    row: Interaction,
    entries: list[tuple[Campaign, CampaignEntry]],
    targeted: set[tuple[int, int]],
) -> None:
    """Let some interactions of a campaign's days belong to it, as target or as an answer.

    Whoever answers was mostly `targeted` before: a pair of campaign and contact.
    """
    running = [
        (campaign, entry)
        for campaign, entry in entries
        if campaign.starts_on <= row.occurred_on <= campaign.ends_on  # type: ignore[operator]
    ]
    if row.initiated_by == InitiatedBy.THEM:
        asked = [pair for pair in running if (pair[0].pk, row.contact_id) in targeted]
        running = asked or (running if company.chance(2) else [])
    elif not company.chance(20):
        return
    if not running:
        return
    row.campaign, row.campaign_entry = company.rng.choice(running)
    row.is_response = row.initiated_by == InitiatedBy.THEM
    row.is_target = not row.is_response
    if row.is_target:
        targeted.add((row.campaign.pk, row.contact_id))


def flush(company: Company, rows: list[Interaction]) -> None:
    keep(rows, Interaction)
    remarks = [
        InteractionComment(
            interaction=row, text=company.rng.choice(COMMENTS), created_by_id=row.created_by_id
        )
        for row in rows
        if company.chance(3)
    ]
    keep(remarks, InteractionComment)
    rows.clear()


def postpone(company: Company, catalogue: Catalogue) -> None:
    """Leave some calls and letters unfinished: due today, overdue, and for the coming days."""
    rows = []
    for offset, user in zip(
        (-9, -4, -2, -1, 0, 0, 1, 3, 6), ("marketer", "admin", "marketer") * 3, strict=True
    ):
        contact = company.rng.choice(company.contacts)
        row = interaction(company, catalogue, contact, company.day(offset))
        row.is_postponed, row.evaluation, row.attempt_failed = True, "", False
        row.created_by = company.users[user]
        row.created_at = company.at(min(offset, 0) - 2)
        rows.append(row)
    keep(rows, Interaction)
