"""Numbers that others show wrong or late: what a change, a failure and a wait do to ours."""

from datetime import timedelta
from importlib import import_module

import pytest
from django.db import OperationalError, connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from contacts.services import delete_contact, update_contact
from segments_app import live_index, services
from segments_app.common.paging import capped
from segments_app.criteria.rules import contacts_matching
from segments_app.models import Refresh, SegmentLine
from tests.factories import make_campaign, make_company, make_contact, make_interaction, make_person
from tests.queries import queries_of
from tests.segments_app.services.building import add, current, make_group_of, ready_segment
from tests.segments_app.views.pages import fresh, make_segment, text_of

pytestmark = pytest.mark.django_db
BERLIN = {"field": "city", "is": "is", "value": "Berlin"}


def kept_segment(now, **values):
    """Return a segment of all in Berlin that is kept up to date."""
    segment = ready_segment(now=now, **values)
    add(segment, BERLIN, now=now)
    services.keep_up_to_date(segment, every="demand", by=None, now=now)
    return segment


@pytest.mark.lesson(14)
def test_changing_a_contact_touches_no_segment_however_many_it_is_on(now):
    alone, everywhere = make_person(), make_person(city="Berlin")
    for _ in range(12):
        kept_segment(now)
    before = list(SegmentLine.objects.order_by("pk").values())
    later = now + timedelta(days=1)

    asked = []
    for contact in (alone, everywhere):
        values = {"city": "Kiel", "first_name": "Anna"}
        with CaptureQueriesContext(connection) as captured:
            update_contact(contact, values=values, by=None, now=later)
        asked.append([query["sql"] for query in captured])

    assert len(asked[0]) == len(asked[1])
    written = [sql for sql in asked[1] if not sql.startswith("SELECT")]
    assert not [sql for sql in written if '"segments_' in sql]
    assert list(SegmentLine.objects.order_by("pk").values()) == before
    assert not contacts_matching(BERLIN, now=later).exists()


@pytest.mark.lesson(16)
def test_the_page_of_a_contact_asks_no_rule_of_its_segments(client_for, now):
    contact, client = make_person(city="Berlin"), client_for("Viewer")
    page = contact.get_absolute_url()
    client.get(page)
    asked = []
    for count in (1, 9):
        for number in range(count):
            kept_segment(now, description=f"Letters {count}-{number}")
        asked.append(queries_of(client, page))

    assert "Letters 9-8" in text_of(client.get(page))
    assert asked[0] == asked[1]


@pytest.mark.lesson(25)
def test_members_and_their_number_are_there_together_or_not_at_all(now, monkeypatch):
    segment = ready_segment(now=now)
    make_group_of(make_person(), make_person())
    rule = {"field": "mailing_group", "is": "any_of", "value": ["XMAS"]}
    steps = import_module("segments_app.services.steps")

    def breaks(*args, **options):
        assert SegmentLine.objects.filter(segment=segment).count() == 2
        raise RuntimeError

    with monkeypatch.context() as patch:
        patch.setattr(steps, "move_to", breaks)
        with pytest.raises(RuntimeError):
            add(segment, rule, now=now)
    assert not SegmentLine.objects.filter(segment=segment).exists()
    assert not segment.steps.exists()

    step = add(segment, rule, now=now)

    assert step.after_count == current(segment).count() == 2


@pytest.mark.lesson(27)
def test_whoever_is_deleted_is_in_no_number_any_more(client_for, now):
    company = make_company(city="Berlin")
    make_person(company=company, city="Berlin")
    kept = make_contact(city="Berlin")
    make_group_of(company, kept)
    segment, client = make_segment(), client_for("Marketer")

    delete_contact(company, by=None, now=now)

    found = contacts_matching(BERLIN, now=now)
    preview = services.preview_step(segment, action="add", rule=BERLIN, now=now)
    step = add(fresh(segment), BERLIN, now=now)
    listed = client.get(reverse("contacts:contact_list"), {"city": "Berlin"})
    assert live_index.count(BERLIN, now=now) == found.count() == preview.matched == 1
    assert step.after_count == current(segment).count() == 1
    assert [row.record for row in listed.context["table"].rows] == [kept]
    grouped = {"field": "mailing_group", "is": "any_of", "value": ["XMAS"]}
    assert set(contacts_matching(grouped, now=now)) == {kept}


@pytest.mark.lesson(6)
def test_it_is_said_how_long_a_refresh_took(client_for, now):
    make_person(city="Berlin")
    segment = kept_segment(now)
    services.refresh_segment(segment, by=None, now=now + timedelta(hours=1))
    make_person(city="Berlin")
    refresh = services.refresh_segment(segment, by=None, now=now + timedelta(hours=2))
    assert refresh.milliseconds == Refresh.objects.get(pk=refresh.pk).milliseconds
    Refresh.objects.filter(pk=refresh.pk).update(milliseconds=31_415)

    page = client_for("Viewer").get(reverse("segments:segment_drift", args=[segment.pk]))

    assert "Took (ms)" in text_of(page)
    assert "31,415" in text_of(page)


@pytest.mark.lesson(32)
def test_a_number_that_was_not_counted_to_its_end_says_so(client_for, monkeypatch):
    home = import_module("segments_app.views.home")
    monkeypatch.setattr(home, "COUNT_LIMIT", 2)
    monkeypatch.setattr(home, "capped", lambda counted, limit=2: capped(counted, min(limit, 2)))
    client, page = client_for("Viewer"), reverse("segments:home")
    make_contact()
    make_contact()
    assert "2+" not in text_of(client.get(page))

    make_contact()

    assert "2+" in text_of(client.get(page))


@pytest.mark.lesson(33)
def test_a_list_is_there_though_its_figures_fail(monkeypatch, viewer):
    monkeypatch.setattr("campaigns.models.queries.QUICKLY_ADDED_UP", 0)
    make_interaction(campaign=make_campaign("Spring fair"), cost=77)
    client = Client(raise_request_exception=False)
    client.force_login(viewer)
    page = reverse("campaigns:campaign_list")

    def fails(*args, **options):
        raise OperationalError("canceling statement due to statement timeout")

    monkeypatch.setattr("campaigns.models.CampaignQuerySet.with_figures", fails)

    assert client.get(page, {"figures": "1"}).status_code == 503
    listed = client.get(page)
    assert listed.status_code == 200
    assert "Spring fair" in text_of(listed)
