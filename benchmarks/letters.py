"""Letters of a logged segment as one PDF, beside the goal: 5,000 in a minute, memory bounded."""

import time
from tempfile import TemporaryFile

from django.utils import timezone

from benchmarks.report import Report
from contacts.models import Contact, Salesperson
from interactions.models import FrozenContent, Interaction, InteractionTemplate, LoggedSegment
from segments_app.services import printing
from segments_app.services.print_orders import PrintOrder, What

LETTERS = 5000
TEXT = (
    "<p>Dear {{ contact.name|default:'Sir or Madam' }},</p>"
    + "<p>We show what we have made in the last year, and would be glad to see you. "
    "There is something to eat, and to take home.</p>"
    * 6
    + "<p>Yours sincerely,<br>{{ salesperson.name|default:'The team' }}</p>"
)


def letters(report: Report) -> None:
    """Write them as PDF and as DOCX; processor time, as others may be at work on the machine."""
    report.heading("Letters", "", "a second", "processor ms", "MB", "pages")
    logged = log()
    for what in (What.LETTERS, What.DOCUMENT):
        write(report, logged, what)


def write(report: Report, logged: LoggedSegment, what: str) -> None:
    order = PrintOrder(what=what, logged_segment=logged.pk)
    with TemporaryFile() as file:
        began, worked = time.perf_counter(), time.process_time()
        ending, printed = printing.write(order, file, progress=lambda _done: None)
        took, worked = time.perf_counter() - began, time.process_time() - worked
        size = file.tell() / 1e6
    entries = logged.interactions.count()
    if printed.count + printed.without_place != entries:
        raise SystemExit(f"{printed.count} letters were printed of {entries} that were logged")
    report.row(
        f"{printed.count:,} letters, as one {ending}, in {took:.1f} s",
        f"{printed.count / took:,.0f}",
        f"{worked / printed.count * 1e3:.2f}",
        f"{size:.1f}",
        f"{printed.pages:,}" if printed.pages else "–",
    )


def log() -> LoggedSegment:
    """Log letters to contacts, whom we give a street."""
    now = timezone.now()
    logged = LoggedSegment.objects.create(
        segment_number=f"LETTER-{now:%H%M%S}", description="Bench",
        line_count=0, logged_count=0, left_out_count=0,
    )  # fmt: skip
    content = FrozenContent.objects.create(letter=TEXT)
    template, salesperson = InteractionTemplate.objects.first(), Salesperson.objects.first()
    contacts = list(Contact.objects.may_contact().exclude(city="").order_by("pk")[:LETTERS])
    keys = [contact.pk for contact in contacts]
    Contact.objects.filter(pk__in=keys).update(address="Main Street 12")  # the data has none
    Interaction.objects.bulk_create(
        Interaction(
            contact=contact, occurred_on=now.date(), description="Bench", subject="Fair",
            correspondence_type="letter", template=template, salesperson=salesperson,
            content=content, logged_segment=logged,
        )
        for contact in contacts
    )  # fmt: skip
    return logged
