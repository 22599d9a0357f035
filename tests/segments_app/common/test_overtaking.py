"""A later question of a page stops the earlier one in the database, and nothing else."""

from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest
from django.contrib.auth.models import User
from django.db import connection, connections, transaction

from segments_app.common.overtaking import Overtaken, Question, overtakable

pytestmark = pytest.mark.django_db(transaction=True)
ENDLESS = "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT max(x) FROM n"
A_WHILE = ENDLESS.replace("FROM n)", "FROM n WHERE x < 1000000)")
WAIT = 60
on_postgresql = pytest.mark.skipif(
    "connection.vendor != 'postgresql'", reason="SQLite stops in its own process only."
)


def select(sql):
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchone()[0]


def asked(owner, about, number, sql, begun=None):
    """Ask within a question; `begun` is set when nothing but the statement is left to do."""
    try:
        with overtakable(Question(owner, about, number)):
            if begun:
                begun.set()
            return select(sql)
    except Overtaken:
        return "overtaken"


@pytest.fixture
def pool():
    """Threads that close their connections."""

    def run(work, *args):
        try:
            return work(*args)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as threads:
        yield lambda work, *args: threads.submit(run, work, *args)


def stop(running, owner, about, number):
    """Ask later questions until the one that runs has ended; it may be between statements."""
    for later in range(number, number + 1000):
        assert asked(owner, about, later, "SELECT 7") == 7
        if running.done():
            break
        connection.close()
        Event().wait(0.02)


@pytest.mark.lesson(3)
def test_a_later_question_stops_the_earlier_and_is_answered(pool):
    begun = Event()
    old = pool(asked, 1, "page", 1, ENDLESS, begun)
    assert begun.wait(WAIT)

    stop(old, 1, "page", 2)

    assert old.result(WAIT) == "overtaken"


@pytest.mark.parametrize(("owner", "about", "number"), [(2, "page", 9), (1, "other", 9)])
def test_of_another_user_or_page_none_is_stopped(pool, owner, about, number):
    begun = Event()
    other = pool(asked, 1, "page", 1, A_WHILE, begun)
    assert begun.wait(WAIT)

    while not other.done():
        assert asked(owner, about, number, "SELECT 7") == 7

    assert other.result(WAIT) == 1_000_000


def test_an_earlier_question_that_comes_late_is_not_asked(pool):
    begun = Event()
    later = pool(asked, 1, "page", 5, ENDLESS, begun)
    assert begun.wait(WAIT)

    assert asked(1, "page", 4, ENDLESS) == "overtaken"
    assert not later.done()

    stop(later, 1, "page", 6)
    assert later.result(WAIT) == "overtaken"


def test_what_the_same_connection_does_before_and_after_is_never_stopped(pool):
    done = Event()

    def ask_and_save():
        outcomes = []
        try:
            for number in range(150):
                saved = User.objects.create(username=f"saved {number}")
                outcomes.append(asked(1, "page", number, ENDLESS if number % 3 else "SELECT 1"))
                User.objects.filter(pk=saved.pk).update(first_name="Anna")
        finally:
            done.set()
        return outcomes

    busy = pool(ask_and_save)
    while not done.is_set():
        asked(1, "page", 1_000, "SELECT 7")

    assert busy.result(WAIT).count("overtaken") >= 100
    assert User.objects.filter(first_name="Anna").count() == 150


def test_a_transaction_under_way_is_never_stopped(pool):
    begun = Event()

    def save():
        with transaction.atomic():
            User.objects.create(username="saved")
            return asked(1, "page", 1, A_WHILE, begun)

    saving = pool(save)
    assert begun.wait(WAIT)
    while not saving.done():
        assert asked(1, "page", 2, "SELECT 7") == 7

    assert saving.result(WAIT) == 1_000_000
    assert User.objects.filter(username="saved").exists()


def test_another_failure_stays_what_it_is():
    with pytest.raises(ZeroDivisionError), overtakable(Question(1, "page", 1)):
        raise ZeroDivisionError

    assert asked(1, "page", 2, "SELECT 7") == 7


@on_postgresql
def test_a_question_ends_only_when_nobody_is_about_to_stop_it(pool):
    """Who has found its backend and is slow to stop it would else hit what it does next."""
    question, asked_for, may_ask = Question(1, "page", 1), Event(), Event()

    def ask():
        try:
            with overtakable(question):
                asked_for.set()
                may_ask.wait(WAIT)
                return select("SELECT 7")
        except Overtaken:
            return "overtaken"

    asking = pool(ask)
    assert asked_for.wait(WAIT)
    with transaction.atomic():
        select(f"SELECT pg_advisory_xact_lock({question.gate})")
        may_ask.set()
        waiting = "SELECT max(pid) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted"
        while (pid := select(waiting)) is None and not asking.done():
            Event().wait(0.01)
        assert not asking.done()
        select(f"SELECT pg_cancel_backend({pid})")

    assert asking.result(WAIT) == "overtaken"


@on_postgresql
def test_nothing_is_written_inside_of_a_question():
    with pytest.raises(Exception, match="read-only"), overtakable(Question(1, "page", 1)):
        User.objects.create(username="written")
