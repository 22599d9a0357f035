"""What comes back: bounces by their token, complaints, and nothing that anybody could forge."""

import csv
import mailbox
import tarfile
from email import message_from_bytes
from io import StringIO
from typing import ClassVar
from uuid import uuid4

import pytest
from django.core.management import CommandError, call_command

from contacts.models import SuppressedContact, Suppression
from interactions.mail import fetching
from interactions.models import Delivery, MailAddress, ReturnedMail
from interactions.services.delivery import receive_returned, sender_setup
from interactions.services.delivery.messages import message_id, return_path
from interactions.services.delivery.returning import failures_in
from tests.factories import make_person
from tests.shared_data import shared

from .outbox import make_mailing, make_receiver, make_setup, of, send, states

pytestmark = pytest.mark.django_db

DSN = """\
To: {to}
From: MAILER-DAEMON@mail.example
Subject: Undelivered Mail Returned to Sender
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="x"

--x
Content-Type: text/plain

<script>alert(1)</script> ada@south.example is not here.
--x
Content-Type: message/delivery-status

Reporting-MTA: dns; mail.example

Final-Recipient: rfc822; ada@south.example
Action: {action}
Status: {status}
Diagnostic-Code: smtp; {status} ada@south.example unknown
--x
Content-Type: text/rfc822-headers

Message-ID: {id}
--x--
"""
ARF = """\
To: {to}
Content-Type: multipart/report; report-type=feedback-report; boundary="x"

--x
Content-Type: message/feedback-report

Feedback-Type: abuse
User-Agent: X/1
Version: 1
--x
Content-Type: message/rfc822

Message-ID: {id}
Subject: Fair

Come.
--x--
"""


@pytest.fixture
def sent(peer, now):
    """An e-mail that the server has taken over."""
    make_setup()
    contact = make_receiver("ada")
    make_mailing(contact, now=now)
    send(now)
    return of(contact)


def report(delivery, text=DSN, *, status="5.1.1", action="failed", by_token=True, by_id=True):
    setup = sender_setup()
    to = return_path(delivery, setup) if by_token else "bounces@north.example"
    id_ = message_id(delivery, setup) if by_id else "<x@y.example>"
    return text.format(to=to, id=id_, status=status, action=action).encode()


@pytest.mark.lesson(58)
@pytest.mark.parametrize(("by_token", "by_id"), [(True, False), (False, True)])
def test_a_hard_bounce_names_its_e_mail_and_ends_those_to_the_address(sent, now, by_token, by_id):
    receive_returned(report(sent, by_token=by_token, by_id=by_id), now=now)

    sent.refresh_from_db()
    assert (sent.state, sent.failure, sent.bounced_at) == ("bounced", "hard_bounce", now)
    assert sent.detail == "smtp; 5.1.1 … unknown; 5.1.1" or "5.1.1" in sent.detail
    assert "ada@" not in sent.detail
    assert MailAddress.objects.get().dead_since == now
    again = make_person("Again", email="ADA@south.example")
    make_mailing(again, now=now)
    send(now)
    assert of(again).failure == "dead_address"


def test_fi12_a_report_that_comes_again_counts_once(sent, now):
    source = report(sent, status="4.2.2")

    for _ in range(3):
        receive_returned(source, now=now)

    assert ReturnedMail.objects.count() == 1
    assert MailAddress.objects.get().soft_bounces == 1


def test_fi12_without_a_token_of_ours_nothing_happens(sent, now):
    key = "a" * 26
    forged = report(sent, by_token=False, by_id=False).replace(
        b"bounces@", f"bounces+{sent.pk}-{key}@".encode()
    )
    row = receive_returned(forged, now=now)

    sent.refresh_from_db()
    assert (row.delivery, row.kind, sent.state) == (None, "hard", "sent")
    assert not MailAddress.objects.exists()


def test_soft_bounces_end_e_mails_to_an_address_after_as_many_as_the_setup_says(sent, now):
    make_setup(soft_bounce_limit=2)
    receive_returned(report(sent, status="4.2.2"), now=now)
    sent.refresh_from_db()
    assert (sent.state, sent.failure) == ("bounced", "soft_bounce")
    assert MailAddress.objects.get().dead_since is None

    receive_returned(report(sent, status="4.2.2") + b"again", now=now)

    assert MailAddress.objects.get().dead_since == now


def test_a_delay_is_no_bounce(sent, now):
    row = receive_returned(report(sent, status="4.4.1", action="delayed"), now=now)

    sent.refresh_from_db()
    assert (row.kind, sent.state) == ("other", "sent")


def test_a_complaint_suppresses_the_address(sent, now):
    receive_returned(report(sent, ARF), now=now)

    sent.refresh_from_db()
    assert (sent.state, sent.complained_at) == ("sent", now)
    assert Suppression.objects.get().cause == "complaint"
    assert SuppressedContact.objects.get().contact == sent.contact


def test_a_bounce_tells_that_an_unknown_one_was_handed_over(peer, now):
    make_setup()
    contact = make_receiver("dropped")
    make_mailing(contact, now=now)
    send(now)
    assert of(contact).state == "unknown"

    receive_returned(report(of(contact)), now=now)

    assert states() == {"bounced": 1}


@pytest.mark.parametrize(
    "source", [b"", b"\xff\x00" * 50, b"To: \r\n\r\n", b"Content-Type: multipart/report\r\n\r\n"]
)
def test_what_is_no_mail_at_all_is_noted_and_harmless(source, now):
    assert receive_returned(source, now=now).kind == "other"


