"""Logging a segment by its page: what will happen, once, and what came of it."""

from datetime import date

import pytest
from django.utils import timezone

from interactions.models import Interaction, LoggedSegment
from segments_app import services
from segments_app.models import Job, Segment, SegmentLine, WorkerLease
from tests.factories import make_campaign, make_contact, make_template

from .pages import (
    contacts_of,
    counted,
    fresh,
    hidden,
    make_segment,
    ready_segment,
    segment_of,
    text_of,
    with_contacts,
)


def press(client, segment, **more):
    """Open the page and press the button on it."""
    page = client.get(f"/segments/{segment.pk}/log/")
    return client.post(f"/segments/{segment.pk}/log/now/", hidden(page) | more)


def test_the_page_says_in_a_sentence_what_will_happen(client):
    segment = ready_segment(
        2,
        template=make_template(description="Business letter"),
        campaign=make_campaign("Fair"),
        occurred_on="2026-03-18",
    )

    page = text_of(client.get(f"/segments/{segment.pk}/log/"))

    assert (
        f"2 interactions “Business letter” are recorded for 18 March 2026 and the campaign "
        f"{segment.campaign}, one for each contact." in page
    )
    assert "Log 2 interactions" in page


def test_one_interaction_is_said_in_the_singular(client):
    page = text_of(client.get(f"/segments/{ready_segment(1).pk}/log/"))

    assert "1 interaction “Letter” is recorded for" in page
    assert "Log 1 interaction" in page
    assert "Log 1 interactions" not in page


def test_all_problems_are_shown_at_once_each_with_the_way_to_mend_it(client):
    segment = segment_of(2, description="", occurred_on=None, salesperson=None)

    html = client.get(f"/segments/{segment.pk}/log/").content.decode()
    page = text_of(client.get(f"/segments/{segment.pk}/log/"))

    assert "4 things to correct first" in page
    for field in ("description", "template", "occurred_on"):
        assert f'href="/segments/{segment.pk}/what/#id_{field}"' in html
    assert f'href="/segments/{segment.pk}/contacts/?problem=salesperson"' in html
    assert "/log/now/" not in html


def test_an_empty_segment_leads_to_choosing_contacts(client):
    segment = ready_segment(0)

    html = client.get(f"/segments/{segment.pk}/log/").content.decode()

    assert "there is nobody to log an interaction with" in html
    assert f'href="/segments/{segment.pk}/who/"' in html
    assert "/log/now/" not in html


def test_an_empty_segment_is_told_all_that_it_lacks(client):
    segment = segment_of(0, description="", occurred_on=None)

    html = client.get(f"/segments/{segment.pk}/log/").content.decode()

    assert "4 things to correct first" in html
    for field in ("description", "template", "occurred_on"):
        assert f'href="/segments/{segment.pk}/what/#id_{field}"' in html


def test_what_all_have_from_the_segment_is_mended_on_the_segment(client):
    campaign = make_campaign(ends_on=date(2020, 1, 31))
    segment = ready_segment(2, campaign=campaign)
    link = f'href="/segments/{segment.pk}/what/#id_campaign"'
    assert link in client.get(f"/segments/{segment.pk}/log/").content.decode()

    with_own = SegmentLine.objects.filter(segment=segment)[:1]
    SegmentLine.objects.filter(pk__in=with_own).update(campaign=make_campaign())

    html = client.get(f"/segments/{segment.pk}/log/").content.decode()
    assert link not in html
    assert f'href="/segments/{segment.pk}/contacts/?problem=campaign_over"' in html


@pytest.mark.lesson(37, 78)
def test_who_is_left_out_is_shown_by_reason(client):
    segment = ready_segment(2)
    blocked = contacts_of(segment).pop()
    blocked.is_privacy_blocked = True
    blocked.save()

    html = client.get(f"/segments/{segment.pk}/log/").content.decode()
    page = text_of(client.get(f"/segments/{segment.pk}/log/"))

    assert "1 contact is left out." in page
    assert "Log 1 interaction" in page
    assert f"/segments/{segment.pk}/contacts/?left_out=privacy_blocked" in html


def test_the_check_has_the_same_number_of_queries_for_3_and_for_30(client):
    segment = ready_segment(3)
    url = f"/segments/{segment.pk}/log/"
    client.get(url)  # warms what is cached for good
    with counted() as few:
        client.get(url)
    with_contacts(segment, *[make_contact() for _ in range(27)])
    with counted() as many:
        client.get(url)

    assert len(few) == len(many)


def test_a_segment_is_logged_and_the_result_shown(client, marketer):
    segment = ready_segment(2, campaign=make_campaign("Fair"))

    response = press(client, segment)
    page = text_of(client.get(response["Location"]))

    logged = LoggedSegment.objects.get()
    assert response["Location"] == f"/segments/{segment.pk}/log/done/"
    assert (logged.logged_count, logged.created_by) == (2, marketer)
    assert Interaction.objects.count() == 2
    assert "2 interactions are logged" in page
    assert "Cost 16.00" in page
    assert "Fair" in page


@pytest.mark.lesson(76)
def test_pressing_twice_logs_once(client):
    segment = ready_segment(2)
    sent = hidden(client.get(f"/segments/{segment.pk}/log/"))

    first = client.post(f"/segments/{segment.pk}/log/now/", sent)
    second = client.post(f"/segments/{segment.pk}/log/now/", sent)

    assert first["Location"] == second["Location"] == f"/segments/{segment.pk}/log/done/"
    assert Interaction.objects.count() == 2
    assert LoggedSegment.objects.count() == 1


