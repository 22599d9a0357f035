"""Erasing while a segment with the person is logged (ER-11): in one order, whole, no error."""

import pytest

from contacts.models import Contact, Erasure
from contacts.services.personal import erase_contact
from interactions.models import Interaction, LoggedSegment
from segments_app import services
from segments_app.criteria.rules import EVERYONE
from segments_app.models import SegmentLine
from tests.factories import make_person

from .building import add, ready_segment
from .test_concurrency import at_once

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("is_first", [True, False])
def test_er_11_erasing_beside_a_running_log_does_both_in_one_order(now, is_first):
    people = [
        make_person(f"Zyx{n} Qwortley", email=f"zyx{n}@example.org", phone=f"030 99887{n}")
        for n in range(6)
    ]
    segment = ready_segment(now=now)
    add(segment, EVERYONE, now=now)
    anna = people[2]

    def log():
        return services.log_segment(segment, create_follow_up=False, by=None, now=now)

    def erase():
        return erase_contact(anna, cause="request", by=None, now=now)

    results = at_once(erase, log) if is_first else at_once(log, erase)

    assert not [one for one in results if isinstance(one, Exception)], results
    assert Erasure.objects.get().contact_key == anna.pk
    own = Interaction.objects.filter(contact=anna.pk)
    assert own.count() in (0, 1)
    assert Interaction.objects.count() == 5 + own.count()
    assert (
        not own.exclude(description="", contact_via="", subject="")
        .filter(contact_via__contains="99887")
        .exists()
    )
    left = Contact.objects.get(pk=anna.pk)
    assert (left.was_erased, left.email, left.phone) == (True, "", "")
    assert LoggedSegment.objects.count() == 1
    line = SegmentLine.objects.get(contact=anna.pk)
    assert not line.contact_via
    assert not line.description


def test_er_11_two_who_erase_the_same_person_at_once_erase_her_once(now):
    anna = make_person("Zyxanna Qwortley", email="zyx@example.org")

    def erase():
        return erase_contact(anna, cause="request", by=None, now=now)

    results = at_once(erase, erase, erase)

    erasure = Erasure.objects.get()
    assert [one for one in results if one == erasure]
    assert all(one == erasure or "not there any more" in str(one) for one in results), results
