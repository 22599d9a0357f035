"""Activities and tasks for whole segments: set-based, once, and nobody who may not be turned to."""

from datetime import date, time
from uuid import uuid4

import pytest

from contacts.models import NumberSeries, Team
from segments_app.common import submissions
from segments_app.models import (
    Activity,
    ActivityStep,
    Job,
    SegmentLine,
    Task,
    TaskAssignment,
    WorkerLease,
)
from segments_app.services.jobs import run_job
from segments_app.services.segments import create_segment
from segments_app.services.task_assigning import NobodyToDoIt, assign, look_at, meet_with_all
from segments_app.services.task_closing import complete_task
from segments_app.services.task_plans import (
    NothingToAssign,
    Who,
    Whom,
    plan_of_activity,
    plan_of_task,
)
from segments_app.services.tasks import TaskError
from segments_app.task_jobs import assign_later
from tests.factories import make_campaign, make_person, make_salesperson
from tests.segments_app.services.building import add, is_

from .making import NOW, TODAY, make_task

pytestmark = pytest.mark.django_db


@pytest.fixture
def activity():
    found = Activity.objects.create(code="FIRST", description="First contact")
    for kind, text, offset, unit in (
        ("", "Send the catalogue", 0, "days"),
        ("phone_call", "Call", 1, "weeks"),
        ("meeting", "Visit", 1, "months"),
    ):
        ActivityStep.objects.create(
            activity=found, type=kind, description=text, offset=offset, offset_in=unit
        )
    return found


def segment_of(*contacts, **values):
    segment = create_segment(values={"purpose": None, **values}, by=None, now=NOW)
    add(segment, is_(*contacts), now=NOW)
    segment.refresh_from_db()
    return segment


def people(count, **fields):
    return [make_person(**fields) for _each in range(count)]


def test_an_activity_makes_a_task_for_each_step_and_contact(activity, marketer):
    person, campaign = make_salesperson("JO"), make_campaign()
    segment = segment_of(*people(3), salesperson=person, campaign=campaign)
    plan = plan_of_activity(activity, whom=Whom(segment), who=Who(), starts_on=date(2026, 1, 31))

    made = assign(plan, by=marketer, now=NOW)

    assert (made.task_count, made.skipped_count) == (9, 0)
    numbers = sorted(Task.objects.values_list("number", flat=True))
    assert numbers == [f"TK00000{nth}" for nth in range(1, 10)]
    assert NumberSeries.objects.get(code="TASK").last_number == 9
    of_one = Task.objects.filter(contact=SegmentLine.objects.first().contact).order_by("due_on")
    shown = [(task.type, task.description, task.due_on) for task in of_one]
    assert shown == [
        ("", "Send the catalogue", date(2026, 1, 31)),
        ("phone_call", "Call", date(2026, 2, 7)),
        ("meeting", "Visit", date(2026, 2, 28)),
    ]
    task = of_one.first()
    assert (task.salesperson, task.campaign, task.segment, task.segment_number) == (
        person, campaign, segment, segment.number,
    )  # fmt: skip
    assert (task.assignment, task.created_by, task.created_at) == (made, marketer, NOW)
    assert set(Task.objects.search(f"{task.number.lower()} catalogue")) == {task}


def test_those_who_have_it_are_counted_and_get_nothing_again(activity):
    first, second = people(2, salesperson=make_salesperson())
    blocked = make_person()
    alone = plan_of_activity(activity, whom=Whom(contact=first), who=Who(), starts_on=TODAY)
    assign(alone, by=None, now=NOW)
    segment = segment_of(first, second, blocked)
    blocked.is_privacy_blocked = True
    blocked.save()
    plan = plan_of_activity(activity, whom=Whom(segment), who=Who(), starts_on=TODAY)

    look = look_at(plan)
    made = assign(plan, by=None, now=NOW)

    assert (look.contact_count, look.blocked_count, look.having_count) == (3, 1, 1)
    assert (look.new_count, look.task_count, look.lacking_count) == (1, 3, 0)
    assert (made.task_count, made.skipped_count) == (3, 1)
    assert set(made.tasks.values_list("contact", flat=True)) == {second.pk}
    with pytest.raises(NothingToAssign):
        assign(plan, by=None, now=NOW)
    for task in Task.objects.filter(contact=second):
        complete_task(task, by=None, now=NOW)
    assert assign(plan, by=None, now=NOW).task_count == 3


