"""Segments kept up to date: who joins, who leaves, what stays, and what a refresh leaves behind."""

import random
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from contacts.models import Contact, ContactMailingGroup
from interactions.models import Interaction
from segments_app import services
from segments_app.criteria.rules import EVERYONE, NOBODY
from segments_app.models import Refresh, RefreshMove, Segment, SegmentLine, Step, Upkeep
from segments_app.services import StepOptions
from segments_app.services.lineage import SegmentCycle
from tests.consents import make_purpose, say
from tests.factories import make_company, make_contact, make_interaction

from .building import add, current, is_, keep, make_group_of, ready_segment, remove

pytestmark = pytest.mark.django_db
BERLIN = {"field": "city", "is": "is", "value": "Berlin"}
KIEL = {"field": "city", "is": "is", "value": "Kiel"}
IN_GROUP = {"field": "mailing_group", "is": "any_of", "value": ["XMAS"]}
LATELY = {
    "some": "interaction",
    "where": {
        "field": "occurred_on",
        "is": "in_last",
        "value": {"count": 7, "unit": "days"},
    },
}
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


def fresh(segment):
    return Segment.objects.get(pk=segment.pk)


def kept(*rules, now, **values):
    segment = ready_segment(now=now, **values)
    for rule in rules:
        add(segment, rule, now=now)
    services.keep_up_to_date(segment, every="demand", by=None, now=now)
    as_they_were(now)
    return segment


def as_they_were(now):
    """Nothing has happened to any contact lately, unless a test says so."""
    Contact.objects.update(created_at=now - DAY, modified_at=now - DAY)


def refresh(segment, now):
    return services.refresh_segment(segment, by=None, now=now)


def there(segment):
    return {line.contact for line in current(segment).select_related("contact")}


def move(contact, city, now):
    Contact.objects.filter(pk=contact.pk).update(city=city, modified_at=now)


def moves(result):
    return {
        (m.contact, m.joined): (m.cause, m.step) for m in result.moves.select_related("contact")
    }


def test_who_no_longer_matches_leaves_and_who_matches_joins(now):
    stays, leaves, joins = (make_contact(city=city) for city in ("Berlin", "Berlin", "Kiel"))
    segment = kept(BERLIN, now=now)
    move(leaves, "Kiel", now + HOUR)
    move(joins, "Berlin", now + HOUR)

    result = refresh(segment, now + 2 * HOUR)

    assert there(segment) == {stays, joins}
    assert (result.before_count, result.joined_count, result.left_count, result.after_count) == (
        2, 1, 1, 2,
    )  # fmt: skip
    assert moves(result) == {(joins, True): ("contact", 1), (leaves, False): ("contact", 1)}
    assert Upkeep.objects.get().refreshed_at == now + 2 * HOUR


def test_every_step_counts_with_its_options_and_in_its_turn(now):
    company = make_company(city="Berlin")
    colleague = make_contact(city="Kiel", company=company)
    other = make_contact(city="Kiel")
    by_hand = make_contact(city="Ulm")
    segment = ready_segment(now=now)
    add(segment, BERLIN, now=now, options=StepOptions(with_colleagues=True))
    add(segment, KIEL, now=now)
    remove(segment, is_(other), now=now)
    services.add_by_hand(segment, contacts=[by_hand], by=None, now=now)
    services.keep_up_to_date(segment, every="demand", by=None, now=now)
    newcomer = make_contact(city="Ulm", company=company)

    result = refresh(segment, now + HOUR)

    assert there(segment) == {company, colleague, by_hand, newcomer}
    assert result.joined_count == 1


def test_a_keep_that_no_longer_holds_takes_out_and_is_named(now):
    contact = make_contact(city="Berlin")
    group = make_group_of(contact)
    segment = ready_segment(now=now)
    add(segment, BERLIN, now=now)
    keep(segment, IN_GROUP, now=now)
    services.keep_up_to_date(segment, every="demand", by=None, now=now)
    as_they_were(now)
    ContactMailingGroup.objects.all().delete()
    late = make_contact(city="Berlin")
    ContactMailingGroup.objects.create(contact=late, mailing_group=group, created_at=now + HOUR)
    as_they_were(now)

    result = refresh(segment, now + 2 * HOUR)

    assert there(segment) == {late}
    assert moves(result)[contact, False] == ("group", 2)
    assert moves(result)[late, True] == ("group", 1)


