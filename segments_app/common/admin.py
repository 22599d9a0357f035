"""What the admin pages of all packages share."""

from typing import Any

from django.contrib import admin
from django.db import models
from django.http import HttpRequest


class HistoryAdmin(admin.ModelAdmin[Any]):
    """Looked at, never changed: history, and what only the application writes."""

    show_full_result_count = False  # a count over ten million rows for a footnote

    def has_add_permission(self, request: HttpRequest, *_parent: Any) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class CodeTableAdmin(admin.ModelAdmin[Any]):
    """A small table of codes. What is still used cannot be deleted; the admin lists by what."""

    list_display = ["code", "description"]
    search_fields = ["code", "description"]
    ordering = ["code"]


class SingletonAdmin(admin.ModelAdmin[Any]):
    """The one row of a set-up table: made by a migration, changed here, never deleted."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


def names(model: type[models.Model], *, leave_out: tuple[str, ...] = ()) -> list[str]:
    """Return the names of all fields of `model`, for a page that shows everything."""
    return [
        field.name
        for field in model._meta.concrete_fields
        if not field.primary_key and field.name not in leave_out
    ]
