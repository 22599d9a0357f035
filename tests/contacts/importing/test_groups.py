"""Everybody of a file put into a mailing group, one that is there or a new one."""

import pytest

from contacts.models import Contact, MailingGroup
from contacts.services.importing.undoing import undo
from tests.factories import make_person

from .bringing import NOON, bring, counts, look, row

pytestmark = pytest.mark.django_db
MAPPING = "company first_name email"
TEXT = "Company,Name,E-mail\nAcme,Anna,anna@example.org\n,Bo,bo@example.org\n"


def members(code):
    rows = Contact.objects.filter(mailing_groups__mailing_group__code=code)
    return sorted(rows.values_list("name", flat=True))


def test_a_new_group_is_made_by_the_import_and_not_by_the_look(tmp_path):
    make_person("Bo", first_name="Bo", email="bo@example.org")
    looked = look(tmp_path, TEXT, MAPPING, new_group="Fair Köln 2026")
    assert counts(looked) == {"created": 1, "updated": 1}  # Bo joins
    assert row(looked, 3).after == {"mailing_groups": [0]}
    assert not MailingGroup.objects.filter(code="FAIR-KOLN-2026").exists()

    imported = bring(tmp_path, TEXT, MAPPING, new_group="Fair Köln 2026")

    group = MailingGroup.objects.get(code="FAIR-KOLN-2026")
    assert (group.description, imported.effects["group"]) == ("Fair Köln 2026", group.code)
    assert members(group.code) == ["Anna", "Bo"]  # not the company that Anna's row made
    again = bring(tmp_path, TEXT, MAPPING, new_group="fair köln 2026")
    assert counts(again) == {"unchanged": 2}
    undo(imported, by=None, now=NOON)
    assert members(group.code) == []


def test_a_group_whose_code_is_taken_by_another_gets_one_of_its_own(tmp_path):
    MailingGroup.objects.create(code="FAIR", description="Another one")

    bring(tmp_path, TEXT, MAPPING, new_group="Fair!")

    assert members("FAIR-2") == ["Anna", "Bo"]
    assert members("FAIR") == []
