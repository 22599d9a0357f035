"""Mails shown inside a page: in a frame that may run, load and send nothing."""

from collections.abc import Callable
from typing import Any

from csp.decorators import csp_update
from django.conf import settings
from django.http import HttpResponse
from django.utils.html import escape, format_html
from django.utils.safestring import mark_safe

POLICY = (
    "default-src 'none'; img-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'self'; sandbox"
)
LETTER = (
    '<!doctype html><html lang="{}"><head><meta charset="utf-8"><title>{}</title></head>'
    '<body><div style="font: 12pt/1.4 Georgia, serif; max-width: 17cm; margin: 1.5cm auto">{}</div>'
    "</body></html>"
)
TEXT = (
    '<!doctype html><html lang="{}"><head><meta charset="utf-8"><title>{}</title></head>'
    '<body><pre style="white-space: pre-wrap; font: 14px/1.5 monospace; margin: 16px">{}</pre>'
    "</body></html>"
)
PARTS = ("mail", "text", "letter")

#: Lets a page show the frame.
with_frame: Callable[[Any], Any] = csp_update({"frame-src": ["'self'"]})


def framed(merged: Any, *, part: str, language: str) -> HttpResponse:
    """Return one part of what a contact gets, for the frame and for nothing else."""
    if part == "letter":
        html = format_html(LETTER, language, merged.subject, mark_safe(merged.letter))  # noqa: S308 - cleaned when it was merged
    elif part == "text" or not merged.html:
        html = format_html(TEXT, language, merged.subject, merged.text)
    else:
        html = merged.html.replace(f'src="{escape(settings.SITE_URL)}/', 'src="/')
    response = HttpResponse(html)
    response.headers["Content-Security-Policy"] = POLICY
    response.headers["X-Frame-Options"] = "SAMEORIGIN"
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "no-store"
    return response


def part_of(data: Any) -> str:
    """Return which part is asked for."""
    wanted = data.get("part", "")
    return wanted if wanted in PARTS else PARTS[0]
