"""Rows that would make contacts who may be there already: shown, and done with as chosen."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from contacts.models import Contact
from contacts.services.duplicates import refresh_keys
from contacts.services.importing import resembling
from contacts.services.importing.applying import carry_out
from contacts.services.importing.resembling import choose
from contacts.services.importing.undoing import undo
from tests.factories import make_person

from .bringing import NOON, bring, counts, look, make_import, row

pytestmark = pytest.mark.django_db
MAPPING = "first_name surname email phone city"
HEADER = "First,Last,E-mail,Phone,City\n"
TEXT = (
    f"{HEADER}Anna,Bergström,anna@new.example,+49 30 1234567,Ulm\n"
    "Zoe,Quast,zoe@example.org,+49 40 7654321,Kiel\n"
)


@pytest.fixture
def anna():
    found = make_person(
        "Anna Bergström",
        first_name="Anna",
        surname="Bergström",
        email="anna@old.example",
        phone="+49 30 1234567",
    )
    refresh_keys([found.pk])
    return found


def test_a_look_says_whom_a_new_contact_may_be_and_why(tmp_path, anna):
    looked = look(tmp_path, TEXT, MAPPING)

    assert counts(looked) == {"created": 2}
    assert looked.effects["possible"] == {"found": 1, "beyond": 0}
    [[key, points, facets]] = row(looked, 2).candidates
    assert (key, {*facets} >= {"name", "phone"}) == (anna.pk, True)
    assert points > 7
    assert row(looked, 3).candidates is None


def test_new_contacts_are_made_unless_something_else_is_chosen(tmp_path, anna):
    assert counts(bring(tmp_path, TEXT, MAPPING)) == {"created": 2}


def test_all_of_them_can_be_skipped(tmp_path, anna):
    imported = bring(tmp_path, TEXT, MAPPING, possible="skip")

    assert counts(imported) == {"created": 1, "skipped": 1}
    name = f"May be Anna Bergström ({anna.number}), who is there already."
    assert row(imported, 2).reason == name


def test_the_likeliest_can_be_changed_and_put_back(tmp_path, anna):
    imported = bring(tmp_path, TEXT, MAPPING, possible="update")

    assert counts(imported) == {"created": 1, "updated": 1}
    anna.refresh_from_db()
    assert (anna.email, anna.city) == ("anna@new.example", "Ulm")
    undo(imported, by=None, now=NOON)
    anna.refresh_from_db()
    assert (anna.email, anna.city) == ("anna@old.example", "")


@pytest.mark.parametrize(
    ("choice", "expected"),
    [
        ("create", {"created": 2}),
        ("skip", {"created": 1, "skipped": 1}),
        ("anna", {"created": 1, "updated": 1}),
        ("999999", {"created": 1, "skipped": 1}),  # none of those shown: as for all
    ],
)
def test_a_row_can_be_chosen_by_itself(tmp_path, anna, choice, expected):
    imported = make_import(tmp_path, TEXT, MAPPING, possible="skip")
    choose(imported, choices={2: str(anna.pk) if choice == "anna" else choice, 3: "skip"})

    imported = carry_out(imported, tmp_path / imported.file_name, by=None, now=NOON)

    assert counts(imported) == expected  # row 3 resembles nobody, and is made
    assert Contact.objects.filter(first_name="Zoe").exists()


def test_two_rows_never_change_the_same_contact(tmp_path, anna, monkeypatch):
    monkeypatch.setattr("contacts.services.importing.planning.BATCH", 1)
    text = (
        f"{HEADER}Anna,Bergström,one@new.example,+49 30 1234567,Ulm\n"
        "Anna,Bergström,two@new.example,+49 30 1234567,Kiel\n"
        "Anna,Bergström,anna@old.example,,Bonn\n"
    )

    imported = bring(tmp_path, text, MAPPING, possible="update")

    assert counts(imported) == {"updated": 1, "skipped": 2}
    assert row(imported, 3).reason == row(imported, 4).reason == "Row 2 is about the same contact."


def test_only_so_many_rows_are_compared_and_the_rest_is_told(tmp_path, anna, monkeypatch):
    monkeypatch.setattr(resembling, "LOOKED_AT", 1)

    looked = look(tmp_path, TEXT, MAPPING)

    assert looked.effects["possible"] == {"found": 1, "beyond": 1}


def test_more_rows_take_no_more_statements(tmp_path, anna):
    def statements(rows):
        lines = "".join(
            f"Anna{n},Bergström,a{n}@new.example,+49 30 1234567,Ulm\n" for n in range(rows)
        )
        with CaptureQueriesContext(
            connection,
        ) as captured:
            look(tmp_path, HEADER + lines, MAPPING)
        return len(captured)

    statements(1)
    assert statements(60) == statements(2)
