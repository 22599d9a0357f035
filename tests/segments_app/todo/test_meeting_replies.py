"""Answers to invitations that come in as e-mails stand with the meeting."""

from datetime import UTC, datetime, time, timedelta
from email.message import EmailMessage

import pytest
from django.utils import timezone

from interactions.services import incoming
from segments_app.services.calendars import uid_of
from segments_app.services.tasks import update_task
from tests.factories import make_person, make_salesperson, make_template

from .making import NOW, make_task

pytestmark = pytest.mark.django_db


@pytest.fixture
def ada():
    return make_person("Ada", email="ada@south.example")


@pytest.fixture
def meeting(ada):
    others = [ada, make_person("Bob")]
    return make_task(
        "Fair", type="meeting", starts_at=time(9), attendees=others, salesperson=make_salesperson()
    )


def answer(uid, said, *, version=0, minute=0, method="REPLY"):
    lines = [
        "BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//x//y//EN", f"METHOD:{method}",
        "BEGIN:VEVENT", f"UID:{uid}", f"SEQUENCE:{version}", "DTSTAMP:20260301T100000Z",
        "DTSTART:20260401T090000Z", "SUMMARY:Fair",
        f"ATTENDEE;PARTSTAT={said}:mailto:ada@south.example", "END:VEVENT", "END:VCALENDAR", "",
    ]  # fmt: skip
    message = EmailMessage()
    message["From"], message["Subject"] = "Ada <ada@south.example>", f"{said}: Fair"
    message["Date"] = datetime(2026, 3, 1, 10, minute, tzinfo=UTC)
    message.set_content("See you.")
    message.add_alternative(
        "\r\n".join(lines), subtype="calendar", params={"method": method}, charset="utf-8"
    )
    return incoming.read(message.as_bytes(), "mail.eml")


def log(found, contact):
    values = {"description": "Answer", "salesperson": make_salesperson()}
    said = {"template": make_template(), "values": values, "by": None, "now": NOW}
    return incoming.log_incoming(found, contact=contact, **said)[0]


def standing(meeting):
    rows = meeting.attendees.order_by("contact__name")
    return [row.get_answer_display() for row in rows]


def test_the_latest_answer_to_the_latest_version_stands(meeting, ada):
    uid = uid_of(meeting)

    log(answer(uid, "TENTATIVE"), ada)
    assert standing(meeting) == ["Perhaps", None]
    log(answer(uid, "ACCEPTED", minute=9), ada)
    log(answer(uid, "DECLINED", minute=5), ada)  # written before, logged after
    assert standing(meeting) == ["Accepted", None]

    move = {"due_on": timezone.localdate(NOW) + timedelta(days=9)}
    meeting.refresh_from_db()
    update_task(meeting, values=move, seen_at=meeting.modified_at, by=None, now=NOW)
    meeting.refresh_from_db()
    assert meeting.sequence == 1
    log(answer(uid, "DECLINED", version=1), ada)
    log(answer(uid, "ACCEPTED", version=0, minute=30), ada)
    assert standing(meeting) == ["Declined", None]


@pytest.mark.parametrize(
    "change",
    [
        {"uid": "task-1-20260101T000000000000@segments"},
        {"uid": "somebody-elses"},
        {"version": 7},
        {"version": -1},
        {"version": "many"},
        {"said": "NEEDS-ACTION"},
        {"method": "REQUEST"},
    ],
)
def test_what_answers_nothing_of_ours_is_an_e_mail_only(meeting, ada, change):
    said = {"uid": uid_of(meeting), "said": "ACCEPTED"} | change

    assert log(answer(**said), ada).contact == ada
    assert standing(meeting) == [None, None]


def test_who_does_not_take_part_answers_for_nobody(meeting):
    other = make_person("Eve", email="eve@south.example")

    log(answer(uid_of(meeting), "ACCEPTED"), other)

    assert standing(meeting) == [None, None]


def test_the_pages_tell_of_the_answer(meeting, ada, client_for, marketer):
    client = client_for(marketer)
    log(answer(uid_of(meeting), "ACCEPTED"), ada)
    assert "Accepted" in client.get(meeting.get_absolute_url()).content.decode()

    meeting.attendees.update(answered_version=0)
    type(meeting).objects.filter(pk=meeting.pk).update(sequence=2)
    assert "before the last change" in client.get(meeting.get_absolute_url()).content.decode()
