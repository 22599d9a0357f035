"""The contacts of a segment: looked over, changed one by one and many at once, taken out."""

import csv
from io import StringIO

import pytest
from django.utils import timezone

from segments_app import services
from segments_app.common import paging
from segments_app.models import SegmentLine
from tests.factories import (
    make_campaign,
    make_company,
    make_contact,
    make_salesperson,
    make_template,
)

from .pages import (
    contacts_of,
    counted,
    fresh,
    ready_segment,
    segment_of,
    text_of,
    with_contacts,
)


def own(segment, count=1, **values):
    """Give the first few contacts values of their own."""
    lines = list(
        SegmentLine.objects.current(fresh(segment)).order_by("contact__name", "pk")[:count]
    )
    services.edit_lines(segment, lines=lines, values=values, by=None, now=timezone.now())
    return lines


def exported(client, segment, query=""):
    response = client.get(f"/segments/{segment.pk}/contacts/?export=csv&{query}")
    text = b"".join(response.streaming_content).decode().removeprefix("\ufeff")
    return list(csv.DictReader(StringIO(text)))


def test_the_list_shows_what_counts_and_whose_it_is(client):
    segment = ready_segment(2, template=make_template(description="Letter", unit_cost=8))
    own(segment, cost=12)

    page = text_of(client.get(f"/segments/{segment.pk}/contacts/"))

    assert "12.00 own" in page
    assert "8.00" in page
    assert "2 contacts" in page


def test_the_list_has_the_same_number_of_queries_for_3_and_for_30(client):
    salesperson, template, campaign = make_salesperson(), make_template(), make_campaign()
    segment = ready_segment(3, template=make_template())
    own(segment, 3, salesperson=salesperson, template=template, campaign=campaign)
    url = f"/segments/{segment.pk}/contacts/"
    client.get(url)  # warms what is cached for good
    with counted() as few:
        client.get(url)
    segment = with_contacts(segment, *[make_contact(company=make_company()) for _ in range(27)])
    own(segment, 30, salesperson=salesperson, template=template, campaign=campaign)
    with counted() as many:
        client.get(url)

    assert len(few) == len(many)


def test_who_was_taken_out_is_not_counted(client):
    segment = ready_segment(3)
    lines = list(SegmentLine.objects.current(fresh(segment))[:1])
    services.remove_lines(segment, lines=lines, by=None, now=timezone.now())

    page = client.get(f"/segments/{segment.pk}/contacts/")

    assert page.context["table"].paginator.count == 2


def test_the_list_is_paged_as_far_as_it_is_counted(client, monkeypatch):
    monkeypatch.setattr(paging, "COUNT_LIMIT", 25)
    segment = ready_segment(60)

    page = client.get(f"/segments/{segment.pk}/contacts/?per_page=25&page=3")

    assert page.context["table"].page.number == 1
    assert page.context["table"].page.is_the_end_of_paging


def test_the_list_finds_own_values_and_words(client):
    segment = with_contacts(ready_segment(0), make_contact("Łucja"), make_contact("Zoe"))
    own(segment, description="Dear Zoe")  # the first by name: L before Z on both databases

    owned = {row["Contact"] for row in exported(client, segment, "own=yes")}
    rest = {row["Contact"] for row in exported(client, segment, "own=no")}
    found = {row["Contact"] for row in exported(client, segment, "q=lucja")}

    assert owned | rest == {"Łucja", "Zoe"}
    assert len(owned) == len(rest) == 1
    assert found == {"Łucja"}


@pytest.mark.parametrize(
    ("field", "fields"),
    [
        ("type", {"type": "company"}),
        ("country", {"country": "DE"}),
        ("correspondence_type", {"correspondence_type": "email"}),
    ],
)
def test_the_list_is_filtered_by_the_contact(client, field, fields):
    segment = with_contacts(
        ready_segment(0, purpose=None), make_contact("Zoe"), make_contact("Wanted", **fields)
    )

    found = exported(client, segment, f"{field}={fields[field]}")

    assert [row["Contact"] for row in found] == ["Wanted"]


def test_the_list_is_filtered_by_what_counts(client):
    segment = ready_segment(2, salesperson=make_salesperson())
    other = make_salesperson(name="Otto")
    lines = own(segment, salesperson=other)

    found = exported(client, segment, f"salesperson={other.pk}")

    assert [(row["Contact"], row["Salesperson"]) for row in found] == [
        (lines[0].contact.name, "Otto")
    ]


