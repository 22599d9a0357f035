"""The fields that a condition is chosen from, as the page lists them."""

import json
import re

import pytest
from django.contrib.auth.models import Permission
from django.utils import timezone

from segments_app import services
from tests.accounts import make_user
from tests.queries import queries_of

from .pages import make_segment

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}
LISTS = {"X-Field-Lists": "here"}


def is_in(field, value="x"):
    return {"field": field, "is": "is", "value": value}


LETTER = {"some": "interaction", "where": is_in("subject")}


def take(*rules, by, segment=None):
    segment = segment or make_segment()
    for rule in rules:
        services.take_step(segment, action="add", rule=rule, by=by, now=timezone.now())
    return segment


def page_of(client, segment):
    return client.get(f"/segments/{segment.pk}/who/").content.decode()


def recent_in(page):
    """Return the recent fields in the plain list, and in what is searched, by source."""
    plain = re.search(r'<optgroup label="Used last">(.*?)</optgroup>', page)
    searched = json.loads(re.search(r'<script type="application/json">(.*?)</script>', page)[1])
    keys = re.findall(r'value="([^"]*)"', plain[1]) if plain else []
    return keys, {source: one["recent"] for source, one in searched.items() if one["recent"]}


def rows(*fields, **more):
    sent = {"action": "add", "c.kind": "group", "c.mode": "all"}
    for index, field in enumerate(fields):
        sent |= {f"c-{index}.kind": "row", f"c-{index}.field": field}
    return sent | more


def test_the_five_used_last_come_first_and_stay_in_their_sections(client, marketer):
    older = {"all": [is_in("phone"), is_in("surname"), is_in("first_name")]}
    segment = take(older, LETTER, {"all": [is_in("name"), is_in("city")]}, by=marketer)

    page = page_of(client, segment)

    plain, searched = recent_in(page)
    assert plain == ["city", "name", "some:interaction", "first_name", "surname"]
    assert searched == {"contact": plain, "interaction": ["subject"]}
    assert page.count('<option value="city">') == 2


def test_what_others_have_asked_about_is_not_recent(client, marketer):
    segment = take(is_in("city"), by=make_user("", "other"))

    assert recent_in(page_of(client, segment)) == ([], {})


def test_what_was_saved_as_criteria_is_recent_too(client, marketer):
    segment = take(is_in("city"), by=None)
    segment.refresh_from_db()
    now = timezone.now()
    services.save_criteria(segment, code="C", description="City", by=marketer, now=now)

    assert recent_in(page_of(client, segment))[0] == ["city"]


def test_a_rule_of_thousands_of_values_is_passed_over(client, marketer):
    many = {"field": "number", "is": "any_of", "value": [f"CT{n:06}" for n in range(3000)]}
    segment = take(is_in("city"), many, by=marketer)

    assert recent_in(page_of(client, segment))[0] == ["city"]


def test_the_page_that_has_the_lists_is_sent_only_what_is_chosen(client):
    segment = make_segment()
    address = f"/segments/{segment.pk}/who/step/"
    sent = rows("city", "attribute:gone", "", op="add-row:c")

    whole = client.post(address, sent, headers=HTMX).content.decode()
    spare = client.post(address, sent, headers=HTMX | LISTS).content.decode()

    assert whole.count('<option value="postcode">') == 4
    assert '<option value="postcode">' not in spare
    assert '<option value="city" selected>City</option>' in spare
    assert '<option value="attribute:gone" selected>attribute:gone</option>' in spare


def test_who_may_not_ask_comments_does_not_find_them(client, marketer):
    segment = make_segment()
    right = Permission.objects.get(codename="ask_comments")
    marketer.user_permissions.add(right)
    assert '"some:comment"' in page_of(client, segment)

    for holder in marketer.groups.all():
        holder.permissions.remove(right)
    marketer.user_permissions.remove(right)

    assert '"some:comment"' not in page_of(client, segment)


def test_more_conditions_take_no_more_queries(client, marketer):
    segment = take(is_in("city"), by=marketer)
    where = f"/segments/{segment.pk}/who/"
    client.post(f"{where}step/", rows("city", op="count"))
    few = queries_of(client, where)
    client.post(f"{where}step/", rows(*["city"] * 20, op="count"))

    assert queries_of(client, where) == few