@pytest.mark.lesson(58)
@pytest.mark.parametrize(
    ("facts", "cause"),
    [
        ({"is_privacy_blocked": True}, "privacy_blocked"),
        ({"is_privacy_blocked": True, "is_minor": True}, "privacy_blocked"),
        ({"exclude_from_segments": True}, "excluded"),
    ],
)
def test_who_may_no_longer_be_contacted_leaves_with_the_reason(facts, cause, now):
    contact = make_contact(city="Berlin")
    segment = kept(BERLIN, now=now)
    Contact.objects.filter(pk=contact.pk).update(**facts)

    result = refresh(segment, now + HOUR)

    assert there(segment) == set()
    assert moves(result) == {(contact, False): (cause, 1)}


def test_who_was_added_although_excluded_stays(now):
    contact = make_contact(city="Berlin", exclude_from_segments=True)
    segment = ready_segment(now=now)
    add(segment, BERLIN, now=now, options=StepOptions(ignore_exclusion=True))
    services.keep_up_to_date(segment, every="demand", by=None, now=now)

    refresh(segment, now + HOUR)

    assert there(segment) == {contact}
    assert current(segment).get().ignores_exclusion


def test_only_time_has_passed(now):
    contact = make_contact()
    make_interaction(contact, occurred_on=now.date(), created_at=now - DAY)
    segment = kept(LATELY, now=now)

    assert refresh(segment, now + 3 * DAY).left_count == 0
    result = refresh(segment, now + 8 * DAY)

    assert moves(result) == {(contact, False): ("time", 1)}


def test_an_interaction_since_is_the_cause(now):
    contact = make_contact()
    segment = kept(LATELY, now=now)
    make_interaction(contact, occurred_on=now.date(), created_at=now + HOUR)

    result = refresh(segment, now + 2 * HOUR)

    assert moves(result) == {(contact, True): ("interaction", 1)}


def test_a_consent_and_another_purpose_are_causes_of_their_own(now):
    asks = make_purpose("NEWS", email_rule="consent")
    she, he = (make_contact(city="Berlin", correspondence_type="email") for _each in range(2))
    segment = kept(BERLIN, now=now, purpose=asks)
    assert there(segment) == set()

    say(she, purpose=asks, now=now + HOUR)
    first = refresh(segment, now + 2 * HOUR)
    services.update_segment(fresh(segment), values={"purpose": None}, by=None, now=now + 3 * HOUR)
    second = refresh(segment, now + 4 * HOUR)

    assert moves(first) == {(she, True): ("consent", 1)}
    assert moves(second) == {(he, True): ("details", 1)}


def test_a_line_that_stays_keeps_its_edits_and_one_that_returns_has_them_again(now):
    stays, returns = make_contact(city="Berlin"), make_contact(city="Berlin")
    segment = kept(BERLIN, now=now)
    services.edit_lines(
        segment, lines=current(segment), values={"subject": "Own"}, by=None, now=now
    )
    kept_line = current(segment).get(contact=stays).pk

    move(returns, "Kiel", now + HOUR)
    refresh(segment, now + HOUR)
    assert there(segment) == {stays}
    move(returns, "Berlin", now + 2 * HOUR)
    refresh(segment, now + 2 * HOUR)

    assert current(segment).get(contact=stays).pk == kept_line
    assert {line.subject for line in current(segment)} == {"Own"}
    assert segment.steps.count() == 2  # one refresh in the list, however many there were


def test_who_returns_after_another_step_has_the_edits_on_a_new_line(now):
    contact, other = make_contact(city="Berlin"), make_contact(city="Kiel")
    segment = kept(BERLIN, now=now)
    services.edit_lines(
        segment, lines=current(segment), values={"subject": "Own"}, by=None, now=now
    )
    move(contact, "Ulm", now + HOUR)
    refresh(segment, now + HOUR)
    add(segment, KIEL, now=now)
    move(contact, "Berlin", now + 2 * HOUR)

    refresh(segment, now + 2 * HOUR)

    assert there(segment) == {contact, other}
    assert current(segment).get(contact=contact).subject == "Own"
    assert SegmentLine.objects.filter(contact=contact).count() == 2


def test_an_edited_newcomer_who_leaves_is_not_thrown_away(now):
    contact = make_contact(city="Kiel")
    segment = kept(BERLIN, now=now)
    move(contact, "Berlin", now + HOUR)
    refresh(segment, now + HOUR)
    services.edit_lines(
        segment, lines=current(segment), values={"subject": "Own"}, by=None, now=now
    )
    move(contact, "Kiel", now + 2 * HOUR)
    refresh(segment, now + 2 * HOUR)
    assert there(segment) == set()
    assert segment.steps.count() == 3

    services.go_to(segment, position=2, by=None, now=now)

    assert current(segment).get().subject == "Own"


