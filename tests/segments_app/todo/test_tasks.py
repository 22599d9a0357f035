"""Tasks: what they may be, how they are made, changed and closed."""

from datetime import date, datetime, time, timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from contacts.models import MarketingSetup, Team
from contacts.services import NoNumberSeries, delete_contact, uses_of
from interactions.models import Interaction
from interactions.services import ContactBlocked, cancel_interactions
from interactions.services.deleting import delete_canceled_interactions
from segments_app.common.uses import StillUsed
from segments_app.common.uses import uses_of as uses_of_thing
from segments_app.models import Task, TaskStatus
from segments_app.services.segments import create_segment, delete_segment
from segments_app.services.task_checks import TaskIncomplete
from segments_app.services.task_closing import (
    cancel_task,
    complete_task,
    complete_tasks,
    complete_with_interaction,
    reopen_task,
)
from segments_app.services.task_recurring import next_due
from segments_app.services.tasks import (
    TaskChanged,
    TaskError,
    TaskIsClosed,
    create_task,
    move_tasks,
    update_task,
)
from tests.factories import (
    make_campaign,
    make_company,
    make_interaction,
    make_person,
    make_salesperson,
    make_template,
)

from .making import NOW, TODAY, make_task

pytestmark = pytest.mark.django_db


def refused(**values):
    with pytest.raises(IntegrityError), transaction.atomic():
        Task.objects.update(**values)


def test_the_database_refuses_what_no_task_can_be():
    task = make_task()

    refused(number="")
    refused(number="  ")
    refused(description="")
    refused(description=" \t")
    refused(salesperson=None)
    refused(team=Team.objects.create(code="EAST"))
    refused(type="party")
    refused(status="lost")
    refused(priority=7)
    refused(status=TaskStatus.COMPLETED)
    refused(closed_on=TODAY)
    refused(is_canceled=True)
    refused(closed_by=task.salesperson)
    refused(completed_with=make_interaction())
    refused(duration=0)
    refused(duration=5_256_001)
    refused(is_all_day=True, starts_at=time(9))
    refused(type="meeting")
    refused(recurs_every=1)
    refused(recurs_in="days")
    refused(recurs_every=0, recurs_in="days", recurs_from="due")
    refused(segment=create_segment(values={}, by=None, now=NOW))
    task.refresh_from_db()
    assert (task.description, task.is_open) == ("Call back", True)


def test_a_task_starts_with_today_and_the_users_salesperson(marketer):
    own = make_salesperson("ME", user=marketer)

    task = create_task(values={"description": "  Call \n back "}, by=marketer, now=NOW)

    assert (task.number, task.description, task.due_on) == ("TK000001", "Call back", TODAY)
    assert (task.salesperson, task.team, task.status) == (own, None, TaskStatus.NOT_STARTED)


def test_a_task_starts_from_a_segment_or_an_interaction():
    person, campaign = make_salesperson("JO"), make_campaign()
    header = {"salesperson": person, "campaign": campaign}
    segment = create_segment(values=header, by=None, now=NOW)
    entry = make_interaction(make_person(), salesperson=person, campaign=campaign)

    of_segment = create_task(values={"description": "a", "segment": segment}, by=None, now=NOW)
    after = create_task(values={"description": "b", "came_from": entry}, by=None, now=NOW)

    assert (of_segment.salesperson, of_segment.campaign) == (person, campaign)
    assert of_segment.segment_number == segment.number
    assert (after.contact, after.salesperson, after.campaign) == (entry.contact, person, campaign)


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"description": " "}, "description"),
        ({"salesperson": None}, "salesperson"),
        ({"due_on": None}, "due_on"),
        ({"type": "meeting"}, "starts_at"),
        ({"is_all_day": True, "starts_at": time(9)}, "is_all_day"),
        ({"duration": 0}, "duration"),
        ({"status": "completed"}, "status"),
        ({"recurs_every": 0, "recurs_in": "days", "recurs_from": "due"}, "recurs_every"),
        ({"recurs_every": 2}, "recurs_in"),
    ],
)
def test_what_is_missing_or_impossible_is_named_by_field(values, field):
    with pytest.raises(TaskIncomplete) as refusal:
        make_task(**values)

    assert list(refusal.value.errors) == [field]
    assert not Task.objects.exists()


