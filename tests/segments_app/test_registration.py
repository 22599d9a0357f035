import pytest
from django.urls import reverse

from segments_app import demo
from tests.accounts import PASSWORD


def test_the_log_in_page_names_the_demo_accounts_on_a_demo_only(client, db, settings):
    settings.DEMO = False
    assert demo.PASSWORD not in client.get(reverse("login")).content.decode()

    settings.DEMO = True
    page = client.get(reverse("login")).content.decode()

    assert all(login.username in page for login in demo.LOGINS)
    assert demo.PASSWORD in page


def test_a_wrong_password_is_said_without_saying_which_part_is_wrong(client, marketer):
    page = client.post(reverse("login"), {"username": marketer.username, "password": "wrong"})

    assert 'role="alert"' in page.content.decode()
    assert marketer.username in page.content.decode()
    assert "wrong" not in page.content.decode()


def test_logging_out_is_a_post_and_leads_to_the_log_in(client_for):
    client = client_for("Marketer")

    assert client.get(reverse("logout")).status_code == 405
    assert client.post(reverse("logout")).headers["Location"] == reverse("login")


def test_a_password_is_changed_by_who_knows_the_old_one(client_for, marketer):
    client, url = client_for(marketer), reverse("password_change")
    new = {"new_password1": "blue mountain train", "new_password2": "blue mountain train"}

    refused = client.post(url, {"old_password": "wrong", **new})
    changed = client.post(url, {"old_password": PASSWORD, **new}, follow=True)

    marketer.refresh_from_db()
    assert "One thing to correct" in refused.content.decode()
    assert marketer.check_password("blue mountain train")
    assert changed.status_code == 200


@pytest.mark.parametrize("name", ["login", "password_change", "password_change_done"])
def test_the_pages_obey_the_content_security_policy(client_for, client, db, name):
    who = client if name == "login" else client_for("Marketer")

    page = who.get(reverse(name)).content.decode()

    assert " style=" not in page
    assert " onclick=" not in page
    assert "<script>" not in page


def test_the_language_is_switched_by_a_plain_form(client_for):
    client = client_for("Marketer")

    answer = client.post(reverse("set_language"), {"language": "de", "next": "/password/"})

    assert answer.headers["Location"] == "/password/"
    assert '<html lang="de">' in client.get("/password/").content.decode()
