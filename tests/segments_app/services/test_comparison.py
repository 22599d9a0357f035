"""Segments compared: every part is a rule, and every rule is exactly its part."""

import random
from datetime import datetime, timedelta
from itertools import chain, combinations
from zoneinfo import ZoneInfo

import pytest
from django.db.models.functions import Now

from contacts.models import Contact
from segments_app import services
from segments_app.criteria.rules import contacts_matching
from segments_app.models import Job, Segment, SegmentLine, Step, WorkerLease
from segments_app.services import Comparison
from segments_app.services.comparison import shortest
from tests.factories import make_contact, make_interaction, make_logged_segment

from .building import add, current, is_, keep, make_group_of, make_segment

NOW = datetime(2026, 3, 18, 12, tzinfo=ZoneInfo("Europe/Berlin"))


def subsets(things):
    things = list(things)
    sizes = range(len(things) + 1)
    return list(chain.from_iterable(combinations(things, size) for size in sizes))


def some_segments(chance, contacts, count):
    found = []
    for _ in range(count):
        segment = make_segment(now=NOW)
        chosen = chance.sample(contacts, chance.randrange(len(contacts) + 1))
        if chosen:
            add(segment, is_(*chosen), now=NOW)
        if len(chosen) > 2:
            keep(segment, is_(*chosen[:-1]), now=NOW)
        if chance.random() < 0.3:
            services.go_to(segment, position=0, by=None, now=NOW)
        found.append(Segment.objects.get(pk=segment.pk))
    return found


def on(segment):
    return set(current(segment).values_list("contact", flat=True))


def expected(region, members):
    """The contacts in all sets that the region names and in no other, by brute force."""
    everybody = set().union(*members.values())
    return {pk for pk in everybody if {x for x in members if pk in members[x]} == set(region)}


@pytest.mark.parametrize("count", [2, 3])
@pytest.mark.parametrize("seed", range(3))
def test_every_choice_of_regions_is_what_brute_force_finds(db, seed, count):
    chance = random.Random(seed)
    segments = some_segments(chance, [make_contact() for _ in range(14)], count)
    comparison = Comparison.of([segment.number for segment in segments])
    members = {x: on(segment) for x, segment in zip("abc", segments, strict=False)}
    regions = {region: expected(region, members) for region in comparison.regions}

    counts = comparison.counts(now=NOW)

    assert counts == {region: len(found) for region, found in regions.items()}
    assert sum(counts.values()) == len(set().union(*members.values()))
    for chosen in subsets(regions):
        found = comparison.contacts(chosen, now=NOW)
        by_rule = contacts_matching(comparison.rule(chosen), now=NOW)
        meant = sorted(set().union(*(regions[one] for one in chosen)))
        for rows in (found, by_rule):
            assert sorted(rows.values_list("pk", flat=True)) == meant, chosen


@pytest.mark.parametrize("count", [2, 3])
@pytest.mark.parametrize("action", ["add", "keep", "remove"])
def test_a_step_on_a_compared_segment_does_what_the_regions_say_without_naming_it(
    db, count, action
):
    chance = random.Random(7)
    segments = some_segments(chance, [make_contact() for _ in range(14)], count)
    comparison = Comparison.of([segment.number for segment in segments])
    own, before = segments[0], on(segments[0])
    members = {x: on(segment) for x, segment in zip("abc", segments, strict=False)}
    for chosen in subsets(comparison.regions):
        meant = set().union(*(expected(region, members) for region in chosen))
        rule = comparison.rule_on(own.number, chosen, is_in=action != "add")
        found = (
            None
            if rule is None
            else set(contacts_matching(rule, now=NOW).values_list("pk", flat=True))
        )
        if action == "add":
            assert (found | before) == (meant | before), chosen
        else:
            assert (before if found is None else before & found) == before & meant, chosen
        assert own.number not in str(rule)


