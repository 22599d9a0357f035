"""No contact is approached more often than a rule says, whatever is logged in whatever order."""

from datetime import UTC, date, datetime, timedelta
from random import Random
from threading import Barrier

import pytest
from django.db import IntegrityError, connection, transaction
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from contacts.models import Contact
from interactions import services as interactions
from interactions.models import (
    GateOverride,
    Interaction,
    LeftOut,
    PressureRule,
    limits,
)
from segments_app import services
from segments_app.criteria.rules import EVERYONE, contacts_matching
from segments_app.models import Segment, SegmentLine
from segments_app.services import calling
from segments_app.services import log as log_module
from tests.consents import make_purpose, marketing
from tests.factories import (
    DAY,
    make_contact,
    make_interaction,
    make_salesperson,
    make_template,
)

from .building import add, is_, ready_segment
from .calls import call_template, make_caller, make_people, reached, segment_of
from .test_concurrency import at_once

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 18, 11, tzinfo=UTC)
WHY = "The board asked for it"


def make_rule(code="HOUSE", most=2, days=14, **fields):
    return PressureRule.objects.create(code=code, most=most, days=days, **fields)


def approached(contact, day=DAY, **fields):
    """Somebody was approached for marketing; `fields` make it something that does not count."""
    fields = outbound(day) | fields
    return make_interaction(contact, **fields)


def letters(now, *, day=DAY, **values):
    header = outbound(day) | {
        "correspondence_type": "letter",
        "ignores_contact_correspondence": True,
    }
    return ready_segment(now=now, **header | values)


def outbound(day=DAY):
    return {"purpose": marketing(), "information_flow": "outbound", "occurred_on": day}


def fresh(segment):
    return Segment.objects.get(pk=segment.pk)


def logged_ones():
    return set(Interaction.objects.exclude(logged_segment=None).values_list("contact", flat=True))


NOT_COUNTED = {
    "not marketing": {"purpose": None},
    "from the contact": {"information_flow": "inbound"},
    "failed": {"attempt_failed": True},
    "postponed": {"is_postponed": True},
    "too long ago": {"occurred_on": DAY - timedelta(days=14)},
    "too far ahead": {"occurred_on": DAY + timedelta(days=14)},
}


@pytest.mark.parametrize("what", NOT_COUNTED)
def test_only_what_reached_the_contact_for_marketing_counts(what, now):
    make_rule(most=1)
    free, full = make_contact(), make_contact()
    approached(free, **NOT_COUNTED[what])
    approached(full)
    segment = letters(now)
    add(segment, EVERYONE, now=now)

    made = services.log_segment(segment, by=None, now=now)

    assert logged_ones() == {free.pk}
    left_out = LeftOut.objects.get()
    assert (left_out.contact, left_out.reason) == (full, "too_often")
    assert (left_out.limit_most, left_out.limit_days) == (1, 14)
    assert made.logged_count + made.left_out_count == made.line_count == 2


def test_what_is_cancelled_leaves_room_again(now, administrator):
    make_rule(most=1)
    contact = make_contact()
    row = approached(contact)
    segment = letters(now)
    add(segment, EVERYONE, now=now)
    assert services.left_out_by_reason(fresh(segment)) == {"too_often": 1}

    interactions.cancel_interactions(
        Interaction.objects.filter(pk=row.pk), reason="Never sent", by=administrator, now=now
    )

    assert services.left_out_by_reason(fresh(segment)) == {}


@pytest.mark.parametrize(
    ("rule", "before", "is_left_out"),
    [
        ({"counts_emails": False, "counts_others": False}, {"correspondence_type": "letter"}, True),
        ({"counts_emails": False, "counts_others": False}, {"correspondence_type": "email"}, False),
        ({"counts_letters": False}, {"correspondence_type": "email"}, False),
        ({}, {"correspondence_type": ""}, True),
        ({"leaves_out": False}, {}, False),
    ],
)
def test_a_rule_counts_the_channels_it_names(rule, before, is_left_out, now):
    make_rule(most=1, **rule)
    approached(make_contact(), **before)
    segment = letters(now)
    add(segment, EVERYONE, now=now)

    assert services.left_out_by_reason(fresh(segment)) == ({"too_often": 1} if is_left_out else {})


