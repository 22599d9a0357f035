"""Tables of the lists: one look, a total order, bounded pages, columns by choice."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, ClassVar

import django_tables2 as tables
from django.contrib.auth.models import User
from django.db.models import QuerySet
from django.http import HttpRequest
from django.template import Context
from django.template.loader import get_template
from django.utils.encoding import force_str
from django.utils.formats import number_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django_filters import FilterSet
from django_tables2 import RequestConfig

from . import paging
from .chips import Chip, chips
from .paging import PAGE_SIZE, PAGE_SIZES, CappedPaginator, DeepPaginator, page_numbers
from .rows import TotallyOrdered


@dataclass(frozen=True)
class ColumnChoice:
    """A column that the reader may show or hide."""

    name: str
    label: str
    is_shown: bool


@dataclass(frozen=True)
class BulkAction:
    """Something to do with the chosen rows: posted as `action=<value>`, perhaps to its own page."""

    value: str
    label: str
    confirm: str = ""
    is_danger: bool = False
    url: str = ""


class BaseTable(tables.Table):
    """The look, the order and the limits that every list shares.

    `optional` columns are hidden until asked for by `?columns=`, `fixed` ones never are. Of a
    table that grows long, `indexed` names the columns that an index sorts: by the others it is
    sorted only while a filter leaves no more rows than are counted. A table that shows what
    belongs to one row of another never `reads_in_order`: it pages no further than it counts.
    """

    optional: ClassVar[tuple[str, ...]] = ()
    fixed: ClassVar[tuple[str, ...]] = ()
    indexed: ClassVar[tuple[str, ...] | None] = None
    reads_in_order: ClassVar[bool] = True
    request: HttpRequest
    context: Context  # of the page, while it is rendered
    chips: Sequence[Chip] = ()
    is_filtered = False  # also by a value that means nothing, which matches nothing
    empty_action: tuple[str, str] | None = None  # label and address, where nothing is there yet
    bulk_actions: Sequence[BulkAction] = ()
    bulk_url: str = ""
    may_export: bool = True  # whether the list offers itself as a file
    export_permission: ClassVar[str] = "contacts.export_contact"  # "" where no person is in it
    contact_export: ClassVar[Any] = None  # how all about its contacts is written, if it has any

    class Meta:
        attrs = {"class": "table table-hover"}
        template_name = "components/table.html"
        empty_text = _("Nothing here yet.")
        default = "–"

    def __init__(self, rows: QuerySet[Any], **kwargs: Any) -> None:
        data = TotallyOrdered(rows)
        super().__init__(data, **kwargs)
        data.end_order_in_the_key()

    @property
    def html_id(self) -> str:
        """The id of what is swapped: "contact-table" for ContactTable."""
        words = re.findall("[A-Z][a-z0-9]*", type(self).__name__)
        return f"{self.prefix}{'-'.join(words).lower()}"

    @property
    def columns_field(self) -> str:
        return f"{self.prefix}columns"

    @property
    def caption(self) -> str:
        """What the rows are, for whoever hears the page instead of seeing it."""
        return force_str(self.data.verbose_name_plural)

    @property
    def page_sizes(self) -> tuple[int, ...]:
        return PAGE_SIZES

    @property
    def page_numbers(self) -> list[int | None]:
        return page_numbers(self.page)

    @property
    def noun(self) -> str:
        """What the counted rows are called, one or many."""
        one = self.paginator.count == 1
        return force_str(self.data.verbose_name if one else self.data.verbose_name_plural)

    @property
    def column_choices(self) -> list[ColumnChoice]:
        """The columns that can be chosen, in the order of the table."""
        return [
            ColumnChoice(bound.name, force_str(bound.header), bound.visible)
            for bound in self.columns.iterall()
            if self.is_choosable(bound)
        ]

    def leave_out_slow_orders(self) -> None:
        if self.indexed is None or self.data.counted <= paging.COUNT_LIMIT:
            return
        for bound in self.columns.iterall():
            if bound.name not in self.indexed:
                bound.column.orderable = False

    def hide_selection(self) -> None:
        for bound in list(self.columns.iterall()):
            if isinstance(bound.column, SelectionColumn):
                self.columns.hide(bound.name)

    @property
    def hidden_at_first(self) -> set[str]:
        """The columns that are shown when they are asked for only."""
        return set(self.optional)

    def reading(self, rows: QuerySet[Any], names: set[str]) -> QuerySet[Any]:
        """Return the rows with what these columns need of other tables."""
        return rows

    def is_choosable(self, bound: Any) -> bool:
        return bound.name not in self.fixed and not isinstance(bound.column, UnlistedColumn)

    def show_columns(self, wanted: set[str]) -> None:
        """Show the wanted columns, or the usual ones when none of them is known."""
        choosable = {bound.name for bound in self.columns.iterall() if self.is_choosable(bound)}
        shown = wanted & choosable or choosable - self.hidden_at_first
        for name in choosable - shown:
            self.columns.hide(name)


class UnlistedColumn(tables.Column):
    """A column of controls: never sorted, chosen or exported."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(orderable=False, exclude_from_export=True, **kwargs)


