"""Saved criteria as one of the sets that are compared."""

import random

import pytest

from contacts.models import Contact
from segments_app import services
from segments_app.models import SavedCriteria
from segments_app.services import Comparison, KeptStep, NotComparable, expected_contacts
from tests.factories import make_contact

from .building import add, is_, make_segment

pytestmark = pytest.mark.django_db
EVERYONE = {"everyone": True}


def kept(code, *steps, now, **fields):
    made = [{"action": action, "rule": rule, "options": {}} for action, rule in steps]
    return services.saved_criteria.make_criteria(
        SavedCriteria(code=code, description=code, steps=made, **fields), by=None, now=now
    )


def some_steps(chance, contacts):
    def rule():
        if chance.random() < 0.2:
            return EVERYONE
        return is_(*chance.sample(contacts, chance.randrange(1, len(contacts))))

    actions = ["add", *chance.choices(["add", "keep", "remove"], k=chance.randrange(4))]
    return [(action, rule()) for action in actions]


@pytest.mark.parametrize("seed", range(12))
def test_the_parts_are_those_whom_the_steps_choose(seed, now):
    chance = random.Random(seed)
    contacts = [make_contact() for _ in range(8)]
    criteria = kept("ONE", *some_steps(chance, contacts), now=now)
    segment = make_segment(now=now)
    add(segment, is_(*contacts[:4]), now=now)
    chosen = set(expected_contacts(KeptStep.all_of(criteria.steps), now=now))
    on = set(contacts[:4])

    try:
        comparison = Comparison.of([segment.number, "criteria:ONE"])
    except NotComparable:
        assert chosen in (set(), set(Contact.objects.all()))
        return
    assert comparison.counts(now=now) == {
        "a": len(on - chosen),
        "b": len(chosen - on),
        "ab": len(on & chosen),
    }
    assert set(comparison.contacts(["b"], now=now)) == chosen - on
    step = services.start_with_regions(
        comparison, ["b"], description="B", shown_at=now, by=None, now=now
    )
    assert step.change == len(chosen - on)


def test_what_is_no_fixed_set_is_refused_and_says_why(now):
    segment = make_segment(now=now)
    criteria = kept("LIM", ("add", is_(make_contact())), now=now)
    limit = {"action": "limit", "rule": EVERYONE, "options": {"limit": {"at_most": 1}}}
    SavedCriteria.objects.update(steps=[*criteria.steps, limit])
    kept("ALL", ("add", EVERYONE), now=now)
    kept("GONE", ("add", {"field": "gone", "is": "is", "value": "x"}), now=now)

    for code, why in [("LIM", "Make a segment of it"), ("ALL", "everybody"), ("GONE", "no field")]:
        with pytest.raises(NotComparable, match=why):
            Comparison.of([segment.number, f"criteria:{code}"])


def test_private_criteria_are_compared_by_nobody_else(now, marketer, administrator):
    segment = make_segment(now=now)
    criteria = kept("MINE", ("add", is_(make_contact())), now=now, is_private=True)
    SavedCriteria.objects.filter(pk=criteria.pk).update(created_by=marketer)

    assert Comparison.of([segment.number, "criteria:MINE"], by=marketer).letters == "ab"
    with pytest.raises(NotComparable, match="no saved criteria MINE"):
        Comparison.of([segment.number, "criteria:MINE"], by=administrator)
