"""What the admin pages of all packages share. How they enter by services is in admin_services."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.html import format_html

from .paging import CappedPaginator
from .uses import Use, uses_of

if TYPE_CHECKING:  # generic for the checker only
    AnyAdmin = admin.ModelAdmin[Any]
    AnyStacked = admin.StackedInline[Any, Any]
    AnyTabular = admin.TabularInline[Any, Any]
    AnyModelForm = forms.ModelForm[Any]
else:
    AnyAdmin = admin.ModelAdmin
    AnyStacked = admin.StackedInline
    AnyTabular = admin.TabularInline
    AnyModelForm = forms.ModelForm


class AdminPaginator(CappedPaginator):
    """Counts as far as anybody reads; the admin gives its arguments by position."""

    def __init__(self, rows: Any, per_page: int, *_orphans_and_first: Any, **_options: Any) -> None:
        super().__init__(rows, per_page)


class AdminList(ChangeList):
    """Sorted by what the page says it is sortable by only, whatever the address asks for."""

    def get_ordering_field(self, field_name: Any) -> Any:
        if self.sortable_by is not None and field_name not in self.sortable_by:
            return None
        return super().get_ordering_field(field_name)


class BaseAdmin(AnyAdmin):
    """A list that never counts to the end, and a deletion that says what uses the row.

    Of a table that grows to millions, `sortable_by` names the columns that an index sorts.

    A queryset with a `search` of its own is searched by it, accents or not.
    """

    show_full_result_count = False  # a count over ten million rows for a footnote
    show_facets = admin.ShowFacets.NEVER  # one count for each choice of each filter
    paginator = AdminPaginator
    list_per_page = 50
    used_advice: Any = ""  # what to do with a row that is used instead of deleting it

    def get_changelist(self, request: HttpRequest, **_options: Any) -> type[ChangeList]:
        return AdminList

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        search_term = search_term.replace("\0", " ")  # no character a database keeps
        search = getattr(queryset, "search", None)
        if search is None:
            return super().get_search_results(request, queryset, search_term)
        return search(search_term), False

    def uses_of(self, row: Model) -> Sequence[Use]:
        """Return what keeps the row from being deleted."""
        return uses_of(row)

    def render_delete_form(self, request: HttpRequest, context: Any) -> HttpResponse:
        return super().render_delete_form(request, context | {"used_advice": self.used_advice})

    def get_deleted_objects(
        self, objs: Any, request: HttpRequest
    ) -> tuple[list[Any], dict[str, int], set[str], list[str]]:
        """Say what uses the rows, counted to a bound; Django's own reads every one of them."""
        rows = list(objs)
        names = {str(self.opts.verbose_name_plural): len(rows)}
        protected = [linked(use) for row in rows for use in self.uses_of(row)]
        allowed = self.has_delete_permission(request)
        missing = set() if allowed else {str(self.opts.verbose_name)}
        return [str(row) for row in rows], names, missing, protected


def linked(use: Use) -> str:
    """Write a use, as a link where its rows are listed."""
    return format_html('<a href="{}">{}</a>', use.url, str(use)) if use.url else str(use)


class HistoryAdmin(BaseAdmin):
    """Looked at, never changed: history, and what only the application writes."""

    def has_add_permission(self, request: HttpRequest, *_parent: Any) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class HistoryInline(AnyTabular):
    """Rows that belong to the page's one, shown only; `fields` names what is shown of them."""

    extra = 0
    max_num = 0
    can_delete = False
    classes = ("plain",)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class CodeForm(AnyModelForm):
    """A form with a code, which is kept without blanks around it and in capitals."""

    def clean_code(self) -> str:
        return str(self.cleaned_data["code"]).strip().upper()


class CodedAdmin(BaseAdmin):
    """A code stays as it was made: rules, saved criteria and imports find the row by it."""

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        fixed = tuple(super().get_readonly_fields(request, obj))
        return fixed if obj is None else (*fixed, "code")


class CodeTableAdmin(CodedAdmin):
    """A small table of codes. What is still used cannot be deleted; the page says by what."""

    form = CodeForm
    list_display: tuple[str, ...] = ("code", "description")
    search_fields = ("code", "description")
    ordering = ("code",)


class SingletonAdmin(BaseAdmin):
    """The one row of a set-up table: made by a migration, changed here, never deleted."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
