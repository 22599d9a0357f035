"""Steps: who is added, removed and kept, and going back and forward."""

import pytest

from segments_app import services
from segments_app.criteria.rules import EVERYONE, NOBODY, InvalidRule
from segments_app.models import SegmentLine, Step
from segments_app.services import StepOptions
from tests.factories import make_company, make_contact, make_logged_segment, make_person

from .building import add, current, is_, keep, make_group_of, make_segment, remove


@pytest.fixture
def segment(marketer, now):
    return make_segment(by=marketer, now=now)


def test_a05_a_mailing_group_is_added_without_who_is_excluded(segment, marketer, now):
    group = make_group_of(make_contact(), make_contact(), make_contact(exclude_from_segments=True))

    step = services.add_mailing_group(segment, group=group, by=marketer, now=now)

    assert current(segment).count() == 2
    assert (step.position, step.before_count, step.after_count) == (1, 0, 2)
    assert step.left_out == {"excluded": 1}


def test_a06_the_same_again_adds_nobody_and_is_a_step_all_the_same(segment, marketer, now):
    group = make_group_of(make_contact(), make_contact())
    services.add_mailing_group(segment, group=group, by=marketer, now=now)

    step = services.add_mailing_group(segment, group=group, by=marketer, now=now)

    assert (step.position, step.change) == (2, 0)
    assert step.left_out == {"already_there": 2}
    assert current(segment).count() == 2


def test_a07_ours_a_contact_is_in_a_segment_once(segment, marketer, now):
    contact = make_contact()
    services.add_by_hand(segment, contacts=[contact], by=marketer, now=now)

    with pytest.raises(services.AlreadyThere, match="is in the segment already"):
        services.add_by_hand(segment, contacts=[contact], by=marketer, now=now)

    assert current(segment).count() == 1


def test_a08_ignoring_exclusion_adds_the_third_contact(segment, now):
    make_contact()
    excluded = make_contact(exclude_from_segments=True)

    add(segment, EVERYONE, now=now, options=StepOptions(ignore_exclusion=True))

    assert current(segment).count() == 2
    assert current(segment).get(contact=excluded).ignores_exclusion
    assert not current(segment).exclude(contact=excluded).get().ignores_exclusion


def test_a09_with_colleagues_the_company_and_all_its_persons_come(segment, now):
    company = make_company()
    person, colleague = make_person(company=company), make_person(company=company)
    make_person()

    add(segment, is_(person), now=now, options=StepOptions(with_colleagues=True))

    assert contacts(segment) == {company, person, colleague}
    order = current(segment).order_by("pk").values_list("contact", flat=True)
    assert list(order) == [company.pk, person.pk, colleague.pk]


def test_colleagues_who_are_excluded_stay_out(segment, now):
    company = make_company()
    person = make_person(company=company)
    make_person(company=company, exclude_from_segments=True)
    make_person(company=company, is_privacy_blocked=True)

    step = add(segment, is_(person), now=now, options=StepOptions(with_colleagues=True))

    assert contacts(segment) == {company, person}
    assert step.left_out == {"excluded": 1, "privacy_blocked": 1}


def test_a_person_without_a_company_has_no_colleagues(segment, now):
    person = make_person()
    make_person()

    add(segment, is_(person), now=now, options=StepOptions(with_colleagues=True))

    assert contacts(segment) == {person}


def test_a10_with_company_the_person_and_the_company_come(segment, now):
    company = make_company()
    person = make_person(company=company)
    make_person(company=company)

    add(segment, is_(person), now=now, options=StepOptions(with_company=True))

    assert contacts(segment) == {company, person}


def test_a16_remove_takes_the_matching_lines_away(segment, now):
    gone, stays = make_contact(city="Kiel"), make_contact(city="Bonn")
    add(segment, EVERYONE, now=now)

    step = remove(segment, {"field": "city", "is": "is", "value": "Kiel"}, now=now)

    assert contacts(segment) == {stays}
    assert (step.before_count, step.after_count, step.change) == (2, 1, -1)
    assert SegmentLine.objects.get(contact=gone).removed_at == 2


