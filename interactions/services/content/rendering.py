"""What logged interactions say to whom, for whoever sends or prints it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from interactions.models import FrozenAttachment, FrozenContent, Interaction

from .merging import Recipe, recipe
from .values import Addressee, SegmentFacts, Values, load


@dataclass(frozen=True)
class Rendered:
    """What one interaction says; `missing` are merge fields with neither value nor default.

    `html` is a whole document; `letter` is HTML of words, headings and lists.
    """

    entry: int
    contact: int
    subject: str
    html: str
    text: str
    letter: str
    language: str
    attachments: tuple[int, ...]
    missing: tuple[str, ...]


def rendered(
    entries: "QuerySet[Interaction] | Sequence[int]",
    *,
    channel: str,
    extra: Mapping[int, Mapping[str, str]] | None = None,
) -> Iterator[Rendered]:
    """Return what the interactions say on a channel, in the order of their keys.

    Nine statements at most, whatever their number: ask for 500 at a time. Without a channel
    all parts are made. `extra` has the values that only the sender knows, by interaction:
    `unsubscribe_url`, `preferences_url`, `sender.name`, `sender.email`, `sender.address`.
    """
    rows = _rows(entries)
    attachments = _attachments({row.content_id for row in rows})
    recipes = {row.pk: _recipe(row, channel) for row in rows}
    addressees = [_addressee(row, (extra or {}).get(row.pk, {})) for row in rows]
    names = frozenset().union(*(one.names for one in recipes.values()))
    loaded = load(addressees, names)
    for row, addressee in zip(rows, addressees, strict=True):
        merged = recipes[row.pk].merged(Values(addressee, loaded))
        yield Rendered(
            entry=row.pk,
            contact=row.contact_id,
            subject=merged.subject,
            html=merged.html,
            text=merged.text,
            letter=merged.letter,
            language=addressee.language.code if addressee.language else "",
            attachments=attachments.get(row.content_id, ()),
            missing=merged.missing,
        )


def _rows(entries: "QuerySet[Interaction] | Sequence[int]") -> list[Any]:
    found = entries if isinstance(entries, QuerySet) else Interaction.objects.filter(pk__in=entries)
    return list(
        found.order_by("pk").select_related("content__language", "language", "logged_segment")
    )


def _recipe(row: Any, channel: str) -> Recipe:
    content: FrozenContent | None = row.content
    parts = {**content.parts, "subject": row.subject} if content else {"subject": row.subject}
    language = _language(row)
    return recipe(parts, language=language.code if language else "", channel=channel)


def _language(row: Any) -> Any:
    return (row.content.language if row.content else None) or row.language


def _addressee(row: Any, given: Mapping[str, str]) -> Addressee:
    logged = row.logged_segment
    return Addressee(
        key=row.pk,
        contact=row.contact_id,
        language=_language(row),
        salesperson=row.salesperson_id,
        campaign=row.campaign_id,
        segment=SegmentFacts(logged.segment_number, logged.description) if logged else None,
        day=row.occurred_on,
        given=given,
    )


def _attachments(contents: "set[int | None]") -> Mapping[int | None, tuple[int, ...]]:
    found: dict[int | None, tuple[int, ...]] = {}
    rows = FrozenAttachment.objects.filter(content__in=contents - {None}).order_by("pk")
    for content, attachment in rows.values_list("content", "attachment"):
        found[content] = (*found.get(content, ()), attachment)
    return found
