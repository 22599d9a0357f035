"""Two who change the same rows at once: nobody sees an error that pressing again would mend."""

from contextlib import suppress
from threading import Barrier, BrokenBarrierError, Thread

import pytest
from django.db import OperationalError, connection, transaction

from contacts.models import Contact
from segments_app import services
from segments_app.common.retrying import TRIES, retried
from segments_app.criteria.rules import EVERYONE
from segments_app.services import lines as lines_module
from tests.factories import make_contact
from tests.segments_app.services.building import add, current, ready_segment


class DeadlockDetected(Exception):
    """Named as the driver's."""


def deadlock():
    error = OperationalError("deadlock detected")
    error.__cause__ = DeadlockDetected()
    return error


def failing(monkeypatch, times, error):
    """Let editing lines fail at its end, so many times."""
    left, orderly = [times], lines_module._given_way

    def given_way(values):
        if left[0]:
            left[0] -= 1
            raise error
        return orderly(values)

    monkeypatch.setattr(lines_module, "_given_way", given_way)
    return left


@pytest.fixture
def segment(transactional_db, now):
    segment = ready_segment(now=now)
    make_contact()
    add(segment, EVERYONE, now=now)
    return segment


def edit(segment, now):
    lines = current(segment)
    return services.edit_lines(segment, lines=lines, values={"cost": 5}, by=None, now=now)


@pytest.mark.parametrize(
    "error", [deadlock(), OperationalError("database is locked")], ids=["deadlock", "locked"]
)
def test_a_service_that_lost_is_done_again(error, segment, now, monkeypatch):
    failing(monkeypatch, TRIES - 1, error)

    assert edit(segment, now) == 1
    assert current(segment).get().cost == 5


def test_a_service_that_keeps_losing_changes_nothing(segment, now, monkeypatch):
    left = failing(monkeypatch, TRIES, deadlock())

    with pytest.raises(OperationalError):
        edit(segment, now)

    assert left == [0]
    assert current(segment).get().cost is None


def test_another_error_is_not_tried_again(segment, now, monkeypatch):
    left = failing(monkeypatch, TRIES, OperationalError("server closed the connection"))

    with pytest.raises(OperationalError):
        edit(segment, now)

    assert left == [TRIES - 1]


def test_inside_a_transaction_of_the_callers_nothing_is_tried_again(segment, now, monkeypatch):
    left = failing(monkeypatch, TRIES, deadlock())

    with pytest.raises(OperationalError), transaction.atomic():
        edit(segment, now)

    assert left == [TRIES - 1]


def test_who_keeps_losing_is_asked_to_press_again(segment, client_for, monkeypatch):
    failing(monkeypatch, TRIES, deadlock())
    client = client_for("marketer")
    client.raise_request_exception = False
    current(segment).update(cost=7)
    line = current(segment).get()

    response = client.post(f"/segments/{segment.pk}/contacts/{line.pk}/reset/", {"field": "cost"})

    assert response.status_code == 503
    assert "Somebody else was changing this" in response.text
    assert "press the button again" in response.text
    assert response.headers["Retry-After"] == "1"
    assert current(segment).get().cost == 7


@pytest.mark.skipif(
    "connection.vendor != 'postgresql'", reason="SQLite has one writer: nobody waits in a circle"
)
def test_of_two_who_wait_for_each_other_both_get_through(transactional_db):
    first, second = make_contact(), make_contact()
    both_hold_one = Barrier(2)

    @retried
    @transaction.atomic
    def rename(contacts, name):
        Contact.objects.filter(pk=contacts[0].pk).update(name_2=name)
        with suppress(BrokenBarrierError):  # the second try has nobody to wait for
            both_hold_one.wait(3)
        Contact.objects.filter(pk=contacts[1].pk).update(name_2=name)

    errors = []

    def run(*given):
        try:
            rename(*given)
        except OperationalError as error:
            errors.append(error)
        finally:
            connection.close()

    pairs = ([first, second], "one"), ([second, first], "other")
    threads = [Thread(target=run, args=pair) for pair in pairs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)

    assert errors == []
    names = set(Contact.objects.values_list("name_2", flat=True))
    assert len(names) == 1 and names <= {"one", "other"}