def test_a17_keep_leaves_only_the_matching_lines(segment, now):
    stays = make_contact(city="Kiel")
    make_contact(city="Bonn")
    add(segment, EVERYONE, now=now)

    keep(segment, {"field": "city", "is": "is", "value": "Kiel"}, now=now)

    assert contacts(segment) == {stays}


def test_a18_keep_with_entire_companies_keeps_everyone_there(segment, now):
    company = make_company()
    person, colleague = make_person(company=company), make_person(company=company)
    add(segment, EVERYONE, now=now)
    make_person()

    keep(segment, is_(person), now=now, options=StepOptions(entire_companies=True))

    assert contacts(segment) == {company, person, colleague}


def test_entire_companies_asks_also_who_is_not_in_the_segment(segment, now):
    company = make_company()
    outside, inside = make_person(company=company), make_person(company=company)
    add(segment, is_(inside), now=now)

    remove(segment, is_(outside), now=now, options=StepOptions(entire_companies=True))

    assert contacts(segment) == set()


def test_a19_ours_removing_everybody_empties_the_segment_and_can_be_gone_back_on(
    segment, marketer, now
):
    contact = make_contact()
    add(segment, EVERYONE, now=now)

    remove(segment, EVERYONE, now=now)
    assert contacts(segment) == set()
    services.go_to(segment, position=1, by=marketer, now=now)

    assert contacts(segment) == {contact}


def test_an_empty_rule_speaks_of_nobody(segment, now):
    make_contact()
    assert add(segment, NOBODY, now=now).change == 0
    add(segment, EVERYONE, now=now)
    assert remove(segment, NOBODY, now=now).change == 0
    assert keep(segment, NOBODY, now=now).change == -1


def test_a20_going_back_brings_the_lines_back_with_what_was_edited(segment, marketer, now):
    make_contact(city="Kiel")
    add(segment, EVERYONE, now=now)
    services.edit_lines(segment, lines=current(segment), values={"cost": 12}, by=marketer, now=now)
    remove(segment, {"field": "city", "is": "is", "value": "Kiel"}, now=now)

    segment = services.go_to(segment, position=1, by=marketer, now=now)

    assert segment.position == 1
    assert current(segment).get().cost == 12
    assert services.go_to(segment, position=2, by=marketer, now=now).position == 2
    assert not current(segment).exists()


def test_a21_ours_going_back_asks_nothing_because_going_forward_brings_all_back(
    segment, marketer, now
):
    """The reference asks, and a declined question changes nothing; here nothing can be lost."""
    one, two = make_contact(), make_contact()
    add(segment, is_(one, two), now=now)
    services.edit_lines(segment, lines=current(segment), values={"cost": 12}, by=marketer, now=now)
    remove(segment, is_(two), now=now)
    everything = list(SegmentLine.objects.order_by("pk").values())

    services.go_to(segment, position=0, by=marketer, now=now)
    services.go_to(segment, position=2, by=marketer, now=now)

    assert list(SegmentLine.objects.order_by("pk").values()) == everything
    assert contacts(segment) == {one}


def test_a_new_step_drops_those_that_were_gone_back_on(segment, marketer, now):
    one, two = make_contact(), make_contact()
    add(segment, is_(one), now=now)
    add(segment, is_(two), now=now)
    remove(segment, is_(one), now=now)
    services.go_to(segment, position=1, by=marketer, now=now)

    step = add(segment, is_(two), now=now)

    assert step.position == 2
    assert segment.steps.count() == 2
    assert contacts(segment) == {one, two}
    assert not SegmentLine.objects.filter(removed_at__isnull=False).exists()
    with pytest.raises(services.NoSuchStep):
        services.go_to(segment, position=3, by=marketer, now=now)


