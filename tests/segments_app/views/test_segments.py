"""The list of segments, a new one, the overview, and what is done with a whole one."""

import pytest
from django.utils import timezone

from contacts.models import ContactMailingGroup, MailingGroup, MarketingSetup
from interactions.models import LoggedSegment
from segments_app import services
from segments_app.common.text import normalise
from segments_app.models import Segment
from tests.factories import (
    make_campaign,
    make_contact,
    make_logged_segment,
    make_salesperson,
    make_template,
)

from .pages import (
    contacts_of,
    counted,
    fresh,
    make_segment,
    ready_segment,
    segment_of,
    text_of,
    with_contacts,
)


def test_the_list_shows_a_segment_with_its_contacts(client):
    segment = segment_of(2, description="Łucja's letter", campaign=make_campaign("Fair"))

    page = text_of(client.get("/segments/"))

    assert f"{segment.number} Łucja's letter Open 2 Fair" in page


def test_the_list_has_the_same_number_of_queries_for_3_and_for_30(client):
    campaign, salesperson = make_campaign(), make_salesperson()
    for _ in range(3):
        segment_of(1, campaign=campaign, salesperson=salesperson)
    client.get("/segments/")  # warms what is cached for good
    with counted() as few:
        client.get("/segments/")
    for _ in range(27):
        segment_of(1, campaign=campaign, salesperson=salesperson)
    with counted() as many:
        client.get("/segments/")

    assert len(few) == len(many)


@pytest.mark.parametrize(
    "query", ["q=lucja", "status=open", "mine=yes", "date_after=2026-03-01&date_before=2026-03-31"]
)
def test_the_list_finds_by(client, marketer, query):
    make_segment(by=marketer, description="Łucja", occurred_on="2026-03-18")
    other = make_segment(description="Other", occurred_on="2026-01-01")
    services.archive_segment(other, by=None, now=timezone.now())

    page = text_of(client.get(f"/segments/?{query}"))

    assert "Łucja" in page
    assert "Other" not in page


def test_the_list_finds_by_campaign_salesperson_and_template(client):
    campaign, salesperson, template = make_campaign(), make_salesperson(), make_template()
    make_segment(
        description="Wanted", campaign=campaign, salesperson=salesperson, template=template
    )
    make_segment(description="Other")

    for name, row in {
        "campaign": campaign,
        "salesperson": salesperson,
        "template": template,
    }.items():
        page = text_of(client.get(f"/segments/?{name}={row.pk}"))
        assert "Wanted" in page
        assert "Other" not in page


def test_the_list_is_exported_as_it_is_shown(client):
    segment_of(1, description="=SUM(A1)")
    make_segment(description="Other")

    response = client.get("/segments/?q=sum&export=csv")

    lines = b"".join(response.streaming_content).decode().splitlines()
    assert len(lines) == 2
    assert "'=SUM(A1)" in lines[1]


def test_an_empty_list_offers_a_first_segment_to_those_who_may(client, reader):
    assert "No segments yet. New segment" in text_of(client.get("/segments/"))
    assert "New segment" not in text_of(reader.get("/segments/"))


def test_a_new_segment_goes_on_to_its_contacts(client, marketer):
    campaign = make_campaign()

    response = client.post(
        "/segments/new/", {"start": "blank", "description": "Letter", "campaign": campaign.pk}
    )

    segment = Segment.objects.get()
    assert response.status_code == 303
    assert response["Location"] == f"/segments/{segment.pk}/who/"
    assert (segment.description, segment.campaign, segment.created_by) == (
        "Letter",
        campaign,
        marketer,
    )


def test_a_new_segment_takes_the_campaign_of_the_page_it_was_begun_on(client):
    campaign = make_campaign()

    page = client.get(f"/segments/new/?campaign={campaign.pk}").content.decode()

    assert f'name="campaign" value="{campaign.pk}"' in page


def make_logged(description):
    number = f"SM9{LoggedSegment.objects.count():04}"
    words = normalise(f"{number} {description}")
    return make_logged_segment(number, description=description, search_text=words)


def mailing_group(*contacts):
    group = MailingGroup.objects.create(code="XMAS")
    for contact in contacts:
        ContactMailingGroup.objects.create(mailing_group=group, contact=contact)
    return {"mailing_group": group.pk}


def saved_criteria(*contacts):
    segment = with_contacts(ready_segment(0), *contacts)
    criteria = services.save_criteria(
        fresh(segment), code="FAIR", description="Fair", by=None, now=timezone.now()
    )
    return {"saved_criteria": criteria.pk}


def logged_segment(*contacts):
    segment = with_contacts(ready_segment(0), *contacts)
    logged = services.log_segment(segment, by=None, now=timezone.now())
    return {"logged_segment": logged.pk}


def other_segment(*contacts):
    return {"copied": with_contacts(ready_segment(0), *contacts).pk}


@pytest.mark.parametrize(
    ("start", "source"),
    [
        ("mailing_group", mailing_group),
        ("saved_criteria", saved_criteria),
        ("logged_segment", logged_segment),
        ("copy", other_segment),
    ],
)
def test_a_new_segment_starts_from(client, start, source):
    contacts = {make_contact(), make_contact()}
    picked = source(*contacts)

    response = client.post("/segments/new/", {"start": start, **picked})

    segment = Segment.objects.order_by("pk").last()
    assert response["Location"] == f"/segments/{segment.pk}/who/"
    assert contacts_of(segment) == contacts


def test_picking_something_is_choosing_it(client):
    contact = make_contact()

    client.post("/segments/new/", {"start": "blank", **mailing_group(contact)})

    assert contacts_of(Segment.objects.get()) == {contact}


