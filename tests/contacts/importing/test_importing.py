"""What an import does to contacts: made, changed, left alone, refused; every row accounted for."""

import pytest

from contacts.models import (
    Answer,
    Contact,
    ContactChange,
    ContactMailingGroup,
    MailingGroup,
    MatchKey,
    Question,
    Questionnaire,
)
from contacts.services.answers import answer_questions
from contacts.services.importing.guessing import guess_mapping
from contacts.services.personal import erase_contact
from tests.factories import make_company, make_interaction, make_person

from .bringing import NOON, bring, counts, look, row

pytestmark = pytest.mark.django_db
PEOPLE = "first_name surname email phone"
FILE = (
    "First name,Last name,E-mail,Phone\n"
    "Anna,Berg,anna@Example.org,030 123456\n"
    "Bo,Ek,bo@example.org,\n"
)


def test_new_contacts_are_made_with_numbers_and_words(tmp_path):
    imported = bring(tmp_path, FILE, PEOPLE, phone_country="DE")

    assert counts(imported) == {"created": 2}
    anna = Contact.objects.get(email="anna@example.org")
    assert (anna.name, anna.initials, anna.type) == ("Anna Berg", "AB", "person")
    assert anna.phone == "+4930123456"
    assert anna.number == "CT000001"
    assert anna in Contact.objects.search("berg ct000001")


@pytest.mark.lesson(28, 84)
def test_the_same_file_twice_changes_nothing(tmp_path):
    bring(tmp_path, FILE, PEOPLE, phone_country="DE")
    before = list(Contact.objects.order_by("pk").values())

    again = bring(tmp_path, FILE, PEOPLE, phone_country="DE")

    assert counts(again) == {"unchanged": 2}
    assert list(Contact.objects.order_by("pk").values()) == before
    assert not ContactChange.objects.exists()


@pytest.mark.lesson(84)
def test_rows_without_a_key_are_not_brought_twice_either(tmp_path):
    text = "Name\nAnna Berg\nAnna Berg\n"
    first = bring(tmp_path, text, "name", match="nothing")
    again = bring(tmp_path, text, "name", match="nothing")

    assert counts(first) == {"created": 2}  # equal rows are two people
    assert counts(again) == {"unchanged": 2}


def test_a_look_writes_no_contact(tmp_path):
    imported = look(tmp_path, FILE, PEOPLE)

    assert counts(imported) == {"created": 2}
    assert not Contact.objects.exists()
    assert row(imported, 2).after["name"] == "Anna Berg"


def test_what_differs_is_changed_and_what_was_there_is_kept_with_the_row(tmp_path):
    make_person("Anna Berg", first_name="Anna", surname="Berg", email="ANNA@example.org", phone="1")

    imported = bring(tmp_path, FILE, PEOPLE, phone_country="DE")

    assert counts(imported) == {"created": 1, "updated": 1}
    assert row(imported, 2).before == {"phone": "1"}
    assert row(imported, 2).after == {"phone": "+4930123456"}
    change = ContactChange.objects.get(field="phone")
    assert (change.old, change.new) == ("1", "+4930123456")


def test_blanks_are_filled_and_nothing_else(tmp_path):
    make_person("Bo Ek", first_name="Bo", surname="Ek", email="bo@example.org")
    make_person("A B", first_name="A", surname="B", email="anna@example.org", phone="")

    imported = bring(tmp_path, FILE, PEOPLE, mode="fill", phone_country="DE")

    assert counts(imported) == {"updated": 1, "unchanged": 1}
    anna = Contact.objects.get(email="anna@example.org")
    assert (anna.name, anna.phone) == ("A B", "+4930123456")


def test_contacts_that_are_there_can_be_left_as_they_are(tmp_path):
    make_person("Bo Ek", email="bo@example.org")

    imported = bring(tmp_path, FILE, PEOPLE, mode="add")

    assert counts(imported) == {"created": 1, "skipped": 1}
    assert row(imported, 3).reason == "The contact is there already."


def test_the_first_of_several_rows_about_one_contact_counts(tmp_path):
    text = "E-mail,First name\na@example.org,Anna\nA@EXAMPLE.ORG,Berta\na@example.org,Carla\n"

    imported = bring(tmp_path, text, "email first_name")

    assert counts(imported) == {"created": 1, "skipped": 2}
    assert Contact.objects.get().first_name == "Anna"
    assert row(imported, 3).reason == "Row 2 is about the same contact."


