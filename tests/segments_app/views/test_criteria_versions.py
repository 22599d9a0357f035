"""The pages of the library of saved criteria."""

import re

import pytest
from django.urls import reverse
from django.utils import timezone

from segments_app import services
from segments_app.models import SavedCriteria
from tests.factories import make_contact
from tests.queries import queries_of

from .forms import Form
from .pages import hidden, make_segment, segment_of, text_of

pytestmark = pytest.mark.django_db
BERLIN = {"field": "city", "is": "is", "value": "Berlin"}
KIEL = {"field": "city", "is": "is", "value": "Kiel"}


def saved(by=None, code="CITY", **given):
    segment = make_segment()
    now = timezone.now()
    services.take_step(segment, action="add", rule=BERLIN, by=None, now=now)
    segment.refresh_from_db()
    return services.save_criteria(
        segment, code=code, description="By city", by=by, now=now, **given
    )


def write(criteria, *rules):
    steps = [{"action": "add", "rule": rule} for rule in rules]
    return services.write_version(criteria, steps=steps, by=None, now=timezone.now())


def url(name, *args):
    return reverse(f"segments:saved_criteria_{name}", args=args)


def posted(client, address):
    """Read the form of the page as it would be sent."""
    page = client.get(address).content.decode()
    form = page[page.index('id="criteria-form"') :]
    form = form[: form.index("</form>")]
    sent = {}
    for tag in re.findall(r"<input[^>]*>", form):
        name, value = re.search(r'name="([^"]*)"', tag), re.search(r'value="([^"]*)"', tag)
        kind = re.search(r'type="(\w+)"', tag)
        if name and (not kind or kind[1] not in ("radio", "checkbox") or "checked" in tag):
            sent[name[1]] = value[1] if value else ""
    for name, options in re.findall(r'<select[^>]*name="([^"]*)"[^>]*>(.*?)</select>', form, re.S):
        selected = re.search(r'<option value="([^"]*)"[^>]*selected', options)
        sent[name] = selected[1] if selected else ""
    return sent


def test_a_step_is_changed_in_the_editor_and_saved_as_a_version(client):
    criteria = saved()
    address = url("step", criteria.pk, 1)
    sent = posted(client, address)
    sent = {name: "Kiel" if value == "Berlin" else value for name, value in sent.items()}
    sent["note"] = "Moved"

    response = client.post(address, sent)

    assert response["Location"] == criteria.get_absolute_url()
    page = text_of(client.get(criteria.get_absolute_url()))
    assert "Version 2 in use Moved" in page and "“Kiel”" in page


def test_a_step_that_is_not_finished_stays_on_the_page(client):
    criteria = saved()
    address = url("step", criteria.pk, 2)
    sent = posted(client, address)

    response = client.post(address, sent | {"c-0.field": "city", "c-0.is": "is", "c-0.value": ""})

    assert response.status_code == 422 or criteria.versions.count() == 2
    assert client.get(url("step", criteria.pk, 4)).status_code == 404


def test_a_change_on_top_of_another_is_refused(client):
    criteria = saved()
    address = url("step", criteria.pk, 1)
    sent = posted(client, address)
    write(criteria, KIEL)

    response = client.post(address, sent)

    assert response.status_code == 422
    assert "CITY has been changed meanwhile" in text_of(response)
    assert "In use now: Add. Contacts where City is “Kiel”. Saved again" in text_of(response)

    again = client.post(address, Form(response, "criteria-form").values | {"op": "take"})

    assert again.status_code == 303
    assert [version.number for version in criteria.versions.order_by("number")] == [1, 2, 3]


def test_a_step_is_taken_out_but_not_the_last(client):
    criteria = saved()
    write(criteria, BERLIN, KIEL)

    client.post(url("step_remove", criteria.pk, 1))
    response = client.post(url("step_remove", criteria.pk, 1), follow=True)

    assert SavedCriteria.objects.get().steps[0]["rule"]["value"] == "Kiel"
    assert "need at least one step" in text_of(response)


def test_an_earlier_version_is_used_again_with_one_click(client):
    criteria = saved()
    first = criteria.steps
    write(criteria, KIEL)

    response = client.post(url("restore", criteria.pk, 1), follow=True)

    assert "Version 1 is in use again, as version 3." in text_of(response)
    assert SavedCriteria.objects.get().steps == first


