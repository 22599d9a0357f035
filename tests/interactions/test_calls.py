"""Calls to one contact."""

from datetime import date

import pytest

from contacts.models import AlternativeAddress
from interactions import services
from interactions.models import Interaction, InteractionTemplateSetup
from tests.factories import make_contact, make_interaction, make_salesperson, make_template

pytestmark = pytest.mark.django_db


def set_call_template(**fields):
    template = make_template(description="Outgoing call", initiated_by="us", **fields)
    InteractionTemplateSetup.objects.filter(pk=1).update(outgoing_calls=template)
    return template


def call(contact, *, phone="+32 2 1", now, **values):
    return services.log_call(contact=contact, phone=phone, values=values, by=None, now=now)


def test_a_48_a_call_without_a_template_for_calls_is_refused_naming_the_field(now):
    with pytest.raises(services.NoCallTemplate, match="“outgoing calls”"):
        call(make_contact(salesperson=make_salesperson()), now=now)

    assert not Interaction.objects.exists()


def test_a_call_is_logged_with_the_template_and_the_number_used(now):
    template = set_call_template(unit_duration=5)

    interaction = call(make_contact(salesperson=make_salesperson()), now=now)

    assert (interaction.template, interaction.contact_via) == (template, "+32 2 1")
    assert interaction.duration == 5
    assert interaction.logged_segment is None


def test_a_call_from_a_segments_line_names_the_segment(now):
    set_call_template()
    contact = make_contact(salesperson=make_salesperson())

    assert call(contact, now=now, segment_number="SM00001").segment_number == "SM00001"


def test_a_49_a_call_that_failed_is_an_attempt_and_no_interaction(now):
    set_call_template()
    contact = make_contact(salesperson=make_salesperson())
    make_interaction(contact, occurred_on=date(2026, 1, 5), initiated_by="us")

    call(contact, now=now, attempt_failed=True)

    figures = Interaction.objects.for_contact(contact).contact_figures()
    assert figures.last_attempted_on == date(2026, 3, 18)
    assert figures.last_interaction_on == date(2026, 1, 5)


def test_what_they_began_is_no_attempt_of_ours(now):
    contact = make_contact()
    make_interaction(contact, initiated_by="them")

    figures = Interaction.objects.for_contact(contact).contact_figures()

    assert figures.last_attempted_on is None
    assert figures.last_interaction_on == date(2026, 3, 18)


def test_a_call_needs_a_number(now):
    set_call_template()

    with pytest.raises(services.InteractionIncomplete, match="telephone number"):
        call(make_contact(salesperson=make_salesperson()), phone=" ", now=now)


def test_the_numbers_of_a_contact_are_offered_once_each():
    contact = make_contact(phone="1", mobile_phone="2")
    AlternativeAddress.objects.create(contact=contact, code="SUMMER", phone="2", mobile_phone="3")

    assert services.telephone_numbers(contact) == [
        ("1", "Telephone"),
        ("2", "Mobile telephone"),
        ("3", "SUMMER"),
    ]
