"""Long work: asked for once, done once, and never in progress for ever."""

import pytest
from django.db import OperationalError
from django.db.models.functions import Now
from django.urls import reverse
from django_tasks_db.models import DBTaskResult

from interactions.models import Interaction, LoggedSegment
from segments_app import services
from segments_app.criteria.rules import EVERYONE
from segments_app.models import Job, Segment, Step, WorkerLease
from segments_app.services import jobs, segment_jobs
from tests.factories import make_contact

from .building import add, current, make_segment, ready_segment

pytestmark = pytest.mark.django_db


@pytest.fixture
def large(settings):
    """Everything counts as large, and a worker is there."""
    settings.LARGE_SEGMENT = 0
    WorkerLease.objects.create(worker_id="one", seen_at=Now())


@pytest.fixture
def segment(marketer, now):
    segment = ready_segment(by=marketer, now=now)
    make_contact()
    add(segment, EVERYONE, now=now)
    segment.refresh_from_db()
    return segment


def test_a_small_segment_is_logged_at_once(segment, marketer, now):
    logged = services.log_or_request(segment, by=marketer, now=now)

    assert isinstance(logged, LoggedSegment)
    assert not Job.objects.exists()


def test_without_a_worker_a_large_one_is_logged_at_once_too(segment, marketer, now, settings):
    settings.LARGE_SEGMENT = 0

    assert isinstance(services.log_or_request(segment, by=marketer, now=now), LoggedSegment)


def test_a_large_segment_is_logged_by_the_worker(large, segment, marketer, now):
    job = services.log_or_request(segment, by=marketer, now=now)
    assert (job.status, job.total_count, job.created_by) == ("queued", 1, marketer)
    assert DBTaskResult.objects.count() == 1

    services.run_job(job.pk, now=now)

    job.refresh_from_db()
    logged = LoggedSegment.objects.get()
    assert (job.status, job.done_count, job.error) == ("done", 1, "")
    assert job.result == {"logged_segment": logged.pk}
    assert job.result_url == reverse("segments:segment_log_done", args=[segment.pk])
    assert logged.created_by == marketer


@pytest.mark.lesson(76)
def test_pressed_twice_there_is_one_job_and_one_logging(large, segment, marketer, now):
    first = services.log_or_request(segment, by=marketer, now=now)
    second = services.log_or_request(segment, by=marketer, now=now)
    assert first == second
    assert DBTaskResult.objects.count() == 1

    services.run_job(first.pk, now=now)
    services.run_job(first.pk, now=now)

    assert Interaction.objects.count() == 1
    with pytest.raises(services.SegmentIsLogged):
        services.log_or_request(Segment.objects.get(), by=marketer, now=now)


def test_a_segment_logged_by_somebody_else_meanwhile_is_what_was_asked_for(
    large, segment, marketer, now
):
    job = services.log_or_request(segment, by=marketer, now=now)
    logged = services.log_segment(segment, by=None, now=now)

    services.run_job(job.pk, now=now)

    job.refresh_from_db()
    assert (job.status, job.result) == ("done", {"logged_segment": logged.pk})


def test_a_large_step_is_taken_by_the_worker(large, marketer, now):
    segment = make_segment(by=marketer, now=now)
    make_contact()

    job = services.step_or_request(segment, action="add", rule=EVERYONE, by=marketer, now=now)
    again = services.step_or_request(segment, action="add", rule=EVERYONE, by=marketer, now=now)
    services.run_job(job.pk, now=now)

    assert again == job
    step = Step.objects.get()
    assert (step.change, step.created_by) == (1, marketer)
    job.refresh_from_db()
    assert job.result == {"step": step.pk}


def test_a_large_step_on_a_segment_that_was_seen_otherwise_is_not_begun(large, marketer, now):
    segment = make_segment(by=marketer, now=now)
    make_contact()
    step = {"action": "add", "rule": EVERYONE, "by": marketer, "now": now}

    with pytest.raises(services.SegmentChanged):
        services.step_or_request(segment, expected_position=1, **step)

    assert not Job.objects.exists()


