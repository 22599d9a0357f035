"""Admin pages of contacts; the small tables are in admin_setup."""

from typing import Any

from django.contrib import admin

from . import admin_setup
from .models import Contact

__all__ = ["admin_setup"]


@admin.register(Contact)
class ContactAdmin(admin.ModelAdmin[Any]):
    search_fields = ["search_text"]
