"""What a list or saved criteria set off for a great many contacts is done by the worker."""

from decimal import Decimal

import pytest
from django.db.models.functions import Now
from django.urls import reverse

from segments_app import services
from segments_app.criteria.rules import EVERYONE
from segments_app.models import Job, Segment, SegmentLine, WorkerLease
from segments_app.services.there import count_in
from tests.factories import make_contact, make_salesperson

from .services.building import add, current, is_, make_segment, ready_segment

pytestmark = pytest.mark.django_db


@pytest.fixture
def large(settings):
    """More than one contact counts as large, and a worker is there."""
    settings.LARGE_SEGMENT = 1
    WorkerLease.objects.create(worker_id="one", seen_at=Now())


@pytest.fixture
def segment(now):
    segment = ready_segment(now=now)
    for city in ("Kiel", "Bonn", "Kiel"):
        make_contact(city=city)
    add(segment, EVERYONE, now=now)
    segment.refresh_from_db()
    return segment


def change(client, segment, **sent):
    """Give all matching contacts a cost and a salesperson of their own, on the form for many."""
    modes = {f"{name}_mode": "leave" for name in SegmentLine.INHERITED}
    given = {"action": "edit", "confirmed": "1", "all_matching": "1", "query": ""}
    url = reverse("segments:segment_lines_change", args=[segment.pk])
    return client.post(url, given | modes | sent)


def run(job, now):
    services.run_job(job.pk, now=now)
    job.refresh_from_db()
    return job


def own_values(segment):
    lines = current(segment).order_by("pk")
    return list(lines.values_list("contact__city", "cost", "salesperson__code"))


def test_all_matching_contacts_are_edited_by_the_worker(large, segment, client_for, now):
    anna = make_salesperson("ANNA")
    client = client_for("marketer")

    response = change(
        client,
        segment,
        query="q=",
        cost_mode="own",
        cost="12.50",
        salesperson_mode="own",
        salesperson=str(anna.pk),
    )

    job = Job.objects.get()
    assert response["Location"] == job.get_absolute_url()
    assert (job.kind, job.total_count) == ("edit_lines", 3)
    assert {cost for _city, cost, _code in own_values(segment)} == {None}
    assert "3 contacts" in client.get(job.get_absolute_url()).text
    assert run(job, now).status == "done"
    assert (job.done_count, job.error) == (3, "")
    assert {row[1:] for row in own_values(segment)} == {(Decimal("12.50"), "ANNA")}


def test_the_worker_edits_those_that_the_filters_match(large, segment, client_for, now):
    query = "correspondence_type=email"
    kiel = current(segment).filter(contact__city="Kiel")
    services.edit_lines(
        segment, lines=kiel, values={"correspondence_type": "email"}, by=None, now=now
    )

    change(client_for("marketer"), segment, query=query, cost_mode="own", cost="5")
    job = run(Job.objects.get(), now)

    assert (job.status, job.result) == ("done", {"lines": 2})
    assert [row[:2] for row in own_values(segment)] == [("Kiel", 5), ("Bonn", None), ("Kiel", 5)]


def test_a_reset_of_all_is_done_by_the_worker_too(large, segment, client_for, now):
    services.edit_lines(segment, lines=current(segment), values={"cost": 9}, by=None, now=now)
    url = reverse("segments:segment_lines_change", args=[segment.pk])

    client_for("marketer").post(
        url, {"action": "reset", "confirmed": "1", "all_matching": "1", "query": ""}
    )
    job = run(Job.objects.get(), now)

    assert job.status == "done"
    assert {cost for _city, cost, _code in own_values(segment)} == {None}


def test_a_segment_changed_meanwhile_is_not_edited(large, segment, client_for, now):
    url = reverse("segments:segment_lines_change", args=[segment.pk])
    services.edit_lines(segment, lines=current(segment), values={"cost": 9}, by=None, now=now)
    client_for("marketer").post(
        url, {"action": "reset", "confirmed": "1", "all_matching": "1", "query": ""}
    )
    Segment.objects.filter(pk=segment.pk).update(modified_at=Now())

    job = run(Job.objects.get(), now)

    assert job.status == "failed" and "changed meanwhile" in job.error
    assert {cost for _city, cost, _code in own_values(segment)} == {9}


