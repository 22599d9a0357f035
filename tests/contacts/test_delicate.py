"""Notes about what the law protects most: who writes is told; asking for notes takes a right."""

from contextlib import contextmanager

import pytest
from django.contrib.auth.models import Permission
from django.http import HttpRequest
from django.urls import reverse

from contacts.models import ContactComment
from contacts.services.delicate import delicate, warning_of
from segments_app.common.requests import current
from segments_app.criteria.rules import InvalidRule, check_rule, contacts_matching
from segments_app.models import Segment
from tests.factories import DAY, make_campaign, make_interaction, make_person

pytestmark = pytest.mark.django_db
ON_COMMENTS = {"some": "comment", "where": {"field": "text", "is": "contains", "value": "fair"}}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Has DIABETES since May", {"diabetes"}),
        ("Er ist katholisch und schwanger.", {"katholisch", "schwanger"}),
        ("Är sjukskriven till mars", {"sjukskriven"}),
        ("È incinta, sindacalista", {"incinta", "sindacalista"}),
        ("Lid van een vakbond", {"vakbond"}),
        ("Er sygemeldt", {"sygemeldt"}),
        ("Trade union member, was convicted", {"trade union", "convicted"}),
        ("Works at the Krankenhaus; sucht eine Wohnung", set()),
        ("Called Christian Gay, Church Street 5; will call back", set()),
        ("", set()),
    ],
)
def test_rt_05_delicate_words_are_seen_in_six_languages(text, words):
    assert set(delicate(text).values()) == words
    assert bool(warning_of(text)) is bool(words)


def test_rt_05_who_writes_a_delicate_comment_is_told_and_it_is_kept(client_for):
    client, anna = client_for("marketer"), make_person()
    pages = [
        reverse("contacts:contact_comment_new", args=[anna.pk]),
        reverse("interactions:comment_new", args=[make_interaction(anna).pk]),
        reverse("campaigns:comment_new", args=[make_campaign().pk]),
    ]
    for page in pages:
        told = client.post(page, {"text": "Is pregnant", "commented_on": DAY}, follow=True)
        assert "seems to be about health (“pregnant”)" in told.content.decode()
        plain = client.post(page, {"text": "Is on holiday", "commented_on": DAY}, follow=True)
        assert "seems to be about" not in plain.content.decode()
    assert ContactComment.objects.count() == 2


def test_rt_05_criteria_on_comments_take_a_right_of_their_own(client_for, marketer):
    segment = Segment.objects.create(number="SM1", description="Fair")
    page, count = (
        reverse(f"segments:segment_{name}", args=[segment.pk]) for name in ("who", "preview")
    )
    typed = {
        "action": "add", "c.kind": "group", "c.mode": "all",
        "c-0.kind": "row", "c-0.field": "some:comment", "c-0.is": "some",
    }  # fmt: skip

    client = client_for(marketer)
    assert "some:comment" not in client.get(page).content.decode()
    assert "takes a right of its own" in client.post(count, typed).content.decode()

    marketer.user_permissions.add(Permission.objects.get(codename="ask_comments"))
    client = client_for(type(marketer).objects.get(pk=marketer.pk))
    assert "some:comment" in client.get(page).content.decode()
    assert "takes a right of its own" not in client.post(count, typed).content.decode()


@contextmanager
def asked_by(user):
    """Do something as in a request of the user."""
    request = HttpRequest()
    request.user = user
    token = current.set(request)
    yield
    current.reset(token)


def test_rt_05_a_rule_on_comments_is_refused_where_it_is_written_and_used_by_all(
    now, marketer, administrator
):
    anna = make_person()
    ContactComment.objects.create(contact=anna, commented_on=DAY, text="Met at the fair")

    for rule in (ON_COMMENTS, {"not": ON_COMMENTS}, {"any": [{"all": [ON_COMMENTS]}]}):
        with asked_by(marketer), pytest.raises(InvalidRule, match=r"right.*Administrator"):
            check_rule(rule)
        with asked_by(administrator):
            assert check_rule(rule)
    with asked_by(marketer):
        assert list(contacts_matching(ON_COMMENTS, now=now)) == [anna]
    assert check_rule(ON_COMMENTS)  # in the worker