def test_the_command_reads_a_folder_once(sent, tmp_path):
    box = mailbox.mbox(tmp_path / "bounces")
    box.add(report(sent))
    box.add(b"Subject: Out of office\n\nBack on Monday.\n")
    box.close()
    told = StringIO()

    for _ in range(2):
        call_command("fetch_bounces", f"mbox:{tmp_path / 'bounces'}", stdout=told)

    assert told.getvalue().splitlines() == ["1 hard, 1 other"] * 2
    assert (ReturnedMail.objects.count(), Delivery.objects.get().state) == (2, "bounced")
    with pytest.raises(CommandError, match="maildir:/path"):
        call_command("fetch_bounces", "https://x.example")
    with pytest.raises(CommandError, match="BOUNCE_URL"):
        call_command("fetch_bounces")


def test_a_maildir_is_read_once_and_what_somebody_has_seen_is_left_alone(sent, tmp_path):
    box = mailbox.Maildir(tmp_path / "bounces")
    box.add(report(sent))
    read = mailbox.MaildirMessage(report(sent, status="4.2.2"))
    read.set_subdir("cur")
    read.set_flags("RS")
    box.add(read)
    told = StringIO()

    for _ in range(2):
        call_command("fetch_bounces", f"maildir:{tmp_path / 'bounces'}", stdout=told)

    assert told.getvalue().splitlines() == ["1 hard", "Nothing came back."]
    assert len(box) == 2 and all("S" in one.get_flags() for one in box)
    with pytest.raises(CommandError, match="no maildir"):
        call_command("fetch_bounces", f"maildir:{tmp_path}")


def test_what_comes_back_before_it_is_written_down_as_sent_is_read_the_next_time(
    sent, tmp_path, now
):
    made = {"claim": uuid4(), "claimed_until": now}
    again = Delivery.objects.create(
        contact=sent.contact, address=sent.address, queued_at=now, due_at=now, number=2,
        interaction=sent.interaction,
    )  # fmt: skip
    rows = Delivery.objects.filter(pk=again.pk)
    rows.update(state="sending", handed_over_at=now, due_at=None, **made)
    box = mailbox.Maildir(tmp_path / "bounces")
    box.add(report(again))
    told = StringIO()

    call_command("fetch_bounces", f"maildir:{tmp_path / 'bounces'}", stdout=told)
    assert ReturnedMail.objects.count() == 0
    rows.update(state="sent", sent_at=now, claim=None, claimed_until=None)
    call_command("fetch_bounces", f"maildir:{tmp_path / 'bounces'}", stdout=told)

    assert told.getvalue().splitlines() == ["Nothing came back.", "1 hard"]
    assert rows.get().state == "bounced"


class FakeImap:
    """As much of a server as is asked for."""

    done: ClassVar[list] = []

    def __init__(self, host, port, timeout):
        self.done.append((host, port))

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.done.append("out")

    def login(self, user, password):
        self.done.append((user, password))

    def select(self, folder):
        self.done.append(folder)

    def search(self, _charset, what):
        return "OK", [b"4 9"]

    def fetch(self, number, what):
        return "OK", [(b"4 (BODY[] {5}", f"Subject: {number}\r\n\r\n".encode()), b")"]

    def store(self, number, *flags):
        self.done.append((number, *flags))


class FakePop:
    done: ClassVar[list] = []

    def __init__(self, host, port, timeout):
        self.done.append((host, port))

    def user(self, name):
        self.done.append(name)

    def pass_(self, password):
        self.done.append(password)

    def list(self):
        return b"+OK", [b"1 20"], 8

    def retr(self, number):
        return b"+OK", [b"Subject: pop", b""], 14

    def dele(self, number):
        self.done.append(("delete", number))

    def quit(self):
        self.done.append("quit")


def test_a_mailbox_is_read_and_what_was_read_is_taken_out(monkeypatch):
    monkeypatch.setattr(fetching.imaplib, "IMAP4_SSL", FakeImap)
    monkeypatch.setattr(fetching.poplib, "POP3_SSL", FakePop)

    call_command("fetch_bounces", "imaps://me%40x:pw@mail.example/Bounces", stdout=StringIO())
    call_command("fetch_bounces", "pops://me:pw@mail.example", stdout=StringIO())

    seen = ("+FLAGS", "\\Seen")
    assert FakeImap.done == [
        ("mail.example", 993), ("me@x", "pw"), "Bounces", ("4", *seen), ("9", *seen), "out",
    ]  # fmt: skip
    assert FakePop.done == [("mail.example", 995), "me", "pw", ("delete", 1), "quit"]
    assert ReturnedMail.objects.count() == 3


def test_real_bounces_name_the_addresses_that_are_expected():
    folder = shared("bounce-mails")
    expected = {}
    with (folder / "flufl_expected_addresses.csv").open() as rows:
        for row in csv.DictReader(rows):
            one = expected.setdefault(row["file"], {"True": set(), "False": set()})
            one[row["temporary"]] |= set(row["failed_addresses"].split())
    checked = 0
    with tarfile.open(folder / "flufl_bounce_messages.tar.gz") as messages:
        for member in messages.getmembers():
            wanted = expected.get(member.name.rpartition("/")[2])
            if wanted is None:
                continue
            found = failures_in(message_from_bytes(messages.extractfile(member).read()))
            assert wanted["False"] <= found.permanent, member.name
            assert wanted["True"] <= found.temporary, member.name
            checked += 1
    assert checked > 90
