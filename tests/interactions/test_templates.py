"""Interaction templates and their contents."""

import pytest

from interactions import services
from interactions.models import InteractionTemplate, InteractionTemplateSetup
from segments_app.common.uses import StillUsed
from tests.factories import (
    make_interaction,
    make_language,
    make_template,
    make_template_content,
)

pytestmark = pytest.mark.django_db


def content(code, subject="", text=""):
    return {"language": make_language(code), "subject": subject, "text": text}


def test_a_template_is_made_with_its_contents():
    template = services.create_template(
        values={"code": " letter ", "description": "Letter"},
        contents=[content("en", "Hello"), content("de", "Hallo")],
    )

    assert template.code == "LETTER"
    assert template.default_language.code == "en"
    assert dict(template.contents.values_list("language__code", "subject")) == {
        "en": "Hello",
        "de": "Hallo",
    }


def test_contents_are_replaced_as_a_whole():
    template = make_template(default_language=make_language("en"))
    kept = make_template_content(template, "en", subject="Old")
    make_template_content(template, "de", subject="Weg")

    services.update_template(
        template, values={}, contents=[content("en", "New"), content("fr", "Bonjour")]
    )

    assert dict(template.contents.values_list("language__code", "subject")) == {
        "en": "New",
        "fr": "Bonjour",
    }
    assert template.contents.get(language__code="en").pk == kept.pk


def test_contents_stay_when_they_are_not_named():
    template = make_template()
    make_template_content(template, "en", subject="Hello")

    services.update_template(template, values={"description": "New name"})

    assert template.contents.get().subject == "Hello"


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"code": " "}, "Enter a code"),
        ({"code": "taken"}, "TAKEN is taken"),
        ({"code": "X", "unit_cost": -1}, "cannot be negative"),
    ],
)
def test_an_impossible_template_is_refused(values, message):
    make_template("TAKEN")

    with pytest.raises(services.TemplateRefused, match=message):
        services.create_template(values={"description": "x"} | values)


def test_the_default_language_is_one_of_the_contents():
    values = {"code": "X", "description": "x", "default_language": make_language("sv")}

    with pytest.raises(services.TemplateRefused, match="Svenska"):
        services.create_template(values=values, contents=[content("en", "Hello")])


def test_two_contents_in_one_language_are_refused():
    with pytest.raises(services.TemplateRefused, match="one content in each language"):
        services.create_template(
            values={"code": "X", "description": "x"}, contents=[content("en"), content("en")]
        )


def test_an_archived_template_is_not_offered():
    template = make_template()

    services.archive_template(template)
    assert not InteractionTemplate.objects.selectable().exists()

    services.restore_template(template)
    assert InteractionTemplate.objects.selectable().exists()


def test_a_template_that_nothing_uses_is_deleted_with_its_contents():
    template = make_template()
    make_template_content(template, "en")

    services.delete_template(template)

    assert not InteractionTemplate.objects.exists()


def test_a_template_in_use_is_not_deleted_and_its_uses_are_listed():
    template = make_template()
    make_interaction(template=template)
    InteractionTemplateSetup.objects.update(outgoing_calls=template, meetings=template)

    with pytest.raises(StillUsed) as refusal:
        services.delete_template(template)

    assert {str(use) for use in refusal.value.uses} == {
        "1 interaction",
        "1 interaction template setup",
    }


def test_many_interactions_are_evaluated_in_one_statement(django_assert_num_queries):
    template = make_template()
    for _number in range(3):
        make_interaction(template=template)

    with django_assert_num_queries(3):  # savepoint, update, release
        changed = services.evaluate_interactions(template.interactions.all(), evaluation="positive")

    assert changed == 3
    assert set(template.interactions.values_list("evaluation", flat=True)) == {"positive"}


def test_an_unknown_evaluation_is_refused():
    with pytest.raises(services.UnknownEvaluation):
        services.evaluate_interactions(make_interaction().template.interactions, evaluation="x")
