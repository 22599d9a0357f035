"""Two contacts become one and two again: nothing is lost, nothing is counted twice."""

import json
from datetime import UTC, date, datetime, timedelta

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import DatabaseError, connection, transaction
from django.db.models import Count

from campaigns.models import CampaignTarget
from contacts import services
from contacts.models import (
    AddressDateRange,
    AlternativeAddress,
    Answer,
    BusinessRelation,
    Contact,
    ContactAnswer,
    ContactBusinessRelation,
    ContactChange,
    ContactComment,
    ContactMailingGroup,
    ContactWebSource,
    DuplicatePair,
    MailingGroup,
    Merge,
    Question,
    Questionnaire,
    WebSource,
)
from contacts.services import duplicates
from contacts.services.merging import (
    DECISIONS,
    MergeRefused,
    UndecidedError,
    merge_contacts,
    undecided,
    undo_merge,
)
from contacts.services.merging.images import image
from interactions.models import Interaction, LeftOut
from segments_app.common.moving import moving
from segments_app.models import Segment, SegmentLine
from tests.factories import (
    DAY,
    make_campaign,
    make_interaction,
    make_logged_segment,
)

NOW = datetime(2026, 11, 22, 12, 0, 0, 123456, tzinfo=UTC)
LATER = NOW + timedelta(hours=1)
#: Records of merging itself, and what is computed.
LEFT_ASIDE = {"Merge", "MergeChange", "Job", "DBTaskResult", "AuditEntry"}
pytestmark = pytest.mark.django_db


def person(number, **values):
    given = {"type": "person", "first_name": "Anna", "surname": f"Berg{number}"} | values
    return services.create_contact(values=given, by=None, now=NOW)


def company(name="Nord AB", **values):
    given = {"type": "company", "name": name} | values
    return services.create_contact(values=given, by=None, now=NOW)


def dump():
    """Return every row of our tables."""
    models = [
        model
        for label in ("contacts", "campaigns", "interactions", "segments")
        for model in apps.get_app_config(label).get_models()
        if model.__name__ not in LEFT_ASIDE
    ]
    return {
        model._meta.label: sorted(
            json.dumps(image(row), sort_keys=True, default=str) for row in model._base_manager.all()
        )
        for model in models
    }


def differences(before, after):
    return {
        name: (set(before[name]) ^ set(after[name]))
        for name in before
        if before[name] != after[name]
    }


def make_question(text="Size", *, is_multiple=False):
    questionnaire = Questionnaire.objects.get_or_create(code="Q", defaults={"description": "Q"})[0]
    position = Question.objects.count() + 1
    question = Question.objects.create(
        questionnaire=questionnaire, position=position, text=text, is_multiple=is_multiple
    )
    return question, [
        Answer.objects.create(question=question, position=n, text=f"{text} {n}") for n in (1, 2)
    ]


def answer(contact, answer):
    return ContactAnswer.objects.create(
        contact=contact, question=answer.question, answer=answer, answered_at=NOW
    )


def address(contact, code="HOME", starts_on=None):
    row = AlternativeAddress.objects.create(contact=contact, code=code, city="Lund")
    if starts_on:
        AddressDateRange.objects.create(
            contact=contact, alternative_address=row, starts_on=starts_on
        )
    return row


def line(segment, contact, added_at=1, removed_at=None, **fields):
    return SegmentLine.objects.create(
        segment=segment, contact=contact, added_at=added_at, removed_at=removed_at, **fields
    )


def make_segment(number):
    return Segment.objects.create(number=number, description="Fair", position=3)


@pytest.fixture
def two(marketer):
    """Two persons with everything a contact can have, alike and different."""
    nord = company()
    stays, goes = person(1, email="a@x.example"), person(2, company=nord, city="Lund")
    for number, contacts in enumerate([(stays,), (goes,), (stays, goes)]):
        group = MailingGroup.objects.create(code=f"G{number}")
        source = WebSource.objects.create(code=f"W{number}", url="https://x.example/%1")
        campaign = make_campaign(f"Campaign {number}")
        segment = make_segment(f"SM{number}")
        logged = make_logged_segment()
        for contact in contacts:
            ContactMailingGroup.objects.create(contact=contact, mailing_group=group)
            ContactWebSource.objects.create(contact=contact, web_source=source)
            CampaignTarget.objects.create(campaign=campaign, contact=contact)
            line(segment, contact)
            make_interaction(contact, logged_segment=logged)
            LeftOut.objects.create(logged_segment=logged, contact=contact, reason="excluded")
            ContactComment.objects.create(contact=contact, commented_on=DAY, text="Called")
            here = address(contact, starts_on=date(2026, 1, number + 1), code=f"A{number}")
            make_interaction(contact, alternative_address=here)
    one, several = make_question(), make_question("Likes", is_multiple=True)
    answer(stays, one[1][0])
    answer(goes, one[1][1])
    for contact, given in ((stays, several[1][:1]), (goes, several[1])):
        for each in given:
            answer(contact, each)
    services.update_contact(goes, values={"city": "Malmö"}, by=marketer, now=NOW)
    duplicates.say_different(goes.pk, person(3).pk, by=None, now=NOW)
    return stays, goes


