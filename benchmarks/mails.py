"""E-mails of a logged segment beside a bare smtplib loop over one connection."""

import smtplib
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from statistics import median
from typing import Any

from django.conf import settings
from django.utils import timezone

from benchmarks.report import Report
from contacts.models import ConsentEvent, ConsentWording, Contact, Purpose, Salesperson
from interactions.models import (
    Delivery,
    FrozenContent,
    Interaction,
    InteractionTemplate,
    LoggedSegment,
    SenderSetup,
)
from interactions.services.delivery import Sender, queue_mailing

MAILS, ROUNDS = 2000, 5
SERVER = """
import sys, time
from aiosmtpd.controller import Controller
class Sink:
    async def handle_DATA(self, server, session, envelope):
        return "250 OK"
controller = Controller(Sink(), hostname="127.0.0.1", port=int(sys.argv[1]))
controller.start()
print("ready", flush=True)
sys.stdin.read()
"""


@dataclass(frozen=True)
class Pace:
    """E-mails a second, and processor time of this process for each, in ms."""

    a_second: float
    work: float


def mails(report: Report) -> None:
    """Send the same e-mails both ways in turns, after one round that does not count."""
    report.heading(
        "E-mails", "", "a second", "smtplib", "share", "share in each round", "ms of work"
    )
    rounds = []
    with server(port := 18725):
        settings.EMAIL_BACKEND = "interactions.mail.smtp.SmtpBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
        for number in range(ROUNDS + 1):
            queue(number)
            messages = rendered_once()
            sides: list[Callable[[], int]] = [partial(by_hand, messages, port), Sender().send_due]
            # Who begins takes turns, too.
            paced = [timed(side) for side in sides[:: 1 if number % 2 else -1]]
            rounds.append(paced[:: 1 if number % 2 else -1])
    left = Delivery.objects.exclude(state="sent").count()
    bare, ours = zip(*rounds[1:], strict=True)
    shares = [mine.a_second / theirs.a_second for theirs, mine in rounds[1:]]
    report.row(
        f"{len(messages):,} marketing e-mails, gate asked for each",
        f"{median(one.a_second for one in ours):,.0f}",
        f"{median(one.a_second for one in bare):,.0f}",
        f"{median(shares):.2f}" + (f" ({left} not sent)" if left else ""),
        ", ".join(f"{share:.2f}" for share in shares),
        f"{median(one.work for one in ours):.2f} ({median(one.work for one in bare):.2f})",
    )


def queue(round_: int) -> None:
    """Log e-mails to contacts who have consented, and put them into the outbox."""
    now = timezone.now()
    SenderSetup.objects.update_or_create(
        pk=1,
        defaults={
            "name": "Bench",
            "address": "bench@bench.example",
            "postal_address": "Main Street 1",
            "link_url": "https://www.bench.example",
        },
    )
    purpose = Purpose.objects.get(code="MARKETING")
    wording, _ = ConsentWording.objects.get_or_create(
        purpose=purpose, version="bench", defaults={"text": "Yes."}
    )
    # Some are privacy blocked, or at a company that is, and would rightly get nothing.
    contacts = list(Contact.objects.may_contact().exclude(email="").order_by("pk")[:MAILS])
    ConsentEvent.objects.bulk_create(
        ConsentEvent(
            contact=contact, channel="email", purpose=purpose, status="consent",
            wording=wording, happened_at=now, method="paper",
        )
        for contact in (contacts if round_ == 0 else ())
    )  # fmt: skip
    logged = LoggedSegment.objects.create(
        segment_number=f"MAIL{round_}-{now:%H%M%S}", description="Bench", purpose=purpose,
        line_count=0, logged_count=0, left_out_count=0,
    )  # fmt: skip
    content = FrozenContent.objects.create(
        text="Dear {{ contact.name }},\n\n" + "We open on Monday. " * 60
    )
    shared: dict[str, Any] = {
        "template": InteractionTemplate.objects.first(),
        "salesperson": Salesperson.objects.first(),
        "content": content,
        "logged_segment": logged,
    }
    Interaction.objects.bulk_create(
        Interaction(
            contact=contact, occurred_on=now.date(), description="Bench", subject="Fair",
            correspondence_type="email", **shared,
        )
        for contact in contacts
    )  # fmt: skip
    queue_mailing(logged, by=None, now=now)


def rendered_once() -> list[tuple[str, str, bytes]]:
    """Return the same messages as bytes, to be handed over by nothing but smtplib."""
    from interactions.services.delivery.preparing import prepare, rendered_as_e_mails
    from interactions.services.delivery.setup import sender_setup

    found = []
    rows = list(Delivery.objects.filter(state="queued").order_by("pk"))
    for start in range(0, len(rows), 50):
        batch = prepare(rows[start : start + 50], sender_setup(), rendered_as_e_mails)
        for one in batch:
            if one.message is not None:
                source = one.message.message().as_bytes().replace(b"\n", b"\r\n")
                found.append((one.message.from_email, one.delivery.address, source))
    return found


def by_hand(messages: list[tuple[str, str, bytes]], port: int) -> int:
    with smtplib.SMTP("127.0.0.1", port) as connection:
        for sender, recipient, source in messages:
            connection.sendmail(sender, [recipient], source)
    return len(messages)


def timed(send: Callable[[], int]) -> Pace:
    began, worked = time.perf_counter(), time.process_time()
    sent = send()
    worked, took = time.process_time() - worked, time.perf_counter() - began
    return Pace(sent / took, worked * 1000 / sent)


@contextmanager
def server(port: int) -> Iterator[None]:
    """Run a mail server in a process of its own, which takes everything."""
    process = subprocess.Popen(  # noqa: S603 - our own text
        [sys.executable, "-c", SERVER, str(port)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    try:
        if process.stdout is not None:
            process.stdout.readline()
        yield
    finally:
        process.terminate()
        process.wait()
