"""The page that says why a contact is on a segment or not."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from contacts.models import Contact
from segments_app import services
from segments_app.criteria.editing import Editor
from segments_app.criteria.rules import EVERYONE
from segments_app.services import StepOptions
from tests.factories import make_company, make_contact
from tests.queries import queries_of

from .pages import contacts_of, fresh, make_segment, numbers, ready_segment, text_of, with_contacts

pytestmark = pytest.mark.django_db
BONN = {"field": "city", "is": "is", "value": "Bonn"}
KIEL = {"field": "city", "is": "is", "value": "Kiel"}


def address(segment, contact=None):
    url = reverse("segments:segment_why", args=[segment.pk])
    return f"{url}?contact={contact.pk}" if contact else url


def take(segment, action, rule, **given):
    given = {"by": None, "now": timezone.now()} | given
    return services.take_step(segment, action=action, rule=rule, **given)


def answer(client, segment, contact):
    response = client.get(address(segment, contact))
    assert response.status_code == 200
    return text_of(response)


def test_who_was_added_is_told_by_which_step_and_by_whom(client, marketer):
    contact = make_contact("Anna Berg", city="Bonn")
    segment = make_segment()
    take(segment, "add", BONN, by=marketer)

    text = answer(client, segment, contact)

    assert "Anna Berg is on the segment." in text
    assert f"by {marketer.get_full_name() or marketer.username}." in text
    assert "Yes City is “Bonn” City: Bonn" in text


def test_the_first_thing_in_the_way_is_told_with_what_the_contact_has(client):
    contact = make_contact("Anna Berg", city="Kiel", country="DE")
    segment = make_segment()
    germans = {"field": "country", "is": "any_of", "value": ["DE"]}
    take(segment, "add", {"all": [germans, BONN]})

    text = answer(client, segment, contact)

    assert "Anna Berg is not on the segment. " in text
    assert "Step 1 asks: City is “Bonn”. The contact has: City: Kiel." in text


def test_changed_facts_are_told(client):
    there, elsewhere = make_contact("Anna", city="Bonn"), make_contact("Bert", city="Kiel")
    segment = make_segment()
    take(segment, "add", BONN)
    Contact.objects.filter(pk=there.pk).update(city="Kiel")
    Contact.objects.filter(pk=elsewhere.pk).update(city="Bonn")

    assert "Anna would not match step 1 today" in answer(client, segment, there)
    assert "Bert matches step 1 today, but did not" in answer(client, segment, elsewhere)


def test_removal_by_criteria_by_keeping_and_by_hand_are_told_apart(client):
    anna, bert, carl = (make_contact(name, city="Bonn") for name in ("Anna", "Bert", "Carl"))
    segment = make_segment()
    take(segment, "add", EVERYONE)
    take(segment, "remove", numbers(anna))
    take(segment, "keep", numbers(carl))
    lines = fresh(segment).lines.filter(contact=carl)
    services.remove_lines(segment, lines=lines, by=None, now=timezone.now())

    assert "Step 2 took Anna out on" in answer(client, segment, anna)
    assert "Step 3 kept only those who match, so Bert went" in answer(client, segment, bert)
    assert "Step 4 took Carl out by hand" in answer(client, segment, carl)


@pytest.mark.parametrize(
    ("flags", "words"),
    [
        ({"is_privacy_blocked": True}, "may not be contacted: Privacy blocked."),
        ({"exclude_from_segments": True}, "may not be contacted: Excluded from segments."),
    ],
)
def test_who_matches_and_may_not_be_contacted_is_told_why(client, flags, words):
    contact = make_contact("Anna", **flags)
    segment = make_segment()
    take(segment, "add", EVERYONE)

    assert f"Anna matches step 1, but {words}" in answer(client, segment, contact)


def test_who_was_blocked_after_being_added_is_told_to_be_left_out(client):
    contact = make_contact("Anna")
    segment = with_contacts(make_segment(), contact)
    Contact.objects.filter(pk=contact.pk).update(is_privacy_blocked=True)

    text = answer(client, segment, contact)

    assert "Anna is on the segment." in text
    assert "Logging will leave Anna out: Privacy blocked." in text


def test_a_colleague_by_whom_one_was_reached_is_named(client):
    company = make_company("Acme")
    anna, bert = make_contact("Anna", company=company), make_contact("Bert", company=company)
    segment = make_segment()
    take(segment, "add", numbers(anna), options=StepOptions(with_colleagues=True))

    text = answer(client, segment, bert)

    assert "with colleagues" in text
    assert "Reached through Anna." in text


def test_nobody_is_on_a_segment_without_steps(client):
    assert "No step has added anybody yet." in answer(client, make_segment(), make_contact())


def test_the_step_being_written_is_explained_as_well(client):
    contact = make_contact("Anna", city="Bonn")
    segment = make_segment()
    draft = {"action": "add", "options": {}, "criteria": Editor.of_rule(BONN).draft()}
    services.save_draft(segment, draft=draft, by=None, now=timezone.now())

    assert "The step being written Anna would be added." in answer(client, segment, contact)

    with_contacts(segment, contact)
    services.save_draft(segment, draft=draft | {"action": "remove"}, by=None, now=timezone.now())
    assert "Anna would be taken out." in answer(client, segment, contact)


def test_a_draft_that_is_not_finished_is_passed_over(client):
    segment = make_segment()
    draft = {"action": "add", "criteria": {"kind": "group", "items": [{"field": "city"}]}}
    services.save_draft(segment, draft=draft, by=None, now=timezone.now())

    assert "The step being written" not in answer(client, segment, make_contact())


def test_contacts_are_found_and_lead_to_their_answer(client):
    anna, _bert = make_contact("Anna Berg"), make_contact("Bert")
    segment = make_segment()

    whole = client.get(address(segment), {"q": "berg"})
    part = client.get(address(segment), {"q": "berg"}, headers={"HX-Request": "true"})

    for response in (whole, part):
        assert f"{address(segment)}?contact={anna.pk}" in response.content.decode()
        assert "Bert" not in text_of(response)
    assert "<html" in whole.content.decode()
    assert "<html" not in part.content.decode()
    assert "No contact matches “nobody”." in text_of(client.get(address(segment), {"q": "nobody"}))


@pytest.mark.parametrize("key", ["0", "x", "99999999999999999999", "٣"])
def test_a_contact_that_is_not_there_is_not_found(client, key):
    response = client.get(address(make_segment()), {"contact": key})

    assert response.status_code == 404


def test_only_who_may_see_contacts_is_told(client_for, viewer):
    segment, contact = make_segment(), make_contact()
    viewer.groups.clear()
    viewer.user_permissions.add(permission("segments", "view_segment"))

    assert client_for(viewer).get(address(segment, contact)).status_code == 403


def permission(app, codename):
    from django.contrib.auth.models import Permission

    return Permission.objects.get(content_type__app_label=app, codename=codename)


def log(segment):
    return services.log_segment(segment, by=None, now=timezone.now())


def logged_address(batch, contact):
    url = reverse("segments:logged_segment_why", args=[batch.pk])
    return f"{url}?contact={contact.pk}"


def test_a_logged_segment_tells_who_was_logged_left_out_and_neither(client):
    segment = ready_segment(2)
    there, blocked = sorted(contacts_of(segment), key=lambda contact: contact.pk)
    elsewhere = make_contact("Elsewhere")
    Contact.objects.filter(pk=blocked.pk).update(is_privacy_blocked=True)
    batch = log(segment)

    texts = [text_of(client.get(logged_address(batch, one))) for one in (there, blocked, elsewhere)]

    assert f"{there.name} was logged." in texts[0]
    assert f"{blocked.name} was left out when the segment was logged." in texts[1]
    assert "The reason: Privacy blocked." in texts[1]
    assert "Elsewhere is not on the segment." in texts[2]
    assert answer(client, segment, there).count(f"{there.name} was logged.") == 1


def test_links_lead_here_from_lines_contact_and_logged_segment(client):
    segment = ready_segment(1)
    (contact,) = contacts_of(segment)
    link = f'{address(segment)}?contact={contact.pk}"'

    lines = client.get(reverse("segments:segment_lines", args=[segment.pk]))
    page = client.get(contact.get_absolute_url())
    assert link in lines.content.decode()
    assert link in page.content.decode()
    assert (
        address(segment)
        in client.get(reverse("segments:segment_who", args=[segment.pk])).content.decode()
    )

    Contact.objects.filter(pk=contact.pk).update(is_privacy_blocked=True)
    with_contacts(segment, make_contact())
    batch = log(segment)
    left_out = client.get(reverse("interactions:logged_segment_left_out", args=[batch.pk]))
    assert logged_address(batch, contact) in left_out.content.decode()
    detail = client.get(batch.get_absolute_url()).content.decode()
    assert reverse("segments:logged_segment_why", args=[batch.pk]) in detail


def test_more_steps_and_conditions_cost_no_more_queries(client):
    contact = make_contact(city="Bonn")
    segment = make_segment()
    take(segment, "add", BONN)
    one = queries_of(client, address(segment, contact))

    for days in range(10):
        rule = {"all": [BONN, {"not": KIEL}, {"any": [KIEL, BONN]}]}
        take(segment, "add", rule, now=timezone.now() + timedelta(days=days))

    assert queries_of(client, address(segment, contact)) == one


def test_a_refresh_is_told_with_its_cause_and_its_numbers_lead_to_whom_it_moved(client):
    joins, leaves = make_contact("Anna", city="Kiel"), make_contact("Bert", city="Bonn")
    segment, now = make_segment(), timezone.now()
    take(segment, "add", BONN)
    services.keep_up_to_date(segment, every="demand", by=None, now=now)
    later = now + timedelta(days=1)
    for contact, city in ((joins, "Bonn"), (leaves, "Kiel")):
        Contact.objects.filter(pk=contact.pk).update(city=city, modified_at=later)
    services.refresh_segment(fresh(segment), by=None, now=later)

    text = answer(client, segment, joins)
    assert "Anna joined when the segment was brought up to date on" in text
    assert "The cause: City: Kiel → Bonn." in text
    assert "Bert left when the segment was brought up to date on" in answer(client, segment, leaves)
    who = client.get(reverse("segments:segment_who", args=[segment.pk])).content.decode()
    for part in ("added", "removed"):
        url = reverse("segments:segment_step_contacts", args=[segment.pk, 2, part])
        assert f'<a href="{url}">1</a>' in who
        assert client.get(url).context["table"].paginator.count == 1
