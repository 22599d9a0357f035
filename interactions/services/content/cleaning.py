"""HTML that people write, reduced to what a mail or a letter may hold (nh3)."""

import re
from dataclasses import dataclass
from html import unescape
from typing import Any

import nh3
from django.utils.translation import gettext as _

from .parsing import OPEN
from .placing import TAG, VALUE

#: The address of a picture of the library; anybody who has it may see it.
IMAGE = re.compile(r"/interactions/pictures/([0-9a-f]{32})\.(?:png|jpg)")
WORDS = {"p", "br", "strong", "b", "em", "i", "u", "ul", "ol", "li", "h1", "h2", "h3"}
TAGS = WORDS | {"s", "a", "blockquote", "hr", "img", "table", "tbody", "tr", "td", "div", "span"}
ATTRIBUTES = {
    "a": {"href", "title"},
    "img": {"src", "alt", "width", "height"},
    **{tag: {"style"} for tag in ("p", "h1", "h2", "h3", "td")},
}
CLASSES = {"a": {"button"}, "table": {"columns"}, "td": {"column"}, "p": {"small"}}
COLUMNS = re.compile(r'<table class="columns">')


@dataclass(frozen=True)
class Cleaned:
    """What is left of the HTML, and what its writer has to mend."""

    html: str
    problems: tuple[str, ...] = ()


def cleaned(html: str) -> Cleaned:
    """Return the HTML without anything that could run, load or move; problems in words."""
    clean = nh3.clean(
        html,
        tags=TAGS,
        attributes=ATTRIBUTES,
        allowed_classes=CLASSES,
        filter_style_properties={"text-align"},
        url_schemes={"http", "https", "mailto", "tel"},
        url_relative=_relative,
        link_rel=None,
    ).strip()
    clean = COLUMNS.sub('<table class="columns" role="presentation">', clean)
    return Cleaned(clean, tuple(_problems(clean)))


def cleaned_letter(html: str) -> str:
    """Return the HTML as a letter takes it: words, headings, lists, links, pictures.

    Of a picture that is not of the library its alternative text is left.
    """
    kept: dict[str, Any] = {
        "tags": WORDS | {"a", "img"},
        "attributes": {"a": {"href"}, "img": {"src", "alt", "width"}},
        "url_schemes": {"http", "https", "mailto", "tel"},
        "url_relative": _relative,
        "attribute_filter": _of_letter,
        "link_rel": None,
    }
    return nh3.clean(html, **kept).strip()


def _of_letter(tag: str, name: str, value: str) -> str | None:
    """Keep of pictures only those of the library: nothing is fetched from elsewhere."""
    is_foreign = tag == "img" and name == "src" and not IMAGE.fullmatch(value)
    return None if is_foreign else value


def _relative(url: str) -> str | None:
    """Keep merge fields and pictures of the library; a mail is on no site."""
    return url if url.strip().startswith(OPEN) or IMAGE.fullmatch(url) else None


def _problems(html: str) -> list[str]:
    problems, images = [], 0
    for tag in TAG.findall(html):
        given = {match[1]: unescape(match[2] or "") for match in VALUE.finditer(tag)}
        if tag.startswith("<img"):
            images += 1
            problems += _of_image(images, given)
        elif re.match(r"<a[ >]", tag) and not given.get("href"):
            problems.append(_("A link has no address, or one that begins with no https://."))
    return problems


def _of_image(number: int, given: dict[str, str]) -> list[str]:
    problems = []
    if not IMAGE.fullmatch(given.get("src", "")):
        message = _("Picture %(number)s is not of the library: upload it there first.")
        problems.append(message % {"number": number})
    if not given.get("alt", "").strip():
        message = _("Picture %(number)s has no alternative text: say what it shows.")
        problems.append(message % {"number": number})
    return problems
