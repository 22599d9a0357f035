import csv
import io
import tracemalloc

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.template import Context, Template
from django.test.utils import CaptureQueriesContext

from segments_app.common import paging
from segments_app.common.exports import asked_for, handed_out
from segments_app.common.selection import selected_rows
from segments_app.common.tables import BulkAction
from tests.segments_app.common.lists import (
    UserFilter,
    UserTable,
    make_users,
    request_for,
    table_for,
)


def usernames(table):
    return [row.record.username for row in table.page.object_list]


def columns_of(table):
    return [column.name for column in table.columns]


def rendered(table, user=None):
    template = Template("{% load render_table from django_tables2 %}{% render_table table %}")
    return template.render(Context({"table": table, "request": table.request}))


def exported(table):
    table.request.GET = table.request.GET.copy()
    table.request.GET["export"] = "csv"
    return handed_out(asked_for(table, "users")).streaming_content


def exported_rows(table):
    text = b"".join(exported(table)).decode()
    return list(csv.reader(io.StringIO(text.removeprefix("\ufeff"))))


@pytest.fixture
def few_are_counted(monkeypatch):
    monkeypatch.setattr(paging, "COUNT_LIMIT", 100)


@pytest.mark.parametrize("sort", ["", "sort=first_name", "sort=-first_name", "sort=email"])
def test_equal_rows_are_on_one_page_only(db, sort):
    make_users(60, first_name="Anna")

    pages = [usernames(table_for(f"{sort}&per_page=25&page={page}")) for page in (1, 2, 3)]

    assert len({name for page in pages for name in page}) == 60


def test_the_order_ends_in_the_key_even_where_the_table_names_none(db):
    table = table_for("sort=username")

    assert table.data.data.query.order_by == ("username", "pk")


@pytest.mark.parametrize(
    "sort", ["password", "no_such_column", "groups__name", "-", "\0", "select"]
)
def test_only_columns_shown_to_be_sorted_can_be_sorted_by(db, sort):
    table = table_for(f"sort={sort}")

    assert "password" not in str(table.data.data.query.order_by)
    assert len(rendered(table)) > 0


@pytest.mark.parametrize(
    ("asked", "given"),
    [("", 50), ("25", 25), ("200", 200), ("100000", 200), ("0", 25), ("-5", 25), ("x", 50)],
)
def test_a_page_has_one_of_the_sizes_on_offer(db, asked, given):
    assert table_for(f"per_page={asked}").paginator.per_page == given


@pytest.mark.parametrize(
    ("asked", "given"), [("1", 1), ("3", 3), ("4", 3), ("0", 1), ("-1", 1), ("x", 1), ("9" * 40, 3)]
)
def test_every_page_number_leads_to_a_page(db, asked, given):
    make_users(60)

    assert table_for(f"per_page=25&page={asked}").page.number == given


@pytest.mark.lesson(21)
def test_a_list_takes_three_queries_however_many_rows(db, django_assert_num_queries):
    make_users(3)
    with django_assert_num_queries(3):  # count, keys of the page, rows
        rendered(table_for())

    User.objects.all().delete()
    make_users(30)
    with django_assert_num_queries(3):
        rendered(table_for())


@pytest.mark.lesson(22)
def test_a_long_list_is_counted_no_further_than_the_limit(db, few_are_counted):
    make_users(130)

    table = table_for("per_page=25")

    assert table.paginator.count_text == "100+"
    assert table.page.has_next()
    assert table.page_numbers == [1, 2, 3, None]


def test_the_last_page_of_an_uncounted_list_is_found_by_its_own_rows(db, few_are_counted):
    make_users(130)

    last = table_for("per_page=25&page=6")
    beyond = table_for("per_page=25&page=60")

    assert len(usernames(last)) == 5
    assert not last.page.has_next()
    assert last.page.start_index(), last.page.end_index() == (126, 130)
    assert beyond.page.number == 4  # the last that is known to be there


def test_a_list_of_exactly_the_limit_is_counted(db, few_are_counted):
    make_users(100)

    assert table_for().paginator.count_text == "100"


def test_the_count_stops_in_the_database(db, few_are_counted):
    make_users(3)

    with CaptureQueriesContext(
        connection,
    ) as queries:
        assert table_for().paginator.count == 3

    assert "LIMIT 101" in queries[0]["sql"]


def test_page_numbers_lead_to_both_ends_and_around(db):
    make_users(60)
    paginator = paging.CappedPaginator(User.objects.order_by("pk"), 25)
    page = paginator.page(2)

    assert paging.page_numbers(page) == [1, 2, 3]


def test_columns_are_chosen_in_the_address(db):
    assert columns_of(table_for()) == ["username", "first_name", "is_active"]
    assert columns_of(table_for("columns=email")) == ["username", "email"]
    assert columns_of(table_for("columns=email,is_active")) == ["username", "email", "is_active"]
    assert columns_of(table_for("columns=email&columns=is_active"))[1:] == ["email", "is_active"]


def test_unknown_columns_are_as_good_as_none(db):
    assert columns_of(table_for("columns=password")) == columns_of(table_for())


def test_the_chooser_offers_what_may_be_hidden(db):
    choices = [(choice.name, choice.is_shown) for choice in table_for().column_choices]

    assert choices == [("first_name", True), ("email", False), ("is_active", True)]


def test_headings_are_links_that_say_how_the_list_is_sorted(db):
    make_users(1)

    html = rendered(table_for("q=user&sort=-username&page=2"))

    assert 'aria-sort="descending"' in html
    assert html.count("aria-sort") == 1
    assert 'href="/users/?q=user&amp;sort=username"' in html
    assert 'hx-get="/users/?q=user&amp;sort=username"' in html


