"""What is done with the contacts: the header of a segment, and its text in each language."""

from datetime import timedelta

import pytest
from django.utils import timezone

from segments_app import services
from segments_app.models import Segment
from tests.factories import (
    make_campaign,
    make_language,
    make_salesperson,
    make_template,
    make_template_content,
)

from .pages import contacts_of, fresh, make_segment, segment_of, text_of


def form(segment, **values):
    """What the page sends when only `values` were touched."""
    segment = fresh(segment)
    sent = {
        "seen_at": segment.modified_at.isoformat(),
        "description": segment.description,
        "occurred_on": segment.occurred_on.isoformat() if segment.occurred_on else "",
        "template": segment.template_id or "",
        "salesperson": segment.salesperson_id or "",
        "campaign": segment.campaign_id or "",
        "correspondence_type": segment.correspondence_type,
        "default_language": segment.default_language_id or "",
        "unit_cost": segment.unit_cost,
        "unit_duration": segment.unit_duration,
        "information_flow": segment.information_flow,
        "initiated_by": segment.initiated_by,
    }
    return sent | values


def send(client, segment, **values):
    return client.post(f"/segments/{segment.pk}/what/", form(segment, **values))


def test_the_interaction_is_prepared(client):
    segment, campaign, salesperson = make_segment(), make_campaign(), make_salesperson()

    response = send(
        client,
        segment,
        description="Spring fair",
        occurred_on="2026-03-18",
        campaign=campaign.pk,
        is_target="on",
        salesperson=salesperson.pk,
        unit_cost="2.50",
        and_check="1",
    )

    segment = fresh(segment)
    assert response["Location"] == f"/segments/{segment.pk}/log/"
    assert (segment.description, str(segment.occurred_on)) == ("Spring fair", "2026-03-18")
    assert (segment.campaign, segment.is_target, segment.salesperson) == (
        campaign,
        True,
        salesperson,
    )
    assert segment.unit_cost == 2.5


def test_without_a_campaign_nobody_is_its_target(client):
    segment = make_segment(campaign=make_campaign(), is_target=True)

    send(client, segment, campaign="", is_target="on", is_response="on")

    segment = fresh(segment)
    assert (segment.campaign, segment.is_target, segment.is_response) == (None, False, False)


def test_a_template_is_filled_in_to_be_looked_over_and_saves_nothing(client):
    segment = make_segment(description="")
    template = make_template(
        description="Letter", unit_cost=8, unit_duration=3, correspondence_type="letter"
    )

    response = client.post(
        f"/segments/{segment.pk}/what/", form(segment, template=template.pk, fill="1")
    )

    html = response.content.decode()
    assert response.status_code == 200
    assert 'name="unit_cost" value="8.00"' in html
    assert f'name="filled_with" value="{template.pk}"' in html
    assert 'value="Letter"' in html
    assert fresh(segment).template is None


def test_a_template_is_filled_in_as_a_fragment_for_htmx(client):
    segment, template = make_segment(), make_template(unit_cost=8)

    response = client.post(
        f"/segments/{segment.pk}/what/",
        form(segment, template=template.pk, fill="1"),
        headers={"HX-Request": "true"},
    )

    assert "<html" not in response.content.decode()
    assert 'id="interaction-fields"' in response.content.decode()


def test_what_was_left_on_the_form_wins_over_the_template(client):
    segment = make_segment(unit_cost=1)
    template = make_template(unit_cost=8, unit_duration=3)
    make_template_content(template, "de", subject="Hallo")

    send(
        client,
        segment,
        template=template.pk,
        filled_with=template.pk,
        unit_cost="1.00",
        unit_duration="3",
    )

    segment = fresh(segment)
    assert (segment.template, segment.unit_cost, segment.unit_duration) == (template, 1, 3)
    assert segment.contents.get().subject == "Hallo"


def test_a_template_that_was_not_looked_over_brings_its_values(client):
    segment, template = make_segment(), make_template(unit_cost=8, unit_duration=3)

    send(client, segment, template=template.pk)

    segment = fresh(segment)
    assert (segment.unit_cost, segment.unit_duration) == (8, 3)


