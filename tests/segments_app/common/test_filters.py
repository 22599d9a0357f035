from urllib.parse import parse_qs, urlsplit

import pytest
from django.contrib.auth.models import Group, User

from segments_app.common.chips import chips, clear_url
from tests.segments_app.common.lists import UserFilter, filtered, make_users, request_for


def found(query=""):
    return sorted(filtered(query).qs.values_list("username", flat=True))


def chips_for(query):
    return chips(filtered(query), request_for(query))


def test_what_nobody_has_filtered_yet_is_all_there(db):
    make_users(3)

    assert UserFilter(queryset=User.objects.all()).qs.count() == 3
    assert UserFilter(None, queryset=User.objects.all()).qs.count() == 3


def test_the_search_finds_every_word_in_any_order_without_accents(db):
    for name in ("lucja nowak", "lucja kowalska", "anna nowak"):
        User.objects.create(username=name)

    assert found("q=Nowak+Łucja") == ["lucja nowak"]


@pytest.mark.parametrize("sign", ["%25", "_"])
def test_the_search_takes_wildcards_as_they_are(db, sign):
    User.objects.create(username="anna")

    assert found(f"q=a{sign}a") == []


def test_a_search_of_nothing_readable_finds_nobody(db):
    make_users(2)

    assert found("q=%CC%81") == []
    assert found("q=+") == ["user00000", "user00001"]
    assert found("q=" + "+".join("user" for _word in range(11))) == []


@pytest.mark.parametrize(
    "query",
    [
        "q=a%00b",
        "q=" + "x" * 201,
        "first_name=Nobody",
        "groups=999999",
        "groups=x",
        "groups=99999999999999999999999",
        "joined_after=yesterday",
        "joined_after=0001-01-01",
        "joined_before=9999-12-31",
        "number_min=x",
        "number_min=1e400",
        "number_max=NaN",
    ],
)
def test_a_filter_that_cannot_be_read_shows_nobody_and_says_so(db, query):
    make_users(2)

    filterset = filtered(query)

    assert list(filterset.qs) == []
    assert filterset.errors


def test_days_are_whole_days_of_the_company(db):
    make_users(1)  # joined on 18 March 2026 at noon in Brussels

    assert found("joined_after=2026-03-18&joined_before=2026-03-18") == ["user00000"]
    assert found("joined_before=2026-03-17") == []


def test_yes_no_and_either(db):
    User.objects.create(username="in")
    User.objects.create(username="out", is_active=False)

    assert found("active=true") == ["in"]
    assert found("active=false") == ["out"]
    assert found("active=") == found() == ["in", "out"]


def test_a_filter_over_many_counts_a_row_once_without_distinct(db):
    user = User.objects.create(username="anna")
    groups = [Group.objects.create(name=name) for name in ("a", "b")]
    user.groups.set(groups)

    query = "&".join(f"groups={group.pk}" for group in groups)

    assert found(query) == ["anna"]
    assert "DISTINCT" not in str(filtered(query).qs.query)


def test_each_applied_value_is_a_chip_in_words(db):
    groups = [Group.objects.create(name=name) for name in ("Fair", "News")]
    query = (
        "q=anna&first_name=Anna&active=false&joined_after=2026-03-01&number_min=5&number_max=1000"
        f"&groups={groups[0].pk}&groups={groups[1].pk}"
    )

    assert [(chip.label, chip.text) for chip in chips_for(query)] == [
        ("Search", "anna"),
        ("First name", "Anna A."),
        ("Active", "No"),
        ("Joined", "from 1 Mar 2026"),
        ("Number", "5 to 1,000"),
        ("Groups", "Fair"),
        ("Groups", "News"),
    ]


def test_a_chip_leads_to_the_list_without_its_value_and_from_the_first_page(db):
    fair, news = (Group.objects.create(name=name) for name in ("Fair", "News"))
    query = f"groups={fair.pk}&groups={news.pk}&number_min=1&sort=-username&page=3"

    number, _fair, newsletter = chips_for(query)

    assert parse_qs(urlsplit(number.url).query) == {
        "groups": [str(fair.pk), str(news.pk)],
        "sort": ["-username"],
    }
    assert parse_qs(urlsplit(newsletter.url).query) == {
        "groups": [str(fair.pk)],
        "number_min": ["1"],
        "sort": ["-username"],
    }


def test_clearing_keeps_the_order_and_the_columns(db):
    query = "q=a&joined_after=2026-03-01&sort=username&columns=email"

    url = clear_url(filtered(query), request_for(query))

    assert url == "/users/?sort=username&columns=email"


def test_no_filter_is_no_chip(db):
    assert chips_for("q=&first_name=&page=2&active=") == []


def test_both_ends_of_a_range_have_a_name(db):
    html = filtered().form.as_div()

    for name in ("Joined: from", "Joined: to", "Number: from", "Number: to"):
        assert f'aria-label="{name}"' in html
    assert html.count("<fieldset") == 2
