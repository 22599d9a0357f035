"""The administration: every model has its pages, and history is only looked at."""

import pytest
from django.apps import apps
from django.contrib import admin
from django.db.models import CompositePrimaryKey
from django.urls import reverse

from segments_app.common.admin import HistoryAdmin
from tests.admin_pages import url
from tests.admin_rows import MAKERS
from tests.factories import make_contact

LABELS = ("contacts", "campaigns", "interactions", "segments")
MODELS = [
    model
    for label in LABELS
    for model in apps.get_app_config(label).get_models()
    if not isinstance(model._meta.pk, CompositePrimaryKey)  # Django's admin takes none of these
]
ONE_ROW = {"MarketingSetup", "InteractionTemplateSetup", "SenderSetup"}
HISTORY = [model for model in MODELS if isinstance(admin.site._registry.get(model), HistoryAdmin)]


def named(models):
    return {"argvalues": models, "ids": [model.__name__ for model in models]}


@pytest.fixture
def staff(client_for, administrator):
    return client_for(administrator)


def test_every_model_is_registered_and_has_rows_to_test_with():
    assert [model for model in MODELS if not admin.site.is_registered(model)] == []
    assert set(MODELS) == set(MAKERS)


@pytest.mark.parametrize("model", **named(MODELS))
def test_a_list_asks_as_often_for_many_rows_as_for_one(staff, model, django_assert_max_num_queries):
    row = MAKERS[model]()
    staff.get(url(model, "changelist"))
    with django_assert_max_num_queries(15) as few:
        assert staff.get(url(model, "changelist")).status_code == 200

    if model.__name__ not in ONE_ROW:
        for _row in range(5):
            MAKERS[model]()
    with django_assert_max_num_queries(len(few)):
        page = staff.get(url(model, "changelist"))

    assert page.status_code == 200
    assert url(model, "change", row.pk).split("?")[0] in page.content.decode()


@pytest.mark.parametrize("model", **named(MODELS))
def test_a_list_can_be_searched(staff, model):
    MAKERS[model]()

    assert staff.get(url(model, "changelist"), {"q": "Łucja 1"}).status_code == 200


@pytest.mark.parametrize("model", **named(MODELS))
def test_the_page_of_a_row_opens(staff, model, django_assert_max_num_queries):
    row = MAKERS[model]()

    with django_assert_max_num_queries(45):
        assert staff.get(url(model, "change", row.pk)).status_code == 200


@pytest.mark.parametrize("model", **named(MODELS))
def test_a_row_is_added_where_it_may_be(staff, model, administrator, rf):
    request = rf.get("/")
    request.user = administrator
    may = admin.site._registry[model].has_add_permission(request)

    assert staff.get(url(model, "add")).status_code == (200 if may else 403)


@pytest.mark.parametrize("model", **named(HISTORY))
def test_history_is_neither_added_to_nor_changed_nor_deleted(staff, model):
    row = MAKERS[model]()

    assert staff.post(url(model, "add"), {}).status_code == 403
    assert staff.post(url(model, "change", row.pk), {}).status_code == 403
    assert staff.post(url(model, "delete", row.pk), {"post": "yes"}).status_code == 403
    assert model.objects.filter(pk=row.pk).exists()


def test_what_was_logged_is_history():
    names = {model.__name__ for model in HISTORY}

    assert names >= {"Interaction", "LoggedSegment", "CampaignEntry", "Segment", "SegmentLine"}


def test_the_small_tables_have_a_part_of_their_own(staff):
    page = staff.get(reverse("admin:index"))

    parts = {
        app["name"]: {str(model["name"]) for model in app["models"]}
        for app in page.context["app_list"]
    }
    assert "Territories" in parts["Setup"]
    assert parts["Contacts"] == {"Contacts"}
    assert "Answers of contacts" in parts["Details"]


def test_administrators_manage_users_and_groups(staff):
    assert staff.get(reverse("admin:auth_user_changelist")).status_code == 200
    assert staff.get(reverse("admin:auth_group_changelist")).status_code == 200


@pytest.mark.parametrize("role", ["Viewer", "Marketer"])
def test_others_have_no_administration(client_for, role):
    client = client_for(role)

    assert client.get(reverse("admin:index")).status_code == 302
    assert "/admin/" not in client.get(reverse("segments:home")).content.decode()


def test_administrators_are_shown_the_way(staff):
    page = staff.get(reverse("segments:home")).content.decode()

    assert f'href="{reverse("admin:index")}"' in page


def test_a_long_list_of_the_admin_is_sorted_by_indexed_columns_only(admin_client):
    for name in ("Berg", "Anders"):
        make_contact(name, city=name[::-1])

    def names(column):
        columns = admin_client.get("/admin/contacts/contact/").context["cl"].list_display
        page = admin_client.get(f"/admin/contacts/contact/?o={columns.index(column)}")
        return [row.name for row in page.context["cl"].result_list]

    assert names("city") == ["Anders", "Berg"]  # by name, as ever
    assert names("number") == ["Berg", "Anders"]
