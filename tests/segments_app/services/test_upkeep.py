"""When segments are refreshed by themselves, and what is kept of it."""

from datetime import UTC, datetime, time, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from segments_app import services
from segments_app.models import Job, Refresh, RefreshMove, Upkeep
from segments_app.services.jobs import run_job
from segments_app.services.schedules import next_due
from tests.factories import make_contact

from .building import add, current, ready_segment, remove
from .test_refreshing import BERLIN, DAY, HOUR, as_they_were, fresh, move

pytestmark = pytest.mark.django_db


def kept_every(every, *, now, **when):
    segment = ready_segment(now=now)
    add(segment, BERLIN, now=now)
    services.keep_up_to_date(segment, every=every, by=None, now=now, **when)
    as_they_were(now)
    return segment


@pytest.mark.parametrize(
    ("every", "when", "due"),
    [
        ("demand", {}, None),
        ("hour", {}, datetime(2026, 3, 18, 12, 0, tzinfo=UTC)),
        ("day", {"at_time": time(6)}, datetime(2026, 3, 19, 5, 0, tzinfo=UTC)),
        ("day", {"at_time": time(18)}, datetime(2026, 3, 18, 17, 0, tzinfo=UTC)),
        # Wednesday noon; on Sunday the 29th the clocks are put forward
        ("week", {"at_time": time(6), "on_weekday": 2}, datetime(2026, 3, 25, 5, 0, tzinfo=UTC)),
        ("week", {"at_time": time(18), "on_weekday": 2}, datetime(2026, 3, 18, 17, 0, tzinfo=UTC)),
    ],
)
def test_the_next_time_is(every, when, due, now):
    segment = kept_every(every, now=now, **when)

    assert Upkeep.objects.get(pk=segment.pk).due_at == due


def test_the_hour_of_the_day_stays_when_the_clocks_change():
    upkeep = Upkeep(every="day", at_time=time(6))
    moment = datetime(2026, 3, 27, 11, 0, tzinfo=UTC)
    hours = []
    for _ in range(400):
        moment = next_due(upkeep, moment)
        hours.append(timezone.localtime(moment).hour)

    assert set(hours) == {6}
    assert moment.date() == datetime(2027, 5, 1).date()  # noqa: DTZ001 - a day


def test_a_time_that_is_missing_is_refused(now):
    segment = ready_segment(now=now)

    with pytest.raises((ValidationError, ValueError)):
        services.keep_up_to_date(segment, every="day", by=None, now=now)


def test_what_is_due_is_given_to_the_worker_once_and_refreshed(now):
    segment = kept_every("hour", now=now)
    contact = make_contact(city="Berlin")
    later = now + HOUR

    assert services.request_due_refreshes(now=now) == 0
    assert services.request_due_refreshes(now=later) == 1
    assert services.request_due_refreshes(now=later) == 0
    job = Job.objects.get()
    run_job(job.pk, now=later)

    job.refresh_from_db()
    assert (job.status, job.error) == ("done", "")
    assert current(segment).get().contact == contact
    assert Refresh.objects.get().trigger == "schedule"
    upkeep = Upkeep.objects.get()
    assert (upkeep.due_at, upkeep.requested_at) == (later + HOUR, None)


def test_what_was_refreshed_meanwhile_is_left_alone(now):
    segment = kept_every("hour", now=now)
    services.request_due_refreshes(now=now + HOUR)
    services.refresh_segment(segment, by=None, now=now + HOUR)

    run_job(Job.objects.get().pk, now=now + HOUR)

    assert Job.objects.get().status == "done"
    assert Refresh.objects.get().trigger == "demand"


def test_a_request_that_was_forgotten_is_made_again(now):
    kept_every("hour", now=now)
    services.request_due_refreshes(now=now + HOUR)

    assert services.request_due_refreshes(now=now + 1.5 * HOUR) == 0
    assert services.request_due_refreshes(now=now + 3 * HOUR) == 1


def test_steps_taken_back_are_not_dropped_by_the_clock(now):
    segment = kept_every("hour", now=now)
    remove(segment, BERLIN, now=now)
    services.go_to(segment, position=1, by=None, now=now)

    assert services.request_due_refreshes(now=now + DAY) == 0

    services.go_to(segment, position=2, by=None, now=now)
    assert services.request_due_refreshes(now=now + DAY) == 1


def test_a_closed_segment_is_never_due(now):
    segment = kept_every("hour", now=now)
    services.archive_segment(segment, by=None, now=now)

    assert services.request_due_refreshes(now=now + DAY) == 0


def test_a_refresh_that_fails_says_why_and_waits_for_the_next_time(now):
    segment = kept_every("hour", now=now)
    segment.steps.update(rule={"field": "mailing_group", "is": "any_of", "value": ["GONE"]})
    services.request_due_refreshes(now=now + HOUR)

    run_job(Job.objects.get().pk, now=now + HOUR)

    upkeep = Upkeep.objects.get()
    assert "GONE" in upkeep.error
    assert upkeep.due_at == now + 2 * HOUR
    assert (Job.objects.get().status, Job.objects.get().error) == ("failed", upkeep.error)


def test_old_refreshes_are_forgotten_and_the_latest_is_not(now, settings):
    settings.KEEP_REFRESHES_DAYS = 30
    contact = make_contact(city="Berlin")
    segment = kept_every("demand", now=now)
    for day, city in ((1, "Kiel"), (2, "Berlin"), (40, "Kiel"), (41, "Berlin")):
        move(contact, city, now + timedelta(days=day))
        services.refresh_segment(segment, by=None, now=now + timedelta(days=day))

    assert services.forget_old_refreshes(segment, now=now + timedelta(days=45)) == 2
    assert (Refresh.objects.count(), RefreshMove.objects.count()) == (2, 2)
    assert services.forget_old_refreshes(segment, now=now + timedelta(days=400)) == 1


def test_large_segments_are_refreshed_by_the_worker_where_there_is_one(now, settings):
    settings.LARGE_SEGMENT = 0
    make_contact(city="Berlin")
    segment = kept_every("demand", now=now)

    assert isinstance(services.refresh_or_request(fresh(segment), by=None, now=now + HOUR), Refresh)


def test_a_segment_can_be_left_as_it_is_again(now):
    segment = kept_every("hour", now=now)

    services.stop_upkeep(segment, by=None, now=now)

    assert services.upkeep_of(segment) is None
    assert services.request_due_refreshes(now=now + DAY) == 0
