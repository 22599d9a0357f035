"""Emptying a database although it refuses to delete history."""

import pytest
from django.core.management import call_command
from django.db import DatabaseError, transaction

from interactions.models import Interaction
from tests.factories import make_interaction

pytestmark = pytest.mark.django_db(transaction=True)


def test_flush_empties_the_history_too_and_leaves_its_guards():
    make_interaction()

    call_command("flush", interactive=False, verbosity=0)

    assert not Interaction.objects.exists()
    logged = make_interaction()
    with pytest.raises(DatabaseError), transaction.atomic():
        Interaction.objects.filter(pk=logged.pk).delete()
    assert Interaction.objects.get() == logged


def test_a_flush_that_is_declined_changes_nothing(monkeypatch, capsys):
    logged = make_interaction()
    monkeypatch.setattr("builtins.input", lambda _question: "no")

    call_command("flush", interactive=True, verbosity=0)

    assert Interaction.objects.get() == logged