def test_an_e_mail_without_an_address_counts_as_what_it_is_logged_as(now):
    make_rule(most=1, counts_emails=False, counts_letters=False)
    contact = make_contact(email="")
    approached(contact, correspondence_type="")
    purpose = make_purpose(email_rule="objection")
    segment = letters(now, correspondence_type="email", purpose=purpose)
    add(segment, EVERYONE, now=now)

    assert services.left_out_by_reason(fresh(segment)) == {"too_often": 1}


def test_a_rule_about_a_purpose_counts_that_purpose_only(now):
    other = make_purpose()
    make_rule(most=1, purpose=other)
    contact = make_contact()
    approached(contact, purpose=other)
    approached(contact)
    segment = letters(now)
    add(segment, EVERYONE, now=now)

    assert services.left_out_by_reason(fresh(segment)) == {}
    Segment.objects.filter(pk=segment.pk).update(purpose=other)
    assert services.left_out_by_reason(fresh(segment)) == {"too_often": 1}


def test_lines_have_days_of_their_own_and_what_lies_ahead_counts(now):
    make_rule(most=1, days=7)
    contact = make_contact()
    approached(contact, DAY + timedelta(days=3))
    segment = letters(now)
    add(segment, EVERYONE, now=now)

    assert services.left_out_by_reason(fresh(segment)) == {"too_often": 1}
    SegmentLine.objects.update(occurred_on=DAY - timedelta(days=4))
    assert services.left_out_by_reason(fresh(segment)) == {}


def test_the_limit_can_be_overridden_with_a_reason_that_is_kept(now, marketer):
    make_rule(most=1)
    approached(make_contact())
    segment = letters(now)
    add(segment, EVERYONE, now=now)

    made = services.log_segment(segment, override=WHY, by=marketer, now=now)

    assert (made.logged_count, made.left_out_count) == (1, 0)
    kept = GateOverride.objects.get()
    assert (kept.reason, kept.text, kept.created_by) == ("too_often", WHY, marketer)


def test_a_single_interaction_is_refused_with_the_next_free_day(now, marketer):
    make_rule(most=1, days=14)
    contact = make_contact("Jane Roe", salesperson=make_salesperson())
    approached(contact, DAY - timedelta(days=4))
    said = {"contact": contact, "template": make_template(), "by": marketer, "now": now}
    values = outbound()

    with pytest.raises(interactions.ContactBlocked, match=r"Jane Roe .*28") as refused:
        interactions.log_interaction(**said, values=values)
    assert refused.value.can_be_overridden
    interactions.log_interaction(**said, values=values | {"attempt_failed": True})
    interactions.log_interaction(**said, values=values | {"purpose": None})
    interactions.log_interaction(**said, values=values | {"information_flow": "inbound"})
    made = interactions.log_interaction(**said, values=values, override=WHY)
    assert made.gate_override.reason == "too_often"


def test_a_rule_that_warns_names_exactly_those_before_logging(now):
    make_rule(most=1, leaves_out=False)
    full, free = make_contact("Full"), make_contact("Free")
    approached(full)
    segment = letters(now)
    add(segment, EVERYONE, now=now)

    warnings = [p for p in services.find_problems(fresh(segment), now=now) if p.kind == "too_often"]

    assert [(one.count, one.is_error) for one in warnings] == [(1, False)]
    assert warnings[0].contacts == [full]
    found = services.lines_with_problem(fresh(segment), "too_often")
    assert list(found.values_list("contact", flat=True)) == [full.pk]
    services.log_segment(segment, by=None, now=now)
    assert logged_ones() == {full.pk, free.pk}