def test_what_somebody_else_changed_meanwhile_is_not_overwritten(client):
    segment = make_segment()
    sent = form(segment, description="Mine")
    services.update_segment(
        segment,
        values={"description": "Theirs"},
        by=None,
        now=timezone.now() + timedelta(seconds=1),
    )

    response = client.post(f"/segments/{segment.pk}/what/", sent)
    retried = client.post(f"/segments/{segment.pk}/what/", form(segment, description="Mine"))

    assert response.status_code == 422
    assert "has been changed meanwhile" in text_of(response)
    assert 'value="Mine"' in response.content.decode()
    assert retried.status_code == 303
    assert fresh(segment).description == "Mine"


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"unit_cost": "-1"}, "greater than or equal to 0"),
        ({"occurred_on": "31.02.2026"}, "Enter a valid date"),
        ({"description": "x" * 101}, "at most 100 characters"),
        ({"template": "987654321"}, "Select a valid choice"),
    ],
)
def test_values_that_cannot_be_are_refused_at_their_field(client, values, message):
    segment = make_segment()

    response = send(client, segment, **values)

    assert response.status_code == 422
    assert message in text_of(response)


def test_what_is_archived_stays_chosen_but_is_not_offered(client):
    template = make_template(description="Old letter")
    segment = make_segment(template=template)
    template.is_archived = True
    template.save()

    there = client.get(f"/segments/{segment.pk}/what/").content.decode()
    other = client.get(f"/segments/{make_segment().pk}/what/").content.decode()
    saved = send(client, segment, description="Other")

    assert "Old letter" in there
    assert "Old letter" not in other
    assert saved.status_code == 303


def test_dates_and_amounts_are_what_their_controls_take_in_german(client, marketer):
    segment = make_segment(occurred_on="2026-03-18")

    client.post("/language/", {"language": "de", "next": "/"})
    html = client.get(f"/segments/{segment.pk}/what/").content.decode()
    send(client, segment, unit_cost="2.50")

    assert 'value="2026-03-18"' in html  # the controls of a browser take nothing else
    assert fresh(segment).unit_cost == 2.5


def test_a_text_is_written_changed_and_deleted(client):
    segment, german = make_segment(), make_language("de")
    page = f"/segments/{segment.pk}/what/texts/de/"

    chosen = client.post(f"/segments/{segment.pk}/what/texts/", {"language": german.pk})
    client.post(page, {"subject": "Hallo", "text": "Guten Tag"})
    written = segment.contents.get()
    client.post(page, {"subject": "Servus", "text": "Guten Tag"})
    changed = segment.contents.get()
    asked = client.post(f"{page}delete/")
    client.post(f"{page}delete/", {"confirmed": "1"})

    assert chosen["Location"] == page
    assert (written.language, written.subject) == (german, "Hallo")
    assert (changed.pk, changed.subject) == (written.pk, "Servus")
    assert "default language" in text_of(asked)
    assert not segment.contents.exists()
    assert fresh(segment).default_language == german


def test_a_text_in_a_language_that_is_not_there_is_not_found(client):
    assert client.get(f"/segments/{make_segment().pk}/what/texts/xx/").status_code == 404


@pytest.mark.parametrize("path", ["what/", "what/texts/de/"])
def test_a_closed_segment_is_not_changed(client, path):
    segment = make_segment()
    services.archive_segment(segment, by=None, now=timezone.now())

    response = client.post(f"/segments/{segment.pk}/{path}", {"subject": "x", "description": "x"})

    assert response["Location"] == f"/segments/{segment.pk}/"
    assert fresh(segment).description == "Spring letter"


@pytest.mark.parametrize(
    "path", ["what/", "what/texts/de/", "what/texts/", "what/texts/de/delete/"]
)
def test_a_reader_prepares_nothing(reader, path):
    assert reader.post(f"/segments/{make_segment().pk}/{path}").status_code == 403


@pytest.mark.lesson(75)
def test_the_interaction_prepared_twice_leaves_contacts_and_steps_as_they_are(client):
    segment = segment_of(2)
    before = contacts_of(segment)

    for description in ("Spring fair", "Spring fair", "Summer fair"):
        assert send(client, segment, description=description).status_code in (302, 303)

    assert fresh(segment).description == "Summer fair"
    assert contacts_of(segment) == before
    assert fresh(segment).steps.count() == 1
    assert Segment.objects.count() == 1
