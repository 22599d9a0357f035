"""Imports know contacts that were merged, and have what they write compared with others."""

from datetime import timedelta

import pytest

from contacts.models import Contact
from contacts.services import create_contact, duplicates, merging
from contacts.services.importing.planning import free_numbers
from contacts.services.importing.undoing import undo
from contacts.services.numbers import next_numbers

from .bringing import NOON, bring, counts, look, row

ANNA = {"first_name": "Anna", "surname": "Berg", "email": "anna@berg.example"}
pytestmark = pytest.mark.django_db


def make_anna():
    return create_contact(values={"type": "person", **ANNA}, by=None, now=NOON)


def merged():
    """Return a contact, and the number of the one that was merged into it."""
    kept, gone = make_anna(), make_anna()
    merging.merge_contacts(kept, gone, by=None, now=NOON)
    return kept, gone.number


@pytest.mark.parametrize("way", [look, bring])
@pytest.mark.parametrize("match", ["number", "nothing"])
def test_the_number_of_a_merged_contact_makes_no_contact_and_the_row_names_who_stayed(
    tmp_path, way, match
):
    kept, number = merged()

    imported = way(
        tmp_path, f"No,Surname\n{number},Berg\n", "number surname", match=match, kind="person"
    )

    assert counts(imported) == {"rejected": 1}
    assert kept.number in row(imported, 2).reason
    assert Contact.objects.count() == 1


def test_free_numbers_are_never_those_of_merged_contacts(monkeypatch):
    _kept, number = merged()
    (fresh,) = next_numbers("contact_numbers", 1)
    given = iter([[number], [fresh]])
    monkeypatch.setattr(
        "contacts.services.importing.planning.next_numbers", lambda _field, _count: next(given)
    )

    assert free_numbers(1) == [fresh]


def test_a_contact_is_found_by_what_it_has_again_once_the_import_is_undone(tmp_path):
    anna = make_anna()
    text = f"No,E-mail,Surname\n{anna.number},other@elsewhere.example,Lindqvist\n"
    imported = bring(tmp_path, text, "number email surname", match="number")
    assert counts(imported) == {"updated": 1}
    assert duplicates.candidates_for({"type": "person", **ANNA}) == []

    undo(imported, by=None, now=NOON + timedelta(days=1))

    found = duplicates.candidates_for({"type": "person", **ANNA})
    assert [one.pk for one in found] == [anna.pk]


@pytest.mark.parametrize("stays", ["the one that was there", "the imported one"])
def test_an_import_that_is_undone_takes_nothing_from_a_contact_that_was_merged_since(
    tmp_path, stays
):
    there = make_anna()
    imported = bring(
        tmp_path, "Name,Mail\nAnna Berg,a@x.example\nOtto Wolf,o@x.example\n",
        "name email", match="nothing", kind="person",
    )  # fmt: skip
    anna = Contact.objects.get(email="a@x.example")
    kept, gone = (there, anna) if stays == "the one that was there" else (anna, there)
    merge = merging.merge_contacts(kept, gone, by=None, now=NOON)

    undo(imported, by=None, now=NOON + timedelta(hours=1))

    assert [*Contact.objects.values_list("pk", flat=True)] == [kept.pk]  # Otto alone is gone
    merging.undo_merge(merge, by=None, now=NOON + timedelta(hours=2))
    assert {*Contact.objects.values_list("pk", flat=True)} == {there.pk, anna.pk}
