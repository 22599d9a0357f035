"""A report or a short list taken along as CSV or XLSX: what a page shows, and no table is of."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from tempfile import TemporaryFile
from typing import Any

from django.core.exceptions import BadRequest, PermissionDenied
from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils import translation

from .access import refusal
from .csv_files import CSV_TYPE, lines
from .downloads import offered
from .exports import FORMATS, hooks
from .xlsx_files import XLSX_TYPE, write_xlsx


@dataclass(frozen=True)
class Report:
    """What is taken: the address it has, the format, and the figures below their names."""

    request: HttpRequest
    name: str
    format: str
    columns: Sequence[str]
    rows: Sequence[Iterable[Any]]
    query: str = ""
    filters: str = ""

    @property
    def count(self) -> int:
        return len(self.rows)

    @property
    def file_name(self) -> str:
        return f"{self.name}.{self.format}"


def reported(
    request: HttpRequest,
    name: str,
    columns: Sequence[Any],
    rows: Iterable[Iterable[Any]],
    *,
    permission: str = "",
) -> HttpResponseBase:
    """Answer a request for what a page shows; who takes it is recorded.

    Where persons are named it needs a permission.
    """
    if permission and not request.user.has_perm(permission):
        raise PermissionDenied(refusal(permission))
    wanted = request.GET["export"]
    if wanted == "vcard" or wanted not in FORMATS:
        raise BadRequest("There is no such format of a report.")
    report = Report(request, name, wanted, [str(column) for column in columns], [*rows])
    hooks.record(report)
    if wanted == "xlsx":
        file = TemporaryFile()  # noqa: SIM115 (the response closes it)
        write_xlsx(file, name, report.columns, report.rows)
        file.seek(0)
        return offered(FileResponse(file, content_type=XLSX_TYPE), report.file_name)
    text = "".join(lines(report.columns, report.rows, translation.get_language()))
    return offered(HttpResponse(text, content_type=CSV_TYPE), report.file_name)
