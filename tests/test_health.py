"""What a load balancer asks."""

from unittest.mock import patch

from django.db import OperationalError, connection


def test_it_answers_ok_with_one_query_and_no_session(client, db, django_assert_num_queries):
    with django_assert_num_queries(1):
        response = client.get("/healthz")

    assert (response.status_code, response.json()["status"]) == (200, "ok")
    assert not response.cookies


def test_it_answers_503_while_the_database_is_away(client, db):
    with patch.object(connection, "cursor", side_effect=OperationalError("refused")):
        response = client.get("/healthz")

    assert response.status_code == 503
    assert response.json() == {"status": "error", "database": "down"}


def test_it_rejects_post(client, db):
    assert client.post("/healthz").status_code == 405
