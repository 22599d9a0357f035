"""A list of users, to try tables and filters on without any of our models."""

from datetime import UTC, datetime

import django_tables2 as tables
from django.contrib.auth.models import Group, User
from django.test import RequestFactory
from django_filters import ChoiceFilter, ModelMultipleChoiceFilter

from segments_app.common.filters import (
    BaseFilterSet,
    DateRangeFilter,
    NumberRangeFilter,
    SearchFilter,
    YesNoFilter,
)
from segments_app.common.tables import BaseTable, SelectionColumn, configured


class UserTable(BaseTable):
    select = SelectionColumn()
    username = tables.Column()
    optional = ("email",)
    fixed = ("username",)
    export_permission = ""

    class Meta(BaseTable.Meta):
        model = User
        fields = ("select", "username", "first_name", "email", "is_active")
        order_by = ("first_name",)


class UserFilter(BaseFilterSet):
    q = SearchFilter("username")
    first_name = ChoiceFilter(label="First name", choices=[("Anna", "Anna A."), ("Bo", "Bo B.")])
    active = YesNoFilter(field_name="is_active", label="Active")
    joined = DateRangeFilter(field_name="date_joined", label="Joined")
    number = NumberRangeFilter(field_name="pk", label="Number")
    groups = ModelMultipleChoiceFilter(
        method="in_groups", queryset=Group.objects.all(), label="Groups"
    )

    class Meta(BaseFilterSet.Meta):
        model = User

    def in_groups(self, queryset, name, value):
        if not value:
            return queryset
        members = User.groups.through.objects.filter(group__in=value)
        return queryset.filter(pk__in=members.values("user"))


def make_users(count, **fields):
    joined = datetime(2026, 3, 18, 11, tzinfo=UTC)
    return User.objects.bulk_create(
        User(username=f"user{i:05}", date_joined=joined, **fields) for i in range(count)
    )


def request_for(query=""):
    return RequestFactory().get(f"/users/?{query}")


def filtered(query=""):
    request = request_for(query)
    return UserFilter(request.GET, queryset=User.objects.all(), request=request)


def table_for(query="", rows=None, **options):
    filterset = filtered(query)
    rows = filterset.qs if rows is None else rows
    return configured(UserTable(rows), request_for(query), filterset=filterset, **options)
