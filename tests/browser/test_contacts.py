"""Contacts in the browser: found, made, changed, put into groups."""

import pytest
from playwright.sync_api import expect

from contacts.models import (
    BusinessRelation,
    Contact,
    MailingGroup,
    Salutation,
    SalutationFormula,
    WebSource,
)
from tests.browser.pages import assert_accessible, log_in
from tests.consents import say
from tests.factories import DAY, make_company, make_interaction, make_language, make_person

PAGES = (
    "/contacts/",
    "/contacts/?type=person&country=DE",
    "/contacts/new/",
    "/contacts/new/?type=company",
    "/contacts/new/?type=person",
    "/contacts/{company}/",
    "/contacts/{person}/",
    "/contacts/{person}/edit/",
    "/contacts/{person}/delete/",
    "/contacts/{company}/groups/",
    "/contacts/{person}/picture/edit/",
    "/contacts/{person}/comments/new/",
    "/contacts/{person}/business-card/",
    "/contacts/{person}/consents/",
    "/contacts/{person}/consents/give/",
    "/contacts/{person}/consents/withdraw/",
    "/contacts/{person}/consents/{event}/",
    "/contacts/{person}/addresses/{address}/",
)


FIRST = (
    "Ada Bo Cleo Dora Emil Fritz Gina Hugo Ida Jan Karl Lena Mia Nils Otto Pia Rosa Sven Tom Uwe"
)
SURNAMES = (
    "Öz Falk Lind Moreau Novak Peeters Quist Rossi Smith Tanaka Ulrich Vega Weiss Xu Young Zeman "
    "Adams Brandt Costa Dupont"
)


@pytest.fixture
def people(live_server):
    company = make_company(
        "Bakery Nord", city="Kiel", country="DE", phone="+49 431 1", search_text="bakery nord kiel"
    )
    company.business_relations.create(
        business_relation=BusinessRelation.objects.create(code="CUST", description="Customer")
    )
    person = make_person(
        "Anna Berg",
        surname="Berg",
        company=company,
        country="DE",
        email="anna@example.com",
        language=make_language("de"),
        is_privacy_blocked=True,
        exclude_from_segments=True,
        search_text="anna berg bakery nord",
    )
    make_interaction(person, description="Letter to Anna")
    make_interaction(person, description="Call to Anna", attempt_failed=True)
    address = person.alternative_addresses.create(code="SUMMER", city="Laboe")
    address.date_ranges.create(contact=person, starts_on=DAY)
    person.comments.create(commented_on=DAY, text="Likes tea")
    MailingGroup.objects.create(code="CARD", description="Christmas card")
    WebSource.objects.create(code="W", description="Search", url="https://search.example/?q=%1")
    event = say(person)
    return {"company": company.pk, "person": person.pk, "address": address.pk, "event": event.pk}


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_pages_of_contacts_are_accessible(page, live_server, marketer, people, scheme):
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    log_in(page, live_server, marketer)

    for path in PAGES:
        page.goto(live_server.url + path.format(**people))
        assert_accessible(page)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path


def test_nothing_is_wider_than_a_telephone(page, live_server, marketer, people):
    page.set_viewport_size({"width": 390, "height": 800})
    log_in(page, live_server, marketer)

    for path in PAGES:
        page.goto(live_server.url + path.format(**people))
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path


def test_a_person_is_made_at_a_company_that_is_searched_for(page, live_server, marketer, people):
    log_in(page, live_server, marketer)
    page.goto(f"{live_server.url}/contacts/new/?type=person")

    page.fill("[name=first_name]", "Jörg")
    page.fill("[name=surname]", "Öz")
    page.locator("#div_id_company .ts-control").click()
    page.locator("#div_id_company .dropdown-input").press_sequentially("nord", delay=50)
    page.locator(".ts-dropdown .option", has_text="Bakery Nord").click()
    page.get_by_role("button", name="Save", exact=True).click()

    page.wait_for_selector("h1:has-text('Jörg Öz')")
    person = Contact.objects.get(name="Jörg Öz")
    assert (person.company_id, person.city, person.phone) == (
        people["company"],
        "Kiel",
        "+49 431 1",
    )


