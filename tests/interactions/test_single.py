"""One interaction with one contact: logged at once, or put off and finished later."""

from datetime import date, time
from decimal import Decimal

import pytest

from campaigns.models import CampaignEntry
from contacts.models import AddressDateRange, AlternativeAddress
from interactions import services
from interactions.models import FrozenContent, Interaction
from tests.factories import (
    make_campaign,
    make_company,
    make_contact,
    make_group,
    make_language,
    make_salesperson,
    make_template,
    make_template_content,
)

pytestmark = pytest.mark.django_db


def log(contact, template, *, by=None, now, **values):
    return services.log_interaction(
        contact=contact, template=template, values=values, by=by, now=now
    )


def test_an_interaction_takes_from_user_contact_and_template_what_is_not_said(marketer, now):
    mine = make_salesperson(user=marketer)
    contact = make_contact(company=make_company(), correspondence_type="email")
    template = make_template(
        description="Meeting",
        group=make_group("MEET"),
        unit_cost=Decimal("12.50"),
        unit_duration=45,
        information_flow="outbound",
        initiated_by="us",
        correspondence_type="letter",
    )

    interaction = log(contact, template, by=marketer, now=now.replace(second=1))

    assert (interaction.salesperson, interaction.created_by) == (mine, marketer)
    assert interaction.occurred_on == date(2026, 3, 18)
    assert interaction.occurred_at_time == time(12, 1)  # Brussels, rounded up to the minute
    assert interaction.description == interaction.subject == "Meeting"
    assert (interaction.cost, interaction.duration) == (Decimal("12.50"), 45)
    assert (interaction.information_flow, interaction.initiated_by) == ("outbound", "us")
    assert interaction.group.code == "MEET"
    assert interaction.correspondence_type == "email"
    assert interaction.company == contact.company
    assert interaction.attempt_failed is False
    assert interaction.segment_number == ""


def test_the_contacts_salesperson_counts_where_the_user_is_none(marketer, now):
    theirs = make_salesperson()

    interaction = log(make_contact(salesperson=theirs), make_template(), by=marketer, now=now)

    assert interaction.salesperson == theirs


def test_the_template_decides_the_channel_where_it_ignores_the_contacts(now):
    contact = make_contact(correspondence_type="email", salesperson=make_salesperson())
    template = make_template(correspondence_type="letter", ignores_contact_correspondence=True)

    assert log(contact, template, now=now).correspondence_type == "letter"


@pytest.mark.parametrize(("spoken", "expected"), [("de", "Guten Tag"), ("fr", "Hello")])
def test_the_content_is_in_the_contacts_language_else_in_the_default_one(spoken, expected, now):
    template = make_template(default_language=make_language("en"))
    make_template_content(template, "en", subject="Hello", text="Dear reader")
    make_template_content(template, "de", subject="Guten Tag", text="Hallo")
    contact = make_contact(language=make_language(spoken), salesperson=make_salesperson())

    interaction = log(contact, template, now=now)

    assert interaction.subject == interaction.content.subject == expected


def test_frozen_content_stays_when_the_template_changes(now):
    template = make_template(default_language=make_language("en"))
    content = make_template_content(template, "en", subject="Hello", text="As it was")
    interaction = log(make_contact(salesperson=make_salesperson()), template, now=now)

    services.update_template(
        template,
        values={},
        contents=[{"language": content.language, "subject": "New", "text": "As it is"}],
    )

    assert FrozenContent.objects.get(pk=interaction.content_id).text == "As it was"


def test_the_alternative_address_of_the_day_is_kept(now):
    contact = make_contact(salesperson=make_salesperson())
    summer = AlternativeAddress.objects.create(contact=contact, code="SUMMER")
    AddressDateRange.objects.create(
        contact=contact, alternative_address=summer, starts_on=date(2026, 3, 1)
    )

    assert log(contact, make_template(), now=now).alternative_address == summer


@pytest.mark.parametrize(
    ("values", "field", "message"),
    [
        ({"description": " "}, "description", "Enter a description."),
        ({"occurred_on": None}, "occurred_on", "Enter the date of the interaction."),
        ({"salesperson": None}, "salesperson", "Choose a salesperson."),
        ({"cost": Decimal(-1)}, "cost", "The cost cannot be negative."),
        ({"duration": -1}, "duration", "The duration cannot be negative."),
    ],
)
def test_each_missing_value_has_a_message_of_its_own(values, field, message, now):
    contact = make_contact(salesperson=make_salesperson())

    with pytest.raises(services.InteractionIncomplete) as refused:
        log(contact, make_template(), now=now, **values)

    assert refused.value.errors == {field: message}
    assert not Interaction.objects.exists()


def test_a_template_is_required(now):
    with pytest.raises(services.InteractionIncomplete, match="Choose an interaction template"):
        log(make_contact(), None, now=now)


def test_all_that_is_missing_is_said_at_once(now):
    with pytest.raises(services.InteractionIncomplete) as refused:
        log(make_contact(), make_template(), now=now, description="", occurred_on=None)

    assert set(refused.value.errors) == {"description", "occurred_on", "salesperson"}


def test_a_blocked_salesperson_is_refused(now):
    blocked = make_salesperson(name="Blocked Bob", is_blocked=True)

    with pytest.raises(services.InteractionIncomplete, match="Blocked Bob is blocked"):
        log(make_contact(), make_template(), now=now, salesperson=blocked)


def test_a_privacy_blocked_contact_is_refused_with_the_reason(now):
    contact = make_contact("Jane Roe", is_privacy_blocked=True, salesperson=make_salesperson())

    with pytest.raises(services.ContactBlocked, match=r"Jane Roe .*: privacy blocked"):
        log(contact, make_template(), now=now)


