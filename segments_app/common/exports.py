"""A list taken along: exactly what it shows, or all there is about its contacts.

The address of the list says what is wanted: `export` the format ("choose" asks on a page),
`fields` the columns, `content=all` every field of the contacts. So an export is the list itself,
with its filters, its order and its rights. Who took what is recorded before anything is handed
out, and what is large is left to the worker; both are the business of the app above, which says
so in `hooks`.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from tempfile import TemporaryFile
from typing import IO, Any, Protocol

from django.core.exceptions import BadRequest, PermissionDenied
from django.db.models import QuerySet
from django.http import FileResponse, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import translation
from django.utils.encoding import force_str
from django.utils.translation import gettext

from .access import refusal
from .csv_files import CSV_TYPE, ROWS_PER_CHUNK, lines
from .downloads import offered
from .export_rows import rows_of, steadily
from .tables import BaseTable
from .xlsx_files import MOST_ROWS, XLSX_TYPE, write_xlsx

FORMATS = {"csv": "CSV", "xlsx": "Excel (XLSX)", "vcard": "vCard"}
ENDINGS = {"csv": "csv", "xlsx": "xlsx", "vcard": "vcf"}
VCARD_TYPE = "text/vcard; charset=utf-8"
ALL = "all"
OURS = ("export", "fields", "content", "page")
#: Set on a request by the worker: what is exported is handed to it instead of a browser.
SINK = "export_sink"


class ContactExport(Protocol):
    """How all that is known about the contacts of a list is written."""

    def header(self) -> list[str]: ...
    def rows(self, rows: QuerySet[Any]) -> Iterator[list[Any]]: ...
    def cards(self, rows: QuerySet[Any]) -> Iterator[str]: ...


class Taken(Protocol):
    """What is recorded of anything that somebody takes along."""

    @property
    def request(self) -> HttpRequest: ...
    @property
    def file_name(self) -> str: ...
    @property
    def query(self) -> str: ...
    @property
    def filters(self) -> str: ...
    @property
    def columns(self) -> Sequence[str]: ...
    @property
    def format(self) -> str: ...
    @property
    def count(self) -> int: ...


@dataclass(frozen=True)
class Export:
    """What is taken from a list: the format and the columns, none for all about the contacts."""

    table: BaseTable
    name: str
    format: str
    columns: tuple[str, ...]

    @property
    def request(self) -> HttpRequest:
        return self.table.request

    @cached_property
    def count(self) -> int:
        return int(self.table.data.data.count())

    @property
    def query(self) -> str:
        """The filters and the order as an address carries them."""
        query = self.request.GET.copy()
        for name in OURS:
            query.pop(name, None)
        return query.urlencode()

    @property
    def filters(self) -> str:
        """The filters in words."""
        return "; ".join(f"{chip.label}: {chip.text}" for chip in self.table.chips)

    @property
    def file_name(self) -> str:
        return f"{self.name}.{ENDINGS[self.format]}"

    def header(self) -> list[str]:
        if self.columns:
            return [force_str(bound.header) for bound in self._bound()]
        return self._contacts().header()

    def rows(self) -> Iterator[list[Any]]:
        if self.columns:
            return rows_of(self.table, self._bound())
        return self._contacts().rows(self.table.data.data)

    def texts(self, read: Callable[[Iterator[Any]], Iterator[Any]]) -> Iterator[str]:
        """Yield the text of a CSV or vCard file; `read` stands between rows and text."""
        if self.format == "vcard":
            return in_chunks(read(self._contacts().cards(self.table.data.data)))
        return lines(self.header(), read(self.rows()), translation.get_language())

    def write(self, file: IO[bytes], read: Callable[[Iterator[Any]], Iterator[Any]]) -> None:
        """Write all of it to a file."""
        if self.format == "xlsx":
            write_xlsx(file, force_str(self.table.caption), self.header(), read(self.rows()))
        else:
            file.writelines(text.encode() for text in self.texts(read))

    def read(self, rows: Iterator[Any]) -> Iterator[Any]:
        return steadily(rows, self.table.data.data.db)

    def _bound(self) -> list[Any]:
        return [bound for bound in exportable(self.table) if bound.name in self.columns]

    def _contacts(self) -> ContactExport:
        contacts: ContactExport | None = self.table.contact_export
        if contacts is None:
            raise BadRequest("A list without contacts has no fields of theirs.")
        return contacts


def in_chunks(texts: Iterator[str]) -> Iterator[str]:
    """Join a few hundred texts at a time: a browser is not sent one by one."""
    while chunk := "".join(islice(texts, ROWS_PER_CHUNK)):
        yield chunk


@dataclass
class Hooks:
    """What the app above does about exports: it keeps the record and runs the worker."""

    record: Callable[[Taken], None] = lambda _export: None
    later: Callable[[Export], str | None] = lambda _export: None
    last: Callable[[BaseTable], tuple[str, list[str]] | None] = lambda _table: None


hooks = Hooks()


def exported(table: BaseTable, name: str) -> HttpResponseBase:
    """Answer a request for the whole of a configured table; `name` is that of the file."""
    request = table.request
    if not table.may_export:
        raise PermissionDenied(refusal(table.export_permission))
    if request.GET["export"] == "choose":
        return choice(table)
    export = asked_for(table, name)
    if export.format == "xlsx" and export.count > MOST_ROWS:
        return choice(table, gettext("A spreadsheet holds a million rows at most. Take CSV."))
    sink: Callable[[Export], None] | None = getattr(request, SINK, None)
    if sink is not None:
        sink(export)
        return HttpResponse()
    if (url := hooks.later(export)) is not None:
        return redirect(url)
    hooks.record(export)
    return handed_out(export)


def handed_out(export: Export) -> HttpResponseBase:
    if export.format == "xlsx":
        file = TemporaryFile()  # noqa: SIM115 (the response closes it)
        export.write(file, export.read)
        file.seek(0)
        return offered(FileResponse(file, content_type=XLSX_TYPE), export.file_name)
    kind = CSV_TYPE if export.format == "csv" else VCARD_TYPE
    response = StreamingHttpResponse(export.texts(export.read), content_type=kind)
    return offered(response, export.file_name)


def asked_for(table: BaseTable, name: str) -> Export:
    """Read what is wanted from the address: nothing but what the list offers."""
    query = table.request.GET
    if query["export"] not in formats_of(table):
        raise BadRequest("There is no such format of this list.")
    fields = query.getlist("fields")
    if not set(fields) <= {bound.name for bound in exportable(table)}:
        raise BadRequest("There is no such column in this list.")
    is_all = query["export"] == "vcard" or query.get("content") == ALL
    if is_all and table.contact_export is None:
        raise BadRequest("This list is not of contacts.")
    shown = [bound.name for bound in exportable(table) if bound.visible]
    return Export(table, name, query["export"], () if is_all else tuple(fields or shown))


def exportable(table: BaseTable) -> list[Any]:
    return [bound for bound in table.columns.iterall() if not bound.column.exclude_from_export]


def formats_of(table: BaseTable) -> dict[str, str]:
    left_out = () if table.contact_export is not None else ("vcard",)
    return {name: label for name, label in FORMATS.items() if name not in left_out}


def choice(table: BaseTable, problem: str = "") -> TemplateResponse:
    """Ask for format and columns; those of the last time are ticked."""
    shown = {bound.name for bound in exportable(table) if bound.visible}
    last_format, last_columns = hooks.last(table) or ("csv", [])
    is_chosen_in_list = table.columns_field in table.request.GET
    ticked: Iterable[str] = shown if is_chosen_in_list or not last_columns else last_columns
    request = table.request
    query = request.GET.copy()
    for name in OURS:
        query.pop(name, None)
    context = {
        "table": table,
        "problem": problem,
        "count": table.data.data.count(),
        "formats": formats_of(table),
        "format": last_format if last_format in formats_of(table) else "csv",
        "columns": [(b.name, force_str(b.header), b.name in ticked) for b in exportable(table)],
        "carried": [(name, value) for name, values in query.lists() for value in values],
        "back": f"{request.path}?{query.urlencode()}" if query else request.path,
    }
    status = 422 if problem else 200
    return TemplateResponse(request, "components/export.html", context, status=status)