def test_a_source_that_was_not_picked_is_asked_for(client):
    response = client.post("/segments/new/", {"start": "mailing_group"})

    assert response.status_code == 422
    assert "Choose one to start from." in text_of(response)
    assert not Segment.objects.exists()


def test_without_a_number_series_the_setup_field_is_named(client):
    MarketingSetup.objects.update(segment_numbers=None)

    response = client.post("/segments/new/", {"start": "blank"})

    assert response.status_code == 422
    assert "segment numbers" in text_of(response)


def test_more_contacts_come_from_another_source(client):
    segment, contact = segment_of(1), make_contact()
    before = contacts_of(segment)

    response = client.post(
        f"/segments/{segment.pk}/start/", {"start": "mailing_group", **mailing_group(contact)}
    )

    assert response["Location"] == f"/segments/{segment.pk}/who/"
    assert contacts_of(segment) == before | {contact}


def test_the_overview_shows_steps_and_interaction(client):
    segment = ready_segment(2, template=make_template(description="Business letter"))

    page = text_of(client.get(f"/segments/{segment.pk}/"))

    assert "Business letter" in page
    assert "0 → to 2" in page
    assert "Check and log" in page


def test_the_overview_of_a_logged_segment_only_shows(client):
    segment = ready_segment(2)
    services.log_segment(segment, by=None, now=timezone.now())

    page = text_of(client.get(f"/segments/{segment.pk}/"))

    assert "It does not change any more" in page
    assert "Choose contacts" not in page
    assert "Put into the archive" not in page


def test_a_reader_is_shown_no_button_that_is_refused(reader):
    segment = ready_segment(1)

    for path in ("", "who/", "contacts/", "log/"):
        page = reader.get(f"/segments/{segment.pk}/{path}").content.decode()
        main = page[page.index("<main") : page.index("</main")]
        assert 'method="post"' not in main, path
        assert "/what/" not in main, path
        assert "/start/" not in main, path


@pytest.mark.parametrize("path", ["what/", "start/", "who/by-hand/", "who/"])
def test_the_pages_that_change_lead_away_from_a_closed_segment(client, path):
    segment = segment_of(1)
    services.archive_segment(segment, by=None, now=timezone.now())

    response = client.get(f"/segments/{segment.pk}/{path}", follow=True)

    assert response.redirect_chain[-1][0] == f"/segments/{segment.pk}/"
    assert "is archived" in text_of(response)


@pytest.mark.lesson(88)
def test_a_segment_is_put_into_the_archive_and_taken_out(client):
    segment = segment_of(1)

    client.post(f"/segments/{segment.pk}/archive/")
    archived = fresh(segment).status
    client.post(f"/segments/{segment.pk}/restore/")

    assert (archived, fresh(segment).status) == ("archived", "open")


def test_a_copy_is_a_segment_of_its_own(client):
    segment = ready_segment(2)

    response = client.post(f"/segments/{segment.pk}/copy/")

    copy = Segment.objects.order_by("pk").last()
    assert copy.pk != segment.pk
    assert response["Location"] == f"/segments/{copy.pk}/"
    assert contacts_of(copy) == contacts_of(segment)


def test_deleting_asks_first(client):
    segment = segment_of(1)

    asked = client.post(f"/segments/{segment.pk}/delete/")
    there = Segment.objects.exists()
    response = client.post(f"/segments/{segment.pk}/delete/", {"confirmed": "1"})

    assert "Delete the segment?" in text_of(asked)
    assert there
    assert response["Location"] == "/segments/"
    assert not Segment.objects.exists()


def test_a_logged_segment_is_not_deleted(client):
    segment = ready_segment(1)
    services.log_segment(segment, by=None, now=timezone.now())

    client.post(f"/segments/{segment.pk}/delete/", {"confirmed": "1"})

    assert Segment.objects.filter(pk=segment.pk).exists()


def test_a_segment_that_is_not_there_is_not_found(client):
    assert client.get("/segments/987654321/").status_code == 404


@pytest.mark.parametrize(
    ("kind", "make"),
    [("segments", make_segment), ("campaigns", make_campaign), ("logged-segments", make_logged)],
)
def test_a_picker_finds_what_is_not_on_the_page(client, kind, make):
    wanted = make(description="Łucja")
    make(description="Other")

    response = client.get(f"/segments/picks/{kind}/?q=lucja")

    assert response.json() == {"results": [{"id": wanted.pk, "text": str(wanted)}]}


def test_a_picker_of_nothing_known_is_not_found(client):
    assert client.get("/segments/picks/users/?q=a").status_code == 404


def test_a_source_of_which_there_is_none_cannot_be_chosen(client):
    page = client.get("/segments/new/").content.decode()

    assert page.count("There is none yet.") == 4
    assert 'id="start-mailing_group" value="mailing_group" disabled' in page
    assert 'id="start-blank" value="blank" checked' in page


def test_what_was_picked_counts_where_no_source_was_chosen(client):
    segment = make_segment()
    group = mailing_group(make_contact("Anna"))

    response = client.post(f"/segments/{segment.pk}/start/", group)

    assert response.status_code == 303
    assert len(contacts_of(segment)) == 1


def test_neither_source_nor_pick_is_asked_for(client):
    response = client.post(f"/segments/{make_segment().pk}/start/", {"start": ""})

    assert response.status_code == 422
    assert "Choose one to start from." in text_of(response)


def test_a_segment_is_not_offered_to_itself(client):
    segment, other = make_segment(description="This one"), make_segment(description="That one")

    page = client.get(f"/segments/{segment.pk}/start/").content.decode()

    assert f'<option value="{other.pk}">' in page
    assert f'<option value="{segment.pk}">' not in page
