"""Contacts in and out in one walk: a twin in a file, merged and parted, taken, erased."""

import re

from django.utils import timezone
from playwright.sync_api import expect

from contacts.models import Contact, Erasure, Merge
from segments_app.models import ExportRecord, Job
from segments_app.services.jobs import run_job
from tests.browser.pages import assert_accessible, log_in

TEXT = (
    "Vorname;Nachname;E-Mail;Telefon;Ort\n"
    "Ada;Lindqvist;ada@north.example;+46 8 123 456 78;Lund\n"
    "Ada;Lindkvist;;+46 8 123 456 78;Lund\n"
)


def test_a_twin_in_a_file_is_merged_parted_exported_and_erased(
    page, live_server, administrator, settings, tmp_path
):
    settings.MEDIA_ROOT = tmp_path / "media"
    file = tmp_path / "fair.csv"
    file.write_text(TEXT)
    log_in(page, live_server, administrator)

    def at(path):
        page.goto(f"{live_server.url}{path}")
        assert_accessible(page)

    at("/contacts/imports/new/")
    page.set_input_files("[name=upload]", file)
    page.get_by_role("button", name="Look into the file").click()
    page.get_by_role("button", name="Look what would happen").click()
    expect(page.get_by_text("Nothing has been imported yet.")).to_be_visible()
    page.get_by_role("button", name="Import now").click()
    expect(page.get_by_role("button", name="Undo the import")).to_be_visible()
    assert_accessible(page)
    first, second = Contact.objects.order_by("pk")

    at("/contacts/duplicates/")
    page.locator("form[action$='/search/'] button").first.click()
    page.wait_for_url("**/jobs/**")
    run_job(Job.objects.get(kind="duplicates").pk, now=timezone.now())
    at("/contacts/duplicates/")
    page.click("td a[href^='/contacts/duplicates/']")
    assert_accessible(page)
    page.keyboard.press("m")
    page.wait_for_url("**/merge/**")
    assert_accessible(page)
    page.locator("main a").first.focus()
    page.keyboard.press("m")
    page.wait_for_url(re.compile(r"/contacts/duplicates/$"))
    assert Contact.objects.count() == 1

    at(Merge.objects.get().get_absolute_url())
    page.locator("form[action$='/undo/'] button").click()
    page.locator("text=is a contact of its own again").wait_for()
    assert Contact.objects.filter(pk__in=[first.pk, second.pk]).count() == 2

    at("/contacts/?q=ada")
    page.get_by_role("link", name="Export", exact=True).click()
    page.get_by_label("All fields of the contacts").check()
    assert_accessible(page)
    with page.expect_download() as taken:
        page.get_by_role("button", name="Export").click()
    text = taken.value.path().read_text("utf-8-sig")
    assert "Lindqvist" in text
    assert "Lindkvist" in text
    assert ExportRecord.objects.get().row_count == 2

    at(f"/contacts/{first.pk}/erase/")
    page.get_by_label("Cause").select_option("request")
    page.get_by_role("button", name="Erase for good").click()
    page.wait_for_url("**/contacts/erasures/")
    expect(page.locator("main")).to_contain_text("The person asked for it")
    assert_accessible(page)
    assert Erasure.objects.get().contact_key == first.pk
    assert [one.surname for one in Contact.objects.not_erased()] == ["Lindkvist"]
