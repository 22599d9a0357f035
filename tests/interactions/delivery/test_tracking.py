"""Opens and clicks: off by default, per purpose, by people, and through us to nowhere else."""

import re
from datetime import timedelta
from html import unescape
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client

from interactions.models import Delivery, FrozenContent, LinkClick
from interactions.services.delivery import token_for
from interactions.services.delivery.links import as_written
from interactions.services.delivery.tracking import OPEN, link_of
from tests.consents import marketing

from .outbox import Says, make_mailing, make_marketing_mailing, make_receiver, make_setup, of, send

pytestmark = pytest.mark.django_db
FIRST, SECOND = "https://shop.example/a?x=1&y=ä", "https://other.example/b#there"
HTML = f'<p><a class="b" href="{FIRST.replace("&", "&amp;")}">A</a> <a href="{SECOND}">B</a></p>'
PERSON = {"User-Agent": "Mozilla/5.0 (X11; Linux x86_64) Gecko/20100101 Firefox/140.0"}


def with_links(entries, extra):
    return [Says(entry, html=HTML) for entry in entries]


@pytest.fixture
def turn_on():
    def turned(**fields):
        fields = fields or {"tracks_opens": True, "tracks_clicks": True}
        type(marketing()).objects.filter(pk=marketing().pk).update(**fields)

    return turned


@pytest.fixture
def sent(peer, turn_on, now, monkeypatch):
    """An e-mail with two links, handed over an hour ago."""
    turn_on()
    make_setup()
    contact = make_receiver()
    make_marketing_mailing(contact, now=now)
    send(now, render=with_links)
    monkeypatch.setattr("django.utils.timezone.now", lambda: now + timedelta(hours=1))
    return of(contact)


def html_of(peer):
    return peer.messages()[-1].get_body(["html"]).get_content()


def get(address, **headers):
    """Ask as a person's program does, unless told otherwise."""
    parts = urlsplit(address)
    return Client(enforce_csrf_checks=True).get(
        f"{parts.path}?{parts.query}", headers=PERSON | headers
    )


def noted(delivery):
    delivery.refresh_from_db()
    return delivery.opened_at is not None, delivery.clicked_at is not None


def test_rt03_nothing_is_tracked_unless_the_purpose_says_so(peer, turn_on, now):
    make_setup()
    make_marketing_mailing(make_receiver(), now=now)
    send(now, render=with_links)
    assert (SECOND in html_of(peer), "<img" in html_of(peer)) == (True, False)

    turn_on(tracks_clicks=True)
    make_mailing(make_receiver(), now=now)  # no marketing, so for no purpose
    send(now, render=with_links)
    assert SECOND in html_of(peer)
    make_marketing_mailing(make_receiver(), now=now)
    send(now, render=with_links)
    assert f'"{SECOND}"' not in html_of(peer)
    assert "<img" not in html_of(peer)


def test_a_link_leads_to_the_address_in_the_mail_and_the_one_to_unsubscribe_stays(sent, peer):
    links = [unescape(one) for one in re.findall(r'href="([^"]+)"', html_of(peer))]

    assert [parse_qs(urlsplit(link).query).get("to") for link in links] == [
        [FIRST], [SECOND], None, None,
    ]  # fmt: skip
    answer = get(links[0])
    assert (answer.status_code, answer["Location"]) == (302, FIRST.replace("ä", "%C3%A4"))
    assert noted(sent) == (False, True)
    assert "no-store" in answer["Cache-Control"]


@pytest.mark.parametrize(
    "target",
    [
        "https://evil.example/",
        "//evil.example",
        "javascript:alert(1)",
        "",
        "https://a.example/" + "x" * 9000,
    ],
)
def test_fj06_a_link_with_another_address_leads_nowhere(sent, target):
    token = token_for(sent.pk, salt=f"segments.click {FIRST}")

    for link in (f"/l/{token}/?to={target}", link_of(sent.pk, target).replace("/l/", "/l/9")):
        assert get(link).status_code == 404
    assert noted(sent) == (False, False)