def test_what_was_not_shown_is_not_logged(client):
    segment = ready_segment(2)
    sent = hidden(client.get(f"/segments/{segment.pk}/log/"))
    with_contacts(segment, make_contact())

    response = client.post(f"/segments/{segment.pk}/log/now/", sent)

    assert response.status_code == 409
    assert "The segment has changed since you looked at it." in text_of(response)
    assert "Log 3 interactions" in text_of(response)
    assert not Interaction.objects.exists()


def test_a_segment_with_problems_is_not_logged(client):
    segment = segment_of(2, description="")

    response = client.post(f"/segments/{segment.pk}/log/now/", {"count": "2", "position": "1"})

    assert response.status_code == 422
    assert "The segment has no description." in text_of(response)
    assert fresh(segment).is_open


def test_a_follow_up_is_made_when_asked_for(client):
    segment = ready_segment(2)

    response = press(client, segment, follow_up="1")

    follow_up = Segment.objects.get(followed_up__isnull=False)
    assert contacts_of(follow_up) == contacts_of(segment)
    assert f"/segments/{follow_up.pk}/" in client.get(response["Location"]).content.decode()


def test_the_pages_of_a_logged_segment_lead_to_the_result(client):
    segment = ready_segment(1)
    press(client, segment)

    response = client.get(f"/segments/{segment.pk}/log/")

    assert response["Location"] == f"/segments/{segment.pk}/log/done/"


def test_there_is_no_result_before_logging(client):
    segment = ready_segment(1)

    assert (
        client.get(f"/segments/{segment.pk}/log/done/")["Location"]
        == f"/segments/{segment.pk}/log/"
    )


def test_a_cancelled_logging_says_so_and_why(client, marketer):
    from interactions.services import cancel_logged_segment

    segment = ready_segment(1)
    press(client, segment)
    cancel_logged_segment(
        LoggedSegment.objects.get(), reason="Wrong letter", by=marketer, now=timezone.now()
    )

    page = text_of(client.get(f"/segments/{segment.pk}/log/done/"))

    assert "This logging is cancelled." in page
    assert "Wrong letter" in page
    assert "Cancel this logging" not in page
    assert "Each contact shows it now" not in page
    page = text_of(client.get(f"/segments/{segment.pk}/"))
    assert "This logging is cancelled." in page
    assert "Wrong letter" in page


def test_an_archived_segment_is_not_logged(client):
    segment = ready_segment(1)
    sent = hidden(client.get(f"/segments/{segment.pk}/log/"))
    services.archive_segment(segment, by=None, now=timezone.now())

    response = client.post(f"/segments/{segment.pk}/log/now/", sent)

    assert response["Location"] == f"/segments/{segment.pk}/"
    assert not Interaction.objects.exists()


def test_a_reader_sees_the_check_and_cannot_log(reader):
    segment = ready_segment(1)

    page = text_of(reader.get(f"/segments/{segment.pk}/log/"))
    response = reader.post(f"/segments/{segment.pk}/log/now/", {"count": "1"})

    assert "This needs the role Marketer or Administrator." in page
    assert response.status_code == 403


def test_logging_is_not_fetched(client):
    assert client.get(f"/segments/{make_segment().pk}/log/now/").status_code == 405


@pytest.fixture
def busy(settings):
    """A worker is there, and more than one contact is a large segment."""
    settings.LARGE_SEGMENT = 1
    WorkerLease.objects.create(worker_id="w1", seen_at=timezone.now())


def test_a_large_segment_becomes_a_job_whose_page_leads_to_the_result(client, busy):
    segment = ready_segment(3)

    response = press(client, segment)
    job = Job.objects.get()
    waiting = client.get(response["Location"])
    services.run_job(job.pk, now=timezone.now())
    done = client.get(response["Location"])
    swapped = client.get(response["Location"], headers={"HX-Request": "true"})

    assert response["Location"] == f"/jobs/{job.pk}/"
    assert 'http-equiv="refresh"' in waiting.content.decode()
    assert 'hx-trigger="every 1s"' in waiting.content.decode()
    assert f'href="/segments/{segment.pk}/log/done/"' in done.content.decode()
    assert 'http-equiv="refresh"' not in done.content.decode()
    assert swapped["HX-Redirect"] == f"/segments/{segment.pk}/log/done/"
    assert "HX-Request" in swapped["Vary"]  # or going back shows this answer, which is empty
    assert Interaction.objects.count() == 3


def test_a_job_asked_for_twice_is_one(client, busy):
    segment = ready_segment(3)

    first, second = press(client, segment), press(client, segment)

    assert first["Location"] == second["Location"]
    assert Job.objects.count() == 1


def test_a_job_that_waits_says_when_no_worker_is_there(client, busy):
    alone = "No worker is running"
    address = press(client, ready_segment(3))["Location"]
    assert alone not in text_of(client.get(address))

    WorkerLease.objects.all().delete()
    assert alone in text_of(client.get(address))

    services.run_job(Job.objects.get().pk, now=timezone.now())
    assert alone not in text_of(client.get(address))


def test_a_job_that_failed_says_why(client, busy):
    segment = ready_segment(3)
    response = press(client, segment)
    services.archive_segment(segment, by=None, now=timezone.now())
    services.run_job(Job.objects.get().pk, now=timezone.now())

    page = text_of(client.get(response["Location"]))

    assert "This did not work. Nothing was changed." in page
    assert "is archived" in page


def test_a_job_that_is_not_there_is_not_found(client):
    assert client.get("/jobs/987654321/").status_code == 404
