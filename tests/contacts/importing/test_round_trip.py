"""What is exported with all fields and imported again is the same database."""

import pytest
from django.db.models import Q

from contacts.models import (
    AttributeValue,
    Contact,
    ContactIndustryGroup,
    ContactMailingGroup,
    IndustryGroup,
    MailingGroup,
    OrganizationalLevel,
    Salutation,
    Territory,
)
from contacts.services.attributes import set_values
from contacts.services.exporting import FIELDS, GROUPS
from contacts.services.importing.fields import all_fields
from tests.factories import (
    make_attribute,
    make_company,
    make_language,
    make_person,
    make_salesperson,
)

from .bringing import NOON, bring, counts

pytestmark = pytest.mark.django_db


def everything():
    """Return all that an import can set about the contacts, by number."""
    members = ("mailing_groups", "industry_groups")
    groups = {
        name: set(model.objects.values_list("contact__number", code))
        for name, (model, code) in GROUPS.items()
        if name in members
    }
    values = AttributeValue.objects.values_list(
        "contact__number", "attribute__code", "text", "number", "day", "flag", "choice__code"
    )
    return set(Contact.objects.values_list(*FIELDS.values())), groups, set(values)


def population():
    acme = make_company(
        "Acme; & Söhne", number="C1", external_id="00123", phone="+493023125764",
        home_page="https://acme.example/a?b=c", country="DE", city="Köln", vat_number="DE136695976",
        registration_number="4930123456789012345", name_2='"quoted", and =1+1',
    )  # fmt: skip
    ada = make_person(
        "Ada Mary Byron", number="P1", first_name="Ada", middle_name="Mary", surname="Byron",
        initials="AMB", job_title="=Chief", company=acme, email="ada@acme.example",
        email_2="a.b@other.example", mobile_phone="+442079460018", language=make_language("sv"),
        salesperson=make_salesperson("EVA"), salutation=Salutation.objects.create(code="MS"),
        territory=Territory.objects.create(code="EAST"), format_region="sv-SE", currency_code="SEK",
        organizational_level=OrganizationalLevel.objects.create(code="CEO"),
        correspondence_type="email", address="Long Road 2", address_2="3rd floor", postcode="01067",
        country="DE", county="Kent", is_minor=True, is_privacy_blocked=True,
    )  # fmt: skip
    make_person("Łucja", number="P2", surname="Łucja", initials="Ł", exclude_from_segments=True)
    news = MailingGroup.objects.create(code="NEWS")
    fair = MailingGroup.objects.create(code="FAIR 26")
    retail = IndustryGroup.objects.create(code="RETAIL")
    for group in (news, fair):
        ContactMailingGroup.objects.create(contact=ada, mailing_group=group)
    ContactIndustryGroup.objects.create(contact=acme, industry_group=retail)
    for code, kind, choices in [
        ("wine", "text", ()), ("height", "number", ()), ("met", "date", ()), ("vip", "yes_no", ()),
        ("size", "choice", ("s", "m")), ("likes", "choices", ("red", "blue")),
    ]:  # fmt: skip
        make_attribute(code, kind, choices=choices)
    said = {"wine": "=Rioja, 'red'", "height": "-1.5", "met": "2026-12-31", "vip": False}
    said |= {"size": "m", "likes": ("blue", "red")}
    set_values(ada, said, by=None, now=NOON)
    set_values(acme, {"vip": True}, by=None, now=NOON)


def test_the_import_knows_every_column_of_the_export():
    assert set(FIELDS) | set(GROUPS) <= set(all_fields())
    assert set(all_fields()) <= set(FIELDS) | set(GROUPS)


@pytest.mark.lesson(86)
def test_what_was_exported_is_imported_as_it_was(client_for, tmp_path):
    population()
    before = everything()
    answer = client_for("Marketer").get("/contacts/", {"export": "csv", "content": "all"})
    content = answer.getvalue()
    mapping = content.decode("utf-8-sig").split("\r\n", 1)[0].replace(",", " ")

    imported = bring(tmp_path, content, mapping, match="number")
    assert counts(imported) == {"unchanged": 3}, str(
        [(r.before, r.after) for r in imported.rows.all()]
    )
    assert everything() == before

    ContactMailingGroup.objects.all().delete()
    ContactIndustryGroup.objects.all().delete()
    Contact.objects.filter(Q(type="person")).delete()
    Contact.objects.all().delete()
    imported = bring(tmp_path, content, mapping, match="number")

    assert counts(imported) == {"created": 3}, [r.reason for r in imported.rows.all()]
    assert everything() == before
