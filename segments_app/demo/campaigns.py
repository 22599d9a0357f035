"""Campaigns of the demo company, and the templates of what it sends and does."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from campaigns.models import Campaign, CampaignComment, CampaignStatus
from contacts.services import next_numbers
from interactions.models import (
    InteractionGroup,
    InteractionTemplate,
    InteractionTemplateSetup,
    SenderSetup,
    TemplateContent,
)
from segments_app.common.text import normalise

from .company import Company, code_table, keep
from .texts import AROUND, CLOSING, TEXTS

STATUSES = {
    "1-PLAN": "Planned", "2-APPROVED": "Approved", "3-PREPARE": "In preparation",
    "5-RUNNING": "Running", "9-DONE": "Done",
}  # fmt: skip
CHRISTMAS = "Christmas greetings"
#: Description, first and last day counted from today (from the last 31 December), salesperson.
CAMPAIGNS = (
    ("Catalogue, first edition", -640, -560, "AM"),
    ("Meeting rooms: light included", -480, -420, "JB"),
    ("Office fair, last year", -400, -340, "AM"),
    (CHRISTMAS, -36, 0, "VL"),
    ("New customers in the Netherlands and Belgium", -240, -150, "WV"),
    ("Newsletter on lighting", -170, -110, "AM"),
    ("Quiet offices: acoustics", -75, 45, "AM"),
    ("Showroom evenings", -40, 30, "JB"),
    ("How content are our customers?", -20, 60, "VL"),
    ("Office fair, this year", 35, 80, "AM"),
    ("Catalogue, next edition", 90, 160, "AM"),
)
GROUPS = {
    "LETTER": "Letters and print", "EMAIL": "E-mails", "PHONE": "Telephone calls",
    "MEETING": "Meetings and visits", "EVENT": "Events",
}  # fmt: skip
#: Code: description, group, correspondence, cost, minutes, flow, begun by.
TEMPLATES = {
    "LETTER": ("Business letter", "LETTER", "letter", "1.80", 15, "outbound", "us"),
    "CATALOGUE": ("Printed catalogue", "LETTER", "letter", "6.40", 3, "outbound", "us"),
    "XMAS": ("Christmas card", "LETTER", "letter", "2.20", 2, "outbound", "us"),
    "THANKS": ("Thank-you letter", "LETTER", "letter", "1.80", 5, "outbound", "us"),
    "NEWS": ("Newsletter", "EMAIL", "email", "0.02", 0, "outbound", "us"),
    "OFFER": ("Offer by e-mail", "EMAIL", "email", "0.02", 5, "outbound", "us"),
    "SURVEY": ("Customer survey", "EMAIL", "email", "0.02", 1, "outbound", "us"),
    "MAIL-IN": ("E-mail received", "EMAIL", "email", "0", 5, "inbound", "them"),
    "CALL-OUT": ("Telephone call made", "PHONE", "", "0.40", 8, "outbound", "us"),
    "CALL-IN": ("Telephone call received", "PHONE", "", "0", 6, "inbound", "them"),
    "MEETING": ("Meeting at our office", "MEETING", "", "12.00", 60, "", "us"),
    "VISIT": ("Visit to the customer", "MEETING", "", "45.00", 90, "", "us"),
    "FAIR": ("Invitation to a fair", "EVENT", "email", "0.02", 1, "outbound", "us"),
    "SHOWROOM": ("Invitation to the showroom", "EVENT", "letter", "1.80", 3, "outbound", "us"),
}  # fmt: skip


@dataclass
class Catalogue:
    """The campaigns and templates of the demo company."""

    templates: dict[str, InteractionTemplate] = field(default_factory=dict)
    campaigns: dict[str, Campaign] = field(default_factory=dict)


def make_catalogue(company: Company) -> Catalogue:
    """Write campaigns and templates, and which template serves calls, letters and so on."""
    found = Catalogue(make_templates(company), make_campaigns(company))
    InteractionTemplateSetup.objects.filter(pk=1).update(
        outgoing_calls=found.templates["CALL-OUT"],
        emails=found.templates["MAIL-IN"],
        letters=found.templates["LETTER"],
        meetings=found.templates["MEETING"],
    )
    SenderSetup.objects.filter(pk=1).update(
        name="Nordlicht Interiors",
        address="news@nordlicht.example",
        postal_address="Nordlicht Interiors\nHavenlaan 12\n1000 Brussels\nBelgium",
    )
    return found


def make_templates(company: Company) -> dict[str, InteractionTemplate]:
    groups = code_table(InteractionGroup, GROUPS)
    rows = [
        InteractionTemplate(
            code=code,
            description=description,
            group=groups[group],
            default_language=company.languages["en"] if code in TEXTS else None,
            correspondence_type=correspondence,
            unit_cost=Decimal(cost),
            unit_duration=minutes,
            information_flow=flow,
            initiated_by=begun_by,
        )
        for code, (description, group, correspondence, cost, minutes, flow, begun_by) in (
            TEMPLATES.items()
        )
    ]
    keep(rows, InteractionTemplate)
    templates = {row.code: row for row in rows}
    write_texts(company, templates)
    return templates


def write_texts(company: Company, templates: dict[str, InteractionTemplate]) -> None:
    keep(
        [
            TemplateContent(
                template=templates[code],
                language=company.languages[language],
                subject=subject,
                html=mail_of(code, language, subject, text),
                letter=letter_of(language, text),
            )
            for code, by_language in TEXTS.items()
            for language, (subject, text) in by_language.items()
        ],
        TemplateContent,
    )


def mail_of(code: str, language: str, subject: str, text: str) -> str:
    """Return a text as a mail; a newsletter has a heading, a button, and a way out of it."""
    greeting, more, stop = AROUND[language]
    closing = CLOSING[language].replace("\n", "<br>")
    said = f'<p>{{{{ salutation.formal|default:"{greeting}" }}}}</p>\n<p>{text}</p>'
    if code != "NEWS":
        return f"{said}\n<p>{closing}</p>"
    return (
        f"<h1>{subject}</h1>\n{said}\n"
        f'<p><a class="button" href="https://nordlicht.example/">{more}</a></p>\n'
        f"<p>{closing}</p>\n<hr>\n"
        f'<p class="small"><a href="{{{{ unsubscribe_url }}}}">{stop}</a></p>'
    )


def letter_of(language: str, text: str) -> str:
    """Return a text as a letter."""
    greeting, closing = AROUND[language][0], CLOSING[language].replace("\n", "<br>")
    return (
        f'<p>{{{{ salutation.formal|default:"{greeting}" }}}}</p>\n<p>{text}</p>\n<p>{closing}</p>'
    )


def make_campaigns(company: Company) -> dict[str, Campaign]:
    statuses = code_table(CampaignStatus, STATUSES)
    rows = []
    numbers = next_numbers("campaign_numbers", len(CAMPAIGNS))
    plans = sorted(campaign_days(company), key=lambda plan: plan[1])
    for number, (description, first, last, salesperson) in zip(numbers, plans, strict=True):
        rows.append(
            Campaign(
                number=number,
                description=description,
                starts_on=company.day(first),
                ends_on=company.day(last),
                salesperson=company.salespersons[salesperson],
                status=statuses[status_of(first, last)],
                search_text=normalise(f"{number} {description}"),
                created_at=company.at(first - 30),
                modified_at=company.at(min(first, -2)),
            )
        )
    keep(rows, Campaign)
    note_budgets(company, rows)
    return {row.description: row for row in rows}


def note_budgets(company: Company, rows: list[Campaign]) -> None:
    keep(
        [
            CampaignComment(
                campaign=row,
                commented_on=row.starts_on or company.today,
                text="Budget agreed with sales; texts are checked by the countries.",
                created_by=company.users["marketer"],
            )
            for row in rows[1::3]
        ],
        CampaignComment,
    )


def campaign_days(company: Company) -> Iterator[tuple[str, int, int, str]]:
    new_year = date(company.today.year, 1, 1) - company.today
    for description, first, last, salesperson in CAMPAIGNS:
        moved = new_year.days - 1 if description == CHRISTMAS else 0
        yield description, first + moved, last + moved, salesperson


def status_of(first: int, last: int) -> str:
    if last < 0:
        return "9-DONE"
    if first <= 0:
        return "5-RUNNING"
    return "3-PREPARE" if first < 60 else "1-PLAN"