def test_two_versions_are_compared_in_words_and_contacts(client):
    berlin, kiel = make_contact("Bea", city="Berlin"), make_contact("Kim", city="Kiel")
    criteria = saved()
    write(criteria, KIEL)

    page = client.get(url("compare", criteria.pk)).content.decode()
    added = client.get(url("difference", criteria.pk, "added") + "?a=1&b=2")
    removed = client.get(url("difference", criteria.pk, "removed") + "?a=1&b=2")
    write(criteria, BERLIN)
    searched = client.get(url("difference", criteria.pk, "added"), hidden(added) | {"q": "kim"})

    assert "<del>“Berlin”.</del>" in page and "<ins>“Kiel”.</ins>" in page
    assert ">+1</a>" in page and ">−1</a>" in page  # noqa: RUF001
    assert [row.record for row in added.context["table"].rows] == [kiel]
    assert [row.record for row in removed.context["table"].rows] == [berlin]
    assert [row.record for row in searched.context["table"].rows] == [kiel]
    assert client.get(url("compare", criteria.pk) + "?a=1&b=9").status_code == 404


def test_private_criteria_are_nobody_elses(client, client_for, marketer, administrator):
    criteria = saved(by=administrator, is_private=True)
    mine = saved(by=marketer, code="MINE", is_private=True)

    assert client.get(criteria.get_absolute_url()).status_code == 404
    assert client.get(url("step", criteria.pk, 1)).status_code == 404
    assert "CITY" not in text_of(client.get(url("list")))
    assert "MINE" in text_of(client.get(url("list")))
    segment = segment_of(1)
    start = reverse("segments:segment_start", args=[segment.pk])
    assert "CITY" not in text_of(client.get(start))
    response = client.post(start, {"start": "saved_criteria", "saved_criteria": criteria.pk})
    assert response.status_code == 422
    assert client.get(mine.get_absolute_url()).status_code == 200


def test_the_library_has_folders(client, marketer):
    saved(folder="Fairs/Autumn")
    saved(code="OTHER", folder="Letters")

    page = text_of(client.get(url("list") + "?folder=Fairs+%2F+Autumn"))
    mine = client.get(url("list") + "?whose=mine")

    assert "Fairs / Autumn" in page
    assert "OTHER" not in page.split("Saved criteria")[-1]
    assert not mine.context["table"].rows.data


def test_used_in_lists_the_segments_built_with_them(client):
    criteria = saved()
    segment = make_segment(description="Built")
    now = timezone.now()
    services.reuse_criteria(segment, criteria=criteria, by=None, now=now)
    services.keep_up_to_date(segment, every="demand", by=None, now=now)

    page = text_of(client.get(criteria.get_absolute_url()))

    assert f"{segment.number} Built Kept up to date" in page
    response = client.post(url("delete", criteria.pk), {"confirmed": "1"}, follow=True)
    assert f"still open: {segment.number}" in text_of(response)


def test_the_ready_made_ones_are_added_by_a_button(client):
    response = client.post(url("ready_made"), follow=True)

    assert "Never contacted" in text_of(response)
    assert "there already" in text_of(client.post(url("ready_made"), follow=True))


def test_the_pages_ask_as_often_for_many_versions_as_for_few(client):
    criteria = saved()
    counts = []
    for _ in range(2):
        for _ in range(4):
            write(criteria, KIEL)
            write(criteria, BERLIN)
        counts.append(
            (
                queries_of(client, criteria.get_absolute_url()),
                queries_of(client, url("compare", criteria.pk)),
            )
        )

    assert counts[0] == counts[1]


def test_a_reader_changes_nothing(client_for):
    criteria = saved()
    reader = client_for("Viewer")

    assert reader.get(criteria.get_absolute_url()).status_code == 200
    assert reader.get(url("compare", criteria.pk)).status_code == 200
    assert reader.post(url("step", criteria.pk, 1)).status_code == 403
    assert reader.post(url("restore", criteria.pk, 1)).status_code == 403


def test_a_limit_is_told_in_words_and_opened_on_its_own_page(client):
    criteria = saved()
    limit = {"action": "limit", "rule": {"any": []}, "options": {"limit": {"at_most": 5}}}
    services.write_version(criteria, steps=[*criteria.steps, limit], by=None, now=timezone.now())

    response = client.get(url("step", criteria.pk, 2))

    assert response["Location"] == url("limit", criteria.pk, 2)
    assert 'value="5"' in client.get(response["Location"]).content.decode()
    assert "at most 5 contacts" in text_of(client.get(url("compare", criteria.pk)))