def test_a_row_that_may_be_about_several_contacts_is_rejected(tmp_path):
    make_person(email="bo@example.org", number="P1")
    make_person(email="BO@example.org", number="P2")

    imported = bring(tmp_path, FILE, PEOPLE)

    assert counts(imported) == {"created": 1, "rejected": 1}
    assert "P1, P2" in row(imported, 3).reason


@pytest.mark.lesson(83)
@pytest.mark.parametrize(
    ("field", "cell", "reason"),
    [
        ("email", "a@x.org, b@x.org", "is not an e-mail address"),
        ("email", "=cmd@x..org", "is not an e-mail address"),
        ("first_name", "x" * 61, "This has 61 characters; 60 are the most."),
        ("country", "Atlantis", "There is no country"),
        ("territory", "NOWHERE", "There is no territory"),
        ("mailing_groups", "NONE", "There is no mailing group"),
        ("is_minor", "perhaps", "is not understood"),
        ("phone", "ask Anna", "cannot be read as a telephone number"),
        ("industry_groups", "", None),
    ],
)
def test_a_cell_that_cannot_be_taken_rejects_its_row_and_names_its_column(
    tmp_path, field, cell, reason
):
    text = f'Surname;Said\nBerg;"{cell}"\nEk;\n'

    imported = bring(tmp_path, text, f"surname {field}", match="nothing", kind="person")

    if reason is None:
        assert counts(imported) == {"created": 2}
        return
    assert counts(imported) == {"created": 1, "rejected": 1}
    assert row(imported, 2).reason.startswith("Said: ")
    assert reason in row(imported, 2).reason
    assert row(imported, 2).cells == ["Berg", cell]


def test_persons_find_companies_of_the_file_and_of_the_database(tmp_path):
    old = make_company("Old Ltd", city="Lund", search_own="old")
    text = (
        "Type,Company,First name,E-mail,City\n"
        "person,new gmbh,Anna,anna@new.example,\n"
        "person,Old Ltd,Bo,bo@old.example,\n"
        "company,New GmbH,,info@new.example,Bonn\n"
        "person,Third,Cy,cy@third.example,Rom\n"
    )

    imported = bring(tmp_path, text, "type company first_name email city")

    assert counts(imported) == {"created": 4}
    assert imported.company_count == 1
    people = {p.first_name: p for p in Contact.objects.persons().select_related("company")}
    assert people["Anna"].company.name == "New GmbH"
    assert people["Anna"].city == "Bonn"  # taken over from the company
    assert people["Bo"].company == old
    assert people["Cy"].company.name == "Third"
    assert people["Cy"].company.city == "Rom"
    assert people["Anna"] in Contact.objects.search("new gmbh anna")


def test_a_company_that_nobody_knows_rejects_the_row_unless_it_may_be_made(tmp_path):
    text = "Company,First name\nNew GmbH,Anna\n"

    imported = bring(tmp_path, text, "company first_name", creates_companies=False)

    assert counts(imported) == {"rejected": 1}
    assert row(imported, 2).reason == "There is no company “New GmbH”."


def test_persons_find_their_company_by_the_domain_of_their_address(tmp_path):
    acme = make_company("Acme", email="info@acme.example")
    site = make_company("Site", home_page="https://www.site.example/")
    text = "First name,E-mail\nAnna,anna@acme.example\nBo,bo@site.example\nCy,cy@gmail.com\n"

    bring(tmp_path, text, "first_name email", finds_by_domain=True)

    found = dict(Contact.objects.persons().values_list("first_name", "company"))
    assert found == {"Anna": acme.pk, "Bo": site.pk, "Cy": None}


def test_groups_are_joined_by_code_or_name_and_by_the_option(tmp_path):
    vip = MailingGroup.objects.create(code="VIP", description="Very important")
    news = MailingGroup.objects.create(code="NEWS", description="Newsletter")
    fair = MailingGroup.objects.create(code="FAIR")
    bo = make_person("Bo", first_name="Bo", email="bo@example.org")
    ContactMailingGroup.objects.create(contact=bo, mailing_group=vip)
    text = "First name,E-mail,Groups\nAnna,a@example.org,vip; Newsletter\nBo,bo@example.org,VIP\n"

    imported = bring(tmp_path, text, "first_name email mailing_groups", mailing_group="FAIR")

    assert counts(imported) == {"created": 1, "updated": 1}
    anna = Contact.objects.get(first_name="Anna")
    joined = ContactMailingGroup.objects.values_list("mailing_group", flat=True)
    assert {*joined.filter(contact=anna)} == {vip.pk, news.pk, fair.pk}
    assert {*joined.filter(contact=bo)} == {vip.pk, fair.pk}
    assert row(imported, 3).after == {"mailing_groups": [fair.pk]}  # only what is new


