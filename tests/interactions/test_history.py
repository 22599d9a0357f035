"""The database refuses to change or delete history, whoever asks it and however."""

from datetime import date, time
from decimal import Decimal
from uuid import uuid4

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.db.models import CASCADE

from campaigns.models import CampaignEntry, Cancellation
from interactions.models import (
    Delivery,
    FrozenContent,
    Interaction,
    InteractionComment,
    InteractionTemplateSetup,
    LeftOut,
    LoggedSegment,
    TemplateContent,
)
from tests.factories import (
    make_campaign,
    make_campaign_entry,
    make_company,
    make_contact,
    make_group,
    make_interaction,
    make_language,
    make_logged_segment,
    make_salesperson,
    make_template,
    make_template_content,
)

pytestmark = pytest.mark.django_db

CHANGES = {
    "contact": make_contact,
    "company": make_company,
    "occurred_on": lambda: date(2020, 1, 1),
    "occurred_at_time": lambda: time(9, 30),
    "description": lambda: "Something else",
    "template": make_template,
    "group": make_group,
    "salesperson": make_salesperson,
    "information_flow": lambda: "inbound",
    "initiated_by": lambda: "them",
    "correspondence_type": lambda: "email",
    "language": lambda: make_language("en"),
    "subject": lambda: "Another subject",
    "content": lambda: FrozenContent.objects.create(subject="x"),
    "contact_via": lambda: "+32 1",
    "cost": lambda: Decimal(99),
    "duration": lambda: 99,
    "campaign": make_campaign,
    "is_target": lambda: True,
    "is_response": lambda: True,
    "segment_number": lambda: "SM99999",
    "attempt_failed": lambda: True,
    "is_postponed": lambda: True,
    "submission": uuid4,
}


def refused(act):
    """Tell whether the database refuses, and leave the transaction usable."""
    try:
        with transaction.atomic():
            act()
            connection.check_constraints()
    except DatabaseError:
        return True
    return False


@pytest.mark.parametrize("field", CHANGES)
def test_a_logged_interaction_cannot_be_changed(field):
    interaction, value = make_interaction(), CHANGES[field]()

    assert refused(lambda: Interaction.objects.filter(pk=interaction.pk).update(**{field: value}))


@pytest.mark.django_db(transaction=True)
def test_without_a_company_it_gets_none_on_a_new_connection_either():
    """Where no merge has been permitted yet, PostgreSQL knows nothing of the setting."""
    interaction, company = make_interaction(), make_company()
    connection.close()

    assert refused(lambda: Interaction.objects.filter(pk=interaction.pk).update(company=company))


@pytest.mark.parametrize(
    "change",
    [{"evaluation": "positive"}, {"alternative_address": None}, {"logged_segment": None}],
)
def test_its_evaluation_and_links_may_be_changed(change):
    interaction = make_interaction()

    assert Interaction.objects.filter(pk=interaction.pk).update(**change) == 1


def test_it_may_be_cancelled_and_the_cancellation_taken_back():
    rows = Interaction.objects.filter(pk=make_interaction().pk)

    assert rows.update(cancellation=Cancellation.objects.create(reason="Wrong")) == 1
    assert rows.update(cancellation=None) == 1


def test_a_draft_may_be_changed_and_finished():
    rows = Interaction.objects.filter(pk=make_interaction(is_postponed=True).pk)

    assert rows.update(description="Changed", cost=5) == 1
    assert rows.update(is_postponed=False) == 1
    assert refused(lambda: rows.update(description="Changed again"))


@pytest.mark.lesson(72)
def test_a_logged_interaction_cannot_be_deleted():
    rows = Interaction.objects.filter(pk=make_interaction().pk)

    assert refused(rows.delete)
    assert rows.exists()


def test_a_draft_and_a_cancelled_interaction_can_be_deleted():
    make_interaction(is_postponed=True)
    make_interaction(cancellation=Cancellation.objects.create(reason="Wrong"))

    assert Interaction.objects.all().delete()[0] == 2


@pytest.mark.parametrize(
    "change", [{"subject": "x"}, {"text": "x"}, {"language": None}], ids=lambda change: str(change)
)
def test_frozen_content_cannot_be_changed(change):
    content = FrozenContent.objects.create(
        subject="As it was", text="As it was", language=make_language("en")
    )

    assert refused(lambda: FrozenContent.objects.filter(pk=content.pk).update(**change))