def test_the_criterion_finds_whom_the_gate_would_leave_out_today(now):
    make_rule(most=2, days=10)
    make_rule("ONE", most=1, days=3)
    people = {}
    for name, days in {
        "nobody": [], "once": [-2], "twice": [-9, 0], "apart": [-10, 0], "ahead": [-5, 4],
        "too far apart": [-6, 4], "both ahead": [1, 9],
    }.items():  # fmt: skip
        people[name] = make_contact(name)
        for day in days:
            approached(people[name], DAY + timedelta(days=day))

    def found(is_, *codes):
        rule = {"field": "contact_pressure", "is": is_, "value": list(codes)}
        rows = contacts_matching(rule, now=now).order_by("pk")
        return {name for name in rows.values_list("name", flat=True) if name in people}

    reached = found("reached", "HOUSE")
    assert reached == {"twice", "ahead", "both ahead"}
    assert found("not_reached", "HOUSE") == people.keys() - reached
    assert found("reached", "ONE") == {"once", "twice", "apart", "both ahead"}
    assert found("reached", "ONE", "HOUSE") == {"once", "twice", "apart", "ahead", "both ahead"}


def test_the_criterion_finds_exactly_those_in_whose_days_today_has_no_room(now):
    dice = Random(42)
    rules = {"A": (1, 3), "B": (2, 10), "C": (3, 14), "D": (4, 90)}
    for code, (most, days) in rules.items():
        make_rule(code, most, days)
    people = {}
    for number in range(60):
        person, reach = make_contact(f"P{number}"), dice.choice([6, 20, 120])
        people[person.pk] = [dice.randint(-reach, reach) for _each in range(dice.randint(0, 7))]
        for day in people[person.pk]:
            approached(person, DAY + timedelta(days=day))

    for code, (most, days) in rules.items():
        rule = {"field": "contact_pressure", "is": "reached", "value": [code]}
        found = set(contacts_matching(rule, now=now).values_list("pk", flat=True))
        windows = [range(first, first + days) for first in range(1 - days, 1)]
        expected = {
            pk for pk, taken in people.items()
            if any(sum(day in window for day in taken) >= most for window in windows)
        }  # fmt: skip
        assert found & people.keys() == expected
        assert 0 < len(expected) < len(people)


def test_the_number_of_marketing_contacts_is_a_criterion(now):
    often, once = make_contact("Often"), make_contact("Once")
    for contact, days in ((often, [0, 1, 40]), (once, [0, 40])):
        for day in days:
            approached(contact, DAY - timedelta(days=day))
        approached(contact, purpose=None)
    rule = {
        "some": "marketing_contact",
        "times": {"at_least": 2},
        "where": {"field": "occurred_on", "is": "in_last", "value": {"count": 14, "unit": "days"}},
    }

    assert list(contacts_matching(rule, now=now)) == [often]


def test_a_call_stands_for_its_line_and_who_has_no_room_is_not_called(now):
    make_rule(most=1)
    template = call_template(information_flow="outbound")
    first, full = make_people(2)
    approached(full, now.date())
    segment = segment_of(
        now=now, template=template, purpose=marketing(), information_flow="outbound",
        occurred_on=now.date(),
    )  # fmt: skip
    caller = make_caller()

    assert calling.call_figures(segment, now=now)["left_out"] == 1
    call = calling.claim_next(segment, by=caller, now=now)
    assert call.contact == first
    made = reached(segment, call, by=caller, now=now, occurred_on=now.date())
    assert calling.claim_next(segment, by=caller, now=now) is None
    logged = services.log_segment(segment, by=None, now=now)

    assert list(logged.interactions.all()) == [made]
    assert list(LeftOut.objects.values_list("contact", "reason")) == [(full.pk, "too_often")]


def test_the_database_keeps_rules_sensible():
    for wrong in (
        {"most": 0}, {"days": 0}, {"most": 101}, {"days": 367}, {"code": " "},
        {"counts_emails": False, "counts_letters": False, "counts_others": False},
    ):  # fmt: skip
        with pytest.raises(IntegrityError), transaction.atomic():
            make_rule(**{"code": "WRONG"} | wrong)


def crowded(days, most, length):
    """Tell by trying every day whether so many days in a row hold more than `most`."""
    return any(sum(first <= day < first + length for day in days) > most for first in days)


