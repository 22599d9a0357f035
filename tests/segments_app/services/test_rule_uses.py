"""What criteria name is not deleted under them, and criteria that name something gone say so."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from campaigns.models import Cancellation
from campaigns.services import delete_campaign
from contacts.models import (
    Answer,
    ContactAnswer,
    IndustryGroup,
    MailingGroup,
    Question,
    Questionnaire,
    Salesperson,
    Territory,
)
from interactions.models import LoggedSegment
from interactions.services import delete_template
from segments_app import services
from segments_app.common.uses import StillUsed, uses_of
from segments_app.criteria.sentences import readings
from segments_app.models import SavedCriteria, Segment, Step
from segments_app.services.history import delete_canceled_logged_segments
from tests.factories import make_campaign, make_contact, make_logged_segment, make_template

from .building import add, make_segment

pytestmark = pytest.mark.django_db


def rule(field, value):
    return {"field": field, "is": "any_of", "value": [value]}


def some(source, field, value):
    return {"some": source, "where": rule(field, value)}


def kept(code, *rules):
    """Keep rules without taking them."""
    steps = [{"action": "add", "source": "criteria", "rule": one, "options": {}} for one in rules]
    return SavedCriteria.objects.create(code=code, description=code, steps=steps)


def places(thing):
    return [str(use) for use in uses_of(thing)]


def test_saved_criteria_and_steps_are_listed_with_their_place(now):
    group = MailingGroup.objects.create(code="XMAS")
    other = MailingGroup.objects.create(code="EASTER")
    segment = make_segment(now=now)
    add(segment, rule("mailing_group", "EASTER"), now=now)
    add(segment, {"not": rule("mailing_group", "XMAS")}, now=now)
    kept("A", rule("mailing_group", "EASTER"), {"any": [rule("mailing_group", "XMAS")]})

    assert places(group) == [
        "saved criteria A, step 2",
        f"segment {segment.number}, step 2",
    ]
    assert places(other) == [
        "saved criteria A, step 1",
        f"segment {segment.number}, step 1",
    ]


def test_the_same_code_of_another_table_is_no_use(now):
    kept("A", rule("mailing_group", "X"))
    IndustryGroup.objects.create(code="X")

    assert places(IndustryGroup.objects.get()) == []
    assert places(MailingGroup.objects.create(code="X")) == ["saved criteria A, step 1"]


def test_a_code_beyond_ascii_is_found():
    kept("A", rule("mailing_group", "KÜCHE"))

    assert places(MailingGroup.objects.create(code="KÜCHE")) == ["saved criteria A, step 1"]


def test_steps_that_were_gone_back_on_count_and_logged_segments_do_not(now):
    group = MailingGroup.objects.create(code="XMAS")
    back, logged = make_segment(now=now), make_segment(now=now)
    for segment in (back, logged):
        add(segment, rule("mailing_group", "XMAS"), now=now)
    services.go_to(back, position=0, by=None, now=now)
    Segment.objects.filter(pk=logged.pk).update(
        status="logged", logged_segment=make_logged_segment()
    )

    assert places(group) == [f"segment {back.number}, step 1"]


def test_many_places_are_counted_beyond_the_first_ten():
    group = MailingGroup.objects.create(code="XMAS")
    kept("A", *[rule("mailing_group", "XMAS")] * 13)

    found = places(group)

    assert (len(found), found[-1]) == (11, "3 more places in criteria")


def test_a_questionnaire_is_used_by_rules_about_its_answers():
    questionnaire = Questionnaire.objects.create(code="Q")
    question = Question.objects.create(questionnaire=questionnaire, position=1, text="Which?")
    answer = Answer.objects.create(question=question, position=1, text="This")
    untouched = Answer.objects.create(question=question, position=2, text="That")
    kept("A", some("answer", "answer", answer.pk))

    assert places(answer) == places(question) == places(questionnaire)
    assert places(answer) == ["saved criteria A, step 1"]
    assert places(untouched) == []
    assert not ContactAnswer.objects.exists()


@pytest.mark.parametrize("table", [Salesperson, Territory])
def test_other_small_tables_are_asked_too(table):
    field = table._meta.model_name
    row = table.objects.create(code="X")
    kept("A", rule(field, "X"))

    assert places(row) == ["saved criteria A, step 1"]


def test_a_campaign_and_a_template_that_criteria_name_are_not_deleted():
    campaign, template = make_campaign(), make_template()
    kept("A", some("interaction", "campaign", campaign.number))
    kept("B", some("interaction", "template", template.code))

    with pytest.raises(StillUsed, match="saved criteria A, step 1"):
        delete_campaign(campaign)
    with pytest.raises(StillUsed, match="saved criteria B, step 1"):
        delete_template(template)


@pytest.mark.lesson(88)
def test_a_segment_that_criteria_name_is_not_deleted(now):
    segment, other = make_segment(now=now), make_segment(now=now)
    add(segment, rule("segment", other.number), now=now)
    segment.steps.update(rule=rule("segment", segment.number))  # from before circles were refused
    add(other, rule("segment", segment.number), now=now)

    with pytest.raises(services.SegmentError, match=f"segment {other.number}, step 1"):
        services.delete_segment(segment, by=None, now=now)
    services.delete_segment(other, by=None, now=now)
    services.delete_segment(segment, by=None, now=now)  # its own step goes with it

    assert not Segment.objects.exists() and not Step.objects.exists()


def test_a_cancelled_logged_segment_that_criteria_name_is_not_deleted(now):
    canceled = Cancellation.objects.create(reason="Mistake")
    logged = make_logged_segment(cancellation=canceled)
    kept("A", rule("logged_segment", logged.segment_number))

    with pytest.raises(StillUsed, match="saved criteria A, step 1"):
        delete_canceled_logged_segments(LoggedSegment.objects.all(), now=now)

    assert LoggedSegment.objects.exists()


def test_a_broken_rule_says_which_condition_names_what_is_gone():
    whole = MailingGroup.objects.create(code="HERE")

    good, gone, unread = readings(
        [rule("mailing_group", whole.code), rule("mailing_group", "GONE"), {"x": 1}]
    )

    assert good.complaint == ""
    assert "“GONE” does not exist any more" in gone.complaint
    assert unread.complaint == unread.words != ""


def test_it_takes_a_fixed_number_of_statements(django_assert_num_queries):
    group = MailingGroup.objects.create(code="XMAS")
    for number in range(20):
        kept(f"A{number}", rule("mailing_group", "XMAS"))

    with django_assert_num_queries(2):
        services.rule_uses.rule_uses(group)


# Pages ---------------------------------------------------------------------------------------


@pytest.fixture
def group():
    return MailingGroup.objects.create(code="XMAS")


def test_the_admin_lists_the_places_and_does_not_delete(group, client_for):
    kept("A", rule("mailing_group", "XMAS"))
    client = client_for("administrator")
    url = f"/admin/contacts/mailinggroup/{group.pk}/delete/"

    page = client.get(url).text
    client.post(url, {"post": "yes"})

    assert "saved criteria A, step 1" in page
    assert MailingGroup.objects.exists()


def test_broken_criteria_are_marked_in_their_list_and_on_their_page(group, client_for):
    usable, broken = kept("A", rule("mailing_group", "XMAS")), kept("B", rule("territory", "GONE"))
    client = client_for("viewer")

    rows = client.get(reverse("segments:saved_criteria_list")).text
    page = client.get(broken.get_absolute_url()).text
    other = client.get(usable.get_absolute_url()).text

    assert rows.count("pill-bad") == 1 and rows.count("Usable") == 1
    assert "“GONE” does not exist any more" in rows and "“GONE” does not exist any more" in page
    assert "step-broken" in page and "step-broken" not in other


def test_the_list_has_the_same_number_of_queries_for_3_and_for_30(client_for):
    client, url = client_for("viewer"), reverse("segments:saved_criteria_list")

    def queries():
        with CaptureQueriesContext(connection) as captured:
            assert client.get(url).status_code == 200
        return len(captured)

    for number in range(3):
        kept(f"A{number}", rule("mailing_group", "XMAS"), rule("territory", "GONE"))
    few = queries()
    for number in range(27):
        kept(f"B{number}", rule("mailing_group", "XMAS"), rule("territory", "GONE"))

    assert queries() == few


def test_a_broken_step_is_marked_on_its_segment(client_for, now):
    make_contact()
    segment = make_segment(now=now)
    MailingGroup.objects.create(code="GONE")
    add(segment, rule("mailing_group", "GONE"), now=now)
    MailingGroup.objects.all().delete()  # past everybody who asks

    page = client_for("marketer").get(f"/segments/{segment.pk}/who/").text

    assert "step-broken" in page and "“GONE” does not exist any more" in page
