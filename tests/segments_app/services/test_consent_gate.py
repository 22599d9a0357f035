"""Nobody is approached without leave: one gate, asked wherever contacts come in or go out."""

import random
from datetime import timedelta

import pytest

from contacts.models import Contact
from contacts.models.gate import LeftOutReason
from interactions.models import Interaction, LeftOut
from segments_app import live_index, services
from segments_app.criteria.rules import EVERYONE
from segments_app.models import SegmentLine
from segments_app.models.occasions import occasion_of
from tests.consents import LONG_AGO, make_purpose, marketing, say
from tests.factories import make_contact, make_template
from tests.segments_app.services.building import (
    add,
    current,
    is_,
    make_segment,
    ready_segment,
)

pytestmark = pytest.mark.django_db
#: What is said, and on what channel, if anything; and whom e-mail and letter let through.
STATES = {
    "nothing": (None, "", {"letter"}),
    "consent": ("consent", "", {"email", "letter"}),
    "soft opt-in": ("soft_opt_in", "", {"email", "letter"}),
    "legitimate interest": ("legitimate_interest", "", {"letter"}),
    "taken back": ("none", "", {"letter"}),
    "withdrawn": ("withdrawn", "", set()),
    "objected": ("objected", "", set()),
    "consent to the other": ("consent", "other", {"letter"}),
    "objected to the other": ("objected", "other", {"letter"}),
}
REASONS = {"objected": {"withdrawn", "objected"}}


def by(channel, *, insists=True):
    return {"correspondence_type": channel, "ignores_contact_correspondence": insists}


def someone(state, channel, **fields):
    contact = make_contact(**fields)
    status, where, _allowed = STATES[state]
    if status:
        said = {"email": "letter", "letter": "email"}[channel] if where else channel
        say(contact, status, said)
    return contact


def reason_of(state, channel):
    allowed = STATES[state][2]
    if channel in allowed:
        return ""
    status, where, _allowed = STATES[state]
    return "objected" if status in REASONS["objected"] and not where else "no_consent"


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("channel", ["email", "letter"])
class TestEveryWayIn:
    def segment(self, now, channel, **values):
        return ready_segment(now=now, purpose=marketing(), **by(channel), **values)

    def test_building_by_criteria(self, state, channel, now):
        contact, segment = someone(state, channel), self.segment(now, channel)

        preview = services.preview_step(segment, action="add", rule=is_(contact), now=now)
        step = add(segment, is_(contact), now=now)

        reason = reason_of(state, channel)
        assert step.change == preview.changed == (0 if reason else 1)
        assert step.left_out == preview.left_out == ({reason: 1} if reason else {})

    def test_adding_by_hand(self, state, channel, now):
        contact, segment = someone(state, channel), self.segment(now, channel)
        reason = reason_of(state, channel)
        if reason:
            with pytest.raises(services.SegmentError, match=str(LeftOutReason(reason).label)):
                services.add_by_hand(segment, contacts=[contact], by=None, now=now)
            assert not current(segment).exists()
        else:
            services.add_by_hand(segment, contacts=[contact], by=None, now=now)
            assert current(segment).get().contact == contact

    def test_refreshing_takes_out_and_brings_in(self, state, channel, now):
        contact, segment = someone("consent", channel), self.segment(now, channel)
        add(segment, is_(contact), now=now)
        services.keep_up_to_date(segment, every="demand", by=None, now=now)
        status, where, _allowed = STATES[state]
        if status and not where:
            say(contact, status, channel, now=now)
        elif not status:
            say(contact, "none", channel, now=now)

        refresh = services.refresh_segment(segment, by=None, now=now + timedelta(minutes=1))

        reason = reason_of(state, channel) if not where else ""
        assert list(refresh.moves.values_list("joined", "cause")) == (
            [(False, reason)] if reason else []
        )

    def test_copying_a_segment(self, state, channel, now):
        contact = someone(state, channel)
        segment = self.segment(now, channel)
        SegmentLine.objects.create(segment=segment, contact=contact, added_at=1)
        segment.position = 1
        segment.save()

        copy = services.copy_segment(segment, by=None, now=now)

        assert current(copy).exists() is not bool(reason_of(state, channel))

    def test_logging_asks_again_and_keeps_the_evidence(self, state, channel, now):
        contact, other = make_contact(), make_contact()
        say(other, "consent", channel)
        say(contact, "consent", channel)
        segment = self.segment(now, channel)
        add(segment, is_(contact, other), now=now)
        status, where, _allowed = STATES[state]
        last = say(contact, status or "none", channel, now=now) if not where else None

        logged = services.log_segment(segment, by=None, now=now)

        reason = reason_of(state, channel) if not where else ""
        assert logged.line_count == logged.logged_count + logged.left_out_count == 2
        assert logged.purpose == marketing()
        logged_one = Interaction.objects.filter(logged_segment=logged, contact=contact)
        assert logged_one.exists() is not bool(reason)
        left = list(LeftOut.objects.values_list("contact", "reason", "channel", "consent_event"))
        event = last.pk if reason == "objected" else None
        assert left == ([(contact.pk, reason, channel, event)] if reason else [])

    def test_a_segment_that_is_not_marketing_asks_for_no_consent(self, state, channel, now):
        contact = someone(state, channel)
        segment = ready_segment(now=now, **by(channel))

        assert add(segment, is_(contact), now=now).change == 1
        assert services.log_segment(segment, by=None, now=now).logged_count == 1


