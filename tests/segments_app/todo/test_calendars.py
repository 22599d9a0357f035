"""Tasks in calendars: the secret address, one file, invitations and their cancellation."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from icalendar import Calendar

from contacts.models import Team
from interactions.models import (
    Attachment,
    Delivery,
    Interaction,
    InteractionTemplateSetup,
    SenderSetup,
)
from interactions.services import cancel_interactions
from interactions.services.delivery.preparing import rendered_as_e_mails
from segments_app.models import CalendarFeed
from segments_app.services.calendars import hashed, renew_feed
from segments_app.services.task_closing import cancel_task, complete_task
from segments_app.services.tasks import update_task
from tests.factories import (
    make_company,
    make_interaction,
    make_person,
    make_salesperson,
    make_template,
)
from tests.interactions.delivery.outbox import make_setup, send

from .making import NOW, make_task

pytestmark = pytest.mark.django_db


@pytest.fixture
def own(marketer):
    return make_salesperson("ME", "Mia Own", user=marketer, email="mia@north.example")


def feed(token, **headers):
    return Client(headers=headers).get(reverse("segments:calendar_feed", args=[token]))


def entries(data):
    return {str(each["summary"]): each for each in Calendar.from_ical(data).subcomponents}


def test_the_address_gives_open_tasks_of_the_user_and_nobody_elses(marketer, own):
    team = Team.objects.create(code="EAST")
    team.members.add(own)
    mine = make_task("Write an offer", salesperson=own, priority=1, contact=make_person("Ada"))
    make_task("Visit", team=team, type="meeting", starts_at=time(9, 30), duration=45,
              due_on=date(2026, 7, 1), location="Room; 1, first\nfloor")  # fmt: skip
    make_task("Fair", salesperson=own, is_all_day=True, due_on=date(2026, 7, 1), duration=2880)
    make_task("Not mine")
    complete_task(make_task("Done", salesperson=own), by=None, now=NOW)

    answer = feed(renew_feed(marketer, now=NOW))

    assert answer.status_code == 200
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    found = entries(answer.content)
    assert set(found) == {"Write an offer", "Visit", "Fair"}
    todo, visit, fair = found["Write an offer"], found["Visit"], found["Fair"]
    assert (todo.name, todo.decoded("due"), int(todo["priority"])) == ("VTODO", mine.due_on, 1)
    assert "Ada" in todo["description"]
    assert todo["url"] == f"http://testserver{mine.get_absolute_url()}"
    # Half past nine in Brussels in summer.
    assert visit.decoded("dtstart") == datetime(2026, 7, 1, 7, 30, tzinfo=UTC)
    assert visit.decoded("dtend") == datetime(2026, 7, 1, 8, 15, tzinfo=UTC)
    assert str(visit["location"]) == "Room; 1, first floor"
    assert (fair.decoded("dtstart"), fair.decoded("dtend")) == (
        date(2026, 7, 1), date(2026, 7, 3),
    )  # fmt: skip


def test_ids_stay_and_a_calendar_that_has_it_all_is_told_so(marketer, own):
    task = make_task("Call", salesperson=own)
    token = renew_feed(marketer, now=NOW)
    first = feed(token)
    before = entries(first.content)["Call"]

    again = feed(token, if_none_match=first["ETag"])
    update_task(task, values={"due_on": date(2026, 5, 1)}, by=None, now=NOW + timedelta(days=1))
    changed = feed(token, if_none_match=first["ETag"])

    assert (again.status_code, again.content, changed.status_code) == (304, b"", 200)
    after = entries(changed.content)["Call"]
    assert (after["uid"], int(after["sequence"])) == (before["uid"], 1)


def test_a_new_address_replaces_the_old_one_and_it_can_be_switched_off(client_for, marketer, own):
    client = client_for(marketer)
    page = reverse("segments:calendar_address")
    assert "You have no address yet." in client.get(page).text

    client.post(reverse("segments:calendar_renew"))
    address = client.get(page).context["address"]
    assert address not in client.get(page).text
    token = address.rpartition("/")[2].removesuffix(".ics")
    assert CalendarFeed.objects.get().token_hash == hashed(token) != token
    assert feed(token).status_code == 200

    client.post(reverse("segments:calendar_renew"))
    assert feed(token).status_code == 404
    newer = client.get(page).context["address"].rpartition("/")[2].removesuffix(".ics")
    client.post(reverse("segments:calendar_switch_off"))
    assert feed(newer).status_code == 404


def test_the_address_gives_no_more_than_the_user_may_see(marketer, own):
    make_task("Call", salesperson=own, contact=make_person("Ada Lovelace"))
    token = renew_feed(marketer, now=NOW)

    marketer.groups.get().permissions.remove(
        *marketer.groups.get().permissions.filter(codename="view_contact")
    )
    assert b"Lovelace" not in feed(token).content
    marketer.groups.clear()
    assert entries(feed(token).content) == {}
    marketer.is_active = False
    marketer.save()
    assert feed(token).status_code == 404
    assert feed("x" * 43).status_code == 404


def test_the_secret_is_in_no_log(marketer, caplog):
    token = renew_feed(marketer, now=NOW)

    with caplog.at_level("INFO", logger="segments.request"):
        feed(token)

    assert [record.path for record in caplog.records] == ["/calendar/….ics"]


def test_the_feed_asks_as_often_for_many_tasks(marketer, own, django_assert_max_num_queries):
    for _each in range(10):
        make_task(salesperson=own, contact=make_person(company=make_company()))
    token = renew_feed(marketer, now=NOW)

    with django_assert_max_num_queries(8):
        answer = feed(token)

    assert answer.content.count(b"BEGIN:VTODO") == 10


def test_a_task_and_an_interaction_as_a_file(client_for, own):
    client = client_for("Viewer")
    task = make_task("Call", contact=make_person())
    entry = make_interaction(make_person(), occurred_at_time=time(14), duration=30)

    one = client.get(reverse("segments:task_calendar", args=[task.pk]))
    other = client.get(reverse("segments:interaction_calendar", args=[entry.pk]))
    cancel_interactions(Interaction.objects.all(), reason="x", by=None, now=NOW)
    gone = client.get(reverse("segments:interaction_calendar", args=[entry.pk]))

    assert "attachment" in one["Content-Disposition"]
    assert Calendar.from_ical(one.content)["method"] == "PUBLISH"
    before, after = (next(iter(entries(each.content).values())) for each in (other, gone))
    assert before.decoded("dtend") - before.decoded("dtstart") == timedelta(minutes=30)
    assert before["uid"] == after["uid"]
    assert (int(before["sequence"]), int(after["sequence"])) == (0, 1)
    assert Calendar.from_ical(gone.content)["method"] == "CANCEL"


@pytest.fixture
def meeting(own):
    make_setup()
    InteractionTemplateSetup.objects.update(meetings=make_template("MEET", "Meeting"))
    guests = [
        make_person("Ada", email="ada@south.example"),
        make_person("Bob", email="bob@x.example"),
    ]
    return make_task(
        "Tasting", type="meeting", starts_at=time(18), duration=90, due_on=date(2026, 7, 1),
        location="Cellar", salesperson=own, attendees=[*guests, make_person("Cy")],
    )  # fmt: skip


def test_everybody_who_takes_part_gets_an_invitation_of_their_own_once(
    client_for, marketer, meeting, settings
):
    client = client_for(marketer)
    address = reverse("segments:task_invite", args=[meeting.pk])
    assert "Send the e-mails" in client.post(address).text

    client.post(address, {"confirmed": "1"})
    page = client.post(address, {"confirmed": "1"}, follow=True)

    assert "Cy" in page.text and "no e-mail address" in page.text
    assert Interaction.objects.count() == Delivery.objects.count() == 2
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    send(NOW + timedelta(days=365), render=rendered_as_e_mails)
    assert {message.to[0] for message in mail.outbox} == {"ada@south.example", "bob@x.example"}
    for message in mail.outbox:
        (part,) = [p for p in message.message().walk() if p.get_filename() == "invite.ics"]
        assert part.get_content_type() == "text/calendar"
        assert part.get_param("method") == "REQUEST"
        event = entries(part.get_payload(decode=True))["Tasting"]
        assert str(event["attendee"]) == f"MAILTO:{message.to[0]}"
        assert str(event["organizer"]) == "MAILTO:mia@north.example"
        assert "url" not in event
        assert message.subject == "Invitation: Tasting"


def test_a_cancelled_meeting_is_cancelled_under_its_id(client_for, marketer, meeting):
    client, address = client_for(marketer), reverse("segments:task_invite", args=[meeting.pk])
    client.post(address, {"confirmed": "1"})
    cancel_task(meeting, by=None, now=NOW)
    client.post(address, {"confirmed": "1"})

    files = []
    for one in Attachment.objects.order_by("pk"):
        with one.file.open() as stored:
            files.append(stored.read())
    asked, gone = (
        [entries(data)["Tasting"] for data in files if f"METHOD:{how}".encode() in data]
        for how in ("REQUEST", "CANCEL")
    )
    assert len(asked) == len(gone) == 2
    assert {each["uid"] for each in [*asked, *gone]} == {asked[0]["uid"]}
    assert {int(each["sequence"]) for each in asked} == {0}
    assert {int(each["sequence"]) for each in gone} == {1}
    assert {str(each["status"]) for each in gone} == {"CANCELLED"}
    download = client.get(reverse("segments:task_calendar", args=[meeting.pk]))
    assert Calendar.from_ical(download.content)["method"] == "CANCEL"


def test_what_keeps_invitations_from_going_is_said(client_for, marketer, meeting):
    client, address = client_for(marketer), reverse("segments:task_invite", args=[meeting.pk])
    SenderSetup.objects.update(address="")
    assert "has no address yet" in client.post(address, {"confirmed": "1"}, follow=True).text

    make_setup()
    InteractionTemplateSetup.objects.update(meetings=None)
    page = client.post(address, {"confirmed": "1"}, follow=True)
    assert "fill in the field “meetings”" in page.text
    plain = reverse("segments:task_invite", args=[make_task().pk])
    assert "Only a meeting" in client.post(plain, {"confirmed": "1"}, follow=True).text
    assert not Interaction.objects.exists()
