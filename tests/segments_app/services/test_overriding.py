"""Approaching contacts all the same: by whom, in spite of what, and what is kept of it."""

import pytest
from django.contrib.auth.models import Permission
from django.db import IntegrityError, transaction
from django.urls import reverse

from contacts.models import Contact
from interactions import services as interactions
from interactions.models import GateOverride, Interaction, InteractionTemplateSetup, LeftOut
from segments_app import services
from segments_app.criteria.rules import EVERYONE
from segments_app.models import Segment
from tests.consents import make_purpose, make_wording, say
from tests.factories import make_contact, make_salesperson, make_template

from .building import add, ready_segment

pytestmark = pytest.mark.django_db
WHY = "The board asked for it"


@pytest.fixture
def purpose():
    return make_purpose(letter_rule="consent", phone_rule="consent")


def segment_by(channel, purpose, *, now):
    """A segment of one who consented, one who did not, one excluded since, one who objected."""
    people = {name: make_contact(name) for name in ("Given", "None", "Excluded", "Objected")}
    for person in people.values():
        if person.name != "None":
            say(person, channel=channel, purpose=purpose, wording=make_wording(purpose))
    segment = ready_segment(now=now, correspondence_type=channel,
                            ignores_contact_correspondence=True)  # fmt: skip
    add(segment, EVERYONE, now=now)
    Contact.objects.filter(name="Excluded").update(exclude_from_segments=True)
    say(people["Objected"], "objected", channel, purpose=purpose, now=now)
    Segment.objects.filter(pk=segment.pk).update(purpose=purpose)
    return Segment.objects.get(pk=segment.pk)


def logged_names():
    return set(Interaction.objects.values_list("contact__name", flat=True))


@pytest.mark.parametrize(
    ("channel", "logged"),
    [("letter", {"Given", "None", "Excluded"}), ("email", {"Given", "Excluded"})],
)
def test_soft_reasons_give_way_and_no_consent_by_email_never_does(
    channel, logged, purpose, marketer, now
):
    segment = segment_by(channel, purpose, now=now)

    made = services.log_segment(segment, override=WHY, by=marketer, now=now)

    assert logged_names() == logged
    assert made.logged_count + made.left_out_count == made.line_count == 4
    kept = GateOverride.objects.order_by("interaction__contact__name")
    assert [(row.interaction.contact.name, row.reason) for row in kept] == [
        (name, {"None": "no_consent", "Excluded": "excluded"}[name])
        for name in sorted(logged - {"Given"})
    ]
    assert {(row.text, row.created_by) for row in kept} == {(WHY, marketer)}
    assert "objected" in LeftOut.objects.values_list("reason", flat=True)


def test_without_a_reason_they_are_left_out(purpose, now):
    segment = segment_by("letter", purpose, now=now)

    services.log_segment(segment, by=None, now=now)

    assert logged_names() == {"Given"}
    assert not GateOverride.objects.exists()


@pytest.mark.parametrize(
    ("status", "channel", "is_logged"),
    [(None, "letter", True), (None, "email", False), ("objected", "letter", False)],
)
def test_a_single_interaction_gives_way_as_a_segment_does(
    status, channel, is_logged, purpose, marketer, now
):
    contact = make_contact("Jane Roe", salesperson=make_salesperson())
    if status:
        say(contact, status, channel, purpose=purpose)
    values = {"purpose": purpose, "correspondence_type": channel}
    said = {"contact": contact, "template": make_template(), "values": values, "now": now}

    with pytest.raises(interactions.ContactBlocked):
        interactions.log_interaction(**said, by=marketer)
    if is_logged:
        made = interactions.log_interaction(**said, override=f" {WHY}\n", by=marketer)
        assert (made.gate_override.text, made.gate_override.reason) == (WHY, "no_consent")
    else:
        with pytest.raises(interactions.ContactBlocked):
            interactions.log_interaction(**said, override=WHY, by=marketer)
        assert not GateOverride.objects.exists()


def test_what_was_kept_stays_and_goes_with_its_interaction(purpose, now):
    contact = make_contact("Jane Roe", salesperson=make_salesperson())
    made = interactions.log_interaction(
        contact=contact,
        template=make_template(),
        values={"purpose": purpose, "correspondence_type": "letter"},
        override=WHY,
        by=None,
        now=now,
    )
    kept = GateOverride.objects.filter(interaction=made.pk)

    for change in (lambda: kept.update(text="Other"), kept.delete):
        with pytest.raises(IntegrityError), transaction.atomic():
            change()
    with pytest.raises(IntegrityError), transaction.atomic():
        GateOverride.objects.create(interaction=made, reason="objected", text=WHY)
    assert kept.get().text == WHY


def test_only_who_has_the_right_is_asked_on_the_page_of_the_segment(
    client_for, marketer, purpose, now
):
    segment = segment_by("letter", purpose, now=now)
    url = reverse("segments:segment_log", args=[segment.pk])
    sent = {"count": "1", "position": str(segment.position), "override": WHY}

    assert 'name="override"' not in client_for("marketer").get(url).content.decode()
    client_for("marketer").post(reverse("segments:segment_log_now", args=[segment.pk]), sent)
    assert logged_names() == {"Given"}


def test_who_has_the_right_logs_them_and_sees_them_in_the_ledger(
    client_for, administrator, purpose, now
):
    segment, client = segment_by("letter", purpose, now=now), client_for(administrator)
    page = client.get(reverse("segments:segment_log", args=[segment.pk])).content.decode()
    assert "Log 2 contacts more that would be left out" in page

    client.post(
        reverse("segments:segment_log_now", args=[segment.pk]),
        {"count": "1", "position": str(segment.position), "override": WHY},
    )

    logged = Interaction.objects.first().logged_segment
    ledger = client.get(logged.get_absolute_url()).content.decode()
    contacts = reverse("interactions:logged_segment_contacts", args=[logged.pk])
    assert f"{contacts}?state=overridden" in ledger
    shown = client.get(f"{contacts}?state=overridden").context["table"].data
    assert {row.contact.name for row in shown} == {"None", "Excluded"}
    left_out = reverse("interactions:logged_segment_left_out", args=[logged.pk])
    assert f"{left_out}?reason=objected" in ledger
    evidence = client.get(f"{left_out}?reason=objected").content.decode()
    assert "Objected for “News” by Letter:" in evidence
    one = GateOverride.objects.first().interaction
    assert WHY in client.get(one.get_absolute_url()).content.decode()


def test_a_call_asks_why_and_keeps_the_answer(client_for, marketer, purpose, now):
    template = make_template()
    InteractionTemplateSetup.objects.update(outgoing_calls=template)
    contact = make_contact("Jane Roe", phone="+49 1", salesperson=make_salesperson())
    marketer.user_permissions.add(Permission.objects.get(codename="override_gate"))
    client = client_for(marketer)
    url = reverse("interactions:call_new") + f"?contact={contact.pk}"
    form = client.get(url).context["form"]
    sent = {field.html_name: field.value() for field in form if field.value() not in (None, False)}
    sent |= {"phone": "+49 1", "purpose": purpose.pk}

    asked = client.post(url, sent)
    answer = client.post(url, sent | {"override": WHY})

    assert asked.status_code == 422
    assert 'name="override"' in asked.content.decode()
    assert answer.status_code in (302, 303)
    assert GateOverride.objects.get().text == WHY
