"""After a big segment was logged, PostgreSQL knows how many interactions it has."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from segments_app import services
from segments_app.criteria.rules import EVERYONE
from tests.factories import make_contact

from .building import add, ready_segment

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("people", "is_looked_at"), [(2, False), (3, True)])
def test_the_planner_is_told_of_many_interactions_but_not_of_a_few(
    people, is_looked_at, now, monkeypatch
):
    monkeypatch.setattr("segments_app.services.log.MANY", 3)
    segment = ready_segment(now=now)
    for _ in range(people):
        make_contact()
    add(segment, EVERYONE, now=now)

    with CaptureQueriesContext(connection) as queries:
        logged = services.log_segment(segment, by=None, now=now)

    assert logged.logged_count == people
    looks = [q["sql"] for q in queries if q["sql"] == 'ANALYZE "interactions_interaction"']
    assert len(looks) == (is_looked_at and connection.vendor == "postgresql")