def test_few_and_short_alternatives_are_found_for_every_choice_of_three_letters():
    sizes = [len(shortest("abc", {frozenset(s) for s in some})) for some in subsets(subsets("abc"))]

    assert max(sizes) <= 4
    assert shortest("abc", {frozenset(s) for s in subsets("abc")[1:]}) == [
        {"a": True},
        {"b": True},
        {"c": True},
    ]


def test_a_logged_segment_and_a_mailing_group_are_compared_by_whom_they_count(db):
    anna, otto, mia = (make_contact(name) for name in ("Anna", "Otto", "Mia"))
    logged = make_logged_segment("SM77777")
    for contact in (anna, otto):
        make_interaction(contact, logged_segment=logged)
    make_group_of(otto, mia, code="XMAS")

    comparison = Comparison.of(["logged:SM77777", "group:XMAS"])

    assert comparison.counts(now=NOW) == {"a": 1, "b": 1, "ab": 1}
    assert [contact.name for contact in comparison.contacts(["ab"], now=NOW)] == ["Otto"]


@pytest.mark.parametrize(
    ("tokens", "message"),
    [
        (["SM99999", "SM99998"], "There is no segment SM99999."),
        (["logged:SM99999"] * 2, "There is no logged segment SM99999."),
        (["group:NONE"] * 2, "There is no mailing group NONE."),
        (["weird:1", "x"], "There is no segment weird:1."),
    ],
)
def test_what_does_not_exist_is_named(db, tokens, message):
    with pytest.raises(services.NotComparable, match=message):
        Comparison.of(tokens)


def test_the_same_twice_one_alone_and_four_are_refused(db):
    numbers = [make_segment(now=NOW).number for _ in range(4)]

    with pytest.raises(services.NotComparable, match="chosen twice"):
        Comparison.of([numbers[0], numbers[0]])
    for given in (numbers[:1], numbers):
        with pytest.raises(services.NotComparable, match="two or three"):
            Comparison.of(given)


@pytest.fixture
def two(db, marketer):
    """A segment of Anna and Otto, and one of Otto and Mia."""
    anna, otto, mia = (make_contact(name) for name in ("Anna", "Otto", "Mia"))
    first, second = (make_segment(now=NOW, by=marketer) for _ in range(2))
    add(first, is_(anna, otto), now=NOW)
    add(second, is_(otto, mia), now=NOW)
    return tuple(Segment.objects.order_by("pk"))


def names(segment):
    return sorted(current(segment).values_list("contact__name", flat=True))


def use(two, regions, by, **given):
    """Use regions of the two as if the page had been shown a minute ago."""
    comparison = Comparison.of([one.number for one in two])
    service = services.use_regions if "segment" in given else services.start_with_regions
    moment = {"shown_at": NOW - timedelta(minutes=1), "now": NOW}
    return service(comparison, regions, by=by, **moment, **given)


def test_a_new_segment_is_started_with_an_ordinary_step(two, marketer):
    step = use(two, ["a", "b"], marketer, description="Either")

    assert names(step.segment) == ["Anna", "Mia"]
    assert (step.action, step.source, step.segment.description) == ("add", "comparison", "Either")
    assert services.lineage_of(step.segment, by=marketer).segments == [
        Segment.objects.get(pk=one.pk) for one in two
    ]


def test_the_gate_is_asked_as_always(two, marketer):
    otto = SegmentLine.objects.get(segment=two[0], contact__name="Otto").contact
    otto.exclude_from_segments = True
    otto.save(update_fields=["exclude_from_segments"])

    step = use(two, ["a", "ab"], marketer, description="A")

    assert names(step.segment) == ["Anna"]
    assert step.left_out == {"excluded": 1}


@pytest.mark.parametrize(
    ("action", "regions", "left"),
    [("add", ["b"], "Anna Mia Otto"), ("keep", ["ab"], "Otto"), ("remove", ["ab"], "Anna")],
)
def test_a_compared_segment_is_changed_itself(two, marketer, action, regions, left):
    step = use(two, regions, marketer, segment=two[0], action=action)

    assert names(two[0]) == left.split()
    assert two[0].number not in str(step.rule)


