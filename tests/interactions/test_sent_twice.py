"""A form that is sent twice makes one: a double click, the browser's Back, two tabs at once."""

from threading import Thread
from uuid import uuid4

import pytest
from django.db import connection, transaction

from interactions import services
from interactions.models import Interaction, InteractionComment, InteractionTemplateSetup
from segments_app.common.submissions import SentByAnother
from tests.accounts import make_user
from tests.factories import (
    make_campaign,
    make_contact,
    make_interaction,
    make_salesperson,
    make_template,
)

pytestmark = pytest.mark.django_db


def address():
    contact = make_contact(salesperson=make_salesperson())
    return f"/interactions/new/?contact={contact.pk}&template={make_template().pk}"


def filled_in(page, **more):
    """Return what a browser would send of the form on the page."""
    initial = {name: page.context["form"][name].value() for name in page.context["form"].fields}
    return {name: value for name, value in initial.items() if value is not None} | more


def test_the_same_form_logs_one_interaction_with_one_comment(client_for, marketer):
    client, url = client_for(marketer), address()
    sent = filled_in(client.get(url), comment="Friendly", campaign=make_campaign().pk)

    first, second = client.post(url, sent), client.post(url, sent)

    interaction = Interaction.objects.get()
    assert str(interaction.submission) == str(sent["submission"])
    assert InteractionComment.objects.count() == 1
    assert first["Location"] == second["Location"] == interaction.get_absolute_url()


def test_a_form_opened_anew_logs_another(client_for, marketer):
    client, url = client_for(marketer), address()

    for _ in range(2):
        client.post(url, filled_in(client.get(url)))

    assert Interaction.objects.count() == 2


def test_a_form_that_was_refused_keeps_its_key(client_for, marketer):
    client, url = client_for(marketer), address()
    sent = filled_in(client.get(url))

    again = filled_in(client.post(url, sent | {"description": ""}))

    assert str(again["submission"]) == str(sent["submission"])


def test_postponed_twice_it_is_kept_once(client_for, marketer):
    client, url = client_for(marketer), address()
    sent = filled_in(client.get(url), later="1", comment="Later")

    client.post(url, sent)
    client.post(url, sent)

    assert Interaction.objects.get().is_postponed
    assert InteractionComment.objects.count() == 1


def test_postponed_and_then_logged_with_the_same_form_it_is_finished(client_for, marketer):
    client, url = client_for(marketer), address()
    sent = filled_in(client.get(url), comment="Once")

    client.post(url, sent | {"later": "1"})
    client.post(url, sent | {"description": "Finished"})

    interaction = Interaction.objects.get()
    assert (interaction.is_postponed, interaction.description) == (False, "Finished")
    assert interaction.comments.count() == 1


def test_logged_and_then_postponed_with_the_same_form_it_stays_logged(client_for, marketer):
    client, url = client_for(marketer), address()
    sent = filled_in(client.get(url))

    client.post(url, sent)
    client.post(url, sent | {"later": "1"})

    assert not Interaction.objects.get().is_postponed


@pytest.mark.parametrize("button", [{}, {"later": "1"}])
def test_a_postponed_one_finished_or_kept_twice_has_one_comment(client_for, marketer, button):
    draft = make_interaction(is_postponed=True)
    client, url = client_for(marketer), f"/interactions/postponed/{draft.pk}/"
    sent = filled_in(client.get(url), comment="Spoken") | button

    assert [client.post(url, sent).status_code for _ in range(2)] == [303, 303]
    assert Interaction.objects.get().comments.count() == 1


def test_a_call_sent_twice_is_one(client_for, marketer):
    InteractionTemplateSetup.objects.update_or_create(
        pk=1, defaults={"outgoing_calls": make_template()}
    )
    contact = make_contact(salesperson=make_salesperson(), phone="+32 2 555 01 01")
    client, url = client_for(marketer), f"/interactions/call/?contact={contact.pk}"
    sent = filled_in(client.get(url))

    assert [client.post(url, sent).status_code for _ in range(2)] == [303, 303]
    assert Interaction.objects.count() == 1


def test_a_comment_sent_twice_is_one(client_for, marketer):
    interaction = make_interaction()
    client, url = client_for(marketer), f"/interactions/{interaction.pk}/comments/new/"
    form = client.get(interaction.get_absolute_url()).context["comment_form"]
    sent = {"text": "Friendly", "submission": form["submission"].value()}

    assert [client.post(url, sent).status_code for _ in range(2)] == [303, 303]
    assert interaction.comments.count() == 1


def test_the_key_of_another_users_form_is_refused(client_for, marketer):
    url = address()
    client = client_for(marketer)
    sent = filled_in(client.get(url))
    client.post(url, sent)

    response = client_for(make_user("Administrator")).post(url, sent)

    assert response.status_code == 422
    assert "Somebody else has sent this form." in response.text
    assert Interaction.objects.count() == 1


def test_the_service_refuses_it_too_and_logs_nothing(marketer, now):
    asked = {"contact": make_contact(salesperson=make_salesperson()), "template": make_template()}
    asked |= {"values": {}, "submission": uuid4(), "now": now}
    services.log_interaction(**asked, by=marketer)

    with pytest.raises(SentByAnother):
        services.log_interaction(**asked, by=None)
    assert Interaction.objects.count() == 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(
    "connection.vendor != 'postgresql'", reason="SQLite has one writer: nothing runs at once"
)
@pytest.mark.parametrize("service", [services.log_interaction, services.postpone_interaction])
def test_two_at_once_make_one(marketer, now, service):
    asked = {"contact": make_contact(salesperson=make_salesperson()), "template": make_template()}
    asked |= {"values": {"comment": "Once"}, "submission": uuid4(), "by": marketer, "now": now}
    made = []

    def run():
        made.append(service(**asked))
        connection.close()

    thread = Thread(target=run)
    with transaction.atomic():
        made.append(service(**asked))
        thread.start()
        thread.join(timeout=0.4)
        assert thread.is_alive()  # it waits for the first
    thread.join(timeout=20)

    assert len(made) == 2
    assert made[0] == made[1] == Interaction.objects.get()
    assert InteractionComment.objects.count() == 1
