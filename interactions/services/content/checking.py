"""What somebody has written, checked before it is kept: all that is wrong, by the part."""

import re
from collections.abc import Mapping
from html import escape

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from markdown_it import MarkdownIt

from .cleaning import cleaned, cleaned_letter
from .compiling import misplacements
from .parsing import mistakes, scan

MOST = {
    "subject": 200, "html": 200_000, "text": 100_000, "letter": 100_000, "script": 100_000
}  # fmt: skip
IS_HTML = re.compile(r"<(?:p|h[1-6]|ul|ol|li|table|div|br|a|img|strong|em|b|i|u|hr|span)\b", re.I)
MARKDOWN = MarkdownIt("commonmark", {"html": False, "breaks": True}).enable("strikethrough")
MARK = "mergefield{}x"
MARKS = re.compile(r"mergefield(\d+)x")


class ContentRefused(Exception):
    """What is written cannot be kept; `errors` has the messages of each part."""

    def __init__(self, errors: Mapping[str, list[str]]) -> None:
        self.errors = dict(errors)
        super().__init__(" ".join(message for part in errors.values() for message in part))


def checked(parts: Mapping[str, str]) -> dict[str, str]:
    """Return the parts as they are kept, or raise ContentRefused with all that is wrong.

    HTML is reduced to what a mail may hold; text without a tag in it is read as Markdown.
    """
    kept, errors = {}, {}
    for name, written in parts.items():
        kept[name], wrong = _checked(name, written)
        if wrong:
            errors[name] = wrong
    if errors:
        raise ContentRefused(errors)
    return kept


def problems_of(parts: Mapping[str, str]) -> list[str]:
    """Return what is wrong by now with parts that were kept: an attribute may be archived."""
    found = []
    for name, written in parts.items():
        found += [one.message for one in mistakes(written, is_html=name in ("html", "letter"))]
    return list(dict.fromkeys(found))


def as_written_html(written: str) -> str:
    """Return HTML as it is; what has no tag in it is Markdown."""
    if not written.strip() or IS_HTML.search(written):
        return written
    found = list(scan(written))
    marked = "".join(
        MARK.format(number) if one.slot else one.source.replace("mergefield", "merge field")
        for number, one in enumerate(found)
    )
    drawn = MARKDOWN.render(marked)
    return MARKS.sub(lambda mark: escape(found[int(mark[1])].source, quote=True), drawn)


def _checked(name: str, written: str) -> tuple[str, list[str]]:
    if len(written) > MOST[name]:
        most = number_format(MOST[name], force_grouping=True)
        return written, [_("At most %(most)s characters.") % {"most": most}]
    if "\0" in written:
        return written, [_("There is a character that cannot be kept.")]
    is_html = name in ("html", "letter")
    wrong = [one.told(written) for one in mistakes(written, is_html=is_html)]
    if not is_html:
        kept = " ".join(written.split()) if name == "subject" else written.strip()
        return kept, wrong
    html = as_written_html(written)
    if name == "letter":
        return cleaned_letter(html), wrong
    result = cleaned(html)
    wrong += result.problems
    wrong += [one.message for one in misplacements(result.html)]
    return result.html, wrong
