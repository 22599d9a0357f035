"""Whom logging, its follow-up and the next wave approach: everybody they should, once each."""

import pytest

from campaigns.models import CampaignEntry
from contacts.models import Contact
from interactions.models import Delivery, Interaction
from segments_app import services
from segments_app.criteria.rules import EVERYONE
from tests.factories import (
    make_campaign,
    make_contact,
    make_language,
    make_salesperson,
    make_template,
    make_template_content,
)

from .building import add, current, is_, ready_segment, remove

pytestmark = pytest.mark.django_db


def block(contact):
    Contact.objects.filter(pk=contact.pk).update(is_privacy_blocked=True)


def mail_template():
    template = make_template(correspondence_type="email", default_language=make_language("en"))
    make_template_content(template, "en", text="Come to the fair.")
    return template


def there(segment):
    return {line.contact for line in current(segment).select_related("contact")}


@pytest.mark.lesson(57)
def test_who_was_blocked_meanwhile_is_neither_on_the_follow_up_nor_reused(now):
    good, early, late = (make_contact() for _ in range(3))
    segment = ready_segment(now=now)
    add(segment, EVERYONE, now=now)
    block(early)

    logged = services.log_segment(segment, create_follow_up=True, by=None, now=now)
    follow_up = logged.follow_ups.get()
    assert there(follow_up) == {good, late}

    block(late)
    again = ready_segment(now=now)
    step = services.add_logged_segment(again, logged_segment=logged, by=None, now=now)
    assert there(again) == {good}
    assert step.left_out == {"privacy_blocked": 1}
    assert services.left_out_by_reason(follow_up) == {"privacy_blocked": 1}
    assert services.log_segment(again, by=None, now=now).logged_count == 1


@pytest.mark.lesson(73)
def test_who_was_taken_out_and_added_again_and_again_is_logged_once(now):
    contact = make_contact()
    segment = ready_segment(now=now)
    for _turn in range(3):
        add(segment, is_(contact), now=now)
        remove(segment, is_(contact), now=now)
    add(segment, is_(contact), now=now)

    logged = services.log_segment(segment, by=None, now=now)

    assert (logged.line_count, logged.logged_count) == (1, 1)
    assert Interaction.objects.get().contact == contact


@pytest.mark.lesson(74)
def test_the_second_wave_of_a_campaign_reaches_everybody_again(now):
    contacts = [make_contact(email=f"a{n}@example.org") for n in range(2)]
    same = {
        "campaign": make_campaign(),
        "template": mail_template(),
        "salesperson": make_salesperson(),
    }
    for _wave in range(2):
        segment = ready_segment(now=now, **same)
        add(segment, is_(*contacts), now=now)
        services.log_segment(segment, deliver=True, by=None, now=now)

    for contact in contacts:
        assert contact.interactions.count() == 2
        assert Delivery.objects.filter(contact=contact, state="queued").count() == 2
    assert CampaignEntry.objects.filter(campaign=same["campaign"]).count() == 2


def test_of_two_with_one_address_the_one_who_may_be_written_to_gets_the_e_mail(now):
    first, second = (make_contact(name, email="info@example.org") for name in ("Ann", "Bo"))
    template = mail_template()
    segment = ready_segment(now=now, template=template)
    add(segment, is_(first, second), now=now)
    block(first)

    services.log_segment(segment, deliver=True, by=None, now=now)

    delivery = Delivery.objects.get()
    assert (delivery.contact, delivery.state) == (second, "queued")
