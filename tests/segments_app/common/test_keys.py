"""Many keys are one value of a query."""

import pytest
from django.db.models import Case, Q, When
from django.db.models.functions import Lower

from contacts.models import Contact
from segments_app.common.keys import Among, AmongTexts
from tests.factories import make_company, make_contact

pytestmark = pytest.mark.django_db
FAR = range(1_000_000, 1_020_000)


def test_rows_with_one_of_the_keys_are_found():
    one, two, other = (make_contact(name=name) for name in "123")
    keys = [one.pk, two.pk, *FAR]

    found = Contact.objects.filter(Among("pk", keys)).order_by("name")

    assert list(found) == [one, two]
    assert list(Contact.objects.filter(~Among("pk", keys))) == [other]
    along = Contact.objects.filter(Case(When(Among("pk", keys), then=True), default=False))
    assert list(along.order_by("name")) == [one, two]
    assert len(found.query.sql_with_params()[1]) == 1


def test_no_keys_are_nobodys_and_empty_columns_no_keys():
    company = make_company()
    at_company, _alone = make_contact(company=company), make_contact()

    assert not Contact.objects.filter(Among("pk", [])).exists()
    assert list(Contact.objects.filter(Among("company", [company.pk]))) == [at_company]
    either = Q(Among("company", [])) | Among("pk", [company.pk])
    assert list(Contact.objects.filter(either)) == [company]


def test_rows_with_one_of_many_texts_are_found():
    texts = ["Äpfel", "it's", 'a "b"', "{c}", "back\\slash", ""]
    wanted = [make_contact(name=text or "none", external_id=text) for text in texts]
    other = make_contact(external_id="other")
    many = [*texts, *map(str, FAR)]

    found = Contact.objects.filter(AmongTexts("external_id", many))

    assert set(found) == {*wanted}
    assert len(found.query.sql_with_params()[1]) == 1
    assert list(Contact.objects.filter(AmongTexts(Lower("external_id"), ["other"]))) == [other]
    assert not Contact.objects.filter(AmongTexts("external_id", [])).exists()