def test_who_does_it_is_one_salesperson_or_one_team_and_not_blocked():
    team = Team.objects.create(code="EAST")

    with pytest.raises(TaskIncomplete, match="either"):
        make_task(team=team, salesperson=make_salesperson())
    with pytest.raises(TaskIncomplete, match="blocked"):
        make_task(salesperson=make_salesperson(is_blocked=True))

    assert make_task(team=team).assignee == team


def test_nobody_gets_a_task_about_a_blocked_contact():
    with pytest.raises(ContactBlocked):
        make_task(contact=make_person(is_privacy_blocked=True))


def test_without_a_number_series_the_empty_field_is_named():
    MarketingSetup.objects.update(task_numbers=None)

    with pytest.raises(NoNumberSeries, match="task numbers"):
        make_task()


def test_a_form_sent_twice_makes_one_task():
    values = {"description": "Call", "salesperson": make_salesperson()}
    key = uuid4()

    first = create_task(values=values, submission=key, by=None, now=NOW)

    assert create_task(values=values, submission=key, by=None, now=NOW) == first
    assert Task.objects.count() == 1


def test_a_change_is_refused_to_who_saw_an_older_version_and_when_it_is_closed():
    task = make_task()
    update_task(task, values={"location": "Room 1"}, by=None, now=NOW + timedelta(hours=1))

    with pytest.raises(TaskChanged):
        update_task(task, values={}, seen_at=NOW, by=None, now=NOW)

    complete_task(task, by=None, now=NOW)
    with pytest.raises(TaskIsClosed, match="TK000001"):
        update_task(task, values={}, by=None, now=NOW)


def test_calendars_hear_of_a_new_time_and_new_attendees_and_not_of_a_new_priority():
    task = make_task(type="meeting", starts_at=time(9))

    assert update_task(task, values={"priority": 1}, by=None, now=NOW).sequence == 0
    assert update_task(task, values={"starts_at": time(10)}, by=None, now=NOW).sequence == 1
    guests = [make_person(), make_person()]
    assert update_task(task, values={"attendees": guests}, by=None, now=NOW).sequence == 2
    assert update_task(task, values={"attendees": guests}, by=None, now=NOW).sequence == 2
    assert task.attendees.count() == 2


def test_completing_closes_once_however_often_it_is_pressed():
    task = make_task()

    done = complete_task(task, by=None, now=NOW)
    again = complete_task(task, by=None, now=NOW + timedelta(days=1))

    assert (done.task.status, done.task.closed_on) == (TaskStatus.COMPLETED, TODAY)
    assert done.task.closed_by == task.salesperson
    assert again.task.closed_on == TODAY
    assert done.next is again.next is None


def test_of_a_teams_task_somebody_says_who_completed_it(marketer):
    own, other = make_salesperson("ME", user=marketer), make_salesperson("JO")
    team = Team.objects.create(code="EAST")
    task = make_task(team=team)

    with pytest.raises(TaskIncomplete, match="who of the team"):
        complete_task(task, by=marketer, now=NOW)
    assert complete_task(task, closed_by=other, by=marketer, now=NOW).task.closed_by == other

    team.members.add(own)
    mine = make_task(team=team)
    assert complete_task(mine, by=marketer, now=NOW).task.closed_by == own


def test_cancelling_closes_and_a_closed_one_is_not_cancelled():
    task, done = make_task(), make_task()
    complete_task(done, by=None, now=NOW)

    canceled = cancel_task(task, by=None, now=NOW)

    assert (canceled.is_canceled, canceled.closed_on, canceled.sequence) == (True, TODAY, 1)
    assert cancel_task(task, by=None, now=NOW).sequence == 1
    with pytest.raises(TaskIsClosed):
        cancel_task(done, by=None, now=NOW)
    with pytest.raises(TaskIsClosed, match="cancelled"):
        complete_task(task, by=None, now=NOW)