@pytest.mark.lesson(64)
def test_an_import_blocks_and_never_unblocks(tmp_path):
    make_person("Bo", email="bo@example.org", is_privacy_blocked=True, exclude_from_segments=True)
    make_person("Cy", email="cy@example.org")
    text = "E-mail,Blocked,Excluded\nbo@example.org,no,no\ncy@example.org,yes,nein\n"

    imported = bring(tmp_path, text, "email is_privacy_blocked exclude_from_segments")

    assert counts(imported) == {"updated": 1, "unchanged": 1}
    assert Contact.objects.filter(is_privacy_blocked=True).count() == 2


def test_a_minor_without_consent_is_blocked(tmp_path):
    bring(tmp_path, "Surname,Minor\nKid,yes\n", "surname is_minor", match="nothing")

    assert Contact.objects.get().is_privacy_blocked


def test_the_nameless_are_called_by_what_there_is(tmp_path):
    text = "E-mail,Id\na@example.org,1\n,77\n,\n"

    imported = bring(tmp_path, text, "email external_id", match="external_id", kind="person")

    assert counts(imported) == {"created": 2}  # the last line is blank
    assert {*Contact.objects.values_list("name", flat=True)} == {"a@example.org", "77"}


def test_a_number_that_is_taken_rejects_the_row(tmp_path):
    make_person(number="X1", email="x@example.org")
    text = "No,E-mail\nX1,new@example.org\nX2,two@example.org\nX2,three@example.org\n"

    imported = bring(tmp_path, text, "number email")

    assert counts(imported) == {"created": 1, "rejected": 2}


def test_a_formula_is_kept_as_text_and_the_mark_of_an_export_goes(tmp_path):
    text = "Surname,Address\nBerg,=1+1\nEk,'=1+1\n"

    bring(tmp_path, text, "surname address", match="nothing")

    assert {*Contact.objects.values_list("address", flat=True)} == {"=1+1"}


@pytest.mark.parametrize("way", [look, bring])
def test_a_person_who_is_there_can_move_to_a_company_that_the_import_makes(tmp_path, way):
    make_person("Anna", first_name="Anna", email="a@x.org")

    imported = way(tmp_path, "Company,E-mail\nNew,a@x.org\n", "company email", kind="person")

    assert counts(imported) == {"updated": 1}
    assert row(imported, 2).after["company_name"] == "New"
    assert imported.company_count == 1


def test_a_telephone_number_is_of_the_country_of_its_row_or_else_of_the_one_chosen(tmp_path):
    text = (
        "Tel,First name,Country\n020 624 1111,Anna,Netherlands\n030 123456,Bo,\n"
        "+32 2 555 01 02,Cy,Germany\nnone,Dan,Germany\n"
    )
    imported = bring(
        tmp_path, text, "phone first_name country", phone_country="DE", keeps_phones=False
    )

    phones = dict(Contact.objects.values_list("first_name", "phone"))
    assert phones == {"Anna": "+31206241111", "Bo": "+4930123456", "Cy": "+3225550102"}
    assert row(imported, 5).reason.startswith("Tel: “none” cannot be read")


@pytest.mark.parametrize("way", [look, bring])
def test_what_is_no_telephone_number_stays_as_it_is_and_its_row_says_so(tmp_path, way):
    text = "Tel,First name\n12,Anna\n112,Bo\n030 12,Cy\n+49 12,Dan\n030 12345,Eva\n"

    imported = way(tmp_path, text, "phone first_name", phone_country="DE")

    kept = {n: row(imported, n).after["phone"] for n in range(2, 7)}
    assert kept == {2: "12", 3: "112", 4: "030 12", 5: "+49 12", 6: "+493012345"}
    said = "Tel: “12” cannot be read as a telephone number. It stays as it is."
    assert row(imported, 2).reason == said
    assert [bool(row(imported, n).reason) for n in range(2, 7)] == [True] * 4 + [False]
    refused = look(tmp_path, text, "phone first_name", phone_country="DE", keeps_phones=False)
    assert counts(refused)["rejected"] == 4


def test_a_file_with_two_more_columns_than_one_before_has_those_guessed_too(tmp_path):
    bring(tmp_path, "Vorname,Tel\nAnna,030 123456\n", "first_name phone")
    before = ["first_name", "phone"]

    found = guess_mapping(["Vorname", "Tel", "E-Mail", "Land"], [["Bo", "", "b@x.org", "Ulm"]])
    rejects = guess_mapping(["Vorname", "Tel", "Row", "Reason"], [["Bo", "x", "2", "Not that"]])

    assert (found, rejects) == ([*before, "email", ""], [*before, "", ""])


