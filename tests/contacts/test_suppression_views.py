"""Suppressed addresses by pages: tested, added, lifted, and said when one is entered again."""

import pytest
from django.utils import timezone

from contacts import services
from contacts.models import Contact, Suppression
from tests.factories import make_person
from tests.queries import queries_of

pytestmark = pytest.mark.django_db
PAGE = "/contacts/suppressions/"
EMAIL = "Anna@Example.com"


@pytest.fixture
def client(client_for):
    return client_for("administrator")


def suppress(email=EMAIL):
    return services.suppress(
        services.Address(email=email), cause="objected", by=None, now=timezone.now()
    )


def test_an_address_is_suppressed_and_whoever_has_it_is_left_out(client):
    contact = make_person(email="anna@example.com")

    answer = client.post(PAGE, {"email": EMAIL, "cause": "complaint", "reason": "Called", "add": 1})

    assert answer.status_code == 303
    row = Suppression.objects.get()
    assert (row.cause, row.reason, row.kind) == ("complaint", "Called", "email")
    assert row.suppressed_by is not None
    assert not Contact.objects.may_contact().filter(pk=contact.pk).exists()
    page = client.get(PAGE).content.decode()
    assert row.fingerprint[:8] in page and row.fingerprint not in page
    assert "example.com" not in page.lower()


def test_a_postal_address_is_suppressed(client):
    data = {"name": "Anna Berg", "address": "Hafen 1", "postcode": "24103", "country": "DE"}

    client.post(PAGE, data | {"cause": "objected", "add": 1})

    assert Suppression.objects.get().kind == "postal"


@pytest.mark.parametrize(("typed", "is_found"), [("ANNA+x@example.com", True), ("b@x.org", False)])
def test_testing_an_address_says_whether_it_is_suppressed_and_changes_nothing(
    client, typed, is_found
):
    suppress()

    answer = client.post(PAGE, {"email": typed, "test": 1})

    assert answer.status_code == 200
    assert bool(answer.context["found"]) is is_found
    words = "This address is suppressed since" if is_found else "This address is not suppressed."
    assert words in answer.content.decode()
    assert Suppression.objects.count() == 1


@pytest.mark.parametrize(
    ("data", "field", "says"),
    [
        ({"email": EMAIL, "add": 1}, "cause", "Say why nobody may be approached there."),
        ({"cause": "other", "add": 1}, "__all__", "Enter an e-mail address, or a name"),
        ({"email": "nobody", "cause": "other", "add": 1}, "__all__", "Enter an e-mail address"),
        ({"test": 1}, "__all__", "Enter an e-mail address, or a name"),
    ],
)
def test_what_is_missing_is_said(client, data, field, says):
    answer = client.post(PAGE, data)

    assert answer.status_code == 422
    assert says in " ".join(answer.context["form"].errors[field])
    assert not Suppression.objects.exists()


def test_a_suppression_is_lifted_for_a_reason_and_the_row_stays(client):
    contact, row = make_person(email=EMAIL), suppress()
    address = f"{PAGE}{row.pk}/lift/"

    assert client.post(address, {"reason": " "}).status_code == 422
    assert client.post(address, {"reason": "She asked for it"}).status_code == 303

    row.refresh_from_db()
    assert (row.lifted_reason, row.lifted_by is not None) == ("She asked for it", True)
    assert Contact.objects.may_contact().filter(pk=contact.pk).exists()
    assert "She asked for it" in client.get(PAGE).content.decode()
    assert "It was lifted on" in client.get(address).content.decode()


def test_who_enters_a_suppressed_address_again_is_told_and_it_is_saved(client):
    suppress()

    answer = client.post(
        "/contacts/new/?type=company", {"name": "Berg & Co", "email": EMAIL}, follow=True
    )

    assert Contact.objects.get().name == "Berg & Co"
    assert "was suppressed on" in answer.content.decode()


def test_an_address_that_is_not_suppressed_warns_of_nothing(client):
    answer = client.post(
        "/contacts/new/?type=company", {"name": "Berg & Co", "email": EMAIL}, follow=True
    )

    assert Contact.objects.exists()
    assert "was suppressed on" not in answer.content.decode()


@pytest.mark.parametrize("role", ["viewer", "marketer"])
def test_only_administrators_see_the_page(client_for, role):
    row = suppress()

    for address in (PAGE, f"{PAGE}{row.pk}/lift/"):
        assert client_for(role).get(address).status_code == 403
        assert client_for(role).post(address).status_code == 403


def test_the_list_takes_the_same_queries_however_many_there_are(client):
    suppress()
    before = queries_of(client, PAGE)
    for number in range(12):
        suppress(f"{number}@example.com")

    assert queries_of(client, PAGE) == before