def test_a_closed_task_is_opened_again_unless_its_series_went_on():
    task = make_task()
    series = make_task(recurs_every=1, recurs_in="weeks", recurs_from="due")
    assert (series.how_often, make_task().how_often) == ("every week", "")
    complete_task(task, by=None, now=NOW)
    following = complete_task(series, by=None, now=NOW).next

    opened = reopen_task(task, by=None, now=NOW)

    assert (opened.is_open, opened.closed_by, opened.status) == (True, None, "in_progress")
    with pytest.raises(TaskError, match=following.number):
        reopen_task(series, by=None, now=NOW)


def test_a_recurring_task_makes_exactly_one_next_task():
    guest = make_person()
    task = make_task(
        type="meeting", starts_at=time(9), attendees=[guest], recurs_every=1, recurs_in="months",
        recurs_from="due", due_on=date(2026, 1, 31), location="Room 1",
    )  # fmt: skip

    first = complete_task(task, by=None, now=NOW).next
    again = complete_task(task, by=None, now=NOW).next

    assert (first, first.due_on, first.previous) == (again, date(2026, 3, 31), task)
    assert (first.location, first.is_recurring, first.is_open) == ("Room 1", True, True)
    assert [each.contact for each in first.attendees.all()] == [guest]
    assert Task.objects.count() == 2
    with pytest.raises(IntegrityError), transaction.atomic():
        Task.objects.filter(pk=make_task().pk).update(previous=task)


@pytest.mark.parametrize(
    ("start", "every", "unit", "since", "today", "expected"),
    [
        (date(2026, 3, 10), 1, "days", "due", date(2026, 3, 10), date(2026, 3, 11)),
        (date(2026, 3, 1), 1, "days", "due", date(2026, 3, 10), date(2026, 3, 10)),
        (date(2026, 3, 1), 2, "days", "due", date(2026, 3, 10), date(2026, 3, 11)),
        (date(2026, 3, 20), 1, "weeks", "due", date(2026, 3, 10), date(2026, 3, 27)),
        (date(2026, 1, 31), 1, "months", "due", date(2026, 2, 1), date(2026, 2, 28)),
        (date(2024, 2, 29), 1, "years", "due", date(2024, 3, 1), date(2025, 2, 28)),
        (date(2024, 2, 29), 1, "years", "due", date(2027, 3, 1), date(2028, 2, 29)),
        (date(2026, 1, 1), 2, "weeks", "closing", date(2026, 3, 10), date(2026, 3, 24)),
        (date(2026, 1, 31), 1, "months", "closing", date(2026, 3, 10), date(2026, 4, 10)),
        (date(9999, 12, 1), 1, "months", "due", date(9999, 12, 1), date.max),
        (date(9999, 12, 30), 3, "days", "due", date(9999, 12, 30), date.max),
    ],
)
def test_the_next_of_a_series_is_due_on(start, every, unit, since, today, expected):
    task = make_task(due_on=start, recurs_every=every, recurs_in=unit, recurs_from=since)

    assert next_due(task, today=today) == expected


def test_the_31st_comes_back_after_a_short_month():
    task = make_task(
        due_on=date(2026, 1, 31), recurs_every=1, recurs_in="months", recurs_from="due"
    )
    february = complete_task(task, by=None, now=NOW - timedelta(days=37)).next
    march = complete_task(february, by=None, now=NOW - timedelta(days=10)).next

    assert (february.due_on, march.due_on) == (date(2026, 2, 28), date(2026, 3, 31))


def test_completing_with_an_interaction_logs_it_and_closes_in_one():
    campaign, person = make_campaign(), make_person()
    task = make_task("Call about the fair", contact=person, campaign=campaign)
    said = {"template": make_template(), "values": {"salesperson": task.salesperson}}
    key = uuid4()

    done = complete_with_interaction(task, **said, submission=key, by=None, now=NOW)
    complete_with_interaction(task, **said, submission=key, by=None, now=NOW)

    entry = Interaction.objects.get()
    assert (entry.contact, entry.campaign) == (person, campaign)
    assert (done.task.completed_with, done.task.is_open) == (entry, False)


def test_what_the_gate_refuses_leaves_the_task_open_and_nothing_logged():
    person = make_person()
    task = make_task(contact=person)
    person.is_privacy_blocked = True
    person.save()

    with pytest.raises(ContactBlocked):
        complete_with_interaction(task, template=make_template(), values={}, by=None, now=NOW)

    task.refresh_from_db()
    assert task.is_open
    assert not Interaction.objects.exists()
    with pytest.raises(TaskError, match="no contact"):
        complete_with_interaction(make_task(), template=None, values={}, by=None, now=NOW)


