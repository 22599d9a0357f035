"""A merge, or its way back, whose process is killed anywhere has done nothing.

Four rounds each; KILL_ROUNDS=20 for more.
"""

import os
import signal
import subprocess
import sys
from datetime import UTC, datetime

import pytest

from contacts import services
from contacts.models import Merge
from contacts.services.merging import merge_contacts
from interactions.models import Interaction
from tests.environment import current_database_url
from tests.factories import make_interaction, make_logged_segment

from .test_merging import differences, dump

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
ROUNDS = int(os.environ.get("KILL_ROUNDS", "4"))
#: Kills itself before the statement whose number is given; what runs comes last.
SCRIPT = """
import os, signal, sys
import django
django.setup()
from django.db import connection
from django.utils import timezone
from contacts.models import Contact, Merge
from contacts.services.merging import merge_contacts, undo_merge
left = int(sys.argv[1])
def count(execute, *args):
    global left
    left -= 1
    if left == 0:
        os.kill(os.getpid(), signal.SIGKILL)
    return execute(*args)
with connection.execute_wrapper(count):
    if sys.argv[2] == "merge":
        both = Contact.objects.order_by("pk")[:2]
        merge_contacts(both[0], both[1], by=None, now=timezone.now())
    else:
        undo_merge(Merge.objects.get(), by=None, now=timezone.now())
"""


def killed(statement, what):
    """Run until the statement; return whether it came that far."""
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT, str(statement), what],
        env=os.environ | {"DATABASE_URL": current_database_url(), "LOG_LEVEL": "ERROR"},
        capture_output=True,
        timeout=120,
        check=False,
    )
    assert done.returncode in (0, -signal.SIGKILL), done.stderr.decode()
    return done.returncode == -signal.SIGKILL


@pytest.mark.django_db(transaction=True)
def test_a_merge_that_is_killed_anywhere_has_done_nothing():
    logged = make_logged_segment()
    for city in ("Lund", "Malmö"):
        values = {"type": "person", "first_name": "Anna", "surname": "Berg", "city": city}
        contact = services.create_contact(values=values, by=None, now=NOW)
        make_interaction(contact, logged_segment=logged)
    before, last = dump(), 90

    for number in range(ROUNDS):
        assert killed(5 + number * (last // ROUNDS), "merge")
        assert differences(before, dump()) == {}

    assert not killed(100_000, "merge")
    merge = Merge.objects.get()
    merged = dump()
    for number in range(ROUNDS):
        assert killed(3 + number * 5 % 17, "undo")
        assert differences(merged, dump()) == {}
    assert not killed(100_000, "undo")
    merge.refresh_from_db()
    assert (merge.left_behind, Interaction.objects.count()) == ([], 2)
    assert differences(before, dump()) == {}


@pytest.mark.django_db(transaction=True)
def test_a_merge_asked_for_again_after_a_kill_is_done_once():
    for _each in range(2):
        values = {"type": "person", "first_name": "Anna", "surname": "Berg"}
        services.create_contact(values=values, by=None, now=NOW)
    assert killed(40, "merge")
    assert not killed(100_000, "merge")

    merge = Merge.objects.get()
    again = merge_contacts(merge.survivor, type(merge.survivor)(pk=merge.gone_id), by=None, now=NOW)
    assert again == merge
