"""Every address is guarded, and for each role by the permission that its view names."""

import pytest
from django.test import Client
from django.urls import URLPattern, get_resolver, reverse

from tests.accounts import make_user

OURS = ("contacts.", "campaigns.", "interactions.", "segments_app.")
OPEN = {
    "healthz",
    "login",
    "set_language",
    "picture",
    "unsubscribe",
    "preferences",
    "sign_up",
    "confirm_sign_up",
    "calendar_feed",
    "mail_reports",
    "mail_open",
    "mail_click",
}  # what is answered without a log-in; nothing else
SAMPLES = {"int": 0, "uuid": "00000000-0000-0000-0000-000000000000"}  # nothing has such a key


def routes(resolver=None, prefix="", samples=SAMPLES):
    """Yield (name, view, address) of every route but the admin's."""
    for entry in (resolver or get_resolver()).url_patterns:
        if isinstance(entry, URLPattern):
            kwargs = {
                name: samples.get(type(converter).__name__.removesuffix("Converter").lower(), "x")
                for name, converter in entry.pattern.converters.items()
            }
            yield entry.name, entry.callback, reverse(f"{prefix}{entry.name}", kwargs=kwargs)
        elif entry.app_name != "admin":
            inner = f"{prefix}{entry.namespace}:" if entry.namespace else prefix
            yield from routes(entry, inner, samples)


def guarded_routes():
    return [
        (view.required_permission, address)
        for name, view, address in routes()
        if view.__module__.startswith(OURS) and name not in OPEN
    ]


def test_only_those_named_here_answer_without_a_log_in():
    assert {n for n, view, _ in routes() if not getattr(view, "login_required", True)} == OPEN


def test_every_view_says_which_permission_it_needs():
    missing = [
        address
        for name, view, address in routes()
        if view.__module__.startswith(OURS) and name not in OPEN
        if not hasattr(view, "required_permission")
    ]

    assert missing == []


def test_a_visitor_is_sent_to_the_log_in_from_every_address(db):
    client = Client()

    for name, _view, address in routes():
        if name not in OPEN:
            for response in (client.get(address), client.post(address)):
                assert response.status_code in (302, 405), address
                if response.status_code == 302:
                    assert response["Location"].startswith(("/login/?next=", "/login/")), address


@pytest.mark.parametrize("role", ["", "Viewer", "Caller", "Marketer", "Administrator"])
def test_a_role_is_let_in_where_it_has_the_permission_and_nowhere_else(client_for, role):
    user = make_user(role)
    client = client_for(user)

    for permission, address in guarded_routes():
        if permission and not user.has_perm(permission):
            statuses = {client.get(address).status_code, client.post(address).status_code}
            assert 403 in statuses and statuses <= {403, 405}, (address, permission, statuses)
        else:
            assert client.get(address).status_code not in (302, 403), (address, permission)


def test_a_key_that_no_database_can_hold_is_a_page_that_is_not_there(client_for):
    client = client_for("Administrator")
    too_large = "9" * 25

    for _name, view, address in routes(samples=SAMPLES | {"int": too_large}):
        if too_large in address and view.__module__.startswith(OURS):
            statuses = {client.get(address).status_code, client.post(address).status_code}
            assert 404 in statuses and statuses <= {404, 405}, address


def test_every_permission_that_a_view_needs_exists(administrator):
    for permission, address in guarded_routes():
        assert not permission or administrator.has_perm(permission), (address, permission)


@pytest.mark.parametrize(
    ("sent_from", "to"),
    [
        ("http://testserver/segments/?q=fair", "/login/?next=/segments/%3Fq%3Dfair"),
        ("http://elsewhere.example/segments/", "/login/?next=/"),
        ("", "/login/?next=/"),
    ],
)
def test_a_form_sent_without_a_log_in_comes_back_to_the_page_it_was_on(db, sent_from, to):
    client = Client()

    response = client.post("/segments/1/log/now/", headers={"Referer": sent_from})

    assert response["Location"] == to
    assert "You were logged out, so nothing was done." in client.get(response["Location"]).text


@pytest.mark.parametrize("more", [{}, {"HX-Boosted": "true"}])
def test_htmx_without_a_log_in_goes_to_it_as_a_whole_page(db, more):
    client, page = Client(), "http://testserver/segments/?q=fair"
    headers = {"HX-Request": "true", "Referer": page, **more}

    response = client.post("/segments/1/log/now/", headers=headers)

    assert (response.status_code, response.content) == (200, b"")
    assert response["HX-Redirect"] == "/login/?next=/segments/%3Fq%3Dfair"
    assert "You were logged out, so nothing was done." in client.get(response["HX-Redirect"]).text


def test_a_fragment_that_is_asked_for_without_a_log_in_is_the_log_in_page(db):
    headers = {"HX-Request": "true", "Referer": "http://testserver/segments/?q=fair"}

    response = Client().get("/segments/?q=fairs", headers=headers)

    assert response["HX-Redirect"] == "/login/?next=/segments/%3Fq%3Dfair"