@pytest.mark.lesson(80)
def test_every_foreign_key_to_contacts_has_a_decision():
    assert undecided() == []


@pytest.mark.lesson(80)
def test_a_foreign_key_without_a_decision_fails_the_test_above_and_every_merge(monkeypatch):
    monkeypatch.delitem(DECISIONS, "campaigns.CampaignTarget.contact")
    one, other = person(1), person(2)

    assert undecided() == ["campaigns.CampaignTarget.contact"]
    with pytest.raises(UndecidedError, match="CampaignTarget"):
        merge_contacts(one, other, by=None, now=NOW)
    assert Contact.objects.filter(pk__in=[one.pk, other.pk]).count() == 2


@pytest.mark.lesson(80)
def test_nothing_points_at_the_one_that_is_gone_and_no_interaction_is_lost(two, marketer):
    stays, goes = two
    interactions = Interaction.objects.count()

    merge = merge_contacts(stays, goes, by=marketer, now=NOW)

    assert not Contact.objects.filter(pk=goes.pk).exists()
    assert Interaction.objects.count() == interactions
    assert Interaction.objects.filter(contact=stays).count() == interactions
    assert LeftOut.objects.filter(contact=stays).count() == 4
    assert (merge.gone_number, merge.gone_name) == (goes.number, goes.name)
    assert ContactChange.objects.filter(contact=stays, new="Malmö").exists()
    for counted in (
        stays.mailing_groups.values("mailing_group"),
        stays.web_sources.values("web_source"),
        stays.campaign_targets.values("campaign"),
        SegmentLine.objects.filter(contact=stays).values("segment"),
    ):
        assert [row["count"] for row in counted.annotate(count=Count("pk"))] == [1, 1, 1]
    assert stays.comments.count() == 4
    assert sorted(stays.alternative_addresses.values_list("code", flat=True)) == [
        "A0",
        "A1",
        "A2",
        "A2-2",
    ]
    assert stays.address_date_ranges.count() == 3
    wrong = Interaction.objects.exclude(alternative_address__contact=stays)
    assert not wrong.filter(alternative_address__isnull=False).exists()
    connection.check_constraints()


def test_a_question_of_one_answer_keeps_the_answer_of_the_contact_that_stays(two):
    stays, goes = two

    merge_contacts(stays, goes, by=None, now=NOW)

    given = stays.answers.order_by("answer__text").values_list("answer__text", flat=True)
    assert list(given) == ["Likes 1", "Likes 2", "Size 1"]


def test_merged_and_taken_back_the_database_is_as_it_was(two, marketer):
    stays, goes = two
    duplicates.search(now=NOW)
    before = dump()

    merge = merge_contacts(stays, goes, values={"city": "Malmö"}, by=marketer, now=LATER)
    assert differences(before, dump())
    undone = undo_merge(merge, by=marketer, now=LATER)

    assert undone.left_behind == []
    assert differences(before, dump()) == {}


def test_companies_are_merged_with_their_persons_and_taken_back(marketer):
    nord, nord2 = company(vat_number="1"), company("Nord 2", phone="+46 46 123456")
    relation, other = (BusinessRelation.objects.create(code=code) for code in ("CUST", "VEND"))
    ContactBusinessRelation.objects.create(contact=nord, business_relation=relation)
    ContactBusinessRelation.objects.create(
        contact=nord2, business_relation=relation, linked_to="customer", linked_number="7"
    )
    ContactBusinessRelation.objects.create(
        contact=nord2, business_relation=other, linked_to="vendor", linked_number="8"
    )
    anna, otto = person(1, company=nord2), person(2, company=nord)
    make_interaction(anna)
    before = dump()

    merge = merge_contacts(nord, nord2, values={"phone": "+46 46 123456"}, by=marketer, now=LATER)

    assert set(nord.persons.all()) == {anna, otto}
    assert Interaction.objects.get().company_id == nord.pk
    links = nord.business_relations.values_list("business_relation__code", "linked_number")
    assert sorted(links) == [("CUST", "7"), ("VEND", "8")]
    anna.refresh_from_db()
    assert "nord ab" in anna.search_text
    undo_merge(merge, by=marketer, now=LATER)
    assert differences(before, dump()) == {}