def test_fj06_what_is_signed_must_be_a_web_address(sent):
    assert get(link_of(sent.pk, "javascript:alert(1)")).status_code == 404


def test_an_open_is_noted_once_and_the_answer_is_the_same_for_whoever_asks(sent, now):
    picture = f"/o/{token_for(sent.pk, salt=OPEN)}/"
    forged = f"/o/{sent.pk}-{'a' * 26}/"

    answers = [get(address).content for address in (forged, picture, picture)]

    assert len(set(answers)) == 1
    assert answers[0].startswith(b"GIF89a")
    assert noted(sent) == (True, False)


@pytest.mark.parametrize(
    "headers",
    [
        {"User-Agent": ""},
        {"User-Agent": "Barracuda-Link-Scanner/1.0 <script>" + "x" * 99_999},
        {"User-Agent": "Googlebot/2.1"},
        {"Sec-Purpose": "prefetch"},
    ],
)
def test_fj08_programs_do_not_count(sent, headers):
    assert get(link_of(sent.pk, FIRST), **headers).status_code == 302
    assert get(f"/o/{token_for(sent.pk, salt=OPEN)}/", **headers).status_code == 200
    head = Client().head(link_of(sent.pk, FIRST), headers=PERSON)

    assert (head.status_code, noted(sent)) == (302, (False, False))


def test_fj08_who_is_too_soon_or_too_quick_is_no_person(sent, now, monkeypatch):
    def at(seconds, target=FIRST):
        moment = now + timedelta(seconds=seconds)
        monkeypatch.setattr("django.utils.timezone.now", lambda: moment)
        get(link_of(sent.pk, target))
        return noted(sent)[1]

    assert not at(9)
    assert at(20)
    assert at(21)  # the same link again
    assert not at(21.5, SECOND)  # another one within two seconds: a scanner
    assert not at(40)
    assert at(90)
    assert at(100, SECOND)
    assert Delivery.objects.get().clicked_at == now + timedelta(seconds=90)
    first, second = clicks()
    assert first == (bare(FIRST), now + timedelta(seconds=90))
    assert second == (bare(SECOND), now + timedelta(seconds=100))
    assert at(110) and clicks() == [first, second]  # the first again is no new click
    at(200, "https://third.example/")
    assert at(201, SECOND) and clicks() == [first, second]  # a scanner later takes back its own


def clicks():
    rows = LinkClick.objects.order_by("clicked_at")
    return list(rows.values_list("link__address", "clicked_at"))


def bare(address):
    """Return an address that stands in no text of ours as it is kept."""
    return address.partition("?")[0].partition("#")[0]


@pytest.mark.parametrize(
    ("written", "target", "kept"),
    [
        ('<a href="https://a.example/?x=1&amp;y=2">A</a>', "https://a.example/?x=1&y=2", None),
        ('<a href="https://a.example/{{ contact.number }}?e={{ contact.email }}">A</a>',
         "https://a.example/CT1?e=ada@south.example",
         "https://a.example/{{ contact.number }}?e={{ contact.email }}"),
        ("see https://a.example/b?c=d now", "https://a.example/b?c=d", None),
        ("nothing", "https://a.example/b?e=ada@south.example#x", "https://a.example/b"),
        ('<a href="https://a.example/(">A</a>', "https://a.example/(", None),
    ],
)  # fmt: skip
def test_a_link_is_kept_as_it_was_written_and_tells_nothing_of_the_contact(written, target, kept):
    part = "html" if "<a" in written else "text"
    content = FrozenContent.objects.create(**{part: written})

    assert as_written(target, content) == (kept or target)


def test_what_is_turned_off_again_is_not_noted_and_the_links_still_work(sent, turn_on):
    turn_on(tracks_opens=False, tracks_clicks=False)

    assert get(link_of(sent.pk, FIRST)).status_code == 302
    get(f"/o/{token_for(sent.pk, salt=OPEN)}/")

    assert noted(sent) == (False, False)


def test_nobody_can_change_anything_by_posting(sent):
    for link in (link_of(sent.pk, FIRST), f"/o/{token_for(sent.pk, salt=OPEN)}/"):
        assert Client().post(link).status_code == 405
