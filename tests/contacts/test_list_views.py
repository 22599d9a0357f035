"""The list of contacts: found, filtered, sorted, exported, put into groups."""

import csv
import io

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse

from contacts import services
from contacts.models import (
    BusinessRelation,
    Contact,
    ContactMailingGroup,
    IndustryGroup,
    JobResponsibility,
    MailingGroup,
    OrganizationalLevel,
    Territory,
)
from contacts.services.personal import erase_contact
from tests.factories import make_company, make_interaction, make_language, make_person
from tests.factories import make_salesperson as salesperson

pytestmark = pytest.mark.django_db
LIST = "/contacts/"


def shown(answer):
    return [row.record.name for row in answer.context["table"].page.object_list]


def names(client, **query):
    return shown(client.get(LIST, query))


@pytest.fixture
def client(client_for):
    return client_for("marketer")


def create(now, **values):
    return services.create_contact(values=values, by=None, now=now)


def test_lucja_is_found_without_her_stroke(client, now):
    create(now, type="person", first_name="Łucja", surname="Öz", city="Łódź")
    create(now, type="person", first_name="Lucy", surname="Berg")

    assert names(client, q="Lucja") == ["Łucja Öz"]
    assert names(client, q="lodz oz") == ["Łucja Öz"]
    assert names(client, q="lucja berg") == []


def test_persons_are_found_by_their_company(client, now):
    company = create(now, name="Bakery Nørd")
    create(now, type="person", surname="Berg", company=company)

    assert names(client, q="nord") == ["Bakery Nørd", "Berg"]


def make_everything():
    """A person that every filter finds, and another that none does."""
    company = make_company("Home")
    parts = {
        "company": company,
        "salesperson": salesperson(),
        "territory": Territory.objects.create(code="N"),
        "organizational_level": OrganizationalLevel.objects.create(code="CEO"),
        "language": make_language("de"),
    }
    person = make_person(
        "Found",
        country="DE",
        email="a@example.com",
        exclude_from_segments=True,
        is_minor=True,
        is_privacy_blocked=True,
        **parts,
    )
    groups = {
        "mailing_group": MailingGroup.objects.create(code="M"),
        "industry_group": IndustryGroup.objects.create(code="I"),
        "business_relation": BusinessRelation.objects.create(code="B"),
        "job_responsibility": JobResponsibility.objects.create(code="J"),
    }
    person.mailing_groups.create(mailing_group=groups["mailing_group"])
    person.job_responsibilities.create(job_responsibility=groups["job_responsibility"])
    company.industry_groups.create(industry_group=groups["industry_group"])
    company.business_relations.create(business_relation=groups["business_relation"])
    make_person("Other", country="SE", company=make_company("Away"))
    return {name: row.pk for name, row in (parts | groups).items()} | {
        "country": "DE",
        "type": "person",
        "has_email": "true",
        "excluded": "true",
        "blocked": "true",
        "minor": "true",
    }


def test_every_filter_finds_whom_it_is_meant_to(client):
    values = make_everything()
    with_company = {"industry_group", "business_relation"}

    for name, value in values.items():
        found = names(client, **{name: value})
        assert "Found" in found, name
        assert ("Other" in found) == (name == "type"), name
        assert ("Home" in found) == (name in with_company), name
    assert names(client, **values) == ["Found"]


def test_each_filter_is_a_chip_that_can_be_taken_away(client):
    values = make_everything()

    answer = client.get(LIST, values)

    assert len(answer.context["table"].chips) == len(values)
    assert "Home" in {chip.text for chip in answer.context["table"].chips}


@pytest.mark.parametrize(
    "query",
    [{"company": "x"}, {"company": "1"}, {"mailing_group": "999"}, {"country": "XX"}, {"q": "\0"}],
    ids=lambda query: next(iter(query.items())),
)
def test_a_filter_that_cannot_be_read_shows_nobody(client, query):
    make_person("Somebody")

    assert names(client, **query) == []


def test_the_list_is_sorted_by_name_or_number_and_by_nothing_slow(client):
    make_person("Berg", number="2")
    make_person("Anders", number="3")
    make_person("Dahl", number="1")

    assert names(client) == ["Anders", "Berg", "Dahl"]
    assert names(client, sort="-name") == ["Dahl", "Berg", "Anders"]
    assert names(client, sort="number") == ["Dahl", "Berg", "Anders"]
    assert names(client, sort="city") == ["Anders", "Berg", "Dahl"]


@pytest.mark.parametrize("count", [3, 30])
def test_the_list_takes_the_same_queries_for_any_number_of_rows(
    client, count, django_assert_num_queries
):
    company = make_company(salesperson=salesperson(), language=make_language("de"))
    for _each in range(count):
        make_person(company=company, salesperson=company.salesperson, language=company.language)
    client.get(LIST)

    # session, user, permissions (2); attributes; count, keys, rows; the choices of eight filters
    with django_assert_num_queries(16):
        client.get(LIST)


def test_htmx_gets_the_table_alone(client):
    answer = client.get(LIST, headers={"HX-Request": "true"})

    assert b"<html" not in answer.content
    assert b'id="contact-table"' in answer.content


