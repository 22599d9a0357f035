"""Attributes of many contacts at once: all kinds set, emptied and as they were again."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from contacts import services
from contacts.models import Attribute, AttributeChoice, Contact, ContactChange
from contacts.services import attributes, bulk
from contacts.services.attributes import InvalidValue
from tests.factories import make_attribute, make_company, make_person

pytestmark = pytest.mark.django_db
ALL = Contact.objects.all
#: Of each kind: what is set, as it is kept and as it is; and what some had before.
KINDS = {
    "text": ("A “long” text's end " + "x" * 200, None, "before"),
    "number": ("12345678901.1234", Decimal("12345678901.1234"), Decimal("-0.5")),
    "date": ("2026-03-31", date(2026, 3, 31), date(1999, 12, 31)),
    "yes_no": ("no", False, True),
    "choice": ("a", "a", "b"),
    "choices": ("a;c", ("a", "c"), ("b", "c")),
}


def changes(**wished):
    """What is done with attributes: "set x", "clear"…"""
    return bulk.Changes({}, {}, {}, {code: (*how, "")[:2] for code, how in wished.items()})


def edit(now, wanted, *, contacts=None, by=None):
    contacts = ALL() if contacts is None else contacts
    return bulk.edit_contacts(contacts, changes=wanted, by=by, now=now)


def undo(made, now, by=None):
    return bulk.undo_edit(made, by=by, now=now + timedelta(hours=1))


def give(contact, now, **values):
    attributes.set_values(contact, values, by=None, now=now)


def values(code):
    """What everybody has, by name."""
    one = attributes.definitions()[code]
    held = attributes.held(list(ALL().values_list("pk", flat=True)), [one])
    names = dict(ALL().values_list("pk", "name"))
    return {names[pk]: value for (pk, _code), value in held.items()}


def wine(**fields):
    return make_attribute("wine", "choices", choices=["a", "b", "c"], **fields)


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_is_set_emptied_and_exactly_as_it_was_again(now, kind):
    text, typed, old = KINDS[kind]
    typed = typed if typed is not None else text
    make_attribute("x", kind, choices=["a", "b", "c"] if "choice" in kind else ())
    had, same = make_company("Had"), make_person("Same")
    make_person("None")
    give(had, now, x=old)
    give(same, now, x=typed)
    was = values("x")
    seen = dict(ALL().values_list("name", "modified_at"))
    later = now + timedelta(minutes=1)

    made = edit(later, changes(x=("set", text)))
    assert values("x") == dict.fromkeys(["Had", "Same", "None"], typed)
    assert made.contact_count == 2
    times = dict(ALL().values_list("name", "modified_at"))
    assert times == {"Had": later, "None": later, "Same": seen["Same"]}
    undone = undo(made, later)
    assert values("x") == was
    assert (undone.restored_count, list(bulk.left_alone(undone))) == (2, [])

    cleared = edit(later, changes(x=("clear",)))
    assert values("x") == {}
    undo(cleared, later)
    assert values("x") == was


def test_choices_are_added_and_taken_away_and_others_stay(now):
    wine()
    some, other = make_company("Some"), make_company("Other")
    make_company("None")
    give(some, now, wine=["a", "b"])
    give(other, now, wine=["c"])
    was = values("wine")

    added = edit(now, changes(wine=("add", "b;c")))
    assert values("wine") == {"Some": ("a", "b", "c"), "Other": ("b", "c"), "None": ("b", "c")}
    undo(added, now)
    assert values("wine") == was

    taken = edit(now, changes(wine=("take", "b;c")))
    assert values("wine") == {"Some": ("a",)}
    assert taken.contact_count == 2
    undo(taken, now)
    assert values("wine") == was


def test_the_sample_shows_what_was_and_will_be_and_who_cannot_have_it(now):
    wine()
    make_attribute("size", "number", for_companies=False)
    firm, pat = make_company("Firm"), make_person("Pat")
    give(firm, now, wine=["a"])
    give(pat, now, size=Decimal("1.5"))

    seen = bulk.look(ALL(), changes(wine=("add", "b"), size=("set", "40")))

    told = {
        one.contact.name: [(each.label, each.before, each.after) for each in one.differences]
        for one in seen.sample
    }
    assert told == {
        "Firm": [("Wine", "A", "A, B")],
        "Pat": [("Wine", "", "B"), ("Size", "1.5", "40")],
    }
    assert seen.skipped == [("Only persons have “Size”.", 1)]
    wanted = changes(wine=("take", "a"), size=("clear",))
    words = [(one.label, one.value) for one in bulk.told(wanted)]
    assert words == [("Taken away from Wine", "A"), ("Size", "–")]


def test_who_cannot_have_an_attribute_is_left_out(now):
    wine(for_persons=False)
    make_attribute("size", "number", for_companies=False)
    make_company("Firm"), make_person("Pat")

    edit(now, changes(wine=("set", "a"), size=("set", "40")))

    assert (values("wine"), values("size")) == ({"Firm": ("a",)}, {"Pat": Decimal(40)})


def test_undoing_leaves_alone_what_was_changed_since_and_says_so(now):
    wine()
    make_attribute("note")
    changed, kept = make_company("Changed"), make_company("Kept")
    for contact in (changed, kept):
        give(contact, now, note="old", wine=["a"])
    made = edit(now, changes(note=("set", "new"), wine=("set", "b")))
    give(changed, now, note="newer", wine=["b", "c"])

    undone = undo(made, now)

    assert values("note") == {"Changed": "newer", "Kept": "old"}
    assert values("wine") == {"Changed": ("b", "c"), "Kept": ("a",)}
    told = {
        (one.contact.name, one.label, one.reason)
        for one in bulk.reasons_of(list(bulk.left_alone(undone)))
    }
    assert told == {
        ("Changed", "Note", "Changed since."),
        ("Changed", "Wine", "Changed since."),
    }
    again = undo(made, now)
    assert (again.restored_count, values("note")["Changed"]) == (1, "newer")


def test_what_cannot_be_there_again_is_left_alone_and_said(now):
    wine(), make_attribute("gone"), make_attribute("serial"), make_attribute("kept")
    make_attribute("shirt", "choice", choices=["s", "m"])
    firm = make_company("Firm")
    give(firm, now, wine=["a", "b"], gone="1", serial="2", shirt="s", kept="3")
    codes = ("wine", "gone", "serial", "shirt", "kept")
    made = edit(now, changes(**dict.fromkeys(codes, ("clear",))))
    AttributeChoice.objects.filter(code__in=["a", "s"]).delete()
    Attribute.objects.filter(code="gone").delete()
    Attribute.objects.filter(code="serial").update(is_unique=True)
    Attribute.objects.filter(code="kept").update(is_archived=True)

    undone = undo(made, now)

    assert (values("wine"), values("kept")) == ({"Firm": ("b",)}, {"Firm": "3"})
    told = {(one.label, one.reason) for one in bulk.reasons_of(list(bulk.left_alone(undone)))}
    assert told == {
        ("Wine", "What it had is no longer there."),
        ("gone", "What it had is no longer there."),
        ("Shirt", "What it had is no longer there."),
        ("Serial", "No two contacts may have the same by now."),
    }


def test_the_history_names_the_value_and_who_did_and_undid_it(now, marketer, administrator):
    make_attribute("note")
    firm = make_company("Firm")
    give(firm, now, note="old")
    made = edit(now, changes(note=("set", "new")), by=marketer)
    undo(made, now, by=administrator)

    told = ContactChange.objects.filter(contact=firm.pk, field="attribute:note").order_by("pk")
    assert [(one.old, one.new, one.changed_by) for one in told][1:] == [
        ("old", "new", marketer),
        ("new", "old", administrator),
    ]


def test_what_many_cannot_have_is_refused_by_name_and_nothing_is_changed(now):
    make_attribute("serial", is_unique=True, is_required=True)
    make_attribute("old", is_archived=True)
    wine(is_required=True)
    make_attribute("size", "number")
    make_company("Firm")
    AttributeChoice.objects.filter(code="c").update(is_archived=True)
    for wanted, words in [
        ({"serial": ("set", "1")}, "Serial: it is unique"),
        ({"old": ("set", "1")}, "Old: the attribute is archived"),
        ({"wine": ("clear",)}, "Wine: it is required"),
        ({"wine": ("take", "a")}, "Wine: it is required"),
        ({"wine": ("add", "c")}, "Wine: “c” is none of the choices: A, B"),
        ({"size": ("set", "tall")}, "Size: “tall”"),
        ({"size": ("set", "")}, "Size: say which value"),
    ]:
        with pytest.raises(InvalidValue, match=words):
            edit(now, changes(**wanted))
    with pytest.raises(bulk.CannotChange, match="no attribute “nothing” any more"):
        edit(now, changes(nothing=("clear",)))
    with pytest.raises(TypeError, match="size has one value"):
        edit(now, changes(size=("add", "1")))
    assert not ContactChange.objects.filter(field__startswith="attribute").exists()

    edit(now, changes(wine=("set", "a")))
    assert values("wine") == {"Firm": ("a",)}


def test_as_many_statements_for_three_contacts_as_for_thirty(now):
    wine(), make_attribute("note")
    wanted = changes(wine=("set", "a;b"), note=("set", "new"))

    def statements(count):
        for number in range(count):
            give(make_person(f"P{number}"), now, wine=["b", "c"])
        with CaptureQueriesContext(connection) as asked:
            bulk.look(ALL(), wanted)
            undo(edit(now, wanted), now)
        return len(asked)

    assert statements(3) == statements(30)


def test_a_contact_of_another_type_by_now_does_not_get_back_what_it_cannot_have(now):
    make_attribute("size", "number", for_companies=False)
    pat = make_person("Pat")
    give(pat, now, size=Decimal(40))
    made = edit(now, changes(size=("clear",)))
    services.change_type(pat, to="company", by=None, now=now)

    undone = undo(made, now)

    assert (undone.restored_count, values("size")) == (0, {})
