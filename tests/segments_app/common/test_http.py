import pytest
from django.test import RequestFactory

from segments_app.common.http import (
    ask,
    is_confirmed,
    next_url,
    render_page,
    see_other,
    wants_partial,
)

HTMX = {"HX-Request": "true"}


def get(**headers):
    return RequestFactory().get("/contacts/", headers=headers)


def test_htmx_wants_a_fragment_but_not_when_boosted_or_restoring_history():
    assert wants_partial(get(**HTMX))
    assert not wants_partial(get())
    assert not wants_partial(get(**HTMX, **{"HX-Boosted": "true"}))
    assert not wants_partial(get(**HTMX, **{"HX-History-Restore-Request": "true"}))


@pytest.mark.parametrize(("headers", "template"), [({}, "page.html"), (HTMX, "_part.html")])
def test_one_context_gives_the_page_or_its_fragment(headers, template):
    response = render_page(get(**headers), "page.html", {"a": 1}, partial="_part.html", status=422)

    assert response.template_name == template
    assert response.status_code == 422
    assert "HX-Request" in response.headers["Vary"]


@pytest.mark.parametrize(
    "elsewhere",
    [
        "https://evil.example/",
        "//evil.example",
        "javascript:alert(1)",
        "\\\\evil.example",
        "",
        "x",
        "0",
    ],
)
def test_the_way_back_never_leads_to_another_site_nor_to_no_address(elsewhere):
    request = RequestFactory().post("/", {"next": elsewhere})

    assert next_url(request, "/contacts/") == "/contacts/"


def test_the_way_back_is_the_one_that_was_asked_for():
    request = RequestFactory().post("/", {"next": "/segments/5/?page=2"})

    assert next_url(request, "/contacts/") == "/segments/5/?page=2"


def test_after_a_post_the_browser_gets_the_next_page():
    response = see_other(RequestFactory().post("/"), "/contacts/")

    assert (response.status_code, response.headers["Location"]) == (303, "/contacts/")


def test_after_a_post_by_htmx_the_whole_page_changes():
    response = see_other(RequestFactory().post("/", headers=HTMX), "/contacts/")

    assert response.status_code == 200
    assert response.headers["HX-Redirect"] == "/contacts/"


def test_a_question_carries_what_was_posted_and_yes_marks_it():
    request = RequestFactory().post(
        "/", {"selected": ["1", "2"], "action": "remove", "csrfmiddlewaretoken": "x"}
    )

    response = ask(
        request, title="Remove", question="Remove 2 lines?", action="Remove", cancel_url="/"
    )

    assert not is_confirmed(request)
    assert is_confirmed(RequestFactory().post("/", {"confirmed": "1"}))
    assert response.context_data["posted"] == [
        ("selected", "1"),
        ("selected", "2"),
        ("action", "remove"),
    ]
