"""An UPDATE that was put together once does what `update` does, each time."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from contacts.models import MailingGroup
from interactions.models import SenderSetup
from segments_app.common.repeating import Repeated, given

pytestmark = pytest.mark.django_db


def renaming():
    return Repeated(
        MailingGroup.objects.filter(code=given(MailingGroup, "code")),
        description=given(MailingGroup, "description"),
    )


def recoding():
    return Repeated(
        MailingGroup.objects.filter(code=given(MailingGroup, "code", "old")),
        code=given(MailingGroup, "code", "new"),
    )


@pytest.fixture
def groups():
    for code in ("A", "B"):
        MailingGroup.objects.create(code=code, description=code)


def descriptions():
    return dict(MailingGroup.objects.filter(code__in="ABC").values_list("code", "description"))


def test_it_changes_the_row_it_is_given_each_time(groups):
    rename = renaming()

    changed = [rename.run(code=code, description=f"{code} 100 %") for code in ("A", "B", "none")]

    assert changed == [1, 1, 0]
    assert descriptions() == {"A": "A 100 %", "B": "B 100 %"}


def test_a_time_is_written_as_its_field_is():
    now = timezone.now()
    SenderSetup.objects.get_or_create(pk=1)
    saying = Repeated(
        SenderSetup.objects.filter(pk=1), looked_at=given(SenderSetup, "looked_at", "now")
    )

    saying.run(now=now - timedelta(days=1))
    assert saying.run(now=now) == 1

    assert SenderSetup.objects.get().looked_at == now


def test_two_that_run_together_are_done_both_and_the_second_is_counted(groups):
    rename = renaming()

    changed = rename.run_after(
        recoding(), {"old": "A", "new": "C"}, code="C", description="Renamed"
    )
    assert changed == 1
    assert descriptions() == {"C": "Renamed", "B": "B"}
    assert rename.run_after(recoding(), {"old": "C", "new": "A"}, code="C", description="") == 0


@pytest.mark.django_db(transaction=True)
def test_two_that_run_together_are_undone_both(groups):
    values = {"code": "A", "description": "Renamed"}

    with pytest.raises(IntegrityError):
        recoding().run_after(renaming(), values, old="A", new="B")

    assert not transaction.get_connection().in_atomic_block
    assert descriptions() == {"A": "A", "B": "B"}