def test_the_list_is_filtered_by_a_problem_and_by_who_is_left_out(client):
    segment = with_contacts(
        ready_segment(0, purpose=None),
        make_contact("Nomail", correspondence_type="email"),
        make_contact("Zoe"),
    )
    zoe = segment.lines.get(contact__name="Zoe").contact
    zoe.is_privacy_blocked = True
    zoe.save()

    problem = exported(client, segment, "problem=email")
    left_out = exported(client, segment, "left_out=privacy_blocked")

    assert [row["Contact"] for row in problem] == ["Nomail"]
    assert [row["Contact"] for row in left_out] == ["Zoe"]


def test_the_export_says_what_counts_in_words(client):
    template = make_template(description="Letter", unit_cost=8)
    segment = ready_segment(1, template=template, salesperson=make_salesperson(name="Otto"))

    row = exported(client, segment)[0]

    assert (row["Interaction template"], row["Salesperson"], row["Cost"]) == (
        "Letter",
        "Otto",
        "8.00",
    )


def test_one_contact_gets_values_of_its_own(client):
    segment = ready_segment(1, template=make_template(unit_cost=8))
    line = segment.lines.get()
    url = f"/segments/{segment.pk}/contacts/{line.pk}/"

    page = text_of(client.get(url))
    response = client.post(
        url, {"cost_mode": "own", "cost": "12.50", "evaluation": "positive", "attempt_failed": "on"}
    )

    line.refresh_from_db()
    assert "As the segment: 8.00" in page
    assert response["Location"] == f"/segments/{segment.pk}/contacts/"
    assert (line.cost, line.own_fields, line.evaluation, line.attempt_failed) == (
        12.5,
        ["cost"],
        "positive",
        True,
    )


def test_giving_a_value_is_meaning_it(client):
    line = ready_segment(1).lines.get()

    client.post(
        f"/segments/{line.segment_id}/contacts/{line.pk}/",
        {"description_mode": "inherit", "description": "Dear Anna"},
    )

    line.refresh_from_db()
    assert line.description == "Dear Anna"


def test_an_own_value_is_given_up_on_the_form_and_by_the_button(client):
    segment = ready_segment(1)
    (line,) = own(segment, cost=12, description="Dear Anna")
    url = f"/segments/{segment.pk}/contacts/{line.pk}/"

    client.post(
        url,
        {"cost_mode": "inherit", "cost": "12.00", "description_mode": "own"}
        | {"description": "Dear Anna"},
    )
    line.refresh_from_db()
    by_form = line.own_fields
    client.post(f"{url}reset/", {"field": "description"})
    line.refresh_from_db()

    assert by_form == ["description"]
    assert line.own_fields == []


@pytest.mark.parametrize(
    ("sent", "message"),
    [
        ({"cost_mode": "own", "cost": "-1"}, "greater than or equal to 0"),
        ({"cost_mode": "own", "cost": ""}, "Give the value, or let the segment's count."),
        ({"occurred_on_mode": "own", "occurred_on": "x"}, "Enter a valid date"),
    ],
)
def test_a_value_that_cannot_be_is_refused(client, sent, message):
    line = ready_segment(1).lines.get()

    response = client.post(f"/segments/{line.segment_id}/contacts/{line.pk}/", sent)

    assert response.status_code == 422
    assert message in text_of(response)


def bulk(client, segment, **sent):
    return client.post(f"/segments/{segment.pk}/contacts/change/", sent)


def test_many_are_changed_after_the_first_few_were_shown(client):
    segment = ready_segment(7, template=make_template(unit_cost=8))
    everyone = {"all_matching": "1", "query": "", "action": "edit"}

    asked = bulk(client, segment, **everyone)
    shown = bulk(client, segment, **everyone, description_mode="leave", cost_mode="own", cost="12")
    before = set(segment.lines.values_list("cost", flat=True))
    done = bulk(
        client,
        segment,
        **everyone,
        description_mode="leave",
        cost_mode="own",
        cost="12",
        confirmed="1",
    )

    assert "Change 7 contacts" in text_of(asked)
    assert text_of(shown).count("Cost 8.00 12.00") == 5
    assert before == {None}
    assert done["Location"] == f"/segments/{segment.pk}/contacts/"
    assert set(segment.lines.values_list("cost", flat=True)) == {12}


def test_only_the_ticked_are_changed_and_only_what_was_said(client):
    segment = ready_segment(3)
    first = own(segment, description="Dear Anna")[0]

    bulk(
        client,
        segment,
        selected=[first.pk],
        action="edit",
        description_mode="leave",
        cost_mode="own",
        cost="5",
        confirmed="1",
    )

    assert segment.lines.filter(cost=5).get().pk == first.pk
    assert segment.lines.get(pk=first.pk).description == "Dear Anna"


