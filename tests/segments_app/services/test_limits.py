"""Limits: so many of a segment, in an order or drawn; the same ones whenever asked."""

import hashlib
from collections import Counter
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from contacts.models import Contact, OrganizationalLevel
from segments_app import services
from segments_app.criteria.rules import EVERYONE
from segments_app.models import SegmentLine, Step
from segments_app.services import InvalidLimit, Limit, StepOptions
from tests.factories import make_company, make_contact, make_interaction, make_person

from .building import make_segment

pytestmark = pytest.mark.django_db


def limited(segment, now, **limit):
    return services.take_step(
        segment,
        action=Step.Action.LIMIT,
        rule=EVERYONE,
        options=StepOptions(limit=Limit(**limit)),
        by=None,
        now=now,
    )


def everybody(now):
    segment = make_segment(now=now)
    services.take_step(segment, action=Step.Action.ADD, rule=EVERYONE, by=None, now=now)
    segment.refresh_from_db()
    return segment


def names(segment):
    segment.refresh_from_db()
    lines = SegmentLine.objects.current(segment)
    return sorted(lines.values_list("contact__name", flat=True))


def test_at_most_so_many_stay_the_first_by_name(now):
    for name in ("Cleo", "Anna", "Bert", "Dora"):
        make_contact(name=name)
    segment = everybody(now)

    step = limited(segment, now, at_most=2)

    assert names(segment) == ["Anna", "Bert"]
    assert (step.before_count, step.after_count) == (4, 2)


def test_one_of_each_company_is_the_most_senior_and_a_company_counts_with_its_persons(now):
    boss = OrganizationalLevel.objects.create(code="BOSS", description="Boss", rank=1)
    staff = OrganizationalLevel.objects.create(code="STAFF", description="Staff", rank=4)
    one, other = make_company(name="One Ltd"), make_company(name="Other Ltd")
    make_person(name="Zoe", company=one, organizational_level=boss)
    make_person(name="Abel", company=one, organizational_level=staff)
    make_person(name="Carl", company=other)
    make_person(name="Lone")
    segment = everybody(now)

    limited(segment, now, at_most=1, per="company", order="senior")

    assert names(segment) == ["Carl", "Lone", "Zoe"]


def test_each_country_has_its_own_limit_and_having_none_is_one_too(now):
    for country in ("DE", "DE", "DE", "SE", "", ""):
        make_contact(country=country)
    segment = everybody(now)

    limited(segment, now, at_most=2, per="country")

    segment.refresh_from_db()
    lines = SegmentLine.objects.current(segment)
    found = Counter(lines.values_list("contact__country", flat=True))
    assert found == {"DE": 2, "SE": 1, "": 2}


def test_who_has_had_no_interaction_for_longest_comes_first(now):
    never, long_ago, lately = (make_contact(name=name) for name in ("Zora", "Yves", "Anna"))
    make_interaction(contact=long_ago, occurred_on=now.date() - timedelta(days=90))
    make_interaction(contact=lately, occurred_on=now.date() - timedelta(days=90))
    make_interaction(contact=lately, occurred_on=now.date() - timedelta(days=1))
    segment = everybody(now)

    limited(segment, now, at_most=2, order="longest_ago")

    assert names(segment) == ["Yves", "Zora"]
    assert never.name == "Zora"


def test_the_same_draw_finds_the_same_contacts_on_another_segment(now):
    for _ in range(60):
        make_contact()
    one, again, other = everybody(now), everybody(now), everybody(now)

    limited(one, now, at_most=20, order="random", draw="fair")
    limited(again, now, at_most=20, order="random", draw="fair")
    limited(other, now, at_most=20, order="random", draw="second")

    drawn = {
        segment.pk: set(
            SegmentLine.objects.filter(segment=segment, removed_at=None).values_list(
                "contact", flat=True
            )
        )
        for segment in (one, again, other)
    }
    assert len(drawn[one.pk]) == 20
    assert drawn[one.pk] == drawn[again.pk] != drawn[other.pk]


def test_a_share_stays_drawn_when_others_come_and_go(now):
    for _ in range(200):
        make_contact()
    before = everybody(now)
    limited(before, now, percent=25, draw="A")
    for _ in range(50):
        make_contact()
    after = everybody(now)
    limited(after, now, percent=25, draw="A")

    drawn = set(SegmentLine.objects.filter(segment=before, removed_at=None).values_list("contact"))
    more = set(SegmentLine.objects.filter(segment=after, removed_at=None).values_list("contact"))
    assert drawn < more
    assert 25 <= len(drawn) <= 75


def test_a_known_number_is_drawn_alike_on_every_machine(now):
    """The lot is the MD5 of the number and the draw; a quarter is below 0x40000000."""
    for number in ("CT900001", "CT900002", "CT900003", "CT900004", "CT900005", "CT900006"):
        make_contact(number=number)
    segment = everybody(now)

    limited(segment, now, percent=50, draw="X")

    kept = {
        number
        for number in Contact.objects.values_list("number", flat=True)
        if hashlib.md5(f"{number}/X".encode()).hexdigest()[:8] < "80000000"  # noqa: S324 - a lot, no secret
    }
    segment.refresh_from_db()
    lines = SegmentLine.objects.current(segment)
    assert set(lines.values_list("contact__number", flat=True)) == kept


