"""Suppressed addresses: known by their hash alone, found again however they are written."""

import random
import unicodedata

import pytest
from django.db import IntegrityError, connection, transaction

from contacts import services
from contacts.models import (
    AlternativeAddress,
    Contact,
    SuppressedContact,
    Suppression,
    UncheckedContact,
)
from contacts.services.fingerprints import normal_email
from tests.consents import marketing, say
from tests.factories import make_company, make_contact
from tests.segments_app.services.building import add, is_, ready_segment

pytestmark = pytest.mark.django_db
ADDRESS = "Jörg.Müller@Bücher.example"


def suppress(email="", *, now, **address):
    return services.suppress(
        services.Address(email=email, **address), cause="objected", by=None, now=now
    )


def spellings(rnd, email):
    """Another way to write the same address."""
    local, _at, domain = email.rpartition("@")
    domain = rnd.choice([domain, domain.encode("idna").decode()])
    local = rnd.choice([local, f"{local}+news"])
    text = rnd.choice([str.upper, str.lower, str.title])(f"{local}@{domain}")
    text = unicodedata.normalize(rnd.choice(["NFC", "NFD", "NFKC"]), text)
    return rnd.choice(["", " ", "\t"]) + text + rnd.choice(["", " ", "\u00a0"])


@pytest.mark.parametrize("seed", range(20))
def test_an_address_is_found_however_it_is_written(seed, now):
    made = suppress(ADDRESS, now=now)

    text = spellings(random.Random(seed), ADDRESS)

    assert services.suppression_of(services.Address(email=text)) == made


def test_tags_and_dots_matter_as_the_settings_say(settings):
    settings.SUPPRESSION_IGNORES = []
    assert normal_email("a.b+c@x.example") == "a.b+c@x.example"
    settings.SUPPRESSION_IGNORES = ["tags", "dots"]
    assert normal_email("A.b+c@x.example") == "ab@x.example"
    assert normal_email("+c@x.example") == "+c@x.example"


def test_nothing_of_the_address_is_kept(now):
    suppress(ADDRESS, now=now)
    suppress(name="Jörg Müller", address="Ringweg 1", postcode="12 345", country="DE", now=now)

    kept = str(list(Suppression.objects.values())).lower()

    assert not [part for part in ("jörg", "jorg", "müller", "bücher", "ringweg") if part in kept]


def test_another_secret_gives_another_hash(settings, now):
    suppress(ADDRESS, now=now)
    settings.SUPPRESSION_KEY = "another"

    assert services.suppression_of(services.Address(email=ADDRESS)) is None


def test_a_postal_address_is_found_without_blanks_case_and_accents(now):
    made = suppress(
        name="Jörg Müller", address="Ringweg 1", postcode="12 345", country="DE", now=now
    )
    again = services.Address(
        name="JORG MULLER", address="ringweg  1.", postcode="12345", country="DE"
    )

    assert services.suppression_of(again) == made
    with pytest.raises(services.SuppressionRefused):
        suppress(name="Jörg Müller", now=now)


@pytest.mark.lesson(69)
def test_contacts_that_are_there_are_left_out_at_once(now):
    there = make_contact(email="ADA@x.example")
    second = make_contact(email_2="ada+news@x.example")
    other = make_company()
    AlternativeAddress.objects.create(contact=other, code="A", email="ada@x.example")
    free = make_contact(email="bea@x.example")

    suppress("ada@x.example", now=now)

    segment = ready_segment(now=now)
    step = add(segment, is_(there, second, other, free), now=now)
    assert step.left_out == {"suppressed": 3}
    assert step.change == 1


@pytest.mark.lesson(69)
def test_whoever_comes_with_a_suppressed_address_is_left_out_by_whatever_way(now):
    suppress("ada@x.example", now=now)
    values = {"type": "person", "surname": "Ada", "email": "ada@x.example"}
    by_service = services.create_contact(values=values, by=None, now=now)
    by_nobody = make_contact(email="ada@x.example")
    free = make_contact(email="bea@x.example")

    assert services.suppressed_on(by_service) == now
    segment = ready_segment(now=now)
    assert add(segment, is_(by_nobody, free), now=now).left_out == {"suppressed": 2}
    assert services.check_addresses() == 2
    segment = ready_segment(now=now)
    assert add(segment, is_(by_service, by_nobody, free), now=now).left_out == {"suppressed": 2}
    assert set(SuppressedContact.objects.values_list("contact", flat=True)) == {
        by_service.pk,
        by_nobody.pk,
    }


def test_a_changed_address_is_looked_at_again(now):
    suppress("ada@x.example", now=now)
    contact = make_contact(email="ada@x.example")
    services.check_addresses()

    services.update_contact(contact, values={"email": "bea@x.example"}, by=None, now=now)

    assert services.suppressed_on(contact) is None
    Contact.objects.filter(pk=contact.pk).update(email="ada@x.example")
    assert UncheckedContact.objects.get().contact == contact
    assert services.check_addresses() == 1
    assert services.suppressed_on(contact) == now


def test_without_suppressions_nothing_is_queued():
    make_contact(email="ada@x.example")

    assert not UncheckedContact.objects.exists()


def test_a_new_consent_lets_a_suppressed_contact_be_approached(now):
    contact = make_contact(email="ada@x.example")
    say(contact)  # before
    suppress("ada@x.example", now=now)
    values = {
        "purpose": marketing(),
        "correspondence_type": "email",
        "ignores_contact_correspondence": True,
    }
    assert add(ready_segment(now=now, **values), is_(contact), now=now).change == 0

    say(contact, now=now.replace(year=2027))

    assert add(ready_segment(now=now, **values), is_(contact), now=now).change == 1
    assert add(ready_segment(now=now), is_(contact), now=now).change == 0


def test_a_suppression_is_lifted_for_a_reason_and_stays_written_down(now):
    contact = make_contact(email="ada@x.example")
    made = suppress("ada@x.example", now=now)
    with pytest.raises(services.SuppressionRefused):
        services.lift_suppression(made, reason=" ", by=None, now=now)

    services.lift_suppression(made, reason="She asked for it", by=None, now=now)

    assert services.suppressed_on(contact) is None
    assert services.suppression_of(services.Address(email="ada@x.example")) is None
    assert Suppression.objects.get().lifted_reason == "She asked for it"
    assert suppress("ada@x.example", now=now) != made


def test_a_suppression_is_neither_changed_nor_deleted(now):
    made = suppress("ada@x.example", now=now)
    rows = Suppression.objects.filter(pk=made.pk)
    for write in (lambda: rows.update(fingerprint="x"), rows.delete):
        with pytest.raises(IntegrityError), transaction.atomic():
            write()
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM contacts_suppression")
    assert suppress("ADA@x.example", now=now) == made


def test_all_addresses_of_a_contact_are_suppressed_at_once(now):
    contact = make_contact(
        "Ada", email="ada@x.example", email_2="a@y.example", address="Ring 1", postcode="1"
    )

    made = services.suppress_contact(contact, cause="erased", by=None, now=now)

    assert len(made) == 3
    assert SuppressedContact.objects.filter(contact=contact).count() == 3


def test_a_restricted_contact_is_seen_but_not_used(now):
    contact = make_contact()
    services.restrict_contact(contact, reason="Disputed", by=None, now=now)

    segment = ready_segment(now=now)
    assert add(segment, is_(contact), now=now).left_out == {"restricted": 1}
    services.lift_restriction(contact, reason="Address checked", by=None, now=now)
    assert add(segment, is_(contact), now=now).change == 1
    assert contact.restrictions.get().lifted_at == now
