"""The page of one contact."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from campaigns.models import CampaignTarget, Cancellation
from contacts.models import (
    Answer,
    BusinessRelation,
    ContactComment,
    IndustryGroup,
    MailingGroup,
    Question,
    Questionnaire,
    Salutation,
    SalutationFormula,
    WebSource,
)
from interactions.models import LeftOut
from segments_app.models import Segment, SegmentLine
from tests.factories import (
    DAY,
    make_campaign,
    make_company,
    make_interaction,
    make_language,
    make_logged_segment,
    make_person,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def client(client_for):
    return client_for("marketer")


def page(client, contact, **query):
    return client.get(f"/contacts/{contact.pk}/", query)


def text(client, contact, **query):
    return page(client, contact, **query).content.decode()


def timeline(client, contact, **query):
    found = page(client, contact, **query).context["timeline_page"].object_list
    return [interaction.description for interaction in found]


def cancel(interaction):
    interaction.cancellation = Cancellation.objects.create(reason="Mistake")
    interaction.save(update_fields=["cancellation"])


def test_figures_leave_out_what_is_cancelled_or_postponed(client):
    contact = make_person()
    make_interaction(contact, cost=Decimal("2.50"), duration=10, initiated_by="us")
    make_interaction(
        contact,
        occurred_on=DAY + timedelta(days=1),
        initiated_by="us",
        attempt_failed=True,
        duration=1,
    )
    cancel(make_interaction(contact, cost=Decimal(100), occurred_on=DAY + timedelta(days=9)))
    make_interaction(contact, is_postponed=True, occurred_on=DAY + timedelta(days=9))

    shown = page(client, contact)
    figures = shown.context["figures"]
    rows = f"/interactions/?state=counted&amp;contact={contact.pk}"

    assert shown.content.decode().count(f'href="{rows}"') == 3  # number, cost and minutes
    assert client.get(rows.replace("&amp;", "&")).context["table"].rows.data.data.count() == 2
    assert (figures.number, figures.cost, figures.duration) == (2, Decimal("2.50"), 11)
    assert figures.last_interaction_on == DAY  # a failed attempt is none
    assert figures.last_attempted_on == DAY + timedelta(days=1)


def test_a_company_shows_what_happened_with_its_persons(client):
    company = make_company()
    person = make_person("Anna Berg", company=company)
    make_interaction(company, description="Letter to the company")
    make_interaction(person, description="Call to Anna")

    assert set(timeline(client, company)) == {"Letter to the company", "Call to Anna"}
    assert timeline(client, person) == ["Call to Anna"]
    assert "Anna Berg" in text(client, company)


def test_the_timeline_is_narrowed_and_paged(client):
    contact = make_person()
    for number in range(30):
        make_interaction(
            contact, description=f"Letter {number}", occurred_on=date(2026, 1, 1 + number)
        )
    make_interaction(
        contact,
        description="Answer",
        campaign=make_campaign(),
        is_response=True,
        information_flow="inbound",
    )
    make_interaction(contact, description="Later", is_postponed=True)
    cancel(make_interaction(contact, description="Mistake"))

    assert len(timeline(client, contact)) == 25
    assert timeline(client, contact, page=2)[-1] == "Letter 0"
    assert timeline(client, contact, show="response") == ["Answer"]
    assert timeline(client, contact, show="inbound") == ["Answer"]
    assert timeline(client, contact, show="postponed") == ["Later"]
    assert timeline(client, contact, show="canceled") == ["Mistake"]
    assert timeline(client, contact, show="failed") == []
    assert len(timeline(client, contact, show="nonsense", page="x")) == 25


def test_the_timeline_of_many_on_one_day_shows_each_once(client):
    company = make_company()
    for number in range(30):
        make_interaction(company, description=f"Letter {number}")

    first, second = timeline(client, company), timeline(client, company, page=2)

    assert first + second == [f"Letter {number}" for number in reversed(range(30))]


@pytest.mark.lesson(18)
def test_the_timeline_is_found_by_the_contact_not_along_the_dates_of_all(client):
    contact = make_company()
    make_interaction(contact)

    with CaptureQueriesContext(connection) as queries:
        page(client, contact)

    wide = [one["sql"] for one in queries if '"interactions_interaction"."subject"' in one["sql"]]
    assert len(wide) == 1
    assert "ORDER BY" not in wide[0]


def test_htmx_gets_the_timeline_alone(client):
    contact = make_person()

    answer = client.get(f"/contacts/{contact.pk}/", headers={"HX-Request": "true"})

    assert answer.content.strip().startswith(b'<div id="timeline"')


def test_who_may_not_be_contacted_is_marked(client):
    blocked = make_person(is_privacy_blocked=True, is_minor=True)
    excluded = make_person(exclude_from_segments=True)
    free = make_person()
    employee = make_person(company=make_company(is_privacy_blocked=True))

    assert "Privacy blocked." in text(client, blocked)
    assert "Log an interaction" not in text(client, blocked)  # PRV-01
    assert "The company is privacy blocked." in text(client, employee)
    assert "Log an interaction" not in text(client, employee)
    assert "Excluded from segments." in text(client, excluded)
    assert "Log an interaction" in text(client, free)
    assert "Privacy blocked." not in text(client, free)


def test_segments_and_campaigns_are_shown(client):
    contact = make_person()
    line = {"contact": contact, "added_at": 1}
    there = Segment.objects.create(number="S1", description="There", position=1)
    gone = Segment.objects.create(number="S2", description="Gone back on", position=0)
    removed = Segment.objects.create(number="S3", description="Taken out", position=2)
    for segment in (there, gone):
        SegmentLine.objects.create(segment=segment, **line)
    SegmentLine.objects.create(segment=removed, removed_at=2, **line)
    campaign = make_campaign("Spring fair")
    logged = make_logged_segment(description="Letters of spring")
    make_interaction(contact, logged_segment=logged, campaign=campaign, is_response=True)
    LeftOut.objects.create(
        logged_segment=make_logged_segment(description="Missed"),
        contact=contact,
        reason="excluded",
    )
    CampaignTarget.objects.create(campaign=make_campaign("Only aimed at"), contact=contact)

    shown = text(client, contact)

    for words in ("There", "Letters of spring", "Missed", "Spring fair", "Only aimed at"):
        assert words in shown, words
    assert "Responded" in shown
    assert "Gone back on" not in shown
    assert "Taken out" not in shown


def test_a_campaign_that_aims_at_it_and_met_it_is_shown_once(client):
    contact, campaign = make_person(), make_campaign("Spring fair")
    make_interaction(contact, campaign=campaign)
    CampaignTarget.objects.create(campaign=campaign, contact=contact)

    (row,) = page(client, contact).context["campaigns"]

    assert (row.description, row.is_target, row.last_on) == ("Spring fair", True, DAY)


def test_the_salutation_is_shown_as_it_will_read(client):
    salutation = Salutation.objects.create(code="F")
    SalutationFormula.objects.create(
        salutation=salutation, formality="formal", pattern="Dear Ms %1,", part_1="surname"
    )

    contact = make_person(salutation=salutation, surname="<b>Berg</b>")

    assert "Dear Ms &lt;b&gt;Berg&lt;/b&gt;," in text(client, contact)


def test_an_answer_of_very_low_priority_is_hidden(client):
    contact = make_person()
    questionnaire = Questionnaire.objects.create(code="Q")
    question = Question.objects.create(
        questionnaire=questionnaire, position=1, text="Which?", is_multiple=True
    )
    for place, (words, priority) in enumerate((("Hidden one", 0), ("Seen one", 2))):
        answer = Answer.objects.create(
            question=question, position=place, text=words, priority=priority
        )
        contact.answers.create(question=question, answer=answer)

    shown = text(client, contact)

    assert "Seen one" in shown
    assert "Hidden one" not in shown


def test_a_person_shows_the_groups_of_its_company(client):
    company = make_company()
    group = IndustryGroup.objects.create(code="I", description="Bakeries")
    company.industry_groups.create(industry_group=group)

    assert "Bakeries" in text(client, make_person(company=company))


def test_a_viewer_sees_it_and_can_change_nothing(client_for):
    contact = make_company()

    shown = text(client_for("viewer"), contact)

    assert f"/contacts/{contact.pk}/edit/" not in shown
    assert "Write a comment" not in shown
    assert "/delete/" not in shown


def fill(contact, count):
    """Hang `count` rows of every kind on the contact."""
    company = contact if contact.is_company else contact.company
    questionnaire = Questionnaire.objects.create(code=f"Q{contact.pk}")
    for number in range(count):
        code = f"{contact.pk}-{number}"
        make_person(company=company)
        campaign = make_campaign()
        make_interaction(contact, campaign=campaign, logged_segment=make_logged_segment())
        CampaignTarget.objects.create(campaign=campaign, contact=company)
        LeftOut.objects.create(
            logged_segment=make_logged_segment(), contact=contact, reason="excluded"
        )
        segment = Segment.objects.create(number=code, position=1)
        SegmentLine.objects.create(segment=segment, contact=contact, added_at=1)
        ContactComment.objects.create(contact=contact, commented_on=DAY, text="Hello")
        address = contact.alternative_addresses.create(code=code)
        address.date_ranges.create(contact=contact, starts_on=DAY + timedelta(days=number))
        contact.mailing_groups.create(mailing_group=MailingGroup.objects.create(code=code))
        company.industry_groups.create(industry_group=IndustryGroup.objects.create(code=code))
        company.business_relations.create(
            business_relation=BusinessRelation.objects.create(code=code)
        )
        contact.web_sources.create(web_source=WebSource.objects.create(code=code))
        question = Question.objects.create(
            questionnaire=questionnaire, position=number, text="Which?"
        )
        answer = Answer.objects.create(question=question, position=1, text="This")
        contact.answers.create(question=question, answer=answer)


@pytest.mark.lesson(16)
@pytest.mark.lesson(19)
@pytest.mark.parametrize("kind", ["company", "person"])
def test_the_page_takes_the_same_queries_whatever_hangs_on_the_contact(client, kind):
    company = make_company(language=make_language("de"))
    few, many = (
        (make_company(), make_company())
        if kind == "company"
        else (make_person(company=company), make_person(company=make_company()))
    )
    fill(few, 2)
    fill(many, 20)
    page(client, few)

    counts = []
    for contact in (few, many):
        with CaptureQueriesContext(connection) as queries:
            assert page(client, contact).status_code == 200
        counts.append(len(queries))

    assert counts[0] == counts[1] <= 37


def test_addresses_are_written_as_their_country_does(client):
    person = make_person(
        "Anna Berg", address="1 Quay", city="Boise", county="ID", postcode="83702", country="US"
    )
    person.alternative_addresses.create(
        code="S", company_name="Summer House", address="Weg 2", city="Kiel", postcode="24103",
        county="Holstein", country="DE",
    )  # fmt: skip
    page = client.get(person.get_absolute_url()).content.decode()

    assert "1 Quay<br>Boise, ID 83702<br>United States of America" in page
    assert "Summer House<br>Weg 2<br>24103 Kiel<br>Germany" in page