@pytest.mark.lesson(20)
def test_all_that_match_the_filters_are_meant_and_no_others(client):
    segment = with_contacts(ready_segment(2), make_contact("Łucja"))

    bulk(
        client,
        segment,
        all_matching="1",
        query="q=lucja",
        action="edit",
        description_mode="own",
        description="Dear Łucja",
        confirmed="1",
    )

    assert [line.contact.name for line in segment.lines.filter(description="Dear Łucja")] == [
        "Łucja"
    ]


def test_nothing_said_is_nothing_changed(client):
    segment = ready_segment(1)

    response = bulk(
        client,
        segment,
        all_matching="1",
        query="",
        action="edit",
        description_mode="leave",
        confirmed="1",
    )

    assert response.status_code == 422
    assert "give a value" in text_of(response)


def test_nobody_selected_changes_nobody(client):
    segment = ready_segment(1)

    response = bulk(client, segment, action="remove", confirmed="1")

    assert response.status_code == 303
    assert len(contacts_of(segment)) == 1


def test_taking_out_asks_and_can_be_gone_back_on(client):
    segment = ready_segment(3)
    line = segment.lines.first()

    asked = bulk(client, segment, selected=[line.pk], action="remove")
    there = len(contacts_of(segment))
    bulk(client, segment, selected=[line.pk], action="remove", confirmed="1")
    out = len(contacts_of(segment))
    client.post(f"/segments/{segment.pk}/who/go/", {"position": "1"})

    assert "1 contact is taken out of the segment" in text_of(asked)
    assert (there, out, len(contacts_of(segment))) == (3, 2, 3)


def test_own_values_of_many_are_reset(client):
    segment = ready_segment(3)
    own(segment, 2, cost=12)

    asked = bulk(client, segment, all_matching="1", query="", action="reset")
    bulk(client, segment, all_matching="1", query="", action="reset", confirmed="1")

    assert "The own values of 3 contacts are dropped" in text_of(asked)
    assert not segment.lines.filter(cost__isnull=False).exists()


def test_a_line_of_another_segment_is_not_changed(client):
    segment, other = ready_segment(1), ready_segment(1)
    line = other.lines.get()

    page = client.get(f"/segments/{segment.pk}/contacts/{line.pk}/")
    bulk(client, segment, selected=[line.pk], action="remove", confirmed="1")

    assert page.status_code == 404
    assert len(contacts_of(other)) == 1


def test_the_lines_of_a_logged_segment_only_show(client):
    segment = ready_segment(1)
    line = segment.lines.get()
    services.log_segment(segment, by=None, now=timezone.now())

    page = client.get(f"/segments/{segment.pk}/contacts/").content.decode()
    changed = client.post(
        f"/segments/{segment.pk}/contacts/{line.pk}/", {"cost_mode": "own", "cost": "1"}
    )
    reset = client.post(f"/segments/{segment.pk}/contacts/{line.pk}/reset/")
    bulk(client, segment, all_matching="1", query="", action="remove", confirmed="1")

    assert 'name="selected"' not in page
    assert changed["Location"] == reset["Location"] == f"/segments/{segment.pk}/"
    assert len(contacts_of(segment)) == 1


def test_a_segment_without_contacts_says_so(client):
    page = text_of(client.get(f"/segments/{segment_of(0).pk}/contacts/"))

    assert "Nobody is on this segment yet." in page


@pytest.mark.parametrize("path", ["change/", "1/reset/"])
def test_what_changes_is_not_fetched(client, path):
    assert client.get(f"/segments/{segment_of(1).pk}/contacts/{path}").status_code == 405


def test_a_reader_changes_no_line(reader):
    segment = segment_of(1)
    line = segment.lines.get()

    for path in ("change/", f"{line.pk}/", f"{line.pk}/reset/"):
        assert reader.post(f"/segments/{segment.pk}/contacts/{path}").status_code == 403


def test_more_than_a_step_can_name_is_refused_before_the_question(client, monkeypatch):
    monkeypatch.setattr("segments_app.services.MOST_BY_HAND", 1)
    segment = ready_segment(2)

    response = bulk(client, segment, all_matching="1", action="remove")

    assert response.status_code == 303
    assert "can be chosen by hand at once" in text_of(client.get(response.url))
    assert len(contacts_of(segment)) == 2


def test_a_filter_that_means_nothing_is_not_an_empty_segment(client):
    segment = ready_segment(2)

    page = text_of(client.get(f"/segments/{segment.pk}/contacts/?country=nowhere"))

    assert "Nothing matches these filters" in page
    assert "Nobody is on this segment yet" not in page
