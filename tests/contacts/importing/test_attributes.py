"""Attributes that administrators have defined, in files: read, looked at, brought in, undone."""

from datetime import date
from decimal import Decimal

import pytest

from contacts.models import AttributeValue, Contact, ContactChange
from contacts.services.attributes import change_choice, set_values
from contacts.services.importing.guessing import guess_mapping
from contacts.services.importing.undoing import undo
from tests.factories import make_attribute, make_company, make_person

from .bringing import NOON, bring, counts, look, row

pytestmark = pytest.mark.django_db
MAPPING = "email attribute:wine attribute:height attribute:met attribute:vip attribute:size"
MAPPING += " attribute:likes"


@pytest.fixture(autouse=True)
def defined():
    found = {
        "wine": make_attribute("wine"),
        "height": make_attribute("height", "number"),
        "met": make_attribute("met", "date"),
        "vip": make_attribute("vip", "yes_no", for_companies=False),
        "size": make_attribute("size", "choice", choices=["s", "m"]),
        "likes": make_attribute("likes", "choices", choices=["red", "blue", "green"]),
        "badge": make_attribute("badge", is_unique=True),
    }
    return found


def bo(**fields):
    return make_person("Bo", first_name="Bo", email="bo@example.org", **fields)


def values_of(contact):
    """Return the values of a contact, by code; of several choices all."""
    found = {}
    for one in AttributeValue.objects.filter(contact=contact).select_related("choice"):
        value = one.choice.code if one.choice else one.text or one.number or one.day
        value = one.flag if one.flag is not None else value
        found.setdefault(one.attribute.code, []).append(value)
    return {code: sorted(values) for code, values in found.items()}


def test_attributes_of_all_kinds_are_made_and_the_same_file_again_changes_nothing(tmp_path):
    text = "E-Mail;Wine;H;M;V;S;L\nbo@example.org;Rioja;1.234,5;31.12.2026;ja;M;blue; red\n"
    text = text.replace("blue; red", '"blue; red"')
    said = {"date_format": "dmy", "decimal_sign": ","}

    imported = bring(tmp_path, text, MAPPING, **said)

    assert counts(imported) == {"created": 1}, row(imported, 2).reason
    assert values_of(Contact.objects.get()) == {
        "wine": ["Rioja"],
        "height": [Decimal("1234.5")],
        "met": [date(2026, 12, 31)],
        "vip": [True],
        "size": ["m"],
        "likes": ["blue", "red"],
    }
    told = ContactChange.objects.count()
    assert counts(bring(tmp_path, text, MAPPING, **said)) == {"unchanged": 1}
    assert ContactChange.objects.count() == told


def test_only_what_differs_is_changed_and_undone_again(tmp_path):
    person = bo()
    set_values(person, {"wine": "Rioja", "likes": ("red",), "height": 3}, by=None, now=NOON)
    before = values_of(person)
    text = 'E-Mail;Wine;L;H\nbo@example.org;Tokaj;"red;green";3\n'

    imported = bring(tmp_path, text, "email attribute:wine attribute:likes attribute:height")

    assert counts(imported) == {"updated": 1}
    assert row(imported, 2).before == {"attribute:wine": "Rioja", "attribute:likes": "red"}
    assert row(imported, 2).after == {"attribute:wine": "Tokaj", "attribute:likes": "red;green"}
    assert values_of(person)["likes"] == ["green", "red"]
    person.refresh_from_db()
    assert person.modified_at == NOON
    undo(imported, by=None, now=NOON)
    assert values_of(person) == before
    assert imported.rows.get().kept == ""


def test_a_look_shows_attributes_and_writes_none(tmp_path):
    bo()

    imported = look(tmp_path, "E-Mail;Wine\nbo@example.org;Tokaj\n", "email attribute:wine")

    assert row(imported, 2).after == {"attribute:wine": "Tokaj"}
    assert not AttributeValue.objects.exists()


def test_undoing_deletes_new_contacts_with_attributes_and_leaves_what_was_changed_since(tmp_path):
    person = bo()
    text = "E-Mail;Wine\nbo@example.org;Tokaj\nnew@example.org;Port\n"
    imported = bring(tmp_path, text, "email attribute:wine")
    set_values(person, {"wine": "Beer"}, by=None, now=NOON)

    undo(imported, by=None, now=NOON)

    assert not Contact.objects.filter(email="new@example.org").exists()
    assert values_of(person) == {"wine": ["Beer"]}
    assert row(imported, 2).kept.startswith("Wine: changed since")


