"""An import taken back: what was there is there again, and what somebody touched since stays."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import User

from contacts.models import (
    Contact,
    ContactImport,
    ContactMailingGroup,
    DuplicatePair,
    MailingGroup,
    MatchKey,
    SuppressedContact,
    UncheckedContact,
)
from contacts.services import add_comment, update_contact
from contacts.services.importing.undoing import NothingToUndo, undo
from contacts.services.importing.using import pointing
from contacts.services.suppressing import Address, suppress
from tests.factories import make_company, make_interaction, make_person

from .bringing import NOON, bring, look, row

pytestmark = pytest.mark.django_db
LATER = NOON + timedelta(days=1)
FIELDS = "company first_name email phone mailing_groups city"
TEXT = (
    "Company,First name,E-mail,Phone,Groups,City\n"
    "Acme,Anna,anna@example.org,030 123456,VIP,Bonn\n"
    "New,Bo,bo@example.org,030 654321,VIP,\n"
    ",Cy,cy@example.org,,,\n"
)


def everything():
    """Return all that an import may write, as it is in the database."""
    contacts = Contact.objects.order_by("pk").values()
    joined = ContactMailingGroup.objects.order_by("contact", "mailing_group")
    return (
        [{k: v for k, v in each.items() if k != "modified_at"} for each in contacts],
        list(joined.values_list("contact", "mailing_group")),
    )


@pytest.fixture
def old():
    """A contact that the file changes in every column, at the company that it names."""
    MailingGroup.objects.create(code="VIP")
    acme = make_company("Acme", search_own="acme\t\n\r")
    anna = make_person(
        "Anna", first_name="", surname="Anna", email="anna@example.org", phone="1", city="Rom"
    )
    update_contact(anna, values={"city": "Rom"}, by=None, now=NOON)
    return acme, Contact.objects.get(pk=anna.pk)


def test_everything_is_as_it_was(tmp_path, old):
    from contacts.services import fill_search_words

    for contact in Contact.objects.all():
        fill_search_words(contact)
        contact.save()
    before = everything()
    imported = bring(tmp_path, TEXT, FIELDS, phone_country="DE")
    assert everything() != before

    undone = undo(imported, by=None, now=LATER)

    assert everything() == before
    assert undone.status == ContactImport.Status.UNDONE
    assert undone.undo_counts == {"restored": 1, "left": 1, "partly": 0, "deleted": 3, "kept": 0}


def test_undoing_twice_is_harmless(tmp_path, old):
    imported = bring(tmp_path, TEXT, FIELDS)
    first = undo(imported, by=None, now=LATER)
    before = everything()

    second = undo(imported, by=None, now=LATER + timedelta(days=1))

    assert everything() == before
    assert second.undone_at == first.undone_at
    assert second.undo_counts == first.undo_counts


def test_what_somebody_changed_since_stays_and_the_row_says_who(tmp_path, old):
    _acme, anna = old
    eva = User.objects.create_user("eva")
    imported = bring(tmp_path, TEXT, FIELDS, phone_country="DE")
    anna.refresh_from_db()
    update_contact(anna, values={"phone": "+49 30 999"}, by=eva, now=LATER)

    undone = undo(imported, by=None, now=LATER)

    anna.refresh_from_db()
    assert (anna.phone, anna.city) == ("+49 30 999", "Rom")
    assert (undone.undo_counts["restored"], undone.undo_counts["partly"]) == (0, 1)
    assert row(imported, 2).kept.startswith("telephone: changed since by eva on ")


def test_a_contact_that_was_changed_or_used_since_is_kept_with_its_company(tmp_path):
    text = "Company,First name,E-mail\nA,Anna,a@x.org\nB,Bo,b@x.org\nC,Cy,c@x.org\nD,Di,d@x.org\n"
    imported = bring(tmp_path, text, "company first_name email")
    anna, bo, cy = (Contact.objects.get(first_name=name) for name in ("Anna", "Bo", "Cy"))
    update_contact(anna, values={"city": "Rom"}, by=None, now=LATER)
    make_interaction(bo)
    add_comment(cy, text="Called", commented_on=LATER.date(), by=None, now=LATER)

    undone = undo(imported, by=None, now=LATER)

    left = {*Contact.objects.values_list("name", flat=True)}
    assert left == {"Anna", "A", "Bo", "B", "Cy", "C"}
    assert row(imported, 2).kept.startswith("Changed since on ")
    assert row(imported, 3).kept == "In use: interactions."
    assert row(imported, 4).kept == "In use: comments on contacts."
    assert (undone.undo_counts["deleted"], undone.undo_counts["kept"]) == (2, 6)


def test_a_group_that_was_joined_before_is_not_left(tmp_path):
    vip = MailingGroup.objects.create(code="VIP")
    bo = make_person("Bo", email="bo@example.org")
    ContactMailingGroup.objects.create(contact=bo, mailing_group=vip)
    imported = bring(tmp_path, TEXT, FIELDS)

    undo(imported, by=None, now=LATER)

    assert ContactMailingGroup.objects.filter(contact=bo).exists()


def test_a_file_that_was_only_looked_at_has_nothing_to_undo(tmp_path):
    with pytest.raises(NothingToUndo):
        undo(look(tmp_path, TEXT, FIELDS), by=None, now=LATER)


def test_a_file_can_be_imported_again_after_it_was_undone(tmp_path):
    MailingGroup.objects.create(code="VIP")
    undo(bring(tmp_path, TEXT, FIELDS), by=None, now=LATER)

    again = bring(tmp_path, TEXT, FIELDS)

    assert again.created_count == 3


#: What somebody made or said of a contact, so that undoing keeps it; all other tables that point
#: at contacts are kept by the database, a search or the import itself, and go with the contact.
USES = {
    *("SegmentLine", "RefreshMove", "CampaignTarget", "Interaction", "LeftOut", "ContactAnswer"),
    *("AlternativeAddress", "AddressDateRange", "ContactWebSource", "ContactComment"),
    *("ContactMailingGroup", "ContactIndustryGroup", "ContactBusinessRelation"),
    *("ContactJobResponsibility", "AttributeValue", "BulkEditRow", "ImportRow", "Merge"),
    *("Restriction", "Contact", "ConsentEvent", "ContactFile"),
}
KEPT_BY_ITSELF = {
    *("SuppressedContact", "UncheckedContact", "MatchKey", "DuplicatePair", "ContactChange"),
    "ConsentState",
}


def test_of_every_table_that_points_at_contacts_it_is_known_whether_it_is_a_use():
    relations = Contact._meta.get_fields(include_hidden=True)
    there = {r.related_model.__name__ for r in relations if r.auto_created and r.is_relation}
    used = {model.__name__ for model, _way in pointing()}

    assert used >= USES
    assert not used & KEPT_BY_ITSELF
    assert there == used | KEPT_BY_ITSELF


def test_what_is_kept_of_a_contact_by_itself_does_not_keep_it(tmp_path):
    suppress(Address(email="bo@example.org"), cause="objected", by=None, now=NOON)
    MailingGroup.objects.create(code="VIP")
    old = make_person("Bo Alt")
    imported = bring(tmp_path, TEXT, FIELDS)
    bo = Contact.objects.get(email="bo@example.org")
    look(tmp_path, TEXT, FIELDS)  # another file, not imported, names all of them
    UncheckedContact.objects.get_or_create(contact=bo)
    DuplicatePair.objects.create(first=old, second=bo, score=9, found_at=NOON)
    assert MatchKey.objects.filter(contact=bo).exists()
    assert SuppressedContact.objects.filter(contact=bo).exists()

    undo(imported, by=None, now=LATER)

    assert [*Contact.objects.all()] == [old]
    assert not SuppressedContact.objects.filter(contact=bo.pk).exists()
    assert not UncheckedContact.objects.filter(contact=bo.pk).exists()
