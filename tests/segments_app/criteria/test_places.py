"""A country with a range of post codes in one condition."""

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation

from segments_app.criteria.editing import Editor
from segments_app.criteria.explaining import Explainer
from segments_app.criteria.places import PLACES, place
from segments_app.criteria.rules import InvalidRule, check_rule, contacts_matching
from segments_app.criteria.sentences import sentence
from tests.factories import make_company, make_person
from tests.segments_app.criteria.population import NOW


def in_(*places, field="place", how="any_of"):
    return {"field": field, "is": how, "value": list(places)}


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("de", "DE"),
        ("DE 10000-19999", "DE 10000..19999"),
        ("DE 10000 – 19999", "DE 10000..19999"),
        ("DE 10000..19999", "DE 10000..19999"),
        ("DE: 10", "DE 10"),
        ("PL 00-950", "PL 00-950"),
        ("PL 00-950 - 00-999", "PL 00-950..00-999"),
        ("GB M61 2YG", "GB M61 2YG"),
        ("GB M1..M2", "GB M1..M2"),
        ("DE, 10 .. 19", "DE 10..19"),
        ("DE 10 - 19 ", "DE 10..19"),
        (" Germany , 10", "DE 10"),
        ("Germany 10", "DE 10"),
        ("Austria", "AT"),
    ],
)
def test_a_place_is_typed_as_people_write_it_and_stored_in_one_way(typed, stored):
    assert place(typed).stored == stored
    assert place(stored).stored == stored


def test_a_country_is_typed_by_its_name_in_the_language_of_the_user():
    with translation.override("de"):
        assert place("Österreich 1010").stored == "AT 1010"
    with translation.override(None):  # nobody reads: a command, a job
        assert place("Austria 1010").stored == "AT 1010"


def test_places_are_typed_one_on_a_line_or_separated_by_semicolons():
    assert PLACES.read({"value": [" AT;DE 1 \n \n SE;"]}, None) == ["AT", "DE 1", "SE"]
    assert PLACES.shown(["AT", "DE 1"]) == {"value": ["AT\nDE 1"]}


@pytest.mark.parametrize(
    "text", ["", "XX", "XX 10", "10115", "DE 2..1", "GB M2..M1", "DE 1..2..3", "DE\0", 3]
)
def test_what_is_no_place_is_refused(text):
    with pytest.raises(ValidationError):
        place(text)


def test_places_are_limited_and_each_range_is_a_condition():
    assert len(PLACES.clean([f"DE {n}" for n in range(100)], None)) == 100
    with pytest.raises(InvalidRule, match="at most 100"):
        check_rule(in_(*(f"DE {n}" for n in range(101))))
    with pytest.raises(InvalidRule, match="too many conditions"):
        check_rule({"any": [in_(*(f"DE {n}{m}" for n in range(70))) for m in range(3)]})
    assert PLACES.conditions(["AT", "DE 1", "SE"]) == 2
    assert PLACES.conditions(["DE 1", "DE 2"]) == 2


@pytest.mark.django_db
def test_country_and_post_code_hold_for_one_address():
    berlin = make_person(country="DE", postcode="10115")
    vienna = make_person(country="AT", postcode="1010")
    nowhere = make_person(postcode="10115")
    munich = make_person(country="DE", postcode="80331", company=make_company(country="AT"))
    everybody = {berlin, vienna, nowhere, munich}

    def found(rule):
        return set(contacts_matching(rule, now=NOW)) & everybody

    assert found(in_("DE 10000..19999", "AT")) == {berlin, vienna}
    assert found(in_("DE 10000..19999", "AT", how="none_of")) == {nowhere, munich}
    assert found(in_("AT", field="company.place")) == {vienna, munich}


@pytest.mark.django_db
def test_why_tells_country_and_post_code():
    company = make_company(country="AT", postcode="1010")
    person = make_person(country="DE", postcode="80331", company=company)
    rules = [in_("DE 10000..19999"), in_("AT", field="company.place")]

    found = Explainer(rules, now=NOW).explain(person)

    assert [(one.holds, one.value) for one in found] == [
        (False, "Place: DE 80331"),
        (True, "Place of the company: AT 1010"),
    ]


def test_the_sentence_names_the_countries():
    rule = in_("DE 10000..19999", "AT")

    assert sentence(rule) == ("Contacts where Place is in Austria or Germany 10000–19999.")


@pytest.mark.django_db
def test_the_editor_says_which_line_is_no_place():
    editor = Editor.of_rule(in_("AT"))
    editor.root.items[0].typed["value"] = ["DE 10000-19999\nNowhere 3"]

    with pytest.raises(InvalidRule, match="“Nowhere 3” does not begin with a country"):
        editor.rule()
    editor.root.items[0].typed["value"] = ["DE 10000-19999; at"]
    editor.root.items[0].errors.clear()
    assert editor.rule() == check_rule(in_("AT", "DE 10000..19999"))
