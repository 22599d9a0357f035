"""A merge, or its way back, whose process is killed anywhere has done nothing.

At random points, four each; KILL_ROUNDS=20 for the whole.
"""

import os
import random
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
print(int(sys.argv[1]) - left)
"""
NEVER = 100_000
#: So many statements each has at least, on both databases.
FEWEST = {"merge": 140, "undo": 30}


def run(statement, what):
    """Run until the statement; return how many there were, None where it was killed."""
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT, str(statement), what],
        env=os.environ | {"DATABASE_URL": current_database_url(), "LOG_LEVEL": "ERROR"},
        capture_output=True,
        timeout=120,
        check=False,
    )
    assert done.returncode in (0, -signal.SIGKILL), done.stderr.decode()
    return None if done.returncode else int(done.stdout)


def kill_often(what, untouched):
    """Kill it at random points, each of which leaves all as it was; then let it end."""
    rnd = random.Random(what)
    for _round in range(ROUNDS):
        assert run(rnd.randint(1, FEWEST[what]), what) is None
        assert differences(untouched, dump()) == {}
    assert run(NEVER, what) >= FEWEST[what]


@pytest.mark.django_db(transaction=True)
def test_a_merge_that_is_killed_anywhere_has_done_nothing():
    logged = make_logged_segment()
    for city in ("Lund", "Malmö"):
        values = {"type": "person", "first_name": "Anna", "surname": "Berg", "city": city}
        contact = services.create_contact(values=values, by=None, now=NOW)
        make_interaction(contact, logged_segment=logged)
    before = dump()
    kill_often("merge", before)

    merge = Merge.objects.get()
    kill_often("undo", dump())

    merge.refresh_from_db()
    assert (merge.left_behind, Interaction.objects.count()) == ([], 2)
    assert differences(before, dump()) == {}


@pytest.mark.django_db(transaction=True)
def test_a_merge_asked_for_again_after_a_kill_is_done_once():
    for _each in range(2):
        values = {"type": "person", "first_name": "Anna", "surname": "Berg"}
        services.create_contact(values=values, by=None, now=NOW)
    assert run(40, "merge") is None
    assert run(NEVER, "merge")

    merge = Merge.objects.get()
    again = merge_contacts(merge.survivor, type(merge.survivor)(pk=merge.gone_id), by=None, now=NOW)
    assert again == merge
