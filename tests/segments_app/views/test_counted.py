"""Every number of the steps leads to exactly the contacts it counts."""

import random
import re

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse
from django.utils import timezone

from contacts.models import Contact
from segments_app import services
from segments_app.criteria.editing import Editor
from segments_app.criteria.rules import EVERYONE
from segments_app.services import StepOptions, Taken
from segments_app.services.counted import REASONS
from tests.factories import make_company, make_contact
from tests.queries import queries_of

from .pages import fresh, make_segment, text_of

pytestmark = pytest.mark.django_db
CITIES = ("Bonn", "Kiel", "Ulm")
OPTIONS = {
    "add": ("with_colleagues", "with_company", "ignore_exclusion"),
    "remove": ("entire_companies",),
    "keep": ("entire_companies",),
}


def in_city(city):
    return {"field": "city", "is": "is", "value": city}


@pytest.fixture
def people():
    chance = random.Random(5)
    companies = [make_company(city=chance.choice(CITIES)) for _ in range(3)]
    for _ in range(25):
        minor = chance.random() < 0.1
        make_contact(
            city=chance.choice(CITIES),
            company=chance.choice([*companies, None]),
            exclude_from_segments=chance.random() < 0.2,
            is_minor=minor,
            is_privacy_blocked=minor or chance.random() < 0.15,
        )


def random_step(chance):
    action = chance.choice(["add", "add", "remove", "keep"])
    rule = EVERYONE if chance.random() < 0.2 else in_city(chance.choice(CITIES))
    options = {name: chance.random() < 0.3 for name in OPTIONS[action]}
    return {"action": action, "rule": rule, "options": StepOptions(**options)}


def size(rows):
    keys = list(rows.values_list("pk", flat=True))
    assert len(keys) == len(set(keys))
    return len(keys)


@pytest.mark.parametrize("seed", range(5))
def test_lists_of_random_steps_are_as_long_as_their_numbers(seed, people):
    chance, now = random.Random(seed), timezone.now()
    segment = make_segment()
    for _ in range(6):
        given = random_step(chance)
        preview = services.preview_step(fresh(segment), now=now, **given)
        draft = Taken(**given)

        def drafted(part, draft=draft):
            return size(services.counted_by_draft(fresh(segment), draft, part, now=now))

        for part in ("matched", "before", "after", "changed"):
            assert drafted(part) == getattr(preview, part), (given, part)
        assert {part: n for part in REASONS if (n := drafted(part))} == preview.left_out

        step = services.take_step(segment, by=None, now=now, **given)

        def counted(part, step=step):
            return size(services.counted_by_step(fresh(segment), step, part, now=now))

        assert counted("before") == step.before_count
        assert counted("after") == step.after_count
        assert counted("added") - counted("removed") == step.change
        assert {part: n for part in REASONS if (n := counted(part))} == step.left_out


def test_the_numbers_of_steps_gone_back_on_lead_to_whom_they_counted(client):
    make_contact(city="Bonn")
    gone = make_contact("Gone", city="Kiel")
    segment = make_segment()
    for action, rule in (("add", EVERYONE), ("remove", in_city("Kiel"))):
        services.take_step(segment, action=action, rule=rule, by=None, now=timezone.now())
    services.go_to(segment, position=0, by=None, now=timezone.now())
    Contact.objects.filter(pk=gone.pk).update(city="Bonn")  # lines tell what happened, not rules

    text = text_of(client.get(address(segment, 2, "removed")))

    assert "Step 2: taken out" in text
    assert "Gone" in text


def address(segment, position, part):
    return reverse("segments:segment_step_contacts", args=[segment.pk, position, part])


def links(response, pattern):
    return re.findall(rf'href="({pattern})"[^>]*>([\d,]+)<', response.content.decode())


def draft(segment, action, rule):
    stored = {"action": action, "options": {}, "criteria": Editor.of_rule(rule).draft()}
    services.save_draft(segment, draft=stored, by=None, now=timezone.now())


def test_every_number_on_the_page_opens_a_list_of_that_many(client, people):
    segment = make_segment()
    services.take_step(segment, action="add", rule=in_city("Bonn"), by=None, now=timezone.now())
    services.take_step(segment, action="remove", rule=in_city("Kiel"), by=None, now=timezone.now())
    draft(segment, "add", EVERYONE)
    page = client.get(reverse("segments:segment_who", args=[segment.pk]), {"count": "1"})

    found = links(page, r"/segments/\d+/(?:steps/\d+|who/step)/[\w-]+/")

    assert len(found) > 8
    for url, number in found:
        table = client.get(url).context["table"]
        assert table.paginator.count_text == number, url


def test_the_list_can_be_searched_and_taken_along(client):
    make_contact("Anna Berg"), make_contact("Bert")
    segment = make_segment()
    services.take_step(segment, action="add", rule=EVERYONE, by=None, now=timezone.now())

    searched = client.get(address(segment, 1, "added"), {"q": "anna"})
    export = client.get(address(segment, 1, "added"), {"export": "csv", "q": "anna"})

    assert "Bert" not in text_of(searched)
    rows = b"".join(export.streaming_content).decode()
    assert "Anna Berg" in rows
    assert "Bert" not in rows


def test_who_may_not_export_contacts_does_not_export_them_here(reader):
    make_contact()
    segment = make_segment()
    services.take_step(segment, action="add", rule=EVERYONE, by=None, now=timezone.now())

    assert reader.get(address(segment, 1, "added")).status_code == 200
    assert reader.get(address(segment, 1, "added"), {"export": "csv"}).status_code == 403


def test_only_who_may_see_contacts_sees_them_listed(client_for, viewer):
    segment = make_segment()
    services.take_step(segment, action="add", rule=EVERYONE, by=None, now=timezone.now())
    viewer.groups.clear()
    codename = "view_segment"
    viewer.user_permissions.add(
        Permission.objects.get(content_type__app_label="segments", codename=codename)
    )

    assert client_for(viewer).get(address(segment, 1, "added")).status_code == 403


def test_what_is_not_a_number_of_a_step_is_not_found(client):
    segment = make_segment()
    services.take_step(segment, action="add", rule=EVERYONE, by=None, now=timezone.now())
    drafted = reverse("segments:segment_draft_contacts", args=[segment.pk, "nonsense"])

    assert client.get(address(segment, 1, "nonsense")).status_code == 404
    assert client.get(address(segment, 7, "added")).status_code == 404
    assert client.get(drafted).status_code == 404


def test_without_a_step_being_written_its_numbers_lead_back_to_the_steps(client):
    segment = make_segment()

    response = client.get(reverse("segments:segment_draft_contacts", args=[segment.pk, "matched"]))

    assert response.url == reverse("segments:segment_who", args=[segment.pk])


def test_a_step_whose_rule_is_broken_says_so(client):
    segment = make_segment()
    step = services.take_step(segment, action="add", rule=EVERYONE, by=None, now=timezone.now())
    segment.steps.filter(pk=step.pk).update(rule={"field": "gone", "is": "yes"})

    response = client.get(address(segment, 1, "excluded"), follow=True)

    assert "gone" in text_of(response)


def test_a_longer_list_costs_no_more_queries(client):
    segment = make_segment()
    make_contact(company=make_company())
    services.take_step(segment, action="add", rule=EVERYONE, by=None, now=timezone.now())
    few = queries_of(client, address(segment, 1, "added"))

    for _ in range(15):
        make_contact(company=make_company())
    services.take_step(segment, action="add", rule=EVERYONE, by=None, now=timezone.now())

    assert queries_of(client, address(segment, 2, "after")) == few
