"""The page that compares segments: its numbers, its lists, its permissions, what it is used for."""

import re
from urllib.parse import urlsplit

import pytest
from django.contrib.auth.models import Permission
from django.utils import timezone

from segments_app import services
from segments_app.models import Segment, Step
from tests.factories import make_contact, make_logged_segment
from tests.queries import queries_of

from .pages import contacts_of, fresh, hidden, make_segment, text_of, with_contacts

pytestmark = pytest.mark.django_db
PAGE = "/segments/compare/"


@pytest.fixture
def three():
    """Segments of which every region holds somebody, named by the segments it is in."""
    people = {name: make_contact(name) for name in ("a", "b", "c", "ab", "ac", "bc", "abc")}
    people |= {f"{name} {n}": make_contact(f"{name} {n}") for n in range(2) for name in ("ab", "c")}
    return [
        with_contacts(make_segment(), *(p for name, p in people.items() if letter in name))
        for letter in "abc"
    ]


def address(*segments, page=PAGE, **more):
    pairs = [*zip("abc", (s.number for s in segments), strict=False), *more.items()]
    return page + "?" + "&".join(f"{name}={value}" for name, value in pairs)


def linked(response):
    """The links of the page with a number in them, or named by one."""
    html = response.content.decode()
    named = re.findall(r'href="([^"]+)" aria-label="[^"]*: ([\d,]+)"', html)
    return {(u.replace("&amp;", "&"), n) for u, n in named} | {
        (u.replace("&amp;", "&"), n)
        for u, n in re.findall(r'href="(/segments/compare/[^"]+)">([\d,]+)<', html)
    }


def test_every_number_of_the_page_opens_a_list_of_that_many(client, three):
    page = client.get(address(*three))

    found = linked(page)

    assert page.context["total"] == 11
    assert len({urlsplit(url).path for url, _number in found}) == 7 + 1 + 1 + 3
    for url, number in found:
        assert client.get(url).context["table"].paginator.count_text == number, url


def test_the_list_keeps_the_choice_when_it_is_searched_and_exported(client, three):
    url = address(*three, page=f"{PAGE}c/")

    page = client.get(url)
    searched = client.get(PAGE + "c/", hidden(page) | {"q": "c 1"})
    export = client.get(f"{url}&export=csv&q=c+1")

    assert page.context["sentence"] in text_of(page)
    assert [str(row.record.name) for row in searched.context["table"].rows] == ["c 1"]
    rows = b"".join(export.streaming_content).decode()
    assert "c 1" in rows
    assert "c 0" not in rows


def test_the_page_explains_itself_before_anything_is_chosen(client):
    segment = make_segment()

    nothing, one = client.get(PAGE), client.get(address(segment))

    assert "For example" in text_of(nothing)
    assert "Choose another one" in text_of(one)
    assert f'value="{segment.number}" selected' in one.content.decode()


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("a=SM09999&b=SM09998", "There is no segment SM09999."),
        ("a=logged:SM09999&b=SM09998", "There is no logged segment SM09999."),
        ("a={0}&b={0}", "The same is chosen twice."),
        ("a={0}&c={0}", "The same is chosen twice."),
    ],
)
def test_what_cannot_be_compared_is_said_on_the_page(client, query, message):
    response = client.get(f"{PAGE}?{query.format(make_segment().number)}")

    assert response.status_code == 200
    assert message in text_of(response)


@pytest.mark.parametrize("query", ["a=%00", "a=" + "x" * 200, "a=x%0Ax"])
def test_nonsense_is_no_page(client, query):
    assert client.get(f"{PAGE}?{query}").status_code == 404


@pytest.mark.parametrize("regions", ["c", "ba", "x", "a-", "a--ab"])
def test_regions_that_two_segments_do_not_have_are_no_page(client, regions):
    url = address(make_segment(), make_segment(), page=f"{PAGE}{regions}/")

    assert client.get(url).status_code == 404
    assert client.get(f"{PAGE}a/").status_code == 404


def test_empty_archived_and_logged_segments_are_compared(client):
    empty, archived = make_segment(), with_contacts(make_segment(), make_contact())
    services.archive_segment(archived, by=None, now=timezone.now())
    make_logged_segment("SM88888", description="Long ago " * 10)

    both = client.get(address(empty, archived))
    logged = client.get(f"{PAGE}?a={empty.number}&b=logged:SM88888")

    assert "Archived" in text_of(both)
    assert [region.count for region in both.context["regions"]] == [0, 1, 0]
    assert "Nobody is in any of them." in text_of(logged)
    assert "As logged" in text_of(logged)


def test_an_operation_ticks_its_parts(client, three):
    page = client.get(address(*three))
    exactly_one = next(o for o in page.context["operations"] if "exactly" in o["words"])

    ticked = client.get(exactly_one["tick_url"])

    assert [r.name for r in ticked.context["regions"] if r.is_ticked] == ["a", "b", "c"]
    assert [o["words"] for o in ticked.context["operations"] if o["is_ticked"]] == [
        exactly_one["words"]
    ]


def sent(page, **values):
    return {name: hidden(page)[name] for name in ("a", "b", "shown_at")} | values


def test_a_new_segment_is_made_of_the_parts_and_pressing_twice_makes_one(client, three):
    data = sent(client.get(address(*three[:2])), **{"in": ["a", "b"]}, do="new", description="Or")

    responses = [client.post(f"{PAGE}use/", data) for _ in range(2)]

    made = Segment.objects.get(description="Or")
    assert {response["Location"] for response in responses} == {f"/segments/{made.pk}/who/"}
    assert {contact.name for contact in contacts_of(made)} == {"a", "ac", "b", "bc"}
    assert Step.objects.filter(segment=made).count() == 1


