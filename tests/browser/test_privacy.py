"""Privacy in the browser: told, restricted, erased; files, consent of many, and an override."""

import pytest
from django.contrib.auth.models import Permission
from django.utils import timezone
from playwright.sync_api import expect

from contacts.models import Contact, ContactFile, Erasure
from interactions.models import GateOverride
from segments_app.criteria.rules import EVERYONE
from tests.browser.pages import assert_accessible, log_in
from tests.consents import make_wording, say, state_of
from tests.factories import DAY, make_interaction, make_person
from tests.segments_app.services.building import add, ready_segment

LONG = "W" * 190
PAGES = (
    "/contacts/{anna}/", "/contacts/{anna}/edit/", "/contacts/?q=anna",
    "/contacts/{anna}/data/", "/contacts/{anna}/erase/", "/contacts/{anna}/restriction/",
    "/contacts/{anna}/files/new/", "/contacts/erasures/", "/contacts/?erased=only",
    "/retention/", "/retention/contacts/", "/audit/",
)  # fmt: skip


@pytest.fixture
def anna(live_server):
    person = make_person("Anna Berg", email="anna@example.org", search_text="anna berg")
    person.comments.create(commented_on=DAY, text="Likes tea")
    make_interaction(person, description="Letter to Anna")
    say(person)
    return person


WIDE = """() => [...document.querySelectorAll("body *")]
    .filter((one) => one.getBoundingClientRect().right > innerWidth + 1)
    .slice(0, 5).map((one) => one.outerHTML.slice(0, 90))"""


def assert_fits(page):
    """Fail with what makes the page wider than the window."""
    if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
        raise AssertionError(f"{page.url}: {page.evaluate(WIDE)}")


@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 390)])
def test_fb11_the_pages_are_accessible_and_fit_with_names_of_any_length(
    page, live_server, administrator, anna, scheme, width
):
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    page.set_viewport_size({"width": width, "height": 800})
    Contact.objects.filter(pk=anna.pk).update(name=LONG, city="V" * 90, job_title="M" * 90)
    anna.comments.update(text="x" * 1_900)
    log_in(page, live_server, administrator)

    for path in PAGES:
        page.goto(live_server.url + path.format(anna=anna.pk))
        assert_fits(page)
        assert_accessible(page)


def test_a_person_is_told_restricted_and_erased_from_the_menu_of_her_page(
    page, live_server, administrator, anna
):
    page.set_default_timeout(60_000)
    home = f"{live_server.url}/contacts/{anna.pk}/"
    log_in(page, live_server, administrator)

    page.goto(home)
    page.locator(f"a[href='/contacts/{anna.pk}/data/']").first.evaluate("link => link.click()")
    expect(page.locator("main")).to_contain_text("anna@example.org")
    with page.expect_download() as taken:
        page.get_by_role("link", name="Download").click()
    assert taken.value.suggested_filename.endswith(".zip")

    page.goto(f"{home}restriction/")
    page.locator("main textarea, main [name=reason]").first.fill("She doubts the address")
    page.locator("main form [type=submit]").click()
    page.goto(home)
    expect(page.locator("main")).to_contain_text("restricted")

    page.goto(home)
    page.locator(f"a[href='/contacts/{anna.pk}/erase/']").first.evaluate("link => link.click()")
    expect(page.locator("main")).to_contain_text("An empty row stays")
    page.get_by_role("button", name="Erase for good").click()
    assert not Erasure.objects.exists()  # without a cause nothing happens
    page.select_option("[name=cause]", "request")
    page.get_by_role("button", name="Erase for good").click()
    expect(page.locator("main")).to_contain_text("The contact is erased.")
    assert Erasure.objects.get().erased_by == administrator

    page.goto(f"{live_server.url}/contacts/")
    expect(page.locator("main tbody tr")).to_have_count(0)
    page.goto(f"{live_server.url}/contacts/?erased=only")
    expect(page.locator("main tbody")).to_contain_text("Erased")
    assert_accessible(page)


def test_a_file_is_kept_and_deleted(page, live_server, marketer, anna):
    log_in(page, live_server, marketer)
    page.goto(f"{live_server.url}/contacts/{anna.pk}/files/new/")
    page.set_input_files("[name=file]", {"name": "a.exe", "mimeType": "x", "buffer": b"MZ\0\0"})
    page.locator("main form [type=submit]").click()
    expect(page.locator("main")).to_contain_text("This kind of file is not kept")
    page.set_input_files(
        "[name=file]", {"name": "contract.pdf", "mimeType": "x", "buffer": b"%PDF-1.7\nHello"}
    )
    page.locator("main form [type=submit]").click()
    expect(page.locator("#files")).to_contain_text("contract.pdf")
    page.locator("#files form button").click()
    page.locator("[data-confirm-yes]").click()
    page.wait_for_selector("text=The file is deleted.")
    assert not ContactFile.objects.exists()


def test_consent_of_a_segment_is_recorded_in_the_list_of_its_contacts(
    page, live_server, marketer, anna
):
    page.set_default_timeout(60_000)
    page.set_viewport_size({"width": 390, "height": 800})
    now, wording = timezone.now(), make_wording()
    bert = make_person("Bert Ek", search_text="bert ek")
    segment = ready_segment(now=now)
    add(segment, EVERYONE, now=now)
    log_in(page, live_server, marketer)

    page.goto(f"{live_server.url}/segments/{segment.pk}/contacts/")
    page.get_by_role("link", name="In the list of contacts").click()
    expect(page.locator("main tbody tr")).to_have_count(2)
    page.locator("thead input[type=checkbox]").check()
    page.get_by_role("button", name="Record consent").click()
    page.locator("[name=channels][value=email]").check()
    page.locator("[name=status][value=consent]").check()
    page.select_option("[name=method]", "paper")
    page.select_option("[name=wording]", str(wording.pk))
    page.select_option("[name=purpose]", str(wording.purpose_id))
    page.fill("[name=evidence]", "Box 7")
    page.fill("[name=source]", "Fair")
    assert_accessible(page)
    page.get_by_role("button", name="Show what is recorded").click()
    expect(page.locator("#look")).to_contain_text("E-mail")
    assert_accessible(page)
    assert_fits(page)
    page.get_by_role("button", name="Record it").click()
    page.wait_for_selector("text=Recorded: 1")
    assert state_of(bert) == "consent"


def test_who_was_left_out_is_logged_all_the_same_for_a_reason(page, live_server, marketer, anna):
    marketer.user_permissions.add(Permission.objects.get(codename="override_gate"))
    now = timezone.now()
    make_person("Bert Ek", search_text="bert ek")
    segment = ready_segment(now=now)
    add(segment, EVERYONE, now=now)
    Contact.objects.filter(pk=anna.pk).update(exclude_from_segments=True)
    log_in(page, live_server, marketer)

    page.goto(f"{live_server.url}/segments/{segment.pk}/log/")
    assert_accessible(page)
    page.fill("[name=override]", "The board asked for it")
    page.locator("form:has(.override) [type=submit]").click()
    page.wait_for_url("**/log/done/")
    expect(page.locator("main")).to_contain_text("all the same")
    assert GateOverride.objects.get().text == "The board asked for it"
