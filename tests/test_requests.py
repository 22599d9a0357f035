"""Request ids and log lines."""

import json
import logging
import sys

import pytest
from django.db import IntegrityError, OperationalError

from segments_app.common.logs import JsonFormatter, RequestIdFilter
from segments_app.common.requests import request_id


@pytest.fixture
def lines(caplog):
    """A function that returns the request log so far as it would be written."""
    caplog.set_level(logging.INFO, logger="segments.request")

    def lines():
        records = [record for record in caplog.records if record.name == "segments.request"]
        return [json.loads(JsonFormatter().format(record)) for record in records]

    return lines


def test_a_request_gets_an_id(client, db):
    response = client.get("/healthz")

    assert len(response.headers["X-Request-ID"]) == 32


def test_an_id_sent_by_a_proxy_is_kept(client, db):
    response = client.get("/healthz", headers={"X-Request-ID": "proxy-1234.5"})

    assert response.headers["X-Request-ID"] == "proxy-1234.5"


@pytest.mark.parametrize("sent", ["short", "x" * 65, "two words here", 'quote"in-it', "ünicode-id"])
def test_an_id_that_could_forge_a_log_line_is_replaced(client, db, sent):
    response = client.get("/healthz", headers={"X-Request-ID": sent})

    assert response.headers["X-Request-ID"] != sent


def test_a_request_leaves_no_id_behind(client, db):
    client.get("/healthz")

    assert request_id.get() == ""


def test_one_line_is_logged_for_a_request(client, db, lines):
    client.get("/healthz")

    (line,) = lines()
    assert line["path"] == "/healthz"
    assert (line["method"], line["status"], line["user"]) == ("GET", 200, None)
    assert line["ms"] >= 0


def test_a_line_names_the_user_by_number_and_nothing_that_was_searched(client_for, marketer, lines):
    marketer.email = "mara@example.com"
    marketer.save()

    client_for(marketer).get(
        "/password/?q=Ada+Lovelace", headers={"User-Agent": "Mara's telephone"}
    )

    text = json.dumps(lines())
    assert lines()[0]["user"] == marketer.pk
    for secret in ("Ada", "Lovelace", marketer.username, "mara@example.com", "telephone"):
        assert secret not in text


def formatted(error, message="failed"):
    try:
        raise error
    except type(error):
        record = logging.LogRecord("x", logging.ERROR, __file__, 1, message, (), sys.exc_info())
    return json.loads(JsonFormatter().format(record))


def test_a_logged_error_does_not_quote_data():
    error = IntegrityError("duplicate key\nDETAIL: Key (email)=(ada@example.com) already exists")

    line = formatted(error)

    assert "ada@example.com" not in json.dumps(line)
    assert line["exception"][0].startswith("django.db.utils.IntegrityError")
    assert "test_requests.py" in line["exception"][0]


def test_a_logged_error_about_the_machine_says_what_it_is():
    line = formatted(OperationalError("connection refused\nCONTEXT: email = ada@example.com"))

    assert "connection refused" in line["exception"][0]
    assert "ada@example.com" not in json.dumps(line)


def test_the_filter_puts_the_request_id_on_every_record():
    record = logging.LogRecord("x", logging.INFO, __file__, 1, "hello", (), None)
    token = request_id.set("request-0001")

    RequestIdFilter().filter(record)
    request_id.reset(token)

    assert json.loads(JsonFormatter().format(record))["request_id"] == "request-0001"