def exported(client, **query):
    answer = client.get(LIST, {"export": "csv", **query})
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text)))


def test_the_export_is_exactly_what_is_shown(client):
    company = make_company("Bakery", country="DE", city="Kiel")
    make_person("Berg", company=company, country="DE", language=make_language("de"))
    make_person("Anders", country="SE")

    rows = exported(client, country="DE", sort="-name", columns="name,company,type,country")

    assert rows == [
        ["Name", "Company", "Type", "Country"],
        ["Berg", "Bakery", "Person", "Germany"],
        ["Bakery", "", "Company", "Germany"],
    ]


def test_exporting_is_a_right_of_its_own(client_for):
    viewer = client_for("viewer")
    make_person("Berg")

    answer = viewer.get(LIST)
    refused = viewer.get(LIST, {"export": "csv"})

    assert b"export=choose" not in answer.content
    assert refused.status_code == 403
    assert Permission.objects.filter(codename="export_contact").exists()


# Groups --------------------------------------------------------------------------------------


def add(client, **data):
    return client.post(reverse("contacts:contact_add_to_group"), data)


@pytest.fixture
def group():
    return MailingGroup.objects.create(code="CARD", description="Christmas card")


def test_adding_to_a_group_asks_which_one_and_carries_the_choice(client, group):
    chosen = make_person("Berg")

    answer = add(client, selected=[chosen.pk], next="/contacts/?q=b")

    assert answer.status_code == 200
    assert ("selected", str(chosen.pk)) in answer.context["carried"]
    assert ("next", "/contacts/?q=b") in answer.context["carried"]
    assert b"Christmas card" in answer.content


def test_the_ticked_contacts_are_added(client, group):
    chosen, other = make_person("Berg"), make_person("Dahl")

    answer = add(
        client, selected=[chosen.pk], mailing_group=group.pk, next="/contacts/?type=person"
    )

    assert (answer.status_code, answer.url) == (303, "/contacts/?type=person")
    assert list(ContactMailingGroup.objects.values_list("contact", flat=True)) == [chosen.pk]
    assert other.pk


def test_all_that_match_are_added_not_only_the_page(client, group):
    for number in range(60):
        make_person(f"Berg {number}", country="DE")
    make_person("Dahl", country="SE")

    add(client, all_matching="1", query="country=DE", mailing_group=group.pk)

    assert ContactMailingGroup.objects.filter(mailing_group=group).count() == 60


def test_a_group_that_is_not_there_is_asked_for_again(client):
    answer = add(client, selected=[make_person().pk], mailing_group="999")

    assert answer.status_code == 422


def test_nobody_chosen_is_said(client, group):
    assert b"Nobody was chosen" in add(client).content


# Pickers -------------------------------------------------------------------------------------


def test_a_picker_finds_contacts_and_companies(client):
    company = make_company("Bakery", city="Kiel", number="C1", search_text="bakery c1")
    make_person("Baker", company=company, number="P1", search_text="baker p1 bakery c1")

    everybody = client.get(reverse("contacts:contact_options"), {"q": "BAK"}).json()["results"]
    companies = client.get(reverse("contacts:company_options"), {"q": "bak"}).json()["results"]

    assert [row["text"] for row in everybody] == ["Baker · Bakery · P1", "Bakery · Kiel · C1"]
    assert companies == [{"id": company.pk, "text": "Bakery · Kiel · C1"}]


def test_a_picker_offers_a_few_only(client):
    for _each in range(30):
        make_company()

    assert len(client.get(reverse("contacts:company_options")).json()["results"]) == 20


def test_group_counts_are_the_companys_for_groups_and_ones_own_for_the_rest():
    make_everything()

    person = Contact.objects.with_group_counts().get(name="Found")
    company = Contact.objects.with_group_counts().with_person_count().get(name="Home")

    counts = ("mailing_group", "job_responsibility", "industry_group", "business_relation")
    assert [getattr(person, f"{name}_count") for name in counts] == [1, 1, 1, 1]
    assert [getattr(company, f"{name}_count") for name in counts] == [0, 0, 1, 1]
    assert company.person_count == 1


def test_erased_contacts_are_shown_only_when_asked_for(client, now):
    anna, bert = make_person("Anna"), make_person("Bert")
    make_interaction(anna)
    erase_contact(anna, cause="request", by=None, now=now)

    assert names(client) == ["Bert"]
    assert names(client, erased="only") == ["Erased"]
    assert names(client, erased="shown") == ["Bert", "Erased"]
    offered = client.get("/contacts/options/").json()["results"]
    assert [one["id"] for one in offered] == [bert.pk]
    answer = client.get(LIST, {"export": "csv"})
    assert b"ERASED" not in b"".join(answer.streaming_content)


def test_all_matching_leaves_out_who_was_erased(client, now):
    anna, bert = make_person("Anna"), make_person("Bert")
    make_interaction(anna)
    erase_contact(anna, cause="request", by=None, now=now)
    group = MailingGroup.objects.create(code="NEWS", description="News")

    client.post(
        f"{LIST}add-to-group/", {"all_matching": "1", "query": "", "mailing_group": group.pk}
    )

    assert list(ContactMailingGroup.objects.values_list("contact", flat=True)) == [bert.pk]