@pytest.mark.parametrize(
    ("stays", "goes", "after"),
    [
        ([(1, None)], [(1, None)], [(1, None)]),
        ([(2, None)], [(1, 2)], [(1, 2), (2, None)]),
        ([(2, 3)], [(1, None)], [(1, None)]),
        ([(1, 2), (3, None)], [(1, None)], [(1, None)]),
        ([], [(2, None)], [(2, None)]),
    ],
)
def test_a_contact_is_once_in_a_segment_at_every_step(stays, goes, after):
    segment, one, other = make_segment("SM1"), person(1), person(2)
    for contact, spans in ((one, stays), (other, goes)):
        for added_at, removed_at in spans:
            line(segment, contact, added_at, removed_at)
    before = dump()

    merge = merge_contacts(one, other, by=None, now=LATER)

    rows = SegmentLine.objects.filter(contact=one).order_by("added_at")
    assert list(rows.values_list("added_at", "removed_at")) == after
    undo_merge(merge, by=None, now=LATER)
    assert differences(before, dump()) == {}


@pytest.mark.parametrize(
    ("one", "other", "after"),
    [
        ({}, {"exclude_from_segments": True}, (True, False, False)),
        ({"is_privacy_blocked": True}, {}, (False, True, False)),
        ({"has_parental_consent": True}, {"is_minor": True}, (False, True, True)),
        (
            {"is_minor": True, "has_parental_consent": True, "is_privacy_blocked": False},
            {"is_minor": True},
            (False, True, True),
        ),
    ],
)
def test_the_stricter_restriction_counts_whoever_stays(one, other, after):
    for number, (first, second) in enumerate([(one, other), (other, one)]):
        stays, goes = person(number, **first), person(number + 5, **second)

        merge_contacts(stays, goes, by=None, now=LATER)

        stays.refresh_from_db()
        assert (stays.exclude_from_segments, stays.is_privacy_blocked, stays.is_minor) == after
        assert not Contact.objects.may_contact().filter(pk=stays.pk).exists()


def test_who_becomes_a_minor_by_a_merge_keeps_no_answers_until_it_is_taken_back():
    _question, (first, second) = make_question()
    stays, goes, minor = person(1), person(2), person(3, is_minor=True)
    answer(stays, first)
    answer(goes, second)
    before = dump()

    merge = merge_contacts(stays, minor, by=None, now=LATER)

    assert not stays.answers.exists()
    undo_merge(merge, by=None, now=LATER)
    assert differences(before, dump()) == {}


def test_values_are_chosen_or_typed_and_what_is_wrong_is_refused_with_nothing_changed():
    stays, goes = person(1, city="Lund"), person(2, city="Malmö", email="b@x.example")

    with pytest.raises(services.InvalidContact) as refused:
        merge_contacts(stays, goes, values={"email": "nonsense"}, by=None, now=LATER)
    assert "email" in refused.value.errors
    with pytest.raises(TypeError, match="is_privacy_blocked"):
        merge_contacts(stays, goes, values={"is_privacy_blocked": False}, by=None, now=LATER)
    merge_contacts(stays, goes, values={"email": goes.email, "city": "Ystad"}, by=None, now=LATER)

    stays.refresh_from_db()
    assert (stays.city, stays.email) == ("Ystad", "b@x.example")
    assert duplicates.candidates_for({"type": "person", "email": "b@x.example"})[0].pk == stays.pk


def test_merging_twice_and_taking_back_twice_change_nothing_more(two):
    stays, goes = two

    merges = [merge_contacts(stays, goes, by=None, now=LATER) for _ in range(2)]
    assert merges[0] == merges[1]
    once = dump()
    assert Merge.objects.count() == 1
    for _twice in range(2):
        undo_merge(merges[0], by=None, now=LATER)
    back = dump()

    assert once != back
    assert Merge.objects.get().undone_at == LATER


def test_who_is_on_an_open_segment_keeps_the_company_as_everywhere_else(two):
    stays, goes = two

    with pytest.raises(services.InvalidContact, match="on a segment"):
        merge_contacts(stays, goes, values={"company": goes.company}, by=None, now=LATER)