def test_going_to_and_fro_for_a_year_grows_neither_steps_nor_lines(now):
    contact = make_contact(city="Berlin")
    segment = kept(BERLIN, now=now)
    for day in range(1, 40):
        move(contact, "Kiel" if day % 2 else "Berlin", now + day * DAY)
        refresh(segment, now + day * DAY)

    assert (segment.steps.count(), SegmentLine.objects.count()) == (2, 1)


def test_a_refresh_can_be_gone_back_on_and_forward(now):
    stays, leaves = make_contact(city="Berlin"), make_contact(city="Berlin")
    segment = kept(BERLIN, now=now)
    move(leaves, "Kiel", now + HOUR)
    refresh(segment, now + HOUR)

    services.go_to(segment, position=1, by=None, now=now)
    assert there(segment) == {stays, leaves}
    services.go_to(segment, position=2, by=None, now=now)
    assert there(segment) == {stays}
    services.go_to(segment, position=1, by=None, now=now)
    refresh(segment, now + 2 * HOUR)
    assert there(segment) == {stays}
    step = segment.steps.get(position=2)
    assert (step.before_count, step.after_count, step.options) == (2, 1, {"joined": 0, "left": 1})


def test_a_refresh_that_moves_nobody_is_no_step(now):
    make_contact(city="Berlin")
    segment = kept(BERLIN, now=now)

    refresh(segment, now + HOUR)

    assert segment.steps.count() == 1
    assert (Refresh.objects.count(), RefreshMove.objects.count()) == (1, 0)


@pytest.mark.lesson(24)
def test_the_numbers_of_a_segment_always_add_up(now):
    contacts = [make_contact(city="Berlin") for _ in range(12)]
    segment = kept(BERLIN, KIEL, now=now)
    for turn in range(1, 8):
        for index, contact in enumerate(contacts):
            if index % (turn + 1) == 0:
                move(contact, ("Ulm", "Berlin", "Kiel")[(index + turn) % 3], now + turn * HOUR)
        if turn == 4:
            keep(segment, BERLIN, now=now)
        result = refresh(segment, now + turn * HOUR)
        expected = set(
            services.expected_contacts(
                services.steps_in_force(fresh(segment)), now=now + turn * HOUR
            )
        )
        assert there(segment) == expected
        assert result.after_count == len(expected)
        assert fresh(segment).steps.get(position=fresh(segment).position).after_count == len(
            expected
        )
        assert result.moves.filter(joined=True).count() == result.joined_count
        assert result.moves.filter(joined=False).count() == result.left_count


def test_a_segment_that_is_not_kept_up_to_date_is_not_refreshed(now):
    segment = ready_segment(now=now)

    with pytest.raises(services.NotKeptUpToDate):
        refresh(segment, now)


def test_a_step_that_names_what_is_gone_fails_and_says_which(now):
    contact = make_contact()
    group = make_group_of(contact)
    segment = kept(IN_GROUP, now=now)
    ContactMailingGroup.objects.all().delete()
    group.delete()

    with pytest.raises(services.RefreshFailed, match=r"Step 1: .*XMAS"):
        refresh(segment, now + HOUR)

    assert there(segment) == {contact}
    assert "Step 1" in Upkeep.objects.get().error
    assert not Refresh.objects.exists()


def test_what_fails_in_a_segment_that_is_used_is_told_on_the_one_that_uses_it(now):
    used = kept(BERLIN, now=now)
    user = kept({"field": "segment", "is": "any_of", "value": [used.number]}, now=now)
    used.steps.update(rule={"field": "mailing_group", "is": "any_of", "value": ["GONE"]})

    with pytest.raises(services.RefreshFailed, match=f"{used.number}, which it uses"):
        refresh(user, now + HOUR)

    assert "GONE" in Upkeep.objects.get(pk=used.pk).error
    assert used.number in Upkeep.objects.get(pk=user.pk).error


def test_a_limit_is_part_of_the_fold_and_a_broken_one_fails_like_a_broken_rule(now):
    for _ in range(4):
        make_contact(city="Berlin")
    segment = ready_segment(now=now)
    add(segment, BERLIN, now=now)
    options = {"limit": {"at_most": 2}}
    taken = StepOptions.read(options)
    services.take_step(segment, action="limit", rule=NOBODY, options=taken, by=None, now=now)
    services.keep_up_to_date(segment, every="demand", by=None, now=now)

    assert refresh(segment, now + HOUR).after_count == 2
    segment.steps.filter(action="limit").update(options={"limit": {"at_most": -1}})
    with pytest.raises(services.RefreshFailed):
        refresh(segment, now + 2 * HOUR)
    assert Upkeep.objects.get().error


