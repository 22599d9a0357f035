"""A question is given up on when its time is over, and others are not hurried."""

import pytest
from django.db import connection

from segments_app.common.patience import TooLong, no_longer_than

pytestmark = pytest.mark.django_db
on_postgresql = pytest.mark.skipif(
    "connection.vendor != 'postgresql'", reason="SQLite has no such setting."
)
ENDLESS = "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT max(x) FROM n"


def ask(sql):
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchone()[0]


def test_a_statement_that_takes_too_long_is_given_up_on():
    with pytest.raises(TooLong), no_longer_than(0.05):
        ask(ENDLESS)

    assert ask("SELECT 1") == 1


@on_postgresql
def test_what_follows_is_not_hurried():
    before = ask("SHOW statement_timeout")
    with no_longer_than(30):
        assert ask("SHOW statement_timeout") == "30s"

    assert ask("SHOW statement_timeout") == before


def test_another_failure_stays_what_it_is():
    with pytest.raises(ZeroDivisionError), no_longer_than(5):
        raise ZeroDivisionError


def test_an_answer_in_time_is_an_answer():
    with no_longer_than(5):
        assert ask("SELECT 2") == 2