def test_pressed_twice_it_is_assigned_once(activity):
    contact, key = make_person(salesperson=make_salesperson()), uuid4()
    plan = plan_of_activity(activity, whom=Whom(contact=contact), who=Who(), starts_on=TODAY)

    first = assign(plan, submission=key, by=None, now=NOW)

    assert assign(plan, submission=key, by=None, now=NOW) == first
    assert Task.objects.count() == 3


def test_who_waits_for_the_first_press_is_not_told_that_nobody_is_left(activity, monkeypatch):
    contact, key = make_person(salesperson=make_salesperson()), uuid4()
    plan = plan_of_activity(activity, whom=Whom(contact=contact), who=Who(), starts_on=TODAY)
    first = assign(plan, submission=key, by=None, now=NOW)
    not_yet, look = [None], submissions.made_from

    def committed_only_later(*args, **kwargs):
        return not_yet.pop() if not_yet else look(*args, **kwargs)

    monkeypatch.setattr(submissions, "made_from", committed_only_later)

    assert assign(plan, submission=key, by=None, now=NOW) == first
    with pytest.raises(NothingToAssign):
        assign(plan, submission=uuid4(), by=None, now=NOW)


def test_each_contacts_own_salesperson_does_it_and_else_the_one_who_is_named(activity):
    own, blocked, other = (
        make_salesperson("OWN"), make_salesperson("GONE", is_blocked=True), make_salesperson("JO"),
    )  # fmt: skip
    contacts = [make_person(salesperson=person) for person in (own, blocked, None)]
    segment = segment_of(*contacts, salesperson=None)
    kind = {"whom": Whom(segment), "starts_on": TODAY}

    with pytest.raises(NobodyToDoIt, match="2 contacts"):
        assign(plan_of_activity(activity, who=Who(), **kind), by=None, now=NOW)
    assign(plan_of_activity(activity, who=Who(substitute=other), **kind), by=None, now=NOW)

    found = dict(Task.objects.filter(type="").values_list("contact", "salesperson"))
    assert found == {contacts[0].pk: own.pk, contacts[1].pk: other.pk, contacts[2].pk: other.pk}


def test_a_team_or_one_salesperson_gets_them_all(activity):
    team, one = Team.objects.create(code="EAST"), make_salesperson()
    first, second = people(2)
    for contact, who in ((first, Who(team=team)), (second, Who(salesperson=one))):
        plan = plan_of_activity(activity, whom=Whom(contact=contact), who=who, starts_on=TODAY)
        assign(plan, by=None, now=NOW)

    assert set(Task.objects.filter(contact=first).values_list("team", "salesperson")) == {
        (team.pk, None)
    }
    assert set(Task.objects.filter(contact=second).values_list("team", "salesperson")) == {
        (None, one.pk)
    }


def test_an_activity_without_steps_and_a_segment_without_contacts_are_refused():
    empty = Activity.objects.create(code="EMPTY")
    with pytest.raises(NothingToAssign, match="no steps"):
        plan_of_activity(empty, whom=Whom(contact=make_person()), who=Who(), starts_on=TODAY)

    segment = create_segment(values={}, by=None, now=NOW)
    plan = plan_of_task(segment, who=Who(), values={"description": "Call", "due_on": TODAY})
    with pytest.raises(NothingToAssign):
        assign(plan, by=None, now=NOW)
    assert not TaskAssignment.objects.exists()


@pytest.mark.parametrize("count", [2, 40])
def test_as_many_statements_for_two_contacts_as_for_forty(
    count, activity, django_assert_max_num_queries
):
    segment = segment_of(*people(count), salesperson=make_salesperson())
    plan = plan_of_activity(activity, whom=Whom(segment), who=Who(), starts_on=TODAY)

    with django_assert_max_num_queries(27):
        made = assign(plan, by=None, now=NOW)

    assert made.task_count == 3 * count