def test_logging_refreshes_first(now):
    stays = [make_contact(city="Berlin") for _ in range(10)]
    leaves, joins = make_contact(city="Berlin"), make_contact(city="Kiel")
    segment = kept(BERLIN, now=now)
    move(leaves, "Kiel", now + HOUR)
    move(joins, "Berlin", now + HOUR)

    logged = services.log_segment(segment, expected_position=1, by=None, now=now + 2 * HOUR)

    assert {i.contact for i in Interaction.objects.select_related("contact")} == {*stays, joins}
    assert logged.line_count == 11
    assert Refresh.objects.get().trigger == "log"
    assert "1 joined, 1 left" in logged.sentence
    assert [step["action"] for step in logged.steps] == ["add", "refresh"]


def test_logging_stops_once_where_the_segment_has_moved_by_more_than_a_fifth(now):
    contacts = [make_contact(city="Berlin") for _ in range(10)]
    segment = kept(BERLIN, now=now)
    for contact in contacts[:3]:
        move(contact, "Kiel", now + HOUR)

    with pytest.raises(services.SegmentMoved, match="had 10 contacts and has 7 now"):
        services.log_segment(segment, by=None, now=now + HOUR)
    assert not Interaction.objects.exists()

    assert services.log_segment(segment, by=None, now=now + HOUR).logged_count == 7


def test_who_has_seen_other_steps_does_not_log(now):
    make_contact(city="Berlin")
    segment = kept(BERLIN, now=now)

    with pytest.raises(services.SegmentChanged):
        services.log_segment(segment, expected_position=0, by=None, now=now)


def test_saved_criteria_a_copy_and_a_follow_up_leave_the_refreshes_out(now):
    contact, leaves = make_contact(city="Berlin"), make_contact(city="Berlin")
    segment = kept(BERLIN, now=now)
    move(leaves, "Kiel", now + HOUR)
    refresh(segment, now + HOUR)

    criteria = services.save_criteria(fresh(segment), code="B", description="B", by=None, now=now)
    copy = services.copy_segment(fresh(segment), by=None, now=now)
    services.log_segment(segment, create_follow_up=True, by=None, now=now + HOUR)

    assert [step["action"] for step in criteria.steps] == ["add"]
    assert there(copy) == {contact}
    assert there(Segment.objects.get(followed_up__isnull=False)) == {contact}


@pytest.mark.lesson(4)
def test_a_segment_that_others_use_is_refreshed_before_them(now):
    contact = make_contact(city="Kiel")
    used = kept(BERLIN, now=now)
    user = kept({"field": "segment", "is": "any_of", "value": [used.number]}, now=now)
    move(contact, "Berlin", now + HOUR)

    result = refresh(user, now + 2 * HOUR)

    assert there(used) == there(user) == {contact}
    assert list(Refresh.objects.order_by("pk").values_list("segment", "trigger")) == [
        (used.pk, "used"),
        (user.pk, "demand"),
    ]
    assert result.segment_id == user.pk


@pytest.mark.lesson(5)
def test_segments_cannot_use_each_other_in_a_circle(now):
    first, second, third = (ready_segment(now=now) for _ in range(3))
    uses = [
        {"field": "segment", "is": "any_of", "value": [s.number]} for s in (first, second, third)
    ]
    add(second, uses[0], now=now)
    add(third, uses[1], now=now)

    with pytest.raises(SegmentCycle) as refused:
        add(first, uses[2], now=now)
    with pytest.raises(SegmentCycle):
        add(first, uses[0], now=now)
    criteria = services.save_criteria(fresh(third), code="C", description="C", by=None, now=now)
    with pytest.raises(SegmentCycle):
        services.reuse_criteria(second, criteria=criteria, by=None, now=now)

    assert refused.value.path == [first.number, third.number, second.number, first.number]
    assert " uses ".join(refused.value.path) in str(refused.value)


