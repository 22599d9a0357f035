"""The administration works under the site's content security policy."""

from django.urls import reverse
from playwright.sync_api import expect

from contacts.models import Contact
from tests.browser.pages import log_in
from tests.factories import make_company, make_person


def test_a_company_is_picked_and_saved(page, live_server, administrator):
    company = make_company("Łucja Handel")
    person = make_person("Eva Berg", first_name="Eva", surname="Berg")
    log_in(page, live_server, administrator)

    page.get_by_role("link", name="Administration").click()
    expect(page.get_by_role("heading", name="Administration")).to_be_visible()
    page.get_by_role("link", name="Contacts", exact=True).last.click()
    page.get_by_label("Search").fill("eva")
    page.get_by_role("button", name="Search").click()
    page.get_by_role("link", name="Eva Berg").click()
    page.locator(".field-company .select2-selection").click()
    page.locator(".select2-search__field").fill("lucja")
    page.get_by_role("option", name="Łucja Handel").click()
    page.get_by_role("button", name="Save", exact=True).click()

    expect(page.locator(".messagelist .success")).to_be_visible()
    person.refresh_from_db()
    assert person.company == company
    assert "lucja handel" in person.search_text


def test_rows_are_added_and_dates_picked_on_a_page(page, live_server, administrator):
    contact = make_company("Alpha")
    log_in(page, live_server, administrator)
    page.goto(f"{live_server.url}{reverse('admin:contacts_contact_change', args=[contact.pk])}")

    page.get_by_text("Add another Comment on a contact").click()
    page.locator("#comments-0 .datetimeshortcuts a").first.click()
    page.locator("#id_comments-0-text").fill("Called back")
    page.get_by_role("button", name="Save", exact=True).click()

    expect(page.locator(".messagelist .success")).to_be_visible()
    assert Contact.objects.get().comments.get().text == "Called back"