def test_a_list_with_nothing_to_do_has_no_boxes(db):
    make_users(1)

    assert 'name="selected"' not in rendered(table_for())


def test_each_box_says_which_row_it_chooses(db):
    make_users(1)

    html = rendered(table_for(bulk_actions=[BulkAction("remove", "Remove", confirm="Sure?")]))

    assert 'form="user-table-selection" aria-label="Select user00000"' in html
    assert 'name="action" value="remove" data-confirm="Sure?"' in html


def test_an_empty_list_says_why(db):
    assert "Nothing here yet" in rendered(table_for())
    assert "Nothing matches these filters" in rendered(table_for("q=zzz"))
    assert 'href="/new/"' in rendered(table_for(empty_action=("New", "/new/")))


def test_names_are_escaped_everywhere(db):
    User.objects.create(username="<script>", first_name="<b>")

    html = rendered(table_for("q=<script>", bulk_actions=[BulkAction("x", "<i>")]))

    assert [tag for tag in ("<script>", "<b>", "<i>") if tag in html] == []
    assert "<td>&lt;b&gt;</td>" in html
    assert "&lt;script&gt;" in html


def test_the_export_is_what_is_shown_on_all_pages(db):
    make_users(60, first_name="Anna")
    User.objects.create(username="zoe", first_name="Bo")

    rows = exported_rows(
        table_for("first_name=Anna&sort=-username&columns=email&per_page=25&page=2")
    )

    assert rows[0] == ["Username", "Email address"]
    assert [row[0] for row in rows[1:]] == [f"user{i:05}" for i in range(59, -1, -1)]


def test_the_export_reads_values_where_it_can_and_objects_where_it_must(db):
    make_users(1, first_name="=1+1")

    class Named(type(table_for())):
        def value_username(self, record):
            return record.get_username().upper()

    table = table_for("columns=first_name")
    table.__class__ = Named

    assert exported_rows(table)[1] == ["USER00000", "'=1+1"]
    assert exported_rows(table_for("columns=is_active"))[1] == ["user00000", "Yes"]


def test_the_export_takes_one_query_and_no_more_memory_for_more_rows(db, django_assert_num_queries):
    make_users(20_000)
    table = table_for()

    tracemalloc.start()
    transaction = 2 if connection.vendor == "postgresql" else 0  # it begins and ends
    with django_assert_num_queries(1 + transaction):
        for _chunk in exported(table):
            pass
    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert peak < 6_000_000


def chosen(**posted):
    request = request_for()
    request.POST = request.GET.copy()
    for name, value in posted.items():
        request.POST.setlist(name, value if isinstance(value, list) else [value])
    return selected_rows(request, UserFilter, User.objects.exclude(username="hidden"))


def test_the_ticked_rows_are_chosen_but_never_others_than_offered(db):
    users = make_users(3)
    hidden = User.objects.create(username="hidden")
    ids = list(User.objects.order_by("username").values_list("pk", flat=True))
    assert len(users) == 3

    rows = chosen(selected=[str(hidden.pk), str(ids[-1]), "x", "-1", "9" * 40, "²", ""])

    assert [row.username for row in rows] == ["user00002"]


def test_all_matching_are_chosen_by_the_filters_of_the_address(db):
    make_users(120, first_name="Anna")
    User.objects.create(username="bo", first_name="Bo")

    assert chosen(all_matching="1", query="first_name=Anna&page=2").count() == 120


def test_all_matching_an_unreadable_filter_are_none(db):
    make_users(2)

    assert chosen(all_matching="1", query="first_name=Nobody").count() == 0


def test_nothing_chosen_is_nobody(db):
    make_users(2)

    assert chosen().count() == 0


def test_a_long_list_is_not_sorted_by_what_no_index_sorts(db, few_are_counted, monkeypatch):
    monkeypatch.setattr(UserTable, "indexed", ("username",))
    make_users(130, first_name="Anna")

    long = table_for("sort=email&columns=email")
    short = table_for("sort=-email&columns=email&number_max=5")

    assert long.data.data.query.order_by == ("first_name", "pk")
    assert "user-table-sort-email" not in rendered(long)
    assert "user-table-sort-username" in rendered(long)
    assert short.data.data.query.order_by == ("-email", "pk")


def test_paging_ends_where_skipping_rows_would_take_long(db, few_are_counted, monkeypatch):
    monkeypatch.setattr(paging.DeepPaginator, "reach", 125)
    make_users(130)

    last = table_for("per_page=25&page=6")

    assert last.page.number == 5
    assert not last.page.has_next()
    assert "sort it the other way round" in rendered(last)
    assert "sort it the other way round" not in rendered(table_for("per_page=25&page=4"))


def test_a_filtered_list_ends_with_the_rows_that_are_counted(db, few_are_counted):
    make_users(130)

    assert table_for("per_page=25&q=user&page=6").page.number == 4


@pytest.mark.parametrize("sort", ["username", "-username"])
@pytest.mark.parametrize("found", [30, 130])
def test_rows_found_by_a_filters_index_are_in_the_same_order(
    found, sort, db, few_are_counted, monkeypatch
):
    make_users(found)
    expected = usernames(table_for(f"q=user&sort={sort}"))

    monkeypatch.setattr(UserFilter, "gathering", ("q",))

    assert usernames(table_for(f"q=user&sort={sort}")) == expected
    assert len(expected) == min(found, 50)