def test_many_are_completed_and_moved_at_once(marketer, django_assert_num_queries):
    own = make_salesperson("ME", user=marketer)
    tasks = [make_task() for _each in range(3)]
    series = make_task(recurs_every=1, recurs_in="weeks", recurs_from="due")
    done = make_task()
    complete_task(done, by=None, now=NOW)
    keys = [task.pk for task in [*tasks, series, done]]

    with django_assert_num_queries(3):  # savepoint, update, release
        moved = move_tasks(keys, due_on=date(2026, 4, 1), by=marketer, now=NOW)
    completed = complete_tasks(keys, by=marketer, now=NOW)

    assert (moved, completed) == (4, 4)
    following = Task.objects.open().get()
    assert (following.previous, following.due_on) == (series, date(2026, 4, 8))
    assert set(Task.objects.closed().values_list("closed_by", flat=True)) == {
        own.pk, done.salesperson.pk,
    }  # fmt: skip
    assert complete_tasks(keys, by=marketer, now=NOW) == 0


def test_many_with_a_teams_task_among_them_need_somebody():
    task, of_team = make_task(), make_task(team=Team.objects.create(code="EAST"))

    with pytest.raises(TaskError, match="who completed"):
        complete_tasks([task.pk, of_team.pk], by=None, now=NOW)

    assert Task.objects.open().count() == 2


def test_open_tasks_are_in_the_way_of_deleting_and_closed_ones_go_along():
    company = make_company()
    person = make_person(company=company)
    task = make_task("Call back", contact=person)

    with pytest.raises(StillUsed, match="TK000001 Call back"):
        delete_contact(company, by=None, now=NOW)
    assert f"contact={company.pk}" in uses_of(company)[0].url
    named = [str(use) for use in uses_of_thing(task.salesperson)]
    assert "1 open task (TK000001 Call back)" in named

    complete_task(task, by=None, now=NOW)
    delete_contact(company, by=None, now=NOW)
    assert not Task.objects.exists()


def test_tasks_of_a_deleted_segment_stay_and_say_where_they_came_from():
    segment = create_segment(values={}, by=None, now=NOW)
    task = make_task(segment=segment)

    delete_segment(segment, by=None, now=NOW)

    task.refresh_from_db()
    assert (task.segment, task.segment_number) == (None, segment.number)


def test_tasks_let_go_of_interactions_that_are_deleted():
    entry = make_interaction(make_person())
    task = make_task(came_from=entry)
    cancel_interactions(Interaction.objects.all(), reason="Wrong", by=None, now=NOW)

    delete_canceled_interactions(Interaction.objects.all())

    task.refresh_from_db()
    assert task.came_from is None
    assert task.contact == entry.contact


def test_overdue_mine_and_my_teams(marketer):
    own = make_salesperson("ME", user=marketer)
    team = Team.objects.create(code="EAST")
    team.members.add(own)
    late = make_task(salesperson=own, due_on=TODAY - timedelta(days=1))
    mine, teams, other = make_task(salesperson=own), make_task(team=team), make_task()

    assert set(Task.objects.overdue(today=TODAY)) == {late}
    assert set(Task.objects.for_somebody(own)) == {late, mine, teams}
    assert set(Task.objects.of_teams_of(own)) == {teams}
    assert not Task.objects.for_somebody(None).exists()
    assert set(Task.objects.search(f"{other.number} call")) == {other}


def test_a_meeting_has_a_start_and_an_end_in_the_time_of_the_place(settings):
    settings.TIME_ZONE = "Europe/Berlin"
    task = make_task(type="meeting", due_on=date(2026, 7, 1), starts_at=time(9), duration=90)

    assert task.starts.utcoffset() == timedelta(hours=2)
    assert task.ends - task.starts == timedelta(minutes=90)
    assert task.ends.astimezone(NOW.tzinfo) == datetime(2026, 7, 1, 8, 30, tzinfo=NOW.tzinfo)
