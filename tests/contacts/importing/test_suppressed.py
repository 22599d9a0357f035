"""Addresses that nobody is approached at, in files of contacts."""

import pytest

from contacts.models import Contact, SuppressedContact
from contacts.services.importing.undoing import undo
from contacts.services.suppressing import Address, suppress
from tests.factories import make_person

from .bringing import NOON, bring

pytestmark = pytest.mark.django_db
MAPPING = "number email"


def suppressed():
    return {*SuppressedContact.objects.values_list("contact__number", flat=True)}


def test_who_comes_in_at_a_suppressed_address_is_known_at_once(tmp_path):
    suppress(Address(email="bo@example.org"), cause="objected", by=None, now=NOON)

    bring(tmp_path, "No,E-mail\nP1,BO@example.org\nP2,cy@example.org\n", MAPPING, match="number")

    assert Contact.objects.count() == 2
    assert suppressed() == {"P1"}


def test_who_gets_a_suppressed_address_back_by_undoing_is_known_at_once(tmp_path):
    make_person("Bo", number="P1", email="bo@example.org")
    suppress(Address(email="bo@example.org"), cause="objected", by=None, now=NOON)
    imported = bring(tmp_path, "No,E-mail\nP1,new@example.org\n", MAPPING, match="number")
    assert suppressed() == set()

    undo(imported, by=None, now=NOON)

    assert suppressed() == {"P1"}