def test_a_limit_can_be_gone_back_on_with_what_was_edited(now, marketer):
    make_contact(name="Anna")
    edited = make_contact(name="Zora")
    segment = everybody(now)
    SegmentLine.objects.filter(contact=edited).update(subject="For Zora")
    limited(segment, now, at_most=1)

    services.go_to(segment, position=1, by=marketer, now=now)

    assert names(segment) == ["Anna", "Zora"]
    assert SegmentLine.objects.get(contact=edited).subject == "For Zora"


def test_the_preview_says_what_the_step_does(now):
    for name in ("Cleo", "Anna", "Bert"):
        make_contact(name=name)
    segment = everybody(now)
    options = StepOptions(limit=Limit(at_most=2))

    preview = services.preview_step(
        segment, action=Step.Action.LIMIT, rule=EVERYONE, options=options, now=now
    )
    limited(segment, now, at_most=2)

    assert (preview.before, preview.after, preview.changed) == (3, 2, 1)
    assert [contact.name for contact in preview.contacts] == names(segment)


def assert_kept(segment, limit):
    """Look that no more stay than the limit allows, of all or of each."""
    persons = [line.contact for line in SegmentLine.objects.current(segment)]
    alike = {"company": lambda one: one.company_id or one.pk, "country": lambda one: one.country}
    groups = Counter(map(alike.get(limit.per, lambda one: "all"), persons))
    assert not limit.at_most or max(groups.values(), default=0) <= limit.at_most


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    limits=st.lists(
        st.builds(
            Limit,
            at_most=st.integers(1, 6),
            per=st.sampled_from(["", "company", "country"]),
            order=st.sampled_from(["name", "newest", "senior", "random"]),
            draw=st.sampled_from(["", "a", "b"]),
        )
        | st.builds(Limit, percent=st.integers(1, 99), draw=st.sampled_from(["a", "b"])),
        min_size=1,
        max_size=3,
    )
)
def test_steps_replayed_keep_whom_the_steps_taken_have_kept(limits, now):
    with transaction.atomic():
        companies = [make_company(country=country) for country in ("DE", "SE")]
        for index in range(10):
            make_person(company=companies[index % 2], country="DE" if index % 3 else "SE")
        segment = everybody(now)
        for limit in limits:
            services.take_step(
                segment,
                action=Step.Action.LIMIT,
                rule=EVERYONE,
                options=StepOptions(limit=limit),
                by=None,
                now=now,
            )
            segment.refresh_from_db()
            assert_kept(segment, limit)

        steps = services.steps_in_force(segment)
        expected = services.expected_contacts(steps, now=now).values_list("pk", flat=True)

        lines = SegmentLine.objects.current(segment).values_list("contact", flat=True)
        assert sorted(expected) == sorted(lines)
        transaction.set_rollback(True)


def test_a_contact_beyond_the_limit_is_told_so(now):
    make_contact(name="Anna")
    beyond = make_contact(name="Zora")
    segment = everybody(now)
    limited(segment, now, at_most=1)
    segment.refresh_from_db()

    found = services.why(segment, contact=beyond, now=now)

    assert not found.is_in
    assert found.removed.taken.action == Step.Action.LIMIT
    assert found.would_be_in is False


def test_saved_criteria_and_the_sentence_keep_the_limit(now, marketer):
    for name in ("Cleo", "Anna", "Bert"):
        make_contact(name=name)
    segment = everybody(now)
    limited(segment, now, at_most=2)
    segment.refresh_from_db()

    saved = services.save_criteria(segment, code="TWO", description="Two", by=marketer, now=now)
    other = make_segment(now=now)
    services.reuse_criteria(other, criteria=saved, by=marketer, now=now)

    assert names(other) == ["Anna", "Bert"]
    words = services.steps_in_words(other.steps.order_by("position"))
    assert words.endswith("2. Limit: at most 2 contacts of the whole segment, by name")


@pytest.mark.parametrize(
    "limit",
    [
        {},
        {"at_most": 1, "percent": 1},
        {"at_most": -1},
        {"at_most": 10_000_001},
        {"percent": 100},
        {"at_most": 1, "per": "shoe size"},
        {"at_most": 1, "order": "beauty"},
        {"at_most": "1"},
        {"at_most": True},
        {"percent": 5, "draw": "x" * 41},
        {"percent": 5, "draw": "\0"},
        {"at_most": 1, "colour": "red"},
        [],
        "1",
    ],
)
def test_a_limit_that_says_nothing_is_refused(limit):
    with pytest.raises(InvalidLimit):
        Limit.read(limit)


def test_a_step_that_limits_without_a_limit_changes_nothing(now):
    make_contact()
    segment = everybody(now)

    with pytest.raises(InvalidLimit):
        services.take_step(segment, action=Step.Action.LIMIT, rule=EVERYONE, by=None, now=now)

    assert segment.steps.count() == 1


def test_the_database_refuses_a_limit_that_adds(now):
    segment = everybody(now)

    with pytest.raises(IntegrityError), transaction.atomic():
        segment.steps.create(position=9, action="limit", rule={}, before_count=1, after_count=2)


def test_who_left_by_the_limit_is_said_in_the_refresh(now, marketer):
    make_contact(name="Bert")
    segment = everybody(now)
    limited(segment, now, at_most=1)
    segment.refresh_from_db()
    services.keep_up_to_date(segment, every="demand", by=marketer, now=now)
    make_contact(name="Anna")

    refresh = services.refresh_segment(segment, by=marketer, now=now + timedelta(hours=1))

    assert names(segment) == ["Anna"]
    left = refresh.moves.get(joined=False)
    assert (left.contact.name, left.step) == ("Bert", 2)
