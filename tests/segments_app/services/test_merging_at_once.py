"""Merging while others work with the same contacts: each change is whole, nobody is lost."""

import pytest

from contacts.models import Contact, Merge
from contacts.services.merging import MergeRefused, merge_contacts, undo_merge
from interactions.models import Interaction, LoggedSegment
from segments_app import services
from segments_app.criteria.rules import EVERYONE
from segments_app.models import SegmentLine
from tests.factories import make_contact, make_person

from .building import add, ready_segment
from .test_concurrency import at_once

pytestmark = pytest.mark.django_db(transaction=True)


def test_two_who_merge_the_same_contacts_at_once_merge_them_once(now):
    one, other = make_person(), make_person()

    def press(stays, goes):
        return lambda: merge_contacts(stays, goes, by=None, now=now)

    results = at_once(press(one, other), press(one, other), press(other, one))

    merge = Merge.objects.get()
    assert Contact.objects.get().pk == merge.into_id
    same = [result for result in results if result == merge]
    refused = [result for result in results if isinstance(result, MergeRefused)]
    assert len(same) == (2 if merge.into_id == one.pk else 1)
    assert len(same) + len(refused) == 3, results


def test_two_who_take_a_merge_back_at_once_take_it_back_once(now):
    one, other = make_person(), make_person()
    merge = merge_contacts(one, other, by=None, now=now)

    results = at_once(*[lambda: undo_merge(merge, by=None, now=now)] * 3)

    assert results == [merge] * 3
    assert {*Contact.objects.values_list("pk", flat=True)} == {one.pk, other.pk}


@pytest.mark.parametrize("is_slow", [False, True])
def test_a_merge_while_a_segment_is_logged_loses_no_interaction_and_doubles_none(
    now, is_slow, monkeypatch
):
    contacts = [make_contact() for _number in range(8)]
    segment = ready_segment(now=now)
    add(segment, EVERYONE, now=now)
    stays, goes = contacts[2], contacts[5]

    def log():
        return services.log_segment(segment, create_follow_up=False, by=None, now=now)

    def merge():
        return merge_contacts(stays, goes, by=None, now=now)

    logged, merged = at_once(merge, log)[::-1] if is_slow else at_once(log, merge)

    assert isinstance(logged, LoggedSegment), logged
    assert isinstance(merged, Merge), merged
    assert not Interaction.objects.filter(contact=goes.pk).exists()
    assert not SegmentLine.objects.filter(contact=goes.pk).exists()
    of_both = Interaction.objects.filter(contact=stays.pk).count()
    assert of_both in (1, 2)  # merged before it was logged, or after
    assert Interaction.objects.count() == logged.logged_count == 6 + of_both
    undo_merge(merged, by=None, now=now)
    assert Interaction.objects.filter(contact=stays.pk).count() == 1
    assert Interaction.objects.filter(contact=goes.pk).count() == of_both - 1