def test_different_types_one_contact_and_those_that_are_gone_are_refused():
    anna, nord, gone = person(1), company(), person(2)
    gone_key = gone.pk
    services.delete_contact(gone, by=None, now=NOW)
    gone.pk = gone_key

    for one, other, why in (
        (anna, nord, "company and a person"),
        (anna, anna, "one contact already"),
        (anna, gone, "not there any more"),
    ):
        with pytest.raises(MergeRefused, match=why):
            merge_contacts(one, other, by=None, now=LATER)


def test_what_changed_since_stays_and_is_told(two, marketer):
    stays, goes = two
    merge = merge_contacts(stays, goes, values={"city": "Malmö"}, by=marketer, now=LATER)
    services.update_contact(stays, values={"city": "Kiruna"}, by=marketer, now=LATER)
    since = make_interaction(stays)
    group = MailingGroup.objects.get(code="G1")
    stays.mailing_groups.filter(mailing_group=group).delete()
    total = Interaction.objects.count()

    undone = undo_merge(merge, by=marketer, now=LATER)

    stays.refresh_from_db()
    assert stays.city == "Kiruna"
    assert undone.left_behind == [
        "City was changed since and stays as it is.",
        "Mailing groups of contacts: 1 are not here any more and stay where they are.",
    ]
    since.refresh_from_db()
    assert since.contact_id == stays.pk
    assert Interaction.objects.count() == total
    assert Interaction.objects.filter(contact=goes.pk).count() == 4


def test_chained_merges_are_taken_back_from_the_last_one():
    one, two, three = person(1), person(2), person(3)
    logged = make_logged_segment()
    for contact in (one, two, three):
        make_interaction(contact, logged_segment=logged)
    before = dump()
    first = merge_contacts(two, one, by=None, now=LATER)
    second = merge_contacts(three, two, by=None, now=LATER)
    first.refresh_from_db()
    assert first.survivor_id == three.pk
    assert Interaction.objects.filter(contact=three).count() == 3

    with pytest.raises(MergeRefused, match="Take that merge back first"):
        undo_merge(first, by=None, now=LATER)
    undo_merge(second, by=None, now=LATER)
    undo_merge(first, by=None, now=LATER)

    assert differences(before, dump()) == {}


def test_the_number_of_the_one_that_is_gone_is_kept_for_the_way_back():
    stays, goes = person(1), person(2)
    merge = merge_contacts(stays, goes, by=None, now=LATER)

    with pytest.raises(services.InvalidContact, match="Another contact has this number"):
        company(number=goes.number)
    undo_merge(merge, by=None, now=LATER)
    assert Contact.objects.get(number=goes.number).pk == goes.pk


def test_a_logged_interaction_is_moved_by_nothing_but_the_move_that_is_permitted():
    one, other, third = person(1), person(2), person(3)
    row = make_interaction(one)
    left = LeftOut.objects.create(
        logged_segment=make_logged_segment(), contact=one, reason="excluded"
    )
    services.update_contact(one, values={"city": "Lund"}, by=None, now=NOW)
    models = [(Interaction, row.pk), (LeftOut, left.pk), (ContactChange, one.changes.get().pk)]

    def give(model, pk, to):
        with transaction.atomic():
            model.objects.filter(pk=pk).update(contact=to)

    for model, pk in models:
        with pytest.raises(DatabaseError):
            give(model, pk, other)
    with moving(one.pk, other.pk):
        for model, pk in models:
            with pytest.raises(DatabaseError):
                give(model, pk, third)
            give(model, pk, other)
    for model, pk in models:
        with pytest.raises(DatabaseError):
            give(model, pk, one)


def test_a_pair_that_was_judged_comes_back_with_the_contact(two):
    stays, goes = two
    judged = DuplicatePair.objects.different().get()

    merge = merge_contacts(stays, goes, by=None, now=LATER)
    assert not DuplicatePair.objects.exists()
    undo_merge(merge, by=None, now=LATER)

    assert DuplicatePair.objects.different().get() == judged


def test_an_interaction_is_logged_once_for_a_contact_of_a_segment_still():
    one, other, logged = person(1), person(2), make_logged_segment()
    for contact in (one, other):
        make_interaction(contact, logged_segment=logged)
    merge_contacts(one, other, by=None, now=LATER)

    assert Interaction.objects.filter(logged_segment=logged, contact=one).count() == 2
    with pytest.raises((DatabaseError, ValidationError)), transaction.atomic():
        make_interaction(one, logged_segment=logged)
