"""A number that is asked for again: the earlier request ends early and shows nothing."""

from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest
from django.db import connection, connections

from segments_app import services
from tests.factories import make_contact

from .pages import fresh, make_segment, text_of
from .test_audience import HTMX, written

ENDLESS = "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT max(x) FROM n"
NEVER = 1_000_000_000
SLOW = {"count": "preview_step", "look": "find_misreads", "facets": "facet_counts"}


def ask(client, segment, what, number, name, **more):
    form = written(name) | {"asked": f"0123456789ab-{number}", "version": str(number)} | more
    form |= {"facets": "c-0", "facet": name} if what == "facets" else {}
    return client.post(f"/segments/{segment.pk}/who/{what}/", form, headers=HTMX)


@pytest.fixture
def slow(monkeypatch):
    """Have the first count of each kind take forever; the event says that it has begun."""
    begun = Event()

    def endless(work):
        def counted(*args, **options):
            if not begun.is_set():
                begun.set()
                with connection.cursor() as cursor:
                    cursor.execute(ENDLESS)
                    cursor.fetchone()
            return work(*args, **options)

        return counted

    for name in SLOW.values():
        monkeypatch.setattr(services, name, endless(getattr(services, name)))
    return begun


def in_thread(pool, *args, **more):
    def run():
        try:
            return ask(*args, **more)
        finally:
            connections.close_all()

    return pool.submit(run)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("what", SLOW)
def test_the_later_request_stops_the_earlier_and_shows_its_own_number(
    client, client_for, marketer, slow, what
):
    segment = make_segment()
    make_contact("Anna")
    with ThreadPoolExecutor(1) as pool:
        earlier = in_thread(pool, client_for(marketer), segment, what, 1, "Otto")
        assert slow.wait(60)
        number = 1
        while not earlier.done():
            number += 1
            later = ask(client, segment, what, number, "Anna")
        stopped = earlier.result(60)

    assert (stopped.status_code, stopped.content) == (204, b"")
    assert later.status_code == 200
    if what == "count":
        assert "1 contact matches" in text_of(later)
        assert later["X-Criteria-Version"] == str(number)
        assert fresh(segment).draft["criteria"]["items"][0]["typed"]["value"] == ["Anna"]


@pytest.mark.django_db(transaction=True)
def test_who_leaves_the_page_stops_what_is_counted_for_it(client, client_for, marketer, slow):
    segment = make_segment()
    with ThreadPoolExecutor(1) as pool:
        counting = in_thread(pool, client_for(marketer), segment, "count", 1, "Otto")
        assert slow.wait(60)
        number = 1
        while not counting.done():
            number += 1
            assert ask(client, segment, "count", number, "", leaving="1").status_code == 204
        assert counting.result(60).status_code == 204

    kept = fresh(segment).draft["criteria"]["items"][0]["typed"]["value"]
    assert kept == ["Otto"]  # leaving changes nothing


@pytest.mark.django_db
@pytest.mark.parametrize("asked", ["", "x", "0123456789ab-", f"0123456789ab-{NEVER}", "a\0-1"])
def test_a_page_that_does_not_say_which_request_it_is_gets_its_number(client, asked):
    segment = make_segment()
    make_contact("Anna")

    assert "1 contact matches" in text_of(ask(client, segment, "count", 1, "Anna", asked=asked))
