"""Steps kept for another time, and taken again."""

import pytest

from segments_app import services
from segments_app.criteria.rules import EVERYONE
from segments_app.models import SavedCriteria
from segments_app.services import StepOptions
from tests.factories import make_company, make_contact, make_person

from .building import add, current, is_, keep, make_group_of, make_segment, remove

pytestmark = pytest.mark.django_db
KIEL = {"field": "city", "is": "is", "value": "Kiel"}


def save(segment, now, code="SPRING", positions=None, by=None):
    segment.refresh_from_db()
    return services.save_criteria(
        segment, code=code, description="For spring", positions=positions, by=by, now=now
    )


def test_a22_without_a_step_there_is_nothing_to_save(now):
    with pytest.raises(services.NoSteps):
        save(make_segment(now=now), now)


def test_a22_a_code_is_given_once_whatever_its_case(now):
    segment = make_segment(now=now)
    add(segment, EVERYONE, now=now)
    save(segment, now)

    with pytest.raises(services.CodeTaken, match="SPRING exist already"):
        save(segment, now, code=" spring ")
    with pytest.raises(services.CodeMissing):
        save(segment, now, code=" ")

    assert SavedCriteria.objects.count() == 1


def test_a23_reused_on_an_empty_segment_they_choose_the_same_contacts(marketer, now):
    company = make_company(city="Kiel")
    person = make_person(company=company)
    make_person(company=company, exclude_from_segments=True)
    make_contact(city="Bonn")
    source = make_segment(now=now)
    options = StepOptions(with_colleagues=True, ignore_exclusion=True)
    add(source, KIEL, now=now, options=options)
    keep(source, is_(person), now=now, options=StepOptions(entire_companies=True))
    add(source, {"field": "city", "is": "is", "value": "Bonn"}, now=now)
    remove(source, is_(company), now=now)
    criteria = save(source, now, by=marketer)

    target = make_segment(now=now)
    steps = services.reuse_criteria(target, criteria=criteria, by=marketer, now=now)

    assert len(steps) == 4
    assert {line.contact for line in current(target)} == {line.contact for line in current(source)}
    described = [(s.action, s.rule, s.options, s.before_count, s.after_count) for s in steps]
    assert described == [
        (s.action, s.rule, s.options, s.before_count, s.after_count)
        for s in source.steps.order_by("position")
    ]
    assert {s.source for s in steps} == {"saved_criteria"}
    assert (criteria.created_by, criteria.created_at) == (marketer, now)


def test_a24_ours_reused_on_a_segment_with_steps_they_follow_those(now):
    kiel, bonn = make_contact(city="Kiel"), make_contact(city="Bonn")
    segment = make_segment(now=now)
    add(segment, KIEL, now=now)
    criteria = save(segment, now)
    other = make_segment(now=now)
    add(other, is_(bonn), now=now)

    (step,) = services.reuse_criteria(other, criteria=criteria, by=None, now=now)

    assert step.position == 2
    assert {line.contact for line in current(other)} == {kiel, bonn}


def test_only_the_steps_chosen_and_in_force_are_saved(now):
    make_contact(city="Kiel")
    segment = make_segment(now=now)
    add(segment, KIEL, now=now)
    services.add_by_hand(segment, contacts=[make_contact()], by=None, now=now)
    remove(segment, KIEL, now=now)
    services.go_to(segment, position=2, by=None, now=now)

    assert len(save(segment, now, code="ALL").steps) == 2
    assert [s["source"] for s in save(segment, now, code="ONE", positions={1}).steps] == [
        "criteria"
    ]


def test_criteria_that_refer_to_what_is_gone_change_nothing(now):
    group = make_group_of(make_contact())
    segment = make_segment(now=now)
    add(segment, KIEL, now=now)
    services.add_mailing_group(segment, group=group, by=None, now=now)
    criteria = save(segment, now)
    group.assignments.all().delete()
    group.delete()
    other = make_segment(now=now)

    with pytest.raises(services.SegmentError, match="XMAS"):
        services.reuse_criteria(other, criteria=criteria, by=None, now=now)

    assert not other.steps.exists()


def test_saved_criteria_are_renamed_and_deleted(now):
    segment = make_segment(now=now)
    add(segment, KIEL, now=now)
    criteria, other = save(segment, now), save(segment, now, code="OTHER")

    renamed = services.update_saved_criteria(
        criteria, code="summer", description="New", by=None, now=now
    )
    assert (renamed.code, renamed.description) == ("SUMMER", "New")
    with pytest.raises(services.CodeTaken):
        services.update_saved_criteria(other, code="summer", description="", by=None, now=now)
    services.delete_saved_criteria(criteria, by=None, now=now)

    assert SavedCriteria.objects.get() == other
    assert segment.steps.count() == 1


def test_contacts_of_another_segment_are_added(now):
    first, second = make_contact(), make_contact()
    other, segment = make_segment(now=now), make_segment(now=now)
    add(other, is_(first, second), now=now)
    remove(other, is_(second), now=now)

    step = services.add_segment(segment, other=other, by=None, now=now)

    assert current(segment).get().contact == first
    assert step.source == "segment"
