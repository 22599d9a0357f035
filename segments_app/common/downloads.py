"""Files offered to be kept: under a name that no browser mistakes, and in nobody's cache."""

import re
import unicodedata
from typing import TypeVar

from django.http.response import HttpResponseBase
from django.utils.http import content_disposition_header

LONGEST = 120
NOT_IN_NAMES = re.compile(r'[\\/:*?"<>|;%]+')
Response = TypeVar("Response", bound=HttpResponseBase)


def file_name(name: str) -> str:
    """Return a name that every system can keep a file under, its ending too.

    >>> file_name('a"; filename=evil.bat\\r\\n/ü.csv')
    'a- filename=evil.bat-ü.csv'
    """
    # Line ends, and marks that turn the direction of writing and so hide the ending.
    visible = "".join(letter for letter in name if unicodedata.category(letter)[0] != "C")
    stem, point, ending = NOT_IN_NAMES.sub("-", visible).strip(" .").rpartition(".")
    return f"{stem[:LONGEST]}{point}{ending[:20]}"


def offered(response: Response, name: str) -> Response:
    """Send the response as a file of that name (RFC 6266), which nobody on the way keeps."""
    return _sent(response, name, is_kept=True)


def shown(response: Response, name: str) -> Response:
    """Have the browser show a picture or plain text, alone, and take it for nothing else."""
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return _sent(response, name, is_kept=False)


def _sent(response: Response, name: str, *, is_kept: bool) -> Response:
    named = content_disposition_header(as_attachment=is_kept, filename=file_name(name))
    response.headers["Content-Disposition"] = named or ("attachment" if is_kept else "inline")
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "no-store"
    return response