def test_each_contact_goes_by_its_own_channel_and_the_templates_where_it_has_none(now):
    template = make_template(correspondence_type="email")
    segment = ready_segment(now=now, purpose=marketing(), template=template)
    by_letter = make_contact(correspondence_type="letter")
    by_email = make_contact(correspondence_type="email")
    by_template = make_contact()
    consented = make_contact()
    say(consented)

    step = add(segment, is_(by_letter, by_email, by_template, consented), now=now)

    assert set(current(segment).values_list("contact", flat=True)) == {by_letter.pk, consented.pk}
    assert step.left_out == {"no_consent": 2}


def test_a_lines_own_channel_counts_at_logging(now):
    contact, other = make_contact(), make_contact()
    say(contact), say(contact, "objected", "letter")
    say(other), say(other, "objected", "letter")
    segment = ready_segment(now=now, purpose=marketing(), **by("email"))
    add(segment, is_(contact, other), now=now)
    line = current(segment).get(contact=contact)
    services.edit_lines(
        segment, lines=[line], values={"correspondence_type": "letter"}, by=None, now=now
    )

    services.log_segment(segment, by=None, now=now)

    left = LeftOut.objects.get()
    assert (left.contact, left.reason, left.channel) == (contact, "objected", "letter")


def test_without_a_channel_whoever_has_objected_on_any_is_left_out(now):
    objected, silent = make_contact(), make_contact()
    say(objected, "objected", "phone")
    segment = ready_segment(now=now, purpose=marketing())

    step = add(segment, is_(objected, silent), now=now)

    assert step.left_out == {"objected": 1}
    assert current(segment).get().contact == silent


@pytest.mark.lesson(65, 66, 67)
def test_another_purpose_asks_for_its_own_consent_by_its_own_rules(now):
    news = make_purpose(email_rule="objection", letter_rule="consent")
    contact = make_contact()
    say(contact)

    for channel, let_in in (("email", 1), ("letter", 0)):
        segment = ready_segment(now=now, purpose=news, **by(channel))
        assert add(segment, is_(contact), now=now).change == let_in


@pytest.mark.lesson(65)
def test_an_or_of_a_rule_does_not_get_around_the_gate(now):
    contact = make_contact()
    say(contact, "objected")
    segment = ready_segment(now=now, purpose=marketing(), **by("email"))

    rule = {"any": [is_(contact), {"not": is_(make_contact(is_privacy_blocked=True))}]}

    assert add(segment, rule, now=now).change == 0


def test_new_segments_take_the_purpose_of_the_setup(now):
    assert services.create_segment(values={}, by=None, now=now).purpose == marketing()
    assert make_segment(now=now).purpose is None


@pytest.mark.lesson(58)
@pytest.mark.parametrize("seed", range(8))
def test_counts_lists_and_reasons_agree_for_random_states(seed, now):
    rnd = random.Random(seed)
    for _ in range(25):
        contact = make_contact(
            correspondence_type=rnd.choice(["", "email", "letter"]),
            exclude_from_segments=rnd.random() < 0.1,
            is_privacy_blocked=rnd.random() < 0.1,
        )
        for channel in ("email", "letter"):
            status = rnd.choice([None, *STATES_SAID])
            if status:
                say(contact, status, channel)
    header = rnd.choice([by("email"), by("letter"), by("", insists=False)])
    segment = ready_segment(now=now, purpose=marketing(), **header)

    found = services.preview_step(segment, action="add", rule=EVERYONE, now=now)
    sets = live_index.left_out(occasion=occasion_of(segment))
    conditions = {
        reason: set(one.contacts().values_list("pk", flat=True)) for reason, one in sets.items()
    }
    reasons = Contact.objects.with_left_out_reason(occasion=occasion_of(segment))
    expected = {contact.pk: contact.left_out_reason for contact in reasons}
    step = add(segment, EVERYONE, now=now)
    logged = services.log_segment(segment, by=None, now=now) if step.change else None

    assert step.left_out == found.left_out
    assert {k for k, reason in expected.items() if not reason} == set(
        current(segment).values_list("contact", flat=True)
    )
    for key, reason in expected.items():
        first = next((one.value for one, keys in conditions.items() if key in keys), "")
        assert first == reason
    if logged:
        assert logged.left_out_count == 0  # nothing has changed in between
        assert logged.logged_count == step.change


STATES_SAID = ("consent", "soft_opt_in", "legitimate_interest", "none", "withdrawn", "objected")


@pytest.mark.lesson(60)
@pytest.mark.parametrize("seed", range(6))
def test_whoever_opts_out_at_whatever_moment_before_logging_is_not_logged(seed, now):
    rnd = random.Random(seed)
    contacts = [make_contact(city=rnd.choice("AB")) for _ in range(12)]
    for contact in contacts:
        say(contact, now=LONG_AGO)
    segment = ready_segment(now=now, purpose=marketing(), **by("email"))
    out = set()

    def maybe_opt_out():
        for contact in rnd.sample(contacts, 2):
            say(contact, rnd.choice(["withdrawn", "objected"]), now=now)
            out.add(contact.pk)

    moments = rnd.sample(range(4), 2)
    for moment, action in enumerate(
        [
            lambda: add(segment, EVERYONE, now=now),
            lambda: services.go_to(segment, position=1, by=None, now=now),
            lambda: add(segment, {"field": "city", "is": "any_of", "value": ["A"]}, now=now),
            lambda: services.log_segment(segment, by=None, now=now),
        ]
    ):
        if moment in moments:
            maybe_opt_out()
        action()

    interactions = Interaction.objects.values_list("contact", flat=True)
    assert not out & set(interactions)
    assert len(out | set(interactions)) == 12
