"""A person of a privacy-blocked company is kept out wherever somebody may be contacted."""

import pytest

from contacts.models import Contact
from interactions.models import Interaction, LeftOut
from interactions.services import ContactBlocked, log_interaction
from segments_app import services
from segments_app.criteria.rules import EVERYONE
from segments_app.models import Segment, SegmentLine, Step
from tests.factories import make_company, make_contact, make_person, make_salesperson, make_template

from .building import add, current, make_group_of, ready_segment

pytestmark = pytest.mark.django_db


@pytest.fixture
def company():
    return make_company("Acme", is_privacy_blocked=True)


@pytest.fixture
def person(company):
    return make_person("Ann", company=company)


@pytest.fixture
def segment(now):
    return ready_segment(now=now)


def names(segment):
    return sorted(current(segment).values_list("contact__name", flat=True))


def block(company, *, is_blocked=True):
    Contact.objects.filter(pk=company.pk).update(is_privacy_blocked=is_blocked)


@pytest.mark.lesson(58)
def test_the_gate_keeps_out_the_company_and_its_persons_and_nobody_else(person):
    make_person("Bo", company=make_company("Best"))
    make_person("Cy")

    allowed = Contact.objects.may_contact(ignore_exclusion=True)
    reasons = dict(Contact.objects.with_left_out_reason().values_list("name", "left_out_reason"))

    assert sorted(allowed.values_list("name", flat=True)) == ["Best", "Bo", "Cy"]
    assert reasons == {
        "Acme": "privacy_blocked",
        "Ann": "company_blocked",
        "Best": "",
        "Bo": "",
        "Cy": "",
    }


def test_a_person_who_is_blocked_too_is_so_by_themselves(company):
    person = make_person(company=company, is_privacy_blocked=True)

    assert Contact.objects.with_left_out_reason().get(pk=person.pk).left_out_reason == (
        "privacy_blocked"
    )


def test_exclusion_of_the_company_is_not_its_persons(segment, now):
    make_person("Ann", company=make_company("Acme", exclude_from_segments=True))

    add(segment, EVERYONE, now=now)

    assert names(segment) == ["Ann"]


def test_a_step_does_not_add_them_and_counts_them(person, segment, now):
    make_contact("Bo")
    rule = EVERYONE

    preview = services.preview_step(segment, action=Step.Action.ADD, rule=rule, now=now)
    step = add(segment, rule, now=now)

    assert names(segment) == ["Bo"]
    assert preview.left_out == step.left_out == {"privacy_blocked": 1, "company_blocked": 1}
    assert (preview.changed, step.change) == (1, 1)


def test_they_cannot_be_added_by_hand(person, segment, now):
    text = r"Ann \(through the company\) is privacy blocked"

    with pytest.raises(services.PrivacyBlocked, match=text):
        services.add_by_hand(segment, contacts=[person], by=None, now=now)

    assert not SegmentLine.objects.exists()


def test_a_mailing_group_does_not_bring_them_in(person, segment, now):
    group = make_group_of(person, make_contact("Bo"))

    services.add_mailing_group(segment, group=group, by=None, now=now)

    assert names(segment) == ["Bo"]


@pytest.mark.lesson(57)
def test_a_copy_leaves_them_behind(segment, company, person, now):
    block(company, is_blocked=False)
    add(segment, EVERYONE, now=now)
    block(company)

    copy = services.copy_segment(Segment.objects.get(pk=segment.pk), by=None, now=now)

    assert names(copy) == []
    assert copy.steps.get().left_out == {"privacy_blocked": 1, "company_blocked": 1}


def test_who_is_on_a_line_already_is_left_out_when_logging_with_the_reason(
    segment, company, person, now
):
    block(company, is_blocked=False)
    other = make_contact("Bo")
    add(segment, EVERYONE, now=now)
    block(company)

    expected = services.left_out_by_reason(Segment.objects.get(pk=segment.pk))
    logged = services.log_segment(segment, by=None, now=now)

    assert expected == {"privacy_blocked": 1, "company_blocked": 1}
    assert [row.contact for row in Interaction.objects.all()] == [other]
    assert LeftOut.objects.get(contact=person).reason == "company_blocked"
    assert (logged.logged_count, logged.left_out_count) == (1, 2)


def test_a_single_interaction_is_refused_as_well(person, now):
    with pytest.raises(ContactBlocked, match="the company is privacy blocked"):
        log_interaction(
            contact=person,
            template=make_template(),
            values={"salesperson": make_salesperson()},
            by=None,
            now=now,
        )

    assert not Interaction.objects.exists()
