"""The pages of a segment that is kept up to date."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from contacts.models import Contact
from interactions.models import Interaction
from segments_app import services
from segments_app.models import Job, Refresh, Upkeep
from tests.factories import make_contact, make_salesperson, make_template
from tests.queries import queries_of

from .pages import fresh, make_segment, text_of

pytestmark = pytest.mark.django_db
BERLIN = {"field": "city", "is": "is", "value": "Berlin"}


@pytest.fixture
def client(client_for):
    return client_for("Marketer")


@pytest.fixture
def reader(client_for):
    return client_for("Viewer")


def url(name, segment, *args):
    return reverse(f"segments:{name}", args=[segment.pk, *args])


def kept(count=10, every="demand", **when):
    segment = make_segment(salesperson=make_salesperson(), template=make_template())
    for _ in range(count):
        make_contact(city="Berlin")
    now = timezone.now()
    services.take_step(segment, action="add", rule=BERLIN, by=None, now=now)
    services.keep_up_to_date(segment, every=every, by=None, now=now, **when)
    return fresh(segment)


def leave(count):
    keys = list(Contact.objects.order_by("pk").values_list("pk", flat=True)[:count])
    Contact.objects.filter(pk__in=keys).update(city="Kiel", modified_at=timezone.now())


def test_a_segment_is_set_to_be_kept_up_to_date_and_back(client):
    segment = make_segment()

    client.post(
        url("segment_upkeep", segment), {"every": "week", "at_time": "07:30", "on_weekday": 4}
    )
    upkeep = Upkeep.objects.get(pk=segment.pk)
    assert (upkeep.every, str(upkeep.at_time), upkeep.on_weekday) == ("week", "07:30:00", 4)
    page = text_of(client.get(segment.get_absolute_url()))
    assert "Every week, Friday, " in page
    assert "never refreshed yet" in page and "next on" in page

    client.post(url("segment_upkeep", segment), {"every": ""})
    assert not Upkeep.objects.exists()


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({"every": "day"}, "Say at what time."),
        ({"every": "week", "at_time": "07:30"}, "Say on which day."),
        ({"every": "often"}, "often is not one of the available choices"),
    ],
)
def test_what_is_missing_is_asked_for(client, sent, words):
    response = client.post(url("segment_upkeep", make_segment()), sent)

    assert response.status_code == 422
    assert words in text_of(response)


def test_the_form_shows_how_it_is_kept(client):
    segment = kept(every="hour")

    page = client.get(url("segment_upkeep", segment)).content.decode()

    assert 'value="hour"' in page and "checked" in page


def test_the_button_refreshes_and_says_who_moved(client):
    segment = kept()
    leave(2)

    response = client.post(url("segment_refresh", segment), follow=True)

    assert "The segment is up to date: 0 joined, 2 left." in text_of(response)
    assert "Bring up to date" in text_of(response)
    assert Refresh.objects.get().created_by.username == "marketer"


@pytest.mark.lesson(1)
@pytest.mark.lesson(19)
def test_opening_pages_evaluates_nothing(client):
    segment = kept()
    leave(2)

    for name in ("segment_detail", "segment_who", "segment_log", "segment_lines", "segment_drift"):
        assert client.get(url(name, segment)).status_code == 200

    assert not Refresh.objects.exists()


@pytest.mark.lesson(13)
def test_what_should_have_been_done_is_overdue(client):
    segment = kept(every="hour")
    Upkeep.objects.update(due_at=timezone.now() - timedelta(hours=2))

    page = text_of(client.get(segment.get_absolute_url()))

    assert "overdue" in page and "no worker has done it" in page


def test_the_list_of_refreshes_opens_exactly_who_moved(client):
    segment = kept()
    leave(3)
    new = make_contact(city="Berlin")
    client.post(url("segment_refresh", segment))
    refresh = Refresh.objects.get()

    page = client.get(url("segment_drift", segment)).content.decode()
    assert f'{refresh.get_absolute_url()}?joined=no">−3</a>' in page  # noqa: RUF001
    left = client.get(f"{refresh.get_absolute_url()}?joined=no")
    joined = client.get(f"{refresh.get_absolute_url()}?joined=yes")

    assert {row.record.contact.city for row in left.context["table"].rows} == {"Kiel"}
    assert [row.record.contact for row in joined.context["table"].rows] == [new]
    assert "The contact was changed City: Berlin → Kiel" in text_of(left)
    assert "New contact" in text_of(joined)
    export = client.get(f"{refresh.get_absolute_url()}?export=csv").getvalue().decode()
    assert "New contact" in export and "joined" in export


def test_a_move_is_told_by_its_age_and_not_as_now_and_now(client):
    segment = kept()
    leave(5)
    client.post(url("segment_refresh", segment))
    address = url("segment_drift", segment)

    fresh = text_of(client.get(address))
    Refresh.objects.update(started_at=timezone.now() - timedelta(hours=2))
    later = text_of(client.get(address))

    assert "This segment had 10 contacts a moment ago and has 5 now." in fresh
    assert "This segment had 10 contacts 2 hours ago and has 5 now." in later


def test_the_lists_have_the_same_number_of_queries_for_few_and_many(client):
    segment = kept(30)
    leave(1)
    client.post(url("segment_refresh", segment))
    counts = []
    for size in (10, 24):
        leave(size)
        client.post(url("segment_refresh", segment))
        latest = Refresh.objects.latest("pk")
        counts.append(
            (
                queries_of(client, url("segment_drift", segment)),
                queries_of(client, latest.get_absolute_url()),
            )
        )

    assert counts[0] == counts[1]


def test_a_refresh_of_another_segment_is_not_found(client):
    segment, other = kept(), kept()
    client.post(url("segment_refresh", segment))

    address = url("segment_refresh_moves", other, Refresh.objects.get().pk)

    assert client.get(address).status_code == 404


def log(client, segment, count):
    return client.post(
        url("segment_log_now", segment), {"count": count, "position": fresh(segment).position}
    )


def test_logging_refreshes_first_and_says_so(client):
    segment = kept()
    leave(1)

    assert "logging refreshes it first" in text_of(client.get(url("segment_log", segment)))
    log(client, segment, 10)

    assert Interaction.objects.count() == 9
    done = text_of(client.get(url("segment_log_done", segment)))
    assert "Brought up to date first: 0 joined, 1 left." in done


def test_a_segment_that_moved_far_is_shown_before_it_is_logged(client):
    segment = kept()
    leave(5)

    response = log(client, segment, 10)

    assert response.status_code == 409
    page = text_of(response)
    assert "The segment had 10 contacts, and has 5 since" in page
    assert "5 left: The contact was changed (step 1)" in page
    assert not Interaction.objects.exists()
    log(client, segment, 5)
    assert Interaction.objects.count() == 5


def test_a_step_that_cannot_be_replayed_is_named_and_nothing_is_logged(client):
    segment = kept()
    segment.steps.update(rule={"field": "mailing_group", "is": "any_of", "value": ["GONE"]})

    response = log(client, segment, 10)

    assert response["Location"] == url("segment_log", segment)
    page = text_of(client.get(url("segment_log", segment)))
    assert "The last refresh failed. Step 1: Mailing group: “GONE” does not exist" in page
    assert not Interaction.objects.exists()


@pytest.mark.lesson(11)
def test_a_reader_sees_the_age_and_no_button(reader):
    segment = kept()

    page = reader.get(segment.get_absolute_url()).content.decode()

    assert "never refreshed yet" in page
    assert url("segment_refresh", segment) not in page
    assert reader.get(url("segment_drift", segment)).status_code == 200


def test_a_closed_segment_is_neither_set_nor_refreshed(client):
    segment = kept()
    services.archive_segment(segment, by=None, now=timezone.now())

    for name in ("segment_upkeep", "segment_refresh"):
        response = client.post(url(name, segment), {"every": ""}, follow=True)
        assert "is archived" in text_of(response)
    assert Upkeep.objects.exists() and not Refresh.objects.exists()


def test_a_large_segment_is_given_to_the_worker(client, settings, monkeypatch):
    segment = kept()
    monkeypatch.setattr("segments_app.services.refresh_jobs.for_the_worker", lambda count: True)

    response = client.post(url("segment_refresh", segment))

    assert response["Location"] == Job.objects.get().get_absolute_url()
