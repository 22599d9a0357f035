"""Everything stored about a person is told, from every table, and who took it is recorded."""

import io
import json
from zipfile import ZipFile

import pytest
from django.db import models
from django.test.utils import isolate_apps
from django.urls import reverse

from contacts import services
from contacts.models import (
    AlternativeAddress,
    Contact,
    ContactComment,
    ContactImport,
    DuplicatePair,
    ImportRow,
)
from contacts.services.personal import (
    HOLDINGS,
    UndecidedHoldings,
    everything_about,
    holdings,
    undecided,
)
from interactions.models import FrozenContent, InteractionComment
from segments_app.models import ExportRecord
from tests.consents import say
from tests.factories import DAY, make_company, make_interaction, make_language, make_person
from tests.queries import queries_of

pytestmark = pytest.mark.django_db


def rich(now, by):
    """Return a person with rows in many tables, and somebody else beside it."""
    anna = make_person(
        "Anna Example",
        company=make_company("Example & Co"),
        email="anna@example.org",
        country="BE",
        created_at=now,
    )
    other = make_person("Bertil Stranger", email="bertil@example.net")
    AlternativeAddress.objects.create(contact=anna, code="SUMMER", city="Ghent")
    ContactComment.objects.create(contact=anna, commented_on=DAY, text="Likes tea")
    content = FrozenContent.objects.create(
        language=make_language("en"), subject="Your invitation", text="Dear Anna"
    )
    call = make_interaction(anna, description="Call about tea", content=content)
    InteractionComment.objects.create(interaction=call, text="Asked for samples")
    say(anna, evidence="Form 17")
    services.restrict_contact(anna, reason="Says her address is wrong", by=by, now=now)
    imported = ContactImport.objects.create(file_name="fair.csv", sha256="0", size=1)
    ImportRow.objects.create(
        contact_import=imported, number=7, outcome="created", contact=anna, label="Anna Example"
    )
    first, second = sorted([anna, other], key=lambda one: one.pk)
    DuplicatePair.objects.create(
        first=first, second=second, score=9, found_at=now, first_digest="a", second_digest="b"
    )
    return anna, other


@pytest.fixture
def taker(administrator, client_for):
    return client_for(administrator)


def unpacked(answer):
    archive = ZipFile(io.BytesIO(answer.content))
    return json.loads(archive.read("data.json")), archive.read("data.html").decode()


def test_ac_01_every_table_that_holds_something_about_a_contact_is_decided():
    assert undecided() == []


@isolate_apps("contacts")
def test_ac_01_a_new_table_that_nobody_has_decided_about_is_found(monkeypatch):
    class Sighting(models.Model):  # noqa: DJ008 (it has no rows)
        contact = models.ForeignKey(Contact, models.CASCADE)

        class Meta:
            app_label = "contacts"

    way = holdings.Way(Sighting, "contact", "contact")
    monkeypatch.setattr(holdings, "pointing", lambda: [way])

    assert undecided() == ["contacts.Sighting.contact"]
    with pytest.raises(UndecidedHoldings):
        everything_about(make_person())


def test_ac_01_a_table_below_a_table_is_found_too(monkeypatch):
    monkeypatch.delitem(HOLDINGS, "interactions.InteractionComment.interaction")

    assert undecided() == ["interactions.InteractionComment.interaction"]


def test_ac_02_page_and_file_tell_all_and_nothing_about_anybody_else(taker, now, administrator):
    anna, other = rich(now, administrator)

    page = taker.get(reverse("segments:contact_data", args=[anna.pk])).content.decode()
    told, html = unpacked(taker.get(reverse("segments:contact_data_file", args=[anna.pk])))

    in_json = json.dumps(told, ensure_ascii=False)
    for text in (page, html, in_json):
        for said in (
            "Anna Example", "anna@example.org", "Ghent", "Likes tea", "Call about tea",
            "Asked for samples", "Form 17", "Dear Anna", "Says her address is wrong", "fair.csv",
        ):  # fmt: skip
            assert said in text, said
        assert other.name not in text
        assert other.email not in text
    assert "Belgium" in page
    assert told["contacts.Contact"][0]["country"] == "BE"
    assert told["contacts.Contact"][0]["company"]["name"] == "Example & Co"
    assert told["contacts.ConsentEvent.contact"][0]["wording.text"]
    assert "contacts.DuplicatePair.first" in told["not included"]


def test_ac_02_whom_it_may_have_been_handed_to_is_told(taker, client_for, now, administrator):
    anna, other = rich(now, administrator)
    taker.get(reverse("contacts:contact_list"), {"format": "csv", "q": "Stranger"}).getvalue()
    taker.get(reverse("segments:contact_data", args=[other.pk]))

    told, _html = unpacked(taker.get(reverse("segments:contact_data_file", args=[anna.pk])))

    taken = told["exports since the contact was made"]
    assert len(taken) == ExportRecord.objects.exclude(path__contains=f"/{other.pk}/").count()
    assert "Stranger" not in json.dumps(taken)


def test_ac_03_only_who_has_the_right_gets_it_and_it_is_recorded(taker, client_for, now):
    anna = make_person("Anna Example")
    addresses = [
        reverse(name, args=[anna.pk])
        for name in ("segments:contact_data", "segments:contact_data_file")
    ]

    for address in addresses:
        assert client_for("marketer").get(address).status_code == 403
        assert taker.get(address).status_code == 200
        assert taker.post(address).status_code == 405

    records = ExportRecord.objects.order_by("pk")
    assert [one.format for one in records] == ["page", "zip"]
    assert {one.created_by.username for one in records} == {"administrator"}
    assert all(one.row_count == 1 and anna.number in one.name for one in records)
    assert all("Anna" not in one.name + one.query + one.filters for one in records)
    assert taker.get(reverse("segments:contact_data", args=[987_654])).status_code == 404


def test_the_page_asks_as_often_for_much_as_for_little(taker, now, administrator):
    anna, _other = rich(now, administrator)
    address = reverse("segments:contact_data", args=[anna.pk])
    taker.get(address)
    little = queries_of(taker, address)
    for number in range(3):
        ContactComment.objects.create(contact=anna, commented_on=DAY, text=f"More {number}")
        say(anna)
        make_interaction(anna)

    assert queries_of(taker, address) == little


def test_the_page_is_found_from_the_contact_by_who_may_take_it(taker, client_for):
    anna = make_person()
    address = reverse("segments:contact_data", args=[anna.pk])

    assert address in taker.get(anna.get_absolute_url()).content.decode()
    assert address not in client_for("marketer").get(anna.get_absolute_url()).content.decode()
