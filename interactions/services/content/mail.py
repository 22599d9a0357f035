"""The HTML of a mail: a whole document whose look stands in the tags, as mail programs want it."""

from functools import lru_cache
from html import escape
from pathlib import Path

from css_inline import CSSInliner
from django.conf import settings
from django.utils.translation import get_language_info

from .cleaning import IMAGE

HERE = Path(__file__).parent
LOOK = (HERE / "mail.css").read_text()
SCREENS = (HERE / "mail_screens.css").read_text()
INLINER = CSSInliner(load_remote_stylesheets=False, extra_css=LOOK)
DOCUMENT = """<!DOCTYPE html>
<html lang="{language}" dir="{direction}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>{subject}</title>
</head>
<body>
<div class="mail" role="article" aria-roledescription="email" lang="{language}" dir="{direction}">
<table class="sheet" role="presentation" align="center" width="100%"><tr><td class="sheet-cell">
{html}
</td></tr></table>
</div>
</body>
</html>"""


@lru_cache(maxsize=256)
def document(html: str, *, subject: str, language: str) -> str:
    """Return the mail as a document, merge fields still in it.

    What mail programs ask a style sheet for, narrow screens and dark ones, is put back in the
    head: it cannot stand in a tag.
    """
    written = DOCUMENT.format(
        html=with_addresses(html),
        subject=escape(subject, quote=False),
        language=escape(language or "en"),
        direction="rtl" if is_bidi(language) else "ltr",
    )
    styled = INLINER.inline(written)
    return styled.replace("</head>", f"<style>{SCREENS}</style></head>", 1)


def with_addresses(html: str) -> str:
    """Return the HTML with whole addresses for the pictures of the library."""
    return IMAGE.sub(lambda match: f"{settings.SITE_URL}{match.group()}", html)


def is_bidi(language: str) -> bool:
    """Whether the language is written from the right."""
    try:
        return bool(get_language_info(language)["bidi"])
    except KeyError:
        return False
