"""Killed with SIGKILL at any point, an import or its undoing is done in the end, once.

KILL_ROUNDS=20 tries it at twenty points; two are enough for every day.
"""

import os
import random
import subprocess
import sys
import time

import pytest

from contacts.models import Contact, ContactImport
from tests.environment import current_database_url
from tests.factories import make_company

from .bringing import make_import

ROUNDS = int(os.environ.get("KILL_ROUNDS", "2"))
ROWS = 1_200
pytestmark = pytest.mark.django_db(transaction=True)


def run(what, imported, path, *, seconds=None):
    """Let a process do it, and kill it after some seconds; tell whether it came to its end."""
    command = [sys.executable, "-m", "tests.contacts.importing.bringing_process"]
    environment = os.environ | {
        "DATABASE_URL": current_database_url(),
        "DJANGO_SETTINGS_MODULE": "segments_app.settings",
        "DEBUG": "1",
    }
    with subprocess.Popen(
        [*command, what, str(imported.pk), str(path)],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    ) as process:
        assert process.stdout.readline() == b"ready\n"
        if seconds is not None:
            time.sleep(seconds)
            process.kill()
        process.stdout.read()
        return process.wait() == 0


def kill_until_done(what, imported, path, longest, rnd):
    """Kill it at a random point, then let it end."""
    run(what, imported, path, seconds=rnd.uniform(0, longest))
    imported.refresh_from_db()
    assert imported.status in ContactImport.Status.values  # no status says "in progress"
    started = time.monotonic()
    assert run(what, imported, path)
    return time.monotonic() - started


@pytest.mark.lesson(85)
@pytest.mark.fault("FA32")
@pytest.mark.parametrize("seed", range(ROUNDS))
def test_an_import_that_is_killed_and_its_undoing_are_done_once(tmp_path, seed):
    rnd = random.Random(seed)
    old = make_company("Firma 0", search_own="firma 0")
    lines = "".join(f"Firma {n % 40};Anna{n};a{n}@example.org\n" for n in range(ROWS))
    imported = make_import(tmp_path, f"C;N;E\n{lines}", "company first_name email")
    path = tmp_path / imported.file_name

    took = kill_until_done("import", imported, path, 4.0, rnd)

    imported.refresh_from_db()
    assert (imported.status, imported.created_count) == ("done", ROWS)
    assert imported.rows.filter(is_extra=False).count() == ROWS
    assert Contact.objects.persons().count() == ROWS
    assert Contact.objects.companies().count() == 40
    assert Contact.objects.values("number").distinct().count() == ROWS + 40

    kill_until_done("undo", imported, path, max(took, 2.0), rnd)

    imported.refresh_from_db()
    assert imported.status == "undone"
    assert [*Contact.objects.all()] == [old]
    assert imported.undo_counts["deleted"] == ROWS + 39