@pytest.mark.lesson(5)
def test_a_diamond_is_allowed_and_each_is_refreshed_once(now):
    make_contact(city="Berlin")
    base = kept(BERLIN, now=now)
    uses = lambda *segments: {  # noqa: E731
        "field": "segment", "is": "any_of", "value": [s.number for s in segments],
    }  # fmt: skip
    left, right = kept(uses(base), now=now), kept(uses(base), now=now)
    top = kept(uses(left, right), now=now)

    refresh(top, now + HOUR)

    order = list(Refresh.objects.order_by("pk").values_list("segment", flat=True))
    assert order == [base.pk, left.pk, right.pk, top.pk]


@pytest.mark.lesson(2)
def test_the_number_of_statements_depends_neither_on_size_nor_on_moves(now):
    found = []
    for size in (3, 300):
        Contact.objects.update(city="")
        segment = kept(BERLIN, now=now)
        Contact.objects.bulk_create(
            Contact(number=f"N{size}{n}", name="N", type="person", city="Berlin")
            for n in range(size)
        )
        refresh(segment, now + HOUR)
        Contact.objects.update(city="Kiel")
        Contact.objects.bulk_create(
            Contact(number=f"M{size}{n}", name="N", type="person", city="Berlin")
            for n in range(size)
        )
        with CaptureQueriesContext(connection) as queries:
            result = refresh(segment, now + 2 * HOUR)
        assert (result.joined_count, result.left_count) == (size, size)
        found.append(len(queries))

    assert found[0] == found[1]


def test_many_alternating_steps_are_still_one_condition(now):
    contact = make_contact(city="Berlin")
    segment = ready_segment(now=now)
    for _ in range(15):
        add(segment, BERLIN, now=now)
        remove(segment, KIEL, now=now)
    add(segment, EVERYONE, now=now)
    services.keep_up_to_date(segment, every="demand", by=None, now=now)

    assert refresh(segment, now + HOUR).after_count == 1
    assert there(segment) == {contact}


def test_deleting_a_segment_takes_its_refreshes_along(now):
    contact = make_contact(city="Kiel")
    segment = kept(BERLIN, now=now)
    move(contact, "Berlin", now)
    refresh(segment, now + HOUR)

    services.delete_segment(segment, by=None, now=now)

    assert not Refresh.objects.exists() and not Upkeep.objects.exists()


def test_a_closed_segment_is_not_refreshed(now):
    make_contact(city="Berlin")
    segment = kept(BERLIN, now=now)
    services.archive_segment(segment, by=None, now=now)

    with pytest.raises(services.SegmentIsArchived):
        refresh(segment, now + HOUR)
    assert not Refresh.objects.exists()


def test_steps_of_the_old_kinds_still_only_add_or_remove(now):
    segment = ready_segment(now=now)
    with pytest.raises(IntegrityError), transaction.atomic():
        Step.objects.create(
            segment=segment, position=1, action="keep", rule={}, before_count=1, after_count=2
        )
    with pytest.raises(IntegrityError), transaction.atomic():
        Refresh.objects.create(segment=segment, before_count=1, joined_count=1, after_count=1)


@pytest.mark.parametrize("seed", range(12))
def test_steps_just_taken_and_their_fold_choose_the_same_contacts(seed, now):
    chance = random.Random(seed)
    companies = [make_company(city=chance.choice(["Berlin", "Kiel"])) for _ in range(3)]
    for _ in range(12):
        make_contact(
            city=chance.choice(["Berlin", "Kiel", "Ulm"]),
            company=chance.choice([*companies, None]),
            exclude_from_segments=chance.random() < 0.2,
        )
    segment = ready_segment(now=now)
    for _ in range(chance.randint(2, 9)):
        action = chance.choice([add, add, keep, remove])
        names = ("with_colleagues", "ignore_exclusion") if action is add else ("entire_companies",)
        options = StepOptions(**{name: chance.random() < 0.4 for name in names})
        rule = chance.choice([BERLIN, KIEL, {"any": [BERLIN, KIEL]}, {"not": KIEL}, EVERYONE])
        action(segment, rule, now=now, options=options)

    expected = services.expected_contacts(services.steps_in_force(fresh(segment)), now=now)

    assert set(expected) == there(segment)


@pytest.mark.lesson(59)
def test_who_was_taken_out_by_hand_stays_out_whatever_the_criteria_say(now):
    contact, other = make_contact(city="Berlin"), make_contact(city="Berlin")
    segment = kept(BERLIN, now=now)
    lines = current(segment).filter(contact=contact)
    services.remove_lines(segment, lines=lines, by=None, now=now)

    for turn, city in enumerate(("Berlin", "Ulm", "Berlin"), start=1):
        move(contact, city, now + turn * HOUR)
        refresh(segment, now + turn * HOUR)
        assert there(segment) == {other}