def test_the_timeline_is_narrowed_without_loading_the_page(page, live_server, marketer, people):
    log_in(page, live_server, marketer)
    page.goto(f"{live_server.url}/contacts/{people['person']}/")
    page.evaluate("document.body.dataset.same = 'yes'")

    page.get_by_role("link", name="Failed attempts").click()
    page.wait_for_selector("#timeline:not(:has-text('Letter to Anna'))")

    assert page.locator("#timeline").get_by_text("Call to Anna").is_visible()
    assert page.url.endswith("?show=failed")
    assert page.evaluate("document.body.dataset.same") == "yes"


def test_a_contact_is_kept_without_scripts(no_javascript, live_server, marketer, people):
    page = no_javascript
    log_in(page, live_server, marketer)

    page.goto(f"{live_server.url}/contacts/")
    page.fill("[name=q]", "anna")
    page.get_by_role("button", name="Search").first.click()
    page.locator("table a", has_text="Anna Berg").click()
    page.locator(".contact-head").get_by_role("link", name="Edit").click()
    page.fill("[name=job_title]", "Chef")
    page.get_by_role("button", name="Save", exact=True).click()
    page.goto(f"{live_server.url}/contacts/{people['person']}/groups/")
    page.get_by_label("Christmas card").check()
    page.get_by_role("button", name="Save").first.click()
    page.goto(f"{live_server.url}/contacts/new/?type=person")
    page.fill("[name=surname]", "Öz")
    page.fill("[name=company_words]", "nord")
    page.get_by_role("button", name="Save", exact=True).click()

    person = Contact.objects.get(pk=people["person"])
    assert person.job_title == "Chef"
    assert person.mailing_groups.count() == 1
    assert Contact.objects.get(name="Öz").company_id == people["company"]


def test_all_that_match_are_put_into_a_group(page, live_server, marketer, people):
    log_in(page, live_server, marketer)
    page.goto(f"{live_server.url}/contacts/?country=DE")

    page.locator("[name=all_matching]").check()
    page.get_by_role("button", name="Add to a mailing group").click()
    page.select_option("[name=mailing_group]", label="Christmas card")
    page.get_by_role("button", name="Add", exact=True).click()

    page.wait_for_selector("text=2 contacts added to")
    assert MailingGroup.objects.get().assignments.count() == 2


def test_twenty_persons_are_entered_by_the_keyboard_alone(page, live_server, marketer, people):
    """Enter saves and begins the next at the same company; Ctrl + Enter does it from a text."""
    salutation = Salutation.objects.create(code="F", description="Ms")
    SalutationFormula.objects.create(
        salutation=salutation, formality="formal", pattern="Dear %1,", part_1="surname"
    )
    log_in(page, live_server, marketer)
    page.goto(f"{live_server.url}/contacts/new/?type=person&company={people['company']}&again=1")

    for number, (first, surname) in enumerate(zip(FIRST.split(), SURNAMES.split(), strict=True)):
        page.wait_for_function("document.activeElement.name === 'first_name'")
        page.keyboard.type(first)
        page.keyboard.press("Tab")
        page.keyboard.press("Tab")
        page.keyboard.type(surname)
        if number == 19:
            page.select_option("[name=salutation]", label="Ms")
            expect(page.locator("#greetings")).to_contain_text(f"Dear {surname},")
        page.keyboard.press("Control+Enter" if number % 2 else "Enter")
        page.wait_for_selector(f"text={first} {surname} is created.")

    made = Contact.objects.filter(first_name__in=FIRST.split())
    assert made.count() == 20
    assert set(made.values_list("company", "city")) == {(people["company"], "Kiel")}