def test_a_person_of_a_privacy_blocked_company_is_refused(now):
    company = make_company(is_privacy_blocked=True)
    person = make_contact("Jane Roe", company=company, salesperson=make_salesperson())

    with pytest.raises(services.ContactBlocked, match=r"Jane Roe .*: the company is privacy"):
        log(person, make_template(), now=now)


def test_a_contact_excluded_from_segments_is_not_refused(now):
    contact = make_contact(exclude_from_segments=True, salesperson=make_salesperson())

    assert log(contact, make_template(), now=now).pk


def test_interactions_with_a_campaign_share_its_entry(now):
    campaign = make_campaign()
    contact = make_contact(salesperson=make_salesperson())

    first = log(contact, make_template(), now=now, campaign=campaign, is_target=True)
    second = log(contact, make_template(), now=now, campaign=campaign)

    entry = CampaignEntry.objects.get()
    assert first.campaign_entry == second.campaign_entry == entry
    assert (entry.description, entry.segment_number) == ("Interactions", "")
    assert (entry.occurred_on, entry.salesperson) == (date(2026, 3, 18), contact.salesperson)
    assert first.is_target
    assert not second.is_target


def test_without_a_campaign_nothing_is_target_or_response(now):
    contact = make_contact(salesperson=make_salesperson())

    interaction = log(contact, make_template(is_target=True), now=now, is_response=True)

    assert not interaction.is_target
    assert not interaction.is_response


def test_after_an_entry_is_cancelled_the_next_interaction_gets_a_new_one(now):
    campaign = make_campaign()
    contact = make_contact(salesperson=make_salesperson())
    first = log(contact, make_template(), now=now, campaign=campaign)
    services.cancel_campaign_entry(first.campaign_entry, reason="Wrong", by=None, now=now)

    second = log(contact, make_template(), now=now, campaign=campaign)

    assert second.campaign_entry != first.campaign_entry
    with pytest.raises(services.EntryTaken):
        services.uncancel_campaign_entry(first.campaign_entry, by=None, now=now)


def test_a_comment_is_kept_with_its_author(marketer, now):
    contact = make_contact(salesperson=make_salesperson())

    interaction = log(contact, make_template(), by=marketer, now=now, comment="Friendly\nand long")

    comment = interaction.comments.get()
    assert (comment.text, comment.created_by) == ("Friendly\nand long", marketer)


def test_a_line_break_in_a_description_becomes_a_blank(now):
    contact = make_contact(salesperson=make_salesperson())

    assert log(contact, make_template(), now=now, description="a\r\nb").description == "a b"


def test_a_55_an_interaction_put_off_counts_nowhere_until_it_is_finished(marketer, now):
    campaign = make_campaign()
    contact = make_contact(salesperson=make_salesperson())
    template = make_template(unit_cost=Decimal(10))

    draft = services.postpone_interaction(
        contact=contact, template=template, values={"campaign": campaign}, by=marketer, now=now
    )

    assert draft.is_postponed
    assert not CampaignEntry.objects.exists()
    assert Interaction.objects.for_contact(contact).contact_figures().number == 0
    assert list(Interaction.objects.due(today=date(2026, 3, 18))) == [draft]

    finished = services.resume_interaction(
        draft,
        template=template,
        values={"campaign": campaign, "description": "Called at last"},
        by=marketer,
        now=now,
    )

    assert finished.pk == draft.pk
    finished.refresh_from_db()
    assert not finished.is_postponed
    assert finished.description == "Called at last"
    assert finished.campaign_entry.interactions.get() == finished
    figures = Interaction.objects.for_contact(contact).contact_figures()
    assert (figures.number, figures.cost) == (1, Decimal(10))


def test_a_postponed_interaction_needs_the_same_values(now):
    with pytest.raises(services.InteractionIncomplete):
        services.postpone_interaction(
            contact=make_contact(), template=make_template(), values={}, by=None, now=now
        )


def test_a_postponed_interaction_is_changed_and_stays_postponed(now):
    contact = make_contact(salesperson=make_salesperson())
    draft = services.postpone_interaction(
        contact=contact, template=make_template(), values={}, by=None, now=now
    )

    services.save_postponed(
        draft,
        template=make_template(),
        values={"description": "Later", "text": "Half a letter"},
        by=None,
        now=now,
    )

    draft.refresh_from_db()
    assert draft.is_postponed
    assert (draft.description, draft.content.text) == ("Later", "Half a letter")


def test_an_interaction_is_finished_once(now):
    contact = make_contact(salesperson=make_salesperson())
    template = make_template()
    draft = services.postpone_interaction(
        contact=contact, template=template, values={}, by=None, now=now
    )
    services.resume_interaction(draft, template=template, values={}, by=None, now=now)

    with pytest.raises(services.NotPostponed):
        services.resume_interaction(draft, template=template, values={}, by=None, now=now)
    with pytest.raises(services.NotPostponed):
        services.discard_postponed(draft)
    assert Interaction.objects.count() == 1


def test_a_postponed_interaction_cannot_be_finished_once_the_contact_is_blocked(now):
    contact = make_contact(salesperson=make_salesperson())
    template = make_template()
    draft = services.postpone_interaction(
        contact=contact, template=template, values={}, by=None, now=now
    )
    type(contact).objects.filter(pk=contact.pk).update(is_privacy_blocked=True)

    with pytest.raises(services.ContactBlocked):
        services.resume_interaction(draft, template=template, values={}, by=None, now=now)


def test_a_postponed_interaction_is_discarded(now):
    contact = make_contact(salesperson=make_salesperson())
    draft = services.postpone_interaction(
        contact=contact, template=make_template(), values={"comment": "x"}, by=None, now=now
    )

    services.discard_postponed(draft)

    assert not Interaction.objects.exists()