class SelectionColumn(UnlistedColumn):
    """A box in front of each row; it belongs to the form of the selection bar."""

    def __init__(self, **kwargs: Any) -> None:
        attrs = {"th": {"class": "selection"}, "td": {"class": "selection"}}
        super().__init__(accessor="pk", attrs=attrs, **kwargs)

    @property
    def header(self) -> SafeString:
        return format_html(
            '<input type="checkbox" class="form-check-input js-only" data-select-all'
            ' aria-label="{}">',
            gettext("Select all on this page"),
        )

    def render(self, value: Any, record: Any, table: BaseTable) -> SafeString:
        return format_html(
            '<input type="checkbox" class="form-check-input" name="selected" value="{}"'
            ' form="{}-selection" aria-label="{}">',
            value,
            table.html_id,
            gettext("Select %(row)s") % {"row": record},
        )


class ActionsColumn(UnlistedColumn, tables.TemplateColumn):
    """Buttons at the end of a row, from a template file."""

    def __init__(self, template_name: str, **kwargs: Any) -> None:
        tables.TemplateColumn.__init__(
            self,
            template_name=template_name,
            orderable=False,
            exclude_from_export=True,
            verbose_name=_("Actions"),
            attrs={"th": {"class": "actions"}, "td": {"class": "actions"}},
            **kwargs,
        )

    def render(self, record: Any, table: BaseTable) -> SafeString:
        """Render with the context of the page; a new one for each row would cost far more."""
        template: Any = get_template(self.template_name)
        context = table.context
        with context.push(record=record):
            rendered: SafeString = template.template.render(context)
            return rendered


class NumberColumn(tables.Column):
    """A whole number or amount, in the reader's notation, aligned at its end."""

    def __init__(self, *, decimals: int | None = None, **kwargs: Any) -> None:
        number = {"class": "number"}
        super().__init__(attrs={"th": number, "td": number}, **kwargs)
        self.decimals = decimals

    def render(self, value: Any) -> str:
        return localised(value, self.decimals)


class PillColumn(tables.Column):
    """A status as a pill; `tones` maps the stored value to good, warn, bad or info."""

    def __init__(self, *, tones: dict[str, str] | None = None, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.tones = tones or {}

    def render(self, value: Any, record: Any, bound_column: Any) -> SafeString:
        stored = bound_column.accessor.resolve(record)
        tone = self.tones.get(str(stored), "neutral")
        return format_html('<span class="pill pill-{}">{}</span>', tone, value)


class YesNoColumn(tables.Column):
    """Yes or no in words."""

    empty_values = (None,)

    def render(self, value: Any) -> str:
        return gettext("Yes") if value else gettext("No")


class UserColumn(tables.Column):
    """Who did it: the full name, the user name where there is none; sorted by the user name."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("empty_values", (None, ""))
        super().__init__(**kwargs)

    @cached_property
    def full_names(self) -> dict[str, str]:
        """The users that have one, by user name: read once for an export, since users are few."""
        users = User.objects.exclude(first_name="", last_name="").only(
            "username", "first_name", "last_name"
        )
        return {user.username: user.get_full_name() for user in users}

    def exported_label(self, value: str | None) -> str | None:
        return self.full_names.get(value, value) if value else value

    def render(self, value: str, record: Any, bound_column: Any) -> str:
        user = bound_column.accessor.penultimate(record)[0]
        return user.get_full_name() or value


def localised(value: Any, decimals: int | None) -> str:
    if decimals is not None:
        value = round(value, decimals)  # number_format cuts off what is too much
    return number_format(value, decimal_pos=decimals, force_grouping=True)


def configured(
    table: BaseTable,
    request: HttpRequest,
    *,
    filterset: FilterSet | None = None,
    empty_action: tuple[str, str] | None = None,
    bulk_actions: Sequence[BulkAction] = (),
    bulk_url: str = "",
) -> BaseTable:
    """Apply the order, page and columns asked for in the address; show its filters as chips.

    Bulk actions need a `SelectionColumn`; without any of them it is not shown.
    """
    asked = request.GET.getlist(table.columns_field)
    table.show_columns({name for names in asked for name in names.split(",")})
    table.chips = chips(filterset, request) if filterset is not None else ()
    table.is_filtered = bool(table.chips) or bool(filterset is not None and filterset.errors)
    table.data.is_narrowed = table.is_filtered
    table.data.is_gathered = bool(getattr(filterset, "is_gathering", False))
    table.leave_out_slow_orders()
    is_deep = table.reads_in_order and not table.is_filtered
    paginator = DeepPaginator if is_deep else CappedPaginator
    paginate = {"per_page": PAGE_SIZE, "paginator_class": paginator}
    RequestConfig(request, paginate=paginate).configure(table)
    table.empty_action = empty_action
    if table.export_permission and table.may_export:
        table.may_export = request.user.has_perm(table.export_permission)
    table.bulk_actions, table.bulk_url = bulk_actions, bulk_url
    if not bulk_actions:
        table.hide_selection()
    return table
