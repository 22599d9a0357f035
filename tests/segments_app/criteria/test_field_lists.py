"""The lists of fields: other words for them, and those that were asked about last."""

import pytest
from django.conf import settings
from django.utils import translation

from segments_app.criteria import words
from segments_app.criteria.field_lists import (
    fields_asked,
    latest_asked,
    recent_of,
    sections_of,
    words_of,
)
from segments_app.criteria.registry import sources

POSTCODE = {"de": "postleitzahl", "sv": "postnummer", "nl": "postcode", "it": "cap", "da": "postnr"}


def keys_of(source):
    return {key.rpartition(".")[2] for key in source.criteria}


def test_other_words_are_those_of_fields_that_there_are():
    declared = set().union(*(keys_of(source) for source in sources.values()))

    assert set(words.CRITERIA) <= declared
    assert set(words.SOURCES) == {key for key, source in sources.items() if source.link}


def test_no_word_is_said_twice_or_left_empty():
    for said in [*words.CRITERIA.values(), *words.SOURCES.values()]:
        each = [word.strip().casefold() for word in str(said).split(",")]
        assert all(each)
        assert len(set(each)) == len(each)


def test_a_field_of_the_company_has_the_words_of_that_of_the_contact():
    assert words_of("company.postcode") == words_of("postcode") == "zip, zip code, postal code"
    assert words_of("some:comment") == "note, remark, memo"
    assert words_of("attribute:shoe_size") == ""


@pytest.mark.parametrize("language", [code for code, _name in settings.LANGUAGES if code != "en"])
def test_the_post_code_is_found_by_what_people_of_the_language_call_it(language):
    with translation.override(language):
        said, label = words_of("postcode"), str(sources["contact"].criteria["postcode"].label)

    assert POSTCODE[language] in f"{label}, {said}".casefold()


def test_what_a_rule_asks_about_is_read_from_its_end_inside_of_groups_and_rows():
    name = {"field": "name", "is": "is", "value": "Anna"}
    letter = {"some": "interaction", "where": {"field": "template", "is": "is", "value": "L"}}
    rule = {"version": 1, "all": [name, {"not": {"any": [letter, {"field": "city"}]}}]}

    assert list(fields_asked(rule)) == [
        ("contact", "city"),
        ("interaction", "template"),
        ("contact", "some:interaction"),
        ("contact", "name"),
    ]
    assert list(fields_asked({"everyone": True})) == []
    assert list(fields_asked(None)) == []


def test_each_field_is_recent_once_where_it_was_asked_about_last():
    rules = [{"field": "city"}, {"all": [{"field": "city"}, {"field": "name"}]}]

    assert latest_asked(rules) == {"contact": ["city", "name"]}


@pytest.mark.django_db
def test_at_most_five_are_recent_and_only_those_there_still_are():
    contact = sources["contact"]
    recent = {"contact": ["attribute:gone", "city", "name", "name_2", "phone", "email", "type"]}

    found = recent_of(contact, sections_of(contact), recent)

    assert [key for key, _label in found] == ["city", "name", "name_2", "phone", "email"]


def test_a_list_that_is_seen_at_once_has_no_recent_ones():
    comment = sources["answer"]

    assert recent_of(comment, sections_of(comment), {"answer": ["question"]}) == []
