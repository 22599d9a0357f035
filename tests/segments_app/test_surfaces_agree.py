"""The count, the list, the lines, the export and the log of a rule are the same contacts."""

import csv
import random

import pytest
from django.db import transaction
from django.urls import reverse

from interactions.models import Interaction
from segments_app import live_index, services
from segments_app.criteria.rules import contacts_matching
from segments_app.models import Step
from segments_app.services import StepOptions, Taken
from tests.segments_app.criteria.population import NOW, populate
from tests.segments_app.criteria.samples import random_rule
from tests.segments_app.services.building import current, ready_segment

pytestmark = pytest.mark.django_db
RULES = 200
ADD = Step.Action.ADD


def names_in(export):
    """Return the contacts of an exported table, one of each row."""
    head, *rows = csv.reader(export.getvalue().decode("utf-8-sig").splitlines())
    return sorted(row[head.index("Contact")] for row in rows)


@pytest.mark.lesson(23)
def test_count_list_lines_export_and_log_agree_for_random_rules(client_for, marketer):
    populate()
    client = client_for("Marketer")
    chance = random.Random(2026)
    biggest = 0
    for number in range(RULES):
        rule = random_rule(chance)
        with transaction.atomic():
            segment = ready_segment(now=NOW, by=marketer)
            matching = set(contacts_matching(rule, now=NOW).values_list("pk", flat=True))
            allowed = set(
                contacts_matching(rule, now=NOW).may_contact().values_list("pk", flat=True)
            )

            preview = services.preview_step(segment, action=ADD, rule=rule, now=NOW)
            written = Taken(action=ADD, rule=rule, options=StepOptions())
            listed = services.counted_by_draft(segment, written, "changed", now=NOW)
            listed = set(listed.values_list("pk", flat=True))
            counted = live_index.count(rule, now=NOW)
            step = services.take_step(segment, action=ADD, rule=rule, by=marketer, now=NOW)
            lines = set(current(segment).values_list("contact", flat=True))

            assert counted == len(matching) == preview.matched, rule
            assert listed == allowed, rule
            assert lines == allowed, rule
            assert step.change == preview.changed == len(allowed), rule
            if number % 10 == 0:
                url = reverse("segments:segment_lines", args=[segment.pk])
                exported = client.get(url, {"export": "csv"})
                names = current(segment).values_list("contact__name", flat=True)
                assert names_in(exported) == sorted(names), rule
            if allowed:
                segment.refresh_from_db()
                logged = services.log_segment(segment, by=marketer, now=NOW)
                entries = Interaction.objects.filter(logged_segment=logged)
                assert set(entries.values_list("contact", flat=True)) == allowed, rule
            biggest = max(biggest, len(allowed))
            transaction.set_rollback(True)
    assert biggest > 20