def test_a_unique_value_that_another_contact_has_since_stays_there_when_undone(tmp_path):
    person = bo()
    set_values(person, {"badge": "A1"}, by=None, now=NOON)
    imported = bring(tmp_path, "E-Mail;B\nbo@example.org;B2\n", "email attribute:badge")
    set_values(make_person("Cy", number="P9"), {"badge": "a1"}, by=None, now=NOON)

    undo(imported, by=None, now=NOON)

    assert values_of(person) == {"badge": ["B2"]}
    assert row(imported, 2).kept == "Badge: Cy (P9) has what was here before."


def test_blanks_are_filled_and_empty_cells_take_nothing_away(tmp_path):
    person = bo()
    set_values(person, {"wine": "Rioja"}, by=None, now=NOON)
    text = "E-Mail;Wine;S\nbo@example.org;Tokaj;m\n"

    bring(tmp_path, text, "email attribute:wine attribute:size", mode="fill")
    bring(tmp_path, "E-Mail;Wine\nbo@example.org;\n", "email attribute:wine")

    assert values_of(person) == {"wine": ["Rioja"], "size": ["m"]}


@pytest.mark.parametrize(
    ("code", "cell", "said", "reason"),
    [
        ("met", "31.12.2026", {}, "is not a date"),
        ("met", "12/31/2026", {"date_format": "dmy"}, "is no date when it is read as"),
        ("met", "31.12.26", {"date_format": "dmy"}, "is not a date"),
        ("height", "1,5", {}, "is not a number with “.”"),
        ("height", "1.5", {"decimal_sign": ","}, "is not a number with “,”"),
        ("height", "99999999999999", {}, "too large"),
        ("vip", "perhaps", {}, "neither yes nor no"),
        ("size", "XXL", {}, "none of the choices"),
        ("wine", "x" * 256, {}, "too long"),
        ("badge", "taken", {}, "Badge: Cy (P9) has this already"),
        ("vip", "yes", {"kind": "company"}, "Vip: only persons have it."),
    ],
)
def test_what_an_attribute_cannot_hold_rejects_the_row(tmp_path, code, cell, said, reason):
    set_values(make_person("Cy", number="P9"), {"badge": "TAKEN"}, by=None, now=NOON)

    imported = bring(tmp_path, f"E-Mail;A\na@x.org;{cell}\n", f"email attribute:{code}", **said)

    assert counts(imported) == {"rejected": 1}
    assert reason in row(imported, 2).reason


@pytest.mark.parametrize(
    ("cell", "said", "number"),
    [
        ("1,234.5", {}, "1234.5"),
        ("-0.25", {}, "-0.25"),
        ("1.234", {}, "1.234"),
        ("1.234", {"decimal_sign": ","}, "1234"),
        ("1\u00a0234,5", {"decimal_sign": ","}, "1234.5"),
    ],
)
def test_numbers_are_read_as_the_file_is_said_to_write_them(tmp_path, cell, said, number):
    imported = bring(
        tmp_path,
        f"E-Mail;A\na@x.org;{cell}\n".replace(f";{cell}", f';"{cell}"'),
        "email attribute:height",
        **said,
    )

    assert counts(imported) == {"created": 1}, row(imported, 2).reason
    assert AttributeValue.objects.get().number == Decimal(number)


def test_a_unique_value_that_two_rows_say_is_the_first_ones(tmp_path):
    text = "E-Mail;B\na@x.org;One\nb@x.org;ONE\n"

    imported = bring(tmp_path, text, "email attribute:badge")

    assert counts(imported) == {"created": 1, "rejected": 1}
    assert row(imported, 3).reason.startswith("Badge: row 2 says the same")


def test_an_archived_choice_stays_where_it_is_chosen_and_is_not_chosen_anew(tmp_path, defined):
    person = bo()
    set_values(person, {"size": "s"}, by=None, now=NOON)
    small = defined["size"].choices.get(code="s")
    change_choice(small, values={"is_archived": True}, by=None, now=NOON)

    imported = bring(tmp_path, "E-Mail;S\nbo@example.org;s\nc@x.org;s\n", "email attribute:size")

    assert counts(imported) == {"unchanged": 1, "rejected": 1}
    assert values_of(person) == {"size": ["s"]}


def test_columns_are_known_by_the_label_and_by_what_exports_call_it():
    header = ["E-mail", "wine", "attribute:size"]

    assert guess_mapping(header, []) == ["email", "attribute:wine", "attribute:size"]


def test_companies_have_attributes_too(tmp_path):
    acme = make_company("Acme", number="C1")

    imported = bring(tmp_path, "No;Wine\nC1;Port\n", "number attribute:wine", match="number")

    assert counts(imported) == {"updated": 1}
    assert values_of(acme) == {"wine": ["Port"]}