def test_a_step_asked_for_before_somebody_changed_the_segment_fails_with_words(
    large, marketer, now
):
    segment = make_segment(by=marketer, now=now)
    make_contact()
    job = services.step_or_request(segment, action="add", rule=EVERYONE, by=marketer, now=now)
    add(segment, EVERYONE, now=now)

    services.run_job(job.pk, now=now)

    job.refresh_from_db()
    assert job.status == "failed"
    assert "has been changed meanwhile" in job.error
    assert segment.steps.count() == 1


def test_what_cannot_be_logged_fails_with_words_and_can_be_tried_again(
    large, segment, marketer, now
):
    services.update_segment(segment, values={"description": ""}, by=marketer, now=now)
    job = services.log_or_request(segment, by=marketer, now=now)
    services.run_job(job.pk, now=now)
    job.refresh_from_db()
    assert job.status == "failed"
    assert "cannot be logged" in job.error

    services.update_segment(segment, values={"description": "Letter"}, by=marketer, now=now)
    again = services.log_or_request(segment, by=marketer, now=now)
    assert (again, again.status, again.error) == (job, "queued", "")
    services.run_job(job.pk, now=now)

    job.refresh_from_db()
    assert job.status == "done"


@pytest.mark.lesson(9)
def test_what_goes_wrong_unexpectedly_changes_nothing_and_is_said(
    large, segment, marketer, now, monkeypatch, caplog
):
    def broken(parameters, by, now):
        services.log_segment(segment, by=by, now=now)
        raise ZeroDivisionError

    monkeypatch.setitem(jobs.WORK, "log_segment", broken)
    job = services.log_or_request(segment, by=marketer, now=now)

    services.run_job(job.pk, now=now)

    job.refresh_from_db()
    assert job.status == "failed"
    assert "nothing was changed" in job.error
    assert not Interaction.objects.exists()
    assert Segment.objects.get(pk=segment.pk).is_open
    assert "job failed" in caplog.text


def test_a_deadlock_is_tried_again(large, segment, marketer, now, monkeypatch):
    failures = [OperationalError("deadlock detected"), OperationalError("deadlock detected")]

    def unlucky(parameters, by, now):
        if failures:
            raise failures.pop()
        return segment_jobs.log_for_job(parameters, by, now)

    monkeypatch.setitem(jobs.WORK, "log_segment", unlucky)
    job = services.log_or_request(segment, by=marketer, now=now)

    services.run_job(job.pk, now=now)

    job.refresh_from_db()
    assert job.status == "done"


def test_a_job_whose_worker_died_is_done_by_the_next_one(large, segment, marketer, now):
    job = services.log_or_request(segment, by=marketer, now=now)
    Job.objects.filter(pk=job.pk).update(status="running", started_at=now)

    services.run_job(job.pk, now=now)

    job.refresh_from_db()
    assert job.status == "done"


@pytest.mark.lesson(85)
def test_a_job_whose_task_was_given_up_is_not_in_progress_for_ever(large, segment, marketer, now):
    job = services.log_or_request(segment, by=marketer, now=now)
    assert services.settle_jobs() == 0
    Job.objects.filter(pk=job.pk).update(status="running", started_at=now)
    DBTaskResult.objects.update(status="FAILED")

    assert services.settle_jobs() == 1

    job.refresh_from_db()
    assert (job.status, bool(job.finished_at)) == ("failed", True)
    assert "interrupted" in job.error
    again = services.log_or_request(segment, by=marketer, now=now)
    assert (again.status, DBTaskResult.objects.count()) == ("queued", 2)


def test_the_task_runs_the_job(large, segment, marketer, now):
    job = services.log_or_request(segment, by=marketer, now=now)

    jobs.run_job_task.func(job.pk)

    job.refresh_from_db()
    assert job.status == "done"
    assert not current(segment).exclude(contact__interactions__isnull=False).exists()
