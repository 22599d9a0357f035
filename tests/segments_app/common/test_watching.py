"""What is denied is exact: where a watch says that nothing has changed, nobody has committed."""

import threading

import pytest
from django.db import connections, transaction

from contacts.models import MailingGroup
from segments_app.common.watching import Watch

pytestmark = pytest.mark.django_db(transaction=True)


def elsewhere(deed):
    """Do something over a connection of its own."""

    def run():
        try:
            deed()
        finally:
            connections.close_all()

    thread = threading.Thread(target=run)
    thread.start()
    thread.join()


def add(code):
    MailingGroup.objects.create(code=code, description=code)


def quiet_watch():
    """Return a watch that has just looked."""
    watch = Watch()
    assert watch.may_have_changed()
    return watch


def test_what_others_commit_is_never_missed_whatever_was_committed_here():
    for number in range(5):
        watch = quiet_watch()
        for own in range(number):
            add(f"own{number}-{own}")
            watch.committed()
        elsewhere(lambda number=number: add(f"other{number}"))

        assert watch.may_have_changed()


def test_who_has_not_committed_yet_is_not_missed_when_he_does():
    watch, may_go_on, is_waiting = Watch(), threading.Event(), threading.Event()

    def slowly():
        with transaction.atomic():
            add("slow")
            is_waiting.set()
            may_go_on.wait(10)
        connections.close_all()

    thread = threading.Thread(target=slowly)
    thread.start()
    assert is_waiting.wait(10)
    watch.may_have_changed()
    may_go_on.set()
    thread.join()

    assert watch.may_have_changed()


def test_what_was_committed_here_changes_nothing_for_a_watch_that_was_told():
    watch = quiet_watch()
    for number in range(500):  # others may be at work on the same PostgreSQL, whoever they are
        add(f"own{number}")
        watch.committed()
        if not watch.may_have_changed():
            return
    pytest.fail("it never says that nothing has changed")


def test_inside_a_transaction_anything_may_have_changed():
    watch = quiet_watch()

    with transaction.atomic():
        assert watch.may_have_changed()