def test_a_61_one_task_for_each_contact_of_a_segment():
    contacts = people(3)
    segment = segment_of(*contacts, salesperson=make_salesperson())
    values = {
        "description": "Call about the fair", "type": "phone_call", "due_on": date(2026, 5, 31),
        "starts_at": time(9, 30), "priority": 1, "recurs_every": 1, "recurs_in": "months",
        "recurs_from": "due", "location": "",
    }  # fmt: skip
    plan = plan_of_task(segment, who=Who(), values=values)

    assert assign(plan, by=None, now=NOW).task_count == 3

    assert set(Task.objects.values_list("contact", flat=True)) == {one.pk for one in contacts}
    task = Task.objects.first()
    assert (task.segment, task.starts_at, task.priority, task.recurs_day) == (
        segment, time(9, 30), 1, 31,
    )  # fmt: skip
    assert complete_task(task, by=None, now=NOW).next.due_on == date(2026, 6, 30)
    with pytest.raises(NothingToAssign):
        assign(plan, by=None, now=NOW)


def test_a_meeting_with_all_is_one_task_with_attendees():
    contacts = people(3)
    segment = segment_of(*contacts, salesperson=make_salesperson())
    values = {
        "description": "Tasting", "type": "meeting", "starts_at": time(18), "due_on": TODAY,
    }  # fmt: skip

    key = uuid4()
    task = meet_with_all(segment, values=values, submission=key, by=None, now=NOW)
    again = meet_with_all(segment, values=values, submission=key, by=None, now=NOW)

    assert (task, task.segment) == (again, segment)
    assert set(task.attendees.values_list("contact", flat=True)) == {one.pk for one in contacts}


def test_a_meeting_with_too_many_is_refused(monkeypatch):
    monkeypatch.setattr("segments_app.services.task_assigning.MOST_ATTENDEES", 1)
    segment = segment_of(*people(2), salesperson=make_salesperson())

    with pytest.raises(TaskError, match="at most 1 attendees"):
        meet_with_all(segment, values={"description": "x", "due_on": TODAY}, by=None, now=NOW)
    assert not Task.objects.exists()


def test_a_large_segment_is_left_to_the_worker_and_done_once(activity, settings, marketer):
    settings.LARGE_SEGMENT = 2
    WorkerLease.objects.create(worker_id="1", seen_at=NOW.now(tz=NOW.tzinfo))
    segment = segment_of(*people(3), salesperson=make_salesperson())
    of_activity = plan_of_activity(activity, whom=Whom(segment), who=Who(), starts_on=TODAY)
    of_task = plan_of_task(
        segment,
        who=Who(),
        values={"description": "Invite", "due_on": TODAY, "starts_at": time(9), "priority": 1},
    )

    for plan in (of_activity, of_task):
        job = assign_later(plan, count=3, submission=uuid4(), url="/tasks/", by=marketer, now=NOW)
        run_job(job.pk, now=NOW)
        run_job(job.pk, now=NOW)
        job.refresh_from_db()
        assert job.status == Job.Status.DONE, job.error

    assert Task.objects.filter(step__activity=activity).count() == 9
    assert Task.objects.filter(description="Invite", step=None, starts_at=time(9)).count() == 3


def test_what_cannot_be_assigned_any_more_is_said_by_the_job(activity, settings):
    settings.LARGE_SEGMENT = 0
    WorkerLease.objects.create(worker_id="1", seen_at=NOW.now(tz=NOW.tzinfo))
    segment = segment_of(make_person(), salesperson=make_salesperson())
    plan = plan_of_activity(activity, whom=Whom(segment), who=Who(), starts_on=TODAY)
    job = assign_later(plan, count=1, submission=uuid4(), url="/tasks/", by=None, now=NOW)
    assign(plan, by=None, now=NOW)

    run_job(job.pk, now=NOW)

    job.refresh_from_db()
    assert (job.status, job.error) == (Job.Status.FAILED, "Nobody is left who would get a task.")


def test_numbers_longer_than_the_series_are_not_cut(activity):
    NumberSeries.objects.filter(code="TASK").update(last_number=999_998)
    contact = make_person(salesperson=make_salesperson())
    plan = plan_of_activity(activity, whom=Whom(contact=contact), who=Who(), starts_on=TODAY)

    assign(plan, by=None, now=NOW)

    assert sorted(Task.objects.values_list("number", flat=True)) == [
        "TK1000000", "TK1000001", "TK999999",
    ]  # fmt: skip
    assert make_task().number == "TK1000002"