def test_a_contact_removed_and_added_again_comes_with_a_fresh_line(segment, marketer, now):
    contact = make_contact()
    add(segment, is_(contact), now=now)
    services.edit_lines(segment, lines=current(segment), values={"cost": 12}, by=marketer, now=now)
    remove(segment, is_(contact), now=now)

    add(segment, is_(contact), now=now)

    assert current(segment).get().cost is None
    services.go_to(segment, position=1, by=marketer, now=now)
    assert current(segment).get().cost == 12


def test_a59_ours_who_is_privacy_blocked_is_not_added_and_is_counted(segment, marketer, now):
    blocked = make_contact(is_privacy_blocked=True)
    make_contact(is_minor=True, has_parental_consent=True, is_privacy_blocked=False)
    options = StepOptions(ignore_exclusion=True)

    preview = services.preview_step(
        segment, action=Step.Action.ADD, rule=EVERYONE, options=options, now=now
    )
    step = add(segment, EVERYONE, now=now, options=options)

    assert preview.left_out == step.left_out == {"privacy_blocked": 1}
    assert not SegmentLine.objects.filter(contact=blocked).exists()


def test_a_step_is_stored_in_the_canonical_form_with_who_and_when(segment, marketer, now):
    contact = make_contact()

    step = add(segment, is_(contact), now=now, by=marketer)

    step.refresh_from_db()
    assert step.rule["version"] == 1
    assert (step.created_by, step.created_at) == (marketer, now)


def test_a_rule_that_is_none_changes_nothing(segment, now):
    with pytest.raises(InvalidRule):
        add(segment, {"field": "shoe_size", "is": "is", "value": "44"}, now=now)

    assert not segment.steps.exists()


@pytest.mark.lesson(62)
@pytest.mark.parametrize("action", ["add", "remove", "keep"])
def test_the_preview_tells_what_the_step_does(action, segment, marketer, now):
    for city in ("Kiel", "Kiel", "Bonn"):
        make_contact(city=city)
    make_contact(city="Kiel", exclude_from_segments=True)
    add(segment, {"field": "city", "is": "is", "value": "Bonn"}, now=now)
    rule = {"field": "city", "is": "any_of", "value": ["Kiel", "Bonn"]}
    segment.refresh_from_db()

    preview = services.preview_step(segment, action=action, rule=rule, now=now)
    step = services.take_step(segment, action=action, rule=rule, by=marketer, now=now)

    assert (preview.before, preview.after) == (step.before_count, step.after_count)
    assert preview.changed == abs(step.change)
    assert preview.left_out == step.left_out
    named = {"add": 2, "remove": 1, "keep": 1}
    assert preview.contacts.count() == named[action]


def test_a_step_taken_on_an_old_page_is_refused(segment, marketer, now):
    add(segment, EVERYONE, now=now)

    with pytest.raises(services.SegmentChanged, match="changed meanwhile"):
        services.take_step(
            segment,
            action="add",
            rule=EVERYONE,
            expected_position=0,
            by=marketer,
            now=now,
        )


@pytest.mark.lesson(57)
def test_a57_ours_reusing_a_logged_segment_skips_cancelled_excluded_and_blocked(
    segment, marketer, now
):
    from interactions.models import Interaction
    from interactions.services import cancel_interactions
    from tests.factories import make_campaign, make_interaction

    logged, campaign = make_logged_segment("SM90001"), make_campaign()
    good, cancelled = make_contact(), make_contact()
    excluded, blocked = make_contact(), make_contact()
    for contact in (good, cancelled, excluded, blocked):
        make_interaction(contact, logged_segment=logged, campaign=campaign)
    rows = Interaction.objects.filter(contact=cancelled)
    cancel_interactions(rows, reason="Wrong", by=marketer, now=now)
    excluded.exclude_from_segments = blocked.is_privacy_blocked = True
    excluded.save()
    blocked.save()

    step = services.add_logged_segment(segment, logged_segment=logged, by=marketer, now=now)

    line = current(segment).get()
    assert (line.contact, line.campaign) == (good, campaign)
    assert step.left_out == {"excluded": 1, "privacy_blocked": 1}
    assert step.source == "logged_segment"


def contacts(segment):
    return {line.contact for line in current(segment)}