class TestYear(TestCase):
    """Two months or a year of loggings, in any order of days, single and by segment."""

    @settings(max_examples=25, deadline=None)
    @given(st.data())
    def test_whatever_is_logged_nobody_gets_more_than_a_rule_allows(self, data):
        now, last = NOW, data.draw(st.sampled_from([60, 365]))
        lengths = st.integers(1, 40 if last == 60 else 366)
        rules = data.draw(st.lists(st.tuples(st.integers(1, 3), lengths), min_size=1, max_size=2))
        for place, (most, days) in enumerate(rules):
            make_rule(f"R{place}", most, days)
        people = [make_contact(salesperson=make_salesperson()) for _each in range(3)]
        template = make_template()
        for _round in range(data.draw(st.integers(3, 12))):
            day = date(2026, 1, 1) + timedelta(days=data.draw(st.integers(0, last)))
            if data.draw(st.booleans()):
                segment = letters(now, day=day, template=template)
                add(segment, EVERYONE, now=now)
                self.log(segment, now)
            else:
                self.call(data.draw(st.sampled_from(people)), template, day, now)
            self.check(people, rules, day)

    def log(self, segment, now):
        try:
            made = services.log_segment(segment, by=None, now=now)
        except services.SegmentHasProblems:  # all would be left out
            return
        assert made.logged_count + made.left_out_count == made.line_count

    def call(self, contact, template, day, now):
        values = outbound(day)
        said = {"contact": contact, "template": template, "by": None, "now": now}
        room = interactions.next_free_days([contact.pk], limits(), on=day)[contact.pk] == day
        try:
            interactions.log_interaction(**said, values=values)
        except interactions.ContactBlocked:
            assert not room
        else:
            assert room

    def check(self, people, rules, day):
        for person in people:
            days = [
                d.toordinal() for d in person.interactions.values_list("occurred_on", flat=True)
            ]
            for most, length in rules:
                assert not crowded(days, most, length)
            free = interactions.next_free_days([person.pk], limits(), on=day)[person.pk].toordinal()
            for other in range(day.toordinal(), free + 1):
                room = not any(crowded([*days, other], *rule) for rule in rules)
                assert room is (other == free)


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one writer at a time")
class TestAtOnce:
    def test_two_segments_logged_at_the_same_moment_approach_each_contact_once(
        self, now, monkeypatch
    ):
        make_rule(most=1)
        people = [make_contact() for _each in range(5)]
        segments = [letters(now) for _each in range(2)]
        for segment in segments:
            add(segment, EVERYONE, now=now)
        both, close, first = Barrier(2, timeout=5), log_module._close, set()

        def closing(segment, *args, **kwargs):
            if segment.pk not in first:  # both have asked the gate, and neither has committed
                first.add(segment.pk)
                both.wait()
            return close(segment, *args, **kwargs)

        monkeypatch.setattr(log_module, "_close", closing)

        at_once(*(lambda s=s: self.log(s, now) for s in segments))

        assert sorted(Interaction.objects.values_list("contact", flat=True)) == sorted(
            one.pk for one in people
        )

    def log(self, segment, now):
        try:
            return services.log_segment(segment, by=None, now=now)
        except services.SegmentHasProblems:
            return None

    def test_a_call_while_a_segment_is_logged_is_seen(self, now, monkeypatch):
        make_rule(most=1)
        called, other = (make_contact(salesperson=make_salesperson()) for _each in range(2))
        segment, template = letters(now), make_template()
        add(segment, is_(called, other), now=now)
        close, done = log_module._close, []

        def closing(*args, **kwargs):
            if not done:
                values = {
                    "purpose": marketing(),
                    "information_flow": "outbound",
                    "occurred_on": DAY,
                }
                done.append(None)
                at_once(
                    lambda: interactions.log_interaction(
                        contact=called, template=template, values=values, by=None, now=now
                    )
                )
            return close(*args, **kwargs)

        monkeypatch.setattr(log_module, "_close", closing)

        made = services.log_segment(segment, by=None, now=now)

        assert (made.logged_count, made.left_out_count) == (1, 1)
        assert LeftOut.objects.get().contact == called
        assert Contact.objects.get(interactions__logged_segment=made) == other
