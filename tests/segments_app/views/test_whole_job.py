"""The whole job without JavaScript: from nothing to a logged segment, in English and German."""

import re
from html import unescape

import pytest

from interactions.models import Interaction
from segments_app.common.sql import refresh_statistics
from segments_app.models import Segment
from tests.factories import make_campaign, make_contact, make_salesperson, make_template

from .pages import contacts_of, text_of


def form_of(response, action):
    """Everything that the form with this action holds, as a browser would send it."""
    html = response.content.decode()
    form = re.search(rf'<form[^>]*action="{action}"[^>]*>(.*?)</form>', html, re.DOTALL)
    found = {}
    for tag in re.findall(r"<input[^>]*>", form.group(1)):
        attributes = dict(re.findall(r'([\w-]+)="([^"]*)"', tag))
        is_on = attributes.get("type") not in ("radio", "checkbox") or " checked" in tag
        if "name" in attributes and is_on and attributes["name"] != "csrfmiddlewaretoken":
            found[attributes["name"]] = unescape(attributes.get("value", "on"))
    for name, options in re.findall(
        r'<select[^>]*name="([^"]+)"[^>]*>(.*?)</select>', form.group(1), re.DOTALL
    ):
        chosen = re.findall(r'<option value="([^"]*)"[^>]*selected', options)
        found[name] = chosen[0] if chosen else ""
    return found


@pytest.mark.parametrize("language", ["en", "de"])
def test_from_nothing_to_a_logged_segment(client, marketer, language):
    make_salesperson(user=marketer)
    campaign = make_campaign("Fair")
    template = make_template(description="Letter", unit_cost=2)
    anna, otto = make_contact("Anna", country="DE"), make_contact("Otto", country="DE")
    make_contact("Zoe", country="SE")
    client.post("/language/", {"language": language, "next": "/"})

    # Start
    response = client.post("/segments/new/", {"start": "blank", "description": "Fair letter"})
    who = response["Location"]
    segment = Segment.objects.get()
    step = f"/segments/{segment.pk}/who/step/"

    # Who: choose the field, then its value, count, leave, come back, take the step
    sent = form_of(client.get(who), step) | {"c-0.field": "country", "op": "refresh:c-0"}
    client.post(step, sent)
    sent = form_of(client.get(who), step) | {"c-0.value": "DE", "op": "count"}
    counted = client.post(step, sent, follow=True)
    sent = form_of(client.get(who), step) | {"op": "take"}
    client.post(step, sent)

    # What
    what = f"/segments/{segment.pk}/what/"
    client.get(what)
    sent = {"description": "Fair letter", "occurred_on": "2026-03-18", "template": template.pk}
    sent |= {"campaign": campaign.pk, "is_target": "on"}
    filled = client.post(what, sent | {"unit_cost": "0", "unit_duration": "0", "fill": "1"})
    sent |= {"unit_cost": "2.00", "unit_duration": "0", "filled_with": template.pk}
    saved = client.post(what, sent | {"salesperson": marketer.salesperson.pk, "and_check": "1"})

    # Check and log
    check = client.get(saved["Location"])
    now = f"/segments/{segment.pk}/log/now/"
    done = client.post(now, form_of(check, now))
    result = text_of(client.get(done["Location"]))
    page = text_of(client.get(f"/segments/{segment.pk}/"))

    assert ">2</a></strong>" in counted.content.decode()
    assert 'value="2.00"' in filled.content.decode()
    assert contacts_of(segment) == {anna, otto}
    assert Interaction.objects.filter(campaign=campaign, is_target=True, cost=2).count() == 2
    assert f'lang="{language}"' in check.content.decode()
    assert "Fair letter" in result
    assert Segment.objects.get().status == "logged"
    assert "0 → " in page


def test_many_contacts_are_chosen_changed_and_logged_page_by_page(client, marketer):
    """10,000 contacts: the pages show a part and count all."""
    from contacts.models import Contact

    salesperson = make_salesperson()
    Contact.objects.bulk_create(
        [
            Contact(number=f"N{n:05}", name=f"Name {n:05}", search_text=f"name {n:05}")
            for n in range(10_000)
        ]
    )
    refresh_statistics(Contact)  # as PostgreSQL does by itself soon after such an import
    client.post("/segments/new/", {"start": "blank", "description": "x" * 100})
    segment = Segment.objects.get()
    step = f"/segments/{segment.pk}/who/step/"
    everyone = {"action": "add", "c.kind": "group", "c.mode": "everyone", "op": "take"}
    client.post(step, everyone | {"position": "0", "confirmed": "1"})
    template = make_template()
    client.post(
        f"/segments/{segment.pk}/what/",
        {"description": "x" * 100, "occurred_on": "2026-03-18", "template": template.pk}
        | {"salesperson": salesperson.pk, "unit_cost": "1", "unit_duration": "0"},
    )

    lines = text_of(client.get(f"/segments/{segment.pk}/contacts/"))
    client.post(
        f"/segments/{segment.pk}/contacts/change/",
        {"all_matching": "1", "query": "q=name+0123", "action": "edit", "confirmed": "1"}
        | {"description_mode": "leave", "cost_mode": "own", "cost": "5"},
    )
    check = client.get(f"/segments/{segment.pk}/log/")
    now = f"/segments/{segment.pk}/log/now/"
    done = client.post(now, form_of(check, now), follow=True)

    assert "10,000 contacts" in lines
    assert "Log 10,000 interactions" in text_of(check)
    assert "10,000 interactions are logged" in text_of(done)
    assert Interaction.objects.filter(cost=5).count() == 11  # 01230 to 01239, and 00123
