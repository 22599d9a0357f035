"""An import as people do it: a file, its columns, a look, the report, and back."""

import pytest
from playwright.sync_api import expect

from contacts.models import Contact
from contacts.services.duplicates import refresh_keys
from tests.browser.pages import assert_accessible, log_in
from tests.factories import make_person

TEXT = (
    "Firma;Vorname;Nachname;E-Mail;Telefon\n"
    "Acme;Anna;Berg;anna@example.org;030 123456\n"
    "Acme;Bo;Ek;bo@;\n"
)


@pytest.fixture(autouse=True)
def kept_here(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.mark.parametrize("fixture", ["page", "no_javascript"])
def test_a_file_is_imported_and_taken_back(request, fixture, live_server, marketer, tmp_path):
    page = request.getfixturevalue(fixture)
    make_person("Anna Alt", first_name="Anna", surname="Alt", email="anna@example.org")
    file = tmp_path / "fair_2026.csv"
    file.write_text(TEXT)
    log_in(page, live_server, marketer)
    page.goto(f"{live_server.url}/contacts/imports/")
    page.get_by_role("link", name="Import a file").click()
    page.set_input_files("[name=upload]", file)
    page.get_by_role("button", name="Look into the file").click()

    expect(page.get_by_label("Nachname")).to_have_value("surname")
    page.get_by_role("button", name="Look what would happen").click()
    expect(page.get_by_text("Nothing has been imported yet.")).to_be_visible()
    expect(page.get_by_text("Alt → Berg")).to_be_visible()
    page.get_by_role("button", name="Import now").click()
    expect(page.get_by_role("button", name="Undo the import")).to_be_visible()
    assert Contact.objects.get(email="anna@example.org").surname == "Berg"

    page.get_by_role("button", name="Undo the import").click()
    page.get_by_role("main").get_by_role("button", name="Undo the import").last.click()
    expect(page.get_by_text("Contacts deleted again: 1.")).to_be_visible()
    assert [c.name for c in Contact.objects.all()] == ["Anna Alt"]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
def test_the_pages_are_accessible_and_fit(page, live_server, marketer, tmp_path, scheme, width):
    file = tmp_path / "fair_2026.csv"
    file.write_text(TEXT)
    there = make_person("Anna Berg", first_name="Anna", surname="Berg", email_2="anna@example.org")
    refresh_keys([there.pk])
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": width, "height": 900})
    log_in(page, live_server, marketer)

    def looks_right():
        assert_accessible(page)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")

    page.goto(f"{live_server.url}/contacts/imports/new/")
    looks_right()
    page.set_input_files("[name=upload]", file)
    page.get_by_role("button", name="Look into the file").click()
    expect(page.get_by_role("heading", name="How to import")).to_be_visible()
    looks_right()
    page.get_by_role("button", name="Look what would happen").click()
    expect(page.get_by_text("Nothing has been imported yet.")).to_be_visible()
    looks_right()
    page.get_by_role("link", name="See who, and choose").click()
    expect(page.get_by_role("option", name="Change Anna Berg")).to_be_attached()
    looks_right()
    page.goto(f"{live_server.url}/contacts/imports/")
    looks_right()
