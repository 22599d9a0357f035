"""A preview counts by bitmaps what it counts by SQL, and the step then does."""

import random

import pytest
from django.db import connection, transaction

from contacts.models import Contact
from contacts.services.personal import erase_contact
from segments_app import live_index, services
from segments_app.common.snapshots import begin_log
from segments_app.models import Segment
from segments_app.models.occasions import occasion_of
from segments_app.services import StepOptions, counted
from segments_app.services.taken import Taken
from tests.accounts import make_user
from tests.factories import make_interaction, make_person
from tests.segments_app.criteria.population import NOW, populate
from tests.segments_app.criteria.samples import rules

pytestmark = pytest.mark.django_db(transaction=True)
postgres_only = pytest.mark.skipif(
    connection.vendor != "postgresql", reason="SQLite has no live index"
)
GERMANS = {"field": "country", "is": "any_of", "value": ["DE"]}


@pytest.fixture
def few():
    make_person(is_privacy_blocked=True)
    for _each in range(3):
        make_person()


@pytest.fixture
def many():
    populate()


@pytest.fixture
def segment(request):
    live_index.bitmaps.clear()
    request.getfixturevalue("few" if "few" in request.fixturenames else "many")
    if connection.vendor == "postgresql":
        begin_log()
    yield services.create_segment(values={"description": "x"}, by=None, now=NOW)
    live_index.builder.wait()
    live_index.bitmaps.clear()


def said(preview):
    """Return the numbers of a preview, and whom it names first."""
    numbers = preview.matched, preview.changed, preview.before, preview.after
    return *numbers, preview.left_out, preview.first(5)


def previews(segment, action, rule, options):
    """Return what is said by bitmaps, where they answer, and by SQL."""
    asked = {"action": action, "rule": rule, "options": options, "now": NOW}
    services.preview_step(segment, **asked)
    live_index.builder.wait()
    quick = said(services.preview_step(segment, **asked))
    with transaction.atomic():
        return quick, said(services.preview_step(segment, **asked))


def test_a_preview_by_bitmaps_says_what_sql_says(segment):
    rnd = random.Random(5)
    for rule in rules(15, seed=11):
        segment = Segment.objects.get(pk=segment.pk)
        action = rnd.choice(["add", "add", "remove", "keep"]) if segment.position else "add"
        options = StepOptions(ignore_exclusion=action == "add" and rnd.random() < 0.3)
        quick, slow = previews(segment, action, rule, options)
        assert quick == slow

        step = services.take_step(
            segment, action=action, rule=rule, options=options, by=None, now=NOW
        )
        assert (step.before_count, step.after_count) == slow[2:4]


@pytest.mark.parametrize("option", ["with_colleagues", "with_company", "entire_companies"])
def test_what_reaches_beyond_the_rule_is_counted_by_sql(segment, option):
    services.take_step(segment, action="add", rule=GERMANS, by=None, now=NOW)
    segment.refresh_from_db()
    action = "remove" if option == "entire_companies" else "add"

    quick, slow = previews(segment, action, GERMANS, StepOptions(**{option: True}))

    assert quick == slow


@pytest.mark.lesson(23)
def test_who_was_erased_counts_neither_as_found_nor_as_left_out(segment, few):
    everyone = {"everyone": True}
    before, _same = previews(segment, "add", everyone, StepOptions())
    anna = Contact.objects.may_contact().order_by("pk").first()
    make_interaction(anna)
    erase_contact(anna, cause="request", by=None, now=NOW)
    assert Contact.objects.get(pk=anna.pk).was_erased

    quick, slow = previews(segment, "add", everyone, StepOptions())

    assert quick == slow
    assert (before[0], slow[0]) == (4, 3)
    assert slow[4] == before[4] == {"privacy_blocked": 1}
    step = services.take_step(segment, action="add", rule=everyone, by=None, now=NOW)
    assert step.left_out == before[4]
    for part in counted.TAKEN_PARTS:
        listed = counted.counted_by_step(segment, step, part, now=NOW)
        assert anna not in listed
    taken = Taken("add", everyone, StepOptions())
    found = counted.counted_by_draft(segment, taken, "matched", now=NOW)
    assert found.count() == slow[0]


@postgres_only
def test_opening_the_page_has_its_bitmaps_built_in_the_background(segment, client_for):
    services.save_draft(segment, draft=None, by=None, now=NOW)
    client = client_for(make_user("Marketer"))

    assert client.get(f"/segments/{segment.pk}/who/").status_code == 200
    live_index.builder.wait()

    reasons = live_index.left_out(occasion=occasion_of(segment))
    gate = [*reasons.values(), live_index.on_segment(segment)]
    assert live_index.counts_if_ready(gate, builds=0) is not None
