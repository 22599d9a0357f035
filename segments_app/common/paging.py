"""Pages of a list: bounded in size, counted only as far as anybody reads."""

from functools import cached_property
from typing import Any

from django.core.paginator import Page, Paginator
from django.utils.formats import number_format
from django_tables2.data import TableData
from django_tables2.rows import BoundRows

PAGE_SIZES = (25, 50, 100, 200)
PAGE_SIZE = 50
COUNT_LIMIT = 10_000  # beyond it a list says "10,000+": nobody pages there, and counting costs
DEEPEST = 100_000  # rows: to skip more takes longer than anybody pages


def count_of(rows: Any) -> int:
    """Count the rows, one further than the limit at most."""
    return int(rows.order_by()[: COUNT_LIMIT + 1].count())


def capped(counted: int, limit: int = COUNT_LIMIT) -> str:
    """Write a count that stopped one above the limit: "4,812", or "10,000+"."""
    number = number_format(min(counted, limit), force_grouping=True)
    return f"{number}+" if counted > limit else number


class CappedPage(Page[Any]):
    """A page that knows from its own rows whether another follows."""

    paginator: "CappedPaginator"

    def __init__(self, rows: Any, number: int, paginator: Any, *, has_more: bool) -> None:
        super().__init__(rows, number, paginator)
        self.has_more = has_more

    def has_next(self) -> bool:
        return self.has_more and self.number < self.paginator.last_in_reach

    @property
    def is_the_end_of_paging(self) -> bool:
        """Whether rows follow that no page shows."""
        return self.has_more and not self.has_next()

    def next_page_number(self) -> int:
        return self.number + 1

    def start_index(self) -> int:
        return (self.number - 1) * self.paginator.per_page + 1 if self.object_list else 0

    def end_index(self) -> int:
        return (self.number - 1) * self.paginator.per_page + len(self.object_list)


class CappedPaginator(Paginator[Any]):
    """A count that stops at the limit, and one row more than is shown.

    No page number is refused: too small is the first page, too large the last one known. Pages
    end with the rows that are counted, or with the row `reach`.
    """

    reach = 0  # no further than they are counted

    def __init__(self, object_list: Any, per_page: int | str, **kwargs: Any) -> None:
        size = int(per_page)
        allowed = min(PAGE_SIZES, key=lambda choice: (abs(choice - size), choice))
        super().__init__(object_list, allowed, **kwargs)

    @cached_property
    def counted(self) -> int:
        rows: Any = self.object_list
        if isinstance(rows, BoundRows):
            rows = rows.data
        return int(rows.counted) if isinstance(rows, TableData) else count_of(rows)

    @property
    def is_capped(self) -> bool:
        return self.counted > COUNT_LIMIT

    @cached_property
    def count(self) -> int:
        return min(self.counted, COUNT_LIMIT)

    @property
    def count_text(self) -> str:
        """The number for people: "4,812", or "10,000+"."""
        return capped(self.counted, COUNT_LIMIT)

    @property
    def num_pages(self) -> int:
        return max(1, -(-self.count // self.per_page))

    def validate_number(self, number: Any) -> int:
        try:
            wanted = int(number)
        except (TypeError, ValueError):
            wanted = 1
        return max(1, min(wanted, self.last_in_reach if self.is_capped else self.num_pages))

    @property
    def last_in_reach(self) -> int:
        return max(self.num_pages, self.reach // self.per_page)

    def page(self, number: Any) -> CappedPage:
        wanted = self.validate_number(number)
        rows = self.rows_of(wanted)
        if not rows and wanted > self.num_pages:
            wanted = self.num_pages
            rows = self.rows_of(wanted)
        shown = rows[: self.per_page]
        has_more = len(rows) > self.per_page
        return CappedPage(shown, wanted, self, has_more=has_more)

    def rows_of(self, number: int) -> list[Any]:
        first = (number - 1) * self.per_page
        return list(self.object_list[first : first + self.per_page + 1])


class DeepPaginator(CappedPaginator):
    """Of a whole table, whose order an index has: rows are skipped without a look at them."""

    reach = DEEPEST


def page_numbers(page: CappedPage) -> list[int | None]:
    """Return the page numbers to link: first, around this one, last; None where some are left out.

    The last one is left out when it is not known.
    """
    paginator = page.paginator
    last = max(paginator.num_pages, page.number + page.has_next())
    near = {number for number in range(page.number - 2, page.number + 3) if 1 <= number <= last}
    chosen = sorted(near | {1} | (set() if paginator.is_capped else {last}))
    numbers: list[int | None] = []
    for number in chosen:
        if numbers and numbers[-1] is not None and number - numbers[-1] > 1:
            numbers.append(None)
        numbers.append(number)
    if paginator.is_capped and page.has_next():
        numbers.append(None)
    return numbers