def test_pressing_twice_is_one_segment_and_one_step(two, marketer):
    first = use(two, ["ab"], marketer, description="Both")
    again = use(two, ["ab"], marketer, description="Both")
    on_first = [use(two, ["b"], marketer, segment=two[0], action="add") for _ in range(2)]

    assert again == first
    assert on_first[0] == on_first[1]
    assert Segment.objects.count() == 3
    assert Step.objects.filter(source=Step.Source.COMPARISON).count() == 2


def test_other_parts_from_the_same_page_are_another_segment(two, marketer):
    one = use(two, ["ab"], marketer, description="Both")
    other = use(two, ["a"], marketer, description="Both")

    assert one.segment != other.segment


@pytest.mark.parametrize(
    ("action", "regions", "message"),
    [
        ("add", [], "Tick at least one part"),
        ("add", ["a", "ab"], "is on SM[0-9]+ already"),
        ("keep", ["b"], "Nobody in these parts"),
        ("keep", ["a", "ab"], "All contacts of"),
        ("remove", ["a", "ab"], "would remove all"),
    ],
)
def test_what_would_change_nothing_or_leave_nobody_is_refused(
    two, marketer, action, regions, message
):
    with pytest.raises(services.NothingToUse, match=message):
        use(two, regions, marketer, segment=two[0], action=action)


def test_a_new_segment_is_kept_up_to_date_and_its_criteria_are_saved(two, marketer):
    segment = use(two, ["a", "b"], marketer, description="Either").segment
    kept = services.save_criteria(
        segment, code="EITHER", description="Either", by=marketer, now=NOW
    )
    services.keep_up_to_date(segment, every="demand", by=marketer, now=NOW)
    add(two[1], is_(make_contact("Zoe")), now=NOW)

    moved = services.refresh_segment(segment, by=marketer, now=NOW)
    again = make_segment(now=NOW)
    services.reuse_criteria(again, criteria=kept, by=marketer, now=NOW)

    assert (moved.joined_count, moved.left_count) == (1, 0)
    assert names(segment) == names(again) == ["Anna", "Mia", "Zoe"]


def test_whoever_is_on_it_can_be_told_why(two, marketer):
    segment = use(two, ["a"], marketer, description="First only").segment
    anna, otto = (Contact.objects.get(name=name) for name in ("Anna", "Otto"))

    assert services.why(Segment.objects.get(pk=segment.pk), contact=anna, now=NOW).is_in
    assert not services.why(Segment.objects.get(pk=segment.pk), contact=otto, now=NOW).is_in


def test_a_circle_is_refused_with_its_path(two, marketer):
    third = use(two, ["ab"], marketer, description="Both").segment

    with pytest.raises(services.SegmentCycle) as refused:
        use((third, two[1]), ["a"], marketer, segment=two[0], action="add")

    assert refused.value.path == [two[0].number, third.number, two[0].number]


@pytest.fixture
def large(settings, db):
    """Everything counts as large, and a worker is there."""
    settings.LARGE_SEGMENT = 0
    WorkerLease.objects.create(worker_id="one", seen_at=Now())


@pytest.mark.parametrize("action", ["", "add"])
def test_what_the_worker_is_asked_for_twice_is_one_job_and_one_step(two, marketer, large, action):
    given = {"segment": two[0], "action": action} if action else {"description": "Second only"}

    first, again = (use(two, ["b"], marketer, **given) for _ in range(2))
    services.run_job(first.pk, now=NOW)
    done = use(two, ["b"], marketer, **given)

    assert (first, Job.objects.count()) == (again, 1)
    assert (done.source, done.after_count) == ("comparison", 3 if action else 1)
    assert Segment.objects.count() == (2 if action else 3)


def test_a_job_that_failed_is_asked_for_again(two, marketer, large):
    failed = use(two, ["b"], marketer, description="Second only")
    Job.objects.update(status=Job.Status.FAILED, finished_at=NOW)

    again = use(two, ["b"], marketer, description="Second only")

    assert again != failed
    assert again.status == Job.Status.QUEUED