def test_an_open_segment_keeps_only_the_parts(client, three):
    data = sent(client.get(address(*three[:2])), **{"in": ["ab"]}, do="keep", segment=three[0].pk)

    response = client.post(f"{PAGE}use/", data, follow=True)

    assert {contact.name for contact in contacts_of(three[0])} == {"ab", "ab 0", "ab 1", "abc"}
    assert "Done as step 2" in text_of(response)


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"do": "new"}, "Tick at least one part."),
        ({"in": ["a"], "do": "add"}, "Choose the open segment."),
        ({"in": ["a"], "do": "add", "segment": "999999"}, "Select a valid choice."),
        ({"in": ["a"], "do": "explode"}, "Select a valid choice."),
    ],
)
def test_what_cannot_be_done_is_said_and_the_ticks_stay(client, three, values, message):
    data = sent(client.get(address(*three[:2])), **values)

    page = client.post(f"{PAGE}use/", data, follow=True)

    assert message in text_of(page)
    ticked = [region.name for region in page.context["regions"] if region.is_ticked]
    assert ticked == values.get("in", [])
    assert Segment.objects.count() == 3


def test_a_moment_that_cannot_be_read_is_now(client, three):
    data = sent(client.get(address(*three[:2])), **{"in": ["a"]}, do="new", description="Now")

    client.post(f"{PAGE}use/", data | {"shown_at": "yesterday"})

    assert Segment.objects.filter(description="Now").count() == 1


def test_a_reader_sees_the_numbers_and_changes_nothing(reader, three):
    page = reader.get(address(*three))

    assert page.status_code == 200
    assert "Use this" not in text_of(page)
    assert reader.get(address(*three, page=f"{PAGE}abc/")).status_code == 200
    assert reader.get(address(*three, page=f"{PAGE}abc/", export="csv")).status_code == 403
    data = {"a": three[0].number, "b": three[1].number, "in": ["a"], "do": "new"}
    assert reader.post(f"{PAGE}use/", data).status_code == 403
    assert Segment.objects.count() == 3


def test_who_may_not_see_contacts_sees_numbers_without_links(client_for, viewer, three):
    viewer.groups.clear()
    segments = Permission.objects.filter(content_type__app_label="segments")
    viewer.user_permissions.add(segments.get(codename="view_segment"))
    client = client_for(viewer)

    assert linked(client.get(address(*three))) == set()
    assert client.get(address(*three, page=f"{PAGE}abc/")).status_code == 403


def test_who_may_make_no_segment_makes_none_here(client_for, viewer, three):
    viewer.user_permissions.add(
        Permission.objects.get(content_type__app_label="segments", codename="change_segment")
    )
    data = {"a": three[0].number, "b": three[1].number, "in": ["a"], "do": "new"}

    assert client_for(viewer).post(f"{PAGE}use/", data).status_code == 403


def test_more_contacts_and_more_segments_cost_no_more_queries(client, three):
    few = [queries_of(client, address(*three, page=page)) for page in (PAGE, f"{PAGE}a-ab/")]
    for letter, segment in zip("abc", three, strict=True):
        with_contacts(segment, *(make_contact(f"{letter} {n}") for n in range(15)))
        make_segment()

    many = [queries_of(client, address(*three, page=page)) for page in (PAGE, f"{PAGE}a-ab/")]

    assert many == few
    assert many[0] < 30


def test_the_picker_finds_what_can_be_compared(client):
    segment = make_segment(description="Autumn fair")
    make_logged_segment("SM88888", description="Autumn", search_text="sm88888 autumn")
    archived = make_segment(description="Autumn of old")
    services.archive_segment(archived, by=None, now=timezone.now())

    found = client.get("/segments/picks/sets/", {"q": "autumn"}).json()["results"]
    open_ones = client.get("/segments/picks/open-segments/", {"q": "autumn"}).json()["results"]

    assert {row["id"] for row in found} == {segment.number, archived.number, "logged:SM88888"}
    assert [row["id"] for row in open_ones] == [segment.pk]


def test_pages_lead_here_with_their_segment(client, reader):
    segment, logged = fresh(make_segment()), make_logged_segment("SM88888")

    assert f'href="{PAGE}"' in client.get("/segments/").content.decode()
    for one in (client, reader):
        html = one.get(f"/segments/{segment.pk}/").content.decode()
        assert f'href="{address(segment)}"' in html
    html = client.get(logged.get_absolute_url()).content.decode()
    assert f'href="{PAGE}?a=logged:SM88888"' in html


def test_saved_criteria_are_picked_compared_and_put_to_use(client):
    anna, bert = make_contact(name="Anna", city="Bonn"), make_contact(name="Bert", city="Bonn")
    segment = with_contacts(make_segment(), anna)
    other = make_segment()
    rule = {"field": "city", "is": "is", "value": "Bonn"}
    services.take_step(other, action="add", rule=rule, by=None, now=timezone.now())
    other.refresh_from_db()
    services.save_criteria(other, code="BONN", description="Bonn", by=None, now=timezone.now())

    picked = client.get("/segments/picks/sets/?q=bon").json()["results"]
    address = f"/segments/compare/?a={segment.number}&b=criteria:BONN"
    page = client.get(address)
    listed = client.get(f"/segments/compare/b/?a={segment.number}&b=criteria:BONN")

    assert {"id": "criteria:BONN", "text": "BONN Bonn, saved criteria"} in picked
    assert "BONN Bonn Saved criteria" in text_of(page) and page.context["total"] == 2
    assert [row.record.pk for row in listed.context["table"].rows] == [bert.pk]
