"""Administrators define attributes in the admin, and are told what stands in the way."""

import pytest

from contacts import services
from contacts.models import Attribute
from tests.admin_pages import errors, save, url
from tests.contacts.attributes.test_services import WHO
from tests.factories import make_attribute, make_person


@pytest.fixture
def staff(client_for, administrator):
    return client_for(administrator)


def test_an_attribute_with_choices_is_defined_and_renamed(staff):
    given = {"code": "size", "label": "Size", "kind": "choice", "for_companies": ""}
    page = save(staff, url(Attribute, "add"), **given)
    attribute = Attribute.objects.get()
    address = url(Attribute, "change", attribute.pk)
    added = {"choices-TOTAL_FORMS": 1, "choices-0-code": "s", "choices-0-label": "Smal"}

    save(staff, address, **added, **{"choices-0-position": 1, "choices-0-attribute": attribute.pk})
    save(staff, address, label="Size of shirts", **{"choices-0-label": "Small"})

    assert page.status_code == 302
    attribute.refresh_from_db()
    assert (attribute.label, attribute.for_persons) == ("Size of shirts", True)
    assert [(c.code, c.label) for c in attribute.choices.all()] == [("s", "Small")]


def test_what_cannot_be_is_told_at_the_field(staff):
    page = save(staff, url(Attribute, "add"), code="Size!", label="Size", kind="yes_no")

    assert list(errors(page)) == ["code"]


def test_code_and_kind_cannot_be_changed(staff):
    attribute = make_attribute("size", "choice", choices=["s"])
    address = url(Attribute, "change", attribute.pk)

    save(staff, address, code="other", kind="text", **{"choices-0-code": "other"})

    attribute.refresh_from_db()
    assert (attribute.code, attribute.kind) == ("size", "choice")
    assert attribute.choices.get().code == "s"


def test_what_uses_an_attribute_is_told_before_it_is_deleted(staff):
    attribute = make_attribute("card")
    services.update_contact(make_person(), values={}, attributes={"card": "1"}, **WHO)
    address = url(Attribute, "delete", attribute.pk)

    told = staff.get(url(Attribute, "change", attribute.pk)).content.decode()
    asked = staff.get(address).content.decode()
    staff.post(address, {"post": "yes"})

    assert "1 attribute of a contact" in told
    assert "1 attribute of a contact" in asked
    assert Attribute.objects.exists()


def test_only_administrators_define_attributes(client_for, marketer, viewer):
    attribute = make_attribute("card")

    for user in (marketer, viewer):
        client = client_for(user)
        for address in (url(Attribute, "add"), url(Attribute, "change", attribute.pk)):
            assert client.post(address, {"label": "Mine"}).status_code in (302, 403)

    attribute.refresh_from_db()
    assert (Attribute.objects.count(), attribute.label) == (1, "Card")