def test_ticked_contacts_are_edited_at_once(large, segment, client_for):
    keys = [str(line.pk) for line in current(segment)]
    url = reverse("segments:segment_lines_change", args=[segment.pk])
    current(segment).update(cost=9)

    client_for("marketer").post(url, {"action": "reset", "confirmed": "1", "selected": keys})

    assert not Job.objects.exists()
    assert {cost for _city, cost, _code in own_values(segment)} == {None}


# Saved criteria ------------------------------------------------------------------------------


@pytest.fixture
def criteria(segment, now):
    add(segment, is_(make_contact()), now=now)
    segment.refresh_from_db()
    return services.save_criteria(segment, code="ALL", description="All", by=None, now=now)


def start(client, criteria, url):
    given = {"start": "saved_criteria", "saved_criteria": str(criteria.pk)}
    return client.post(url, given | {"description": "Again"})


def test_a_new_segment_from_criteria_that_add_many_is_filled_by_the_worker(
    large, criteria, client_for, now
):
    client = client_for("marketer")

    response = start(client, criteria, reverse("segments:segment_new"))

    job, new = Job.objects.get(), Segment.objects.order_by("-pk")[0]
    assert response["Location"] == job.get_absolute_url()
    assert count_in(new) == 0
    assert run(job, now).status == "done"
    assert count_in(Segment.objects.get(pk=new.pk)) == 4
    assert job.result_url == reverse("segments:segment_who", args=[new.pk])


def test_the_same_criteria_asked_for_twice_are_taken_once(large, criteria, now):
    segment = make_segment(now=now)

    first = services.reuse_or_request(segment, criteria=criteria, by=None, now=now)
    second = services.reuse_or_request(segment, criteria=criteria, by=None, now=now)
    run(first, now)
    run(second, now)

    assert first == second
    assert Segment.objects.get(pk=segment.pk).position == 2


def test_criteria_deleted_meanwhile_are_told(large, criteria, now):
    segment = make_segment(now=now)
    job = services.reuse_or_request(segment, criteria=criteria, by=None, now=now)
    services.delete_saved_criteria(criteria, by=None, now=now)

    assert run(job, now).status == "failed"
    assert "deleted meanwhile" in job.error


def test_a_segment_that_went_on_meanwhile_is_left_alone(large, criteria, now):
    segment = make_segment(now=now)
    job = services.reuse_or_request(segment, criteria=criteria, by=None, now=now)
    add(segment, is_(make_contact()), now=now)

    assert run(job, now).status == "failed"
    assert count_in(Segment.objects.get(pk=segment.pk)) == 1


def test_few_are_added_at_once(criteria, client_for, settings):
    settings.LARGE_SEGMENT = 100
    WorkerLease.objects.create(worker_id="one", seen_at=Now())

    start(client_for("marketer"), criteria, reverse("segments:segment_new"))

    assert not Job.objects.exists()
    assert count_in(Segment.objects.order_by("-pk")[0]) == 4


@pytest.mark.parametrize("is_large", [False, True])
def test_broken_criteria_are_refused_with_their_step(is_large, request, criteria, client_for):
    if is_large:
        request.getfixturevalue("large")
    gone = {"field": "mailing_group", "is": "any_of", "value": ["GONE"]}
    criteria.steps.append({"action": "add", "source": "criteria", "rule": gone, "options": {}})
    criteria.save()
    before = Segment.objects.count()

    response = start(client_for("marketer"), criteria, reverse("segments:segment_new"))

    assert response.status_code == 422
    assert "Step 3 of ALL cannot be taken." in response.text
    assert "“GONE” does not exist any more" in response.text
    assert (Segment.objects.count(), Job.objects.count()) == (before, 0)