def test_frozen_content_stays_while_an_interaction_has_it():
    content = FrozenContent.objects.create(subject="As it was")
    make_interaction(content=content)

    assert refused(lambda: FrozenContent.objects.filter(pk=content.pk)._raw_delete("default"))


@pytest.mark.parametrize("field", ["contact", "template", "salesperson", "campaign", "content"])
def test_an_interaction_never_points_at_nothing(field):
    assert refused(lambda: make_interaction(**{f"{field}_id": 999_999}, contact=make_contact()))


@pytest.mark.lesson(73)
def test_a_contact_is_logged_once_for_a_segment():
    logged, contact = make_logged_segment(), make_contact()
    make_interaction(contact, logged_segment=logged)

    assert refused(lambda: make_interaction(contact, logged_segment=logged))


def test_an_interaction_needs_a_description():
    assert refused(lambda: make_interaction(description=""))


def test_the_cost_of_an_interaction_is_not_negative():
    assert refused(lambda: make_interaction(cost=-1))


def test_a_campaign_entry_belongs_to_the_campaign_of_its_interactions():
    entry = make_campaign_entry(make_campaign())

    assert refused(lambda: make_interaction(campaign_entry=entry))


def test_a_draft_belongs_to_no_entry_and_no_logged_segment():
    campaign = make_campaign()
    entry = make_campaign_entry(campaign)

    assert refused(
        lambda: make_interaction(is_postponed=True, campaign=campaign, campaign_entry=entry)
    )
    assert refused(
        lambda: make_interaction(is_postponed=True, logged_segment=make_logged_segment())
    )


def test_a_comment_has_a_text():
    interaction = make_interaction()

    assert refused(lambda: InteractionComment.objects.create(interaction=interaction, text=""))


def test_a_segment_number_is_logged_once():
    make_logged_segment("SM00001")

    assert refused(lambda: make_logged_segment("SM00001"))


@pytest.mark.lesson(78)
def test_everybody_on_a_logged_segment_was_logged_or_left_out():
    assert refused(lambda: make_logged_segment(line_count=3, logged_count=1, left_out_count=1))


def test_a_contact_is_left_out_once():
    logged, contact = make_logged_segment(), make_contact()
    LeftOut.objects.create(logged_segment=logged, contact=contact, reason="excluded")

    assert refused(
        lambda: LeftOut.objects.create(logged_segment=logged, contact=contact, reason="minor")
    )


def test_a_template_has_a_code_of_its_own_and_no_negative_cost():
    make_template("LETTER")

    assert refused(lambda: make_template("LETTER"))
    assert refused(lambda: make_template("OTHER", unit_cost=-1))


def test_a_template_has_one_content_in_each_language():
    template = make_template()
    make_template_content(template, "en")

    assert refused(lambda: make_template_content(template, "en"))


def test_contents_go_with_their_template():
    template = make_template()
    make_template_content(template, "en")

    template.delete()

    assert not TemplateContent.objects.exists()


def test_the_template_setup_is_one_row():
    assert refused(lambda: InteractionTemplateSetup.objects.create(pk=2))


def test_a_cancellation_has_a_reason():
    assert refused(lambda: Cancellation.objects.create(reason=""))


@pytest.mark.django_db(transaction=True)
def test_the_database_of_a_test_with_history_is_emptied_all_the_same():
    make_interaction()  # the flush at the end would fail


def test_deleting_a_logged_segment_does_not_take_its_interactions():
    canceled = Cancellation.objects.create(reason="Mistake")
    interaction = make_interaction(logged_segment=make_logged_segment(cancellation=canceled))

    LoggedSegment.objects.all().delete()

    interaction.refresh_from_db()
    assert interaction.logged_segment is None


def test_refused_is_no_mere_error_of_ours():
    with pytest.raises(IntegrityError), transaction.atomic():
        make_interaction(description="")


@pytest.mark.lesson(72)
def test_nothing_that_is_deleted_takes_history_along():
    """What goes by itself goes with its own head only, which is kept while it counts."""
    history = (CampaignEntry, Delivery, Interaction, LeftOut, LoggedSegment)

    taken = {
        f"{model.__name__}.{field.name}"
        for model in history
        for field in model._meta.fields
        if field.remote_field and field.remote_field.on_delete is CASCADE
    }

    assert taken == {"LeftOut.logged_segment", "Delivery.mailing"}