def test_whom_the_file_gives_no_name_is_called_by_what_it_gives_and_the_row_says_so(tmp_path):
    text = "E-mail,Name\nanna@x.org,\nbo@x.org,Bo\n"

    imported = look(tmp_path, text, "email name", kind="person")

    assert row(imported, 2).after["name"] == "anna@x.org"
    assert row(imported, 2).reason == "No name is given: it is called “anna@x.org”."
    assert (row(imported, 3).after["name"], row(imported, 3).reason) == ("Bo", "")


def test_who_came_in_is_compared_with_others_at_once(tmp_path):
    bring(tmp_path, FILE, PEOPLE)

    anna = Contact.objects.get(first_name="Anna")
    assert MatchKey.objects.filter(contact=anna).exists()


@pytest.mark.parametrize("way", [look, bring])
def test_a_row_that_would_make_a_minor_of_a_contact_with_answers_is_rejected(tmp_path, way):
    bo = make_person("Bo", email="bo@example.org")
    make_person("Cy", email="cy@example.org")
    questionnaire = Questionnaire.objects.create(code="Q", description="Taste")
    question = Question.objects.create(questionnaire=questionnaire, text="Wine?", position=1)
    answer = Answer.objects.create(question=question, text="Red", position=1)
    answer_questions(bo, answers={question: [answer]}, by=None, now=NOON)
    text = "E-mail,Minor,City\nbo@example.org,yes,Ulm\ncy@example.org,yes,Ulm\n"

    imported = way(tmp_path, text, "email is_minor city")

    assert counts(imported) == {"updated": 1, "rejected": 1}
    assert "The contact has answers" in row(imported, 2).reason
    assert row(imported, 2).cells == ["bo@example.org", "yes", "Ulm"]
    bo.refresh_from_db()
    assert (bo.is_minor, bo.city, bo.answers.count()) == (False, "", 1)


@pytest.mark.parametrize("match", ["number", "email"])
def test_no_file_writes_to_the_empty_row_of_somebody_erased(tmp_path, match):
    anna = make_person("Anna", email="a@example.org")
    make_interaction(anna)
    erase_contact(anna, cause="request", by=None, now=NOON)
    number = Contact.objects.get(pk=anna.pk).number
    text = f"Number,E-mail,First name\n{number.lower()},a@example.org,Anna\nX7,b@example.org,Bo\n"

    imported = bring(tmp_path, text, "number email first_name", match=match)

    assert counts(imported) == {"created": 1, "rejected": 1}
    assert "erased" in row(imported, 2).reason
    assert Contact.objects.get(pk=anna.pk).email == ""


def test_of_two_companies_of_one_name_in_the_file_a_person_gets_neither(tmp_path):
    text = "type;name;email;company\ncompany;Acme;;\ncompany;Acme;b@acme.example;\n"
    text += "person;;ann@x.example;Acme\n"

    planned = look(tmp_path, text, "type name email company", name="a.csv")

    assert counts(planned) == {"created": 2, "rejected": 1}
    assert row(planned, 4).reason.startswith("Several contacts match: Acme, Acme.")


def test_a_company_of_the_file_is_found_by_the_domain_and_the_file_again_changes_nothing(tmp_path):
    text = (
        "type;name;email;page\ncompany;Acme;info@Acme.example;\nperson;Ann Lee;ann@acme.example;\n"
        "company;Ek;ek@gmail.com;https://www.ek.example/\nperson;Bo Ek;bo@ek.example;\n"
    )

    for expected in ({"created": 4}, {"unchanged": 4}):
        imported = bring(tmp_path, text, "type name email home_page", finds_by_domain=True)
        assert counts(imported) == expected
    persons = Contact.objects.filter(type="person").order_by("name")
    assert [person.company.name for person in persons] == ["Acme", "Ek"]


def test_a_number_that_was_typed_with_blanks_is_no_change(tmp_path):
    typed = {"phone": "+49 (0)30 123456", "mobile_phone": "0171 1"}
    make_person("Ann", email="ann@x.example", country="DE", **typed)
    make_person("Bob", email="bob@x.example", country="DE", phone="030 123457")
    text = "email;phone;mobile\nann@x.example;+49 30 123456;+49 171 1234567\n"
    text += "bob@x.example;(030) 123457;\n"

    bring(tmp_path, text, "email phone mobile_phone", phone_country="DE")

    found = Contact.objects.order_by("name").values_list("phone", "mobile_phone")
    assert [*found] == [("+49 (0)30 123456", "+491711234567"), ("030 123457", "")]
