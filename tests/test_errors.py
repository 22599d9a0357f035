"""Pages for what went wrong: right status, a request id, no database needed."""

import logging

import pytest
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.db import InterfaceError, OperationalError
from django.http import HttpResponse
from django.test import Client
from django.urls import path

from segments_app import errors, urls


def fail(error):
    def view(request):
        raise error

    return view


def read_form(request):
    return HttpResponse(len(request.POST))


class Urls:
    """The site's own handlers, and views that fail."""

    handler400, handler403 = urls.handler400, urls.handler403
    handler404, handler500 = urls.handler404, urls.handler500
    urlpatterns = [
        path("bad/", fail(SuspiciousOperation("x"))),
        path("denied/", fail(PermissionDenied())),
        path("refused/", fail(PermissionDenied("This needs the role Marketer."))),
        path("broken/", fail(ValueError("ada@example.com"))),
        path("away/", fail(OperationalError("connection refused"))),
        path("closed/", fail(InterfaceError("connection already closed"))),
        path("unmigrated/", fail(OperationalError("no such table: contacts_contact"))),
        path("form/", read_form),
    ]


@pytest.fixture
def client(settings):
    """A client of a site whose views fail; nothing here may touch the database."""
    settings.ROOT_URLCONF = Urls
    settings.MIDDLEWARE = [
        name
        for name in settings.MIDDLEWARE
        if not any(part in name for part in ("Session", ".auth.", "Login", "messages"))
    ]
    return Client(raise_request_exception=False)


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/bad/", 400),
        ("/denied/", 403),
        ("/nowhere/", 404),
        ("/broken/", 500),
        ("/unmigrated/", 500),
        ("/away/", 503),
        ("/closed/", 503),
    ],
)
def test_an_error_has_a_page_of_our_own_with_its_request_id(client, address, status):
    response = client.get(address, headers={"X-Request-ID": "request-0001"})

    assert response.status_code == status
    assert "<code>request-0001</code>" in response.text
    assert "<main" in response.text


def test_a_page_tells_nothing_about_the_error(client):
    assert "ada@example.com" not in client.get("/broken/").text


def test_a_refusal_says_which_role_would_be_let_in(client):
    response = client.get("/refused/")

    assert response.status_code == 403
    assert "This needs the role Marketer." in response.text


def test_while_the_database_is_away_clients_are_told_to_come_back(client):
    assert client.get("/away/").headers["Retry-After"] == "10"


def test_too_many_fields_are_413(client, settings):
    settings.DATA_UPLOAD_MAX_NUMBER_FIELDS = 3

    response = client.post("/form/", {str(number): "x" for number in range(5)})

    assert response.status_code == 413
    assert "<main" in response.text


def test_a_form_that_is_too_big_is_413(client, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1000

    response = client.post("/form/", "a=" + "x" * 2000, "application/x-www-form-urlencoded")

    assert response.status_code == 413


def test_an_upload_that_is_too_big_is_413_before_it_is_read(client, settings):
    settings.REQUEST_MAX_SIZE = 1000

    response = client.post("/form/", b"x" * 2000, "application/octet-stream")

    assert response.status_code == 413


def test_a_length_that_is_no_number_does_no_harm(client):
    assert client.post("/form/", headers={"Content-Length": "²"}).status_code == 200


def test_a_form_without_its_token_is_explained(client):
    strict = Client(enforce_csrf_checks=True)

    response = strict.post("/form/", {"a": "b"}, headers={"X-Request-ID": "request-0002"})

    assert response.status_code == 403
    assert "send the form again" in response.text
    assert "request-0002" in response.text


def test_a_broken_error_page_still_answers(client, monkeypatch, caplog):
    monkeypatch.setattr(errors, "render_to_string", fail(RuntimeError("no templates")))

    with caplog.at_level(logging.CRITICAL):
        response = client.get("/broken/", headers={"X-Request-ID": "request-0003"})

    assert response.status_code == 500
    assert "request-0003" in response.text


def test_error_pages_speak_the_language_of_the_reader(client):
    response = client.get("/nowhere/", headers={"Accept-Language": "de"})

    assert '<html lang="de">' in response.text
