"""Privacy in daily work: a restriction, rules of retention and of contact pressure, an import."""

import csv
import io

from contacts import services
from contacts.models import Contact
from contacts.services.importing import starting
from contacts.services.importing.applying import carry_out
from contacts.services.importing.files import path_of
from contacts.services.importing.options import Options
from interactions.models import PressureRule
from interactions.services.pressure import save_rule
from segments_app.models.retention import RetentionKind
from segments_app.services import retention

from .company import Company

COLUMNS = ("E-mail", "First name", "Surname", "Job title")


def make_privacy(company: Company) -> None:
    """Have something to see on the pages of privacy, contact pressure and imports."""
    blocked = next((one for one in company.contacts if one.is_privacy_blocked), None)
    if blocked is not None:
        services.restrict_contact(
            blocked,
            reason="Says that the address is not hers; to be settled.",
            by=company.users["marketer"],
            now=company.at(-20),
        )
    retention.set_rule(
        RetentionKind.IMPORT_ROWS,
        months=12,
        is_on=True,
        by=company.users["admin"],
        now=company.at(-90),
    )
    limit_pressure()
    bring_in(company)


def limit_pressure() -> None:
    """Have a limit that nobody has reached, and one that warns of who got a letter just now."""
    for code, text, most, leaves_out in (
        ("HOUSE", "Two in a fortnight", 2, True),
        ("REST", "A fortnight of rest", 1, False),
    ):
        save_rule(
            PressureRule(code=code, description=text, most=most, days=14, leaves_out=leaves_out)
        )


def bring_in(company: Company) -> None:
    """Import the visitors of a fair: some as they are, one with a new title, two not taken."""
    people = [one for one in company.contacts if one.type == Contact.Type.PERSON and one.email]
    visitors = [one for one in people if not one.is_privacy_blocked and not one.is_minor][:12]
    file = io.StringIO()
    table = csv.writer(file)
    table.writerow(COLUMNS)
    for number, one in enumerate(visitors):
        title = "Head of Purchasing" if not number else one.job_title
        table.writerow([one.email, one.first_name, one.surname, title])
    table.writerow(["visitor at example.com", "Robin", "Noname", ""])
    table.writerow([visitors[1].email if len(visitors) > 1 else "", "Robin", "Twice", ""])
    by, now = company.users["marketer"], company.at(-14)
    content = io.BytesIO(file.getvalue().encode())
    imported = starting.start(content, name="Fair visitors.csv", by=by, now=now)
    options = Options.of(imported.options)
    imported = starting.settle(imported, mapping=imported.mapping, options=options)
    carry_out(imported, path_of(imported), by=by, now=now)
