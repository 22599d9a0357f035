"""What logged interactions say to whom, for whoever sends or prints it."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from contacts.models import Language
from interactions.models import FrozenAttachment, FrozenContent, Interaction, LoggedSegment

from .merging import Recipe, recipe
from .values import Addressee, SegmentFacts, Values, load

OF_ROW = (
    "pk", "contact_id", "content_id", "subject", "language_id", "logged_segment_id",
    "salesperson_id", "campaign_id", "occurred_on",
)  # fmt: skip


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

    Eleven statements at most, whatever their number: ask for 500 at a time. Without a channel
    all parts are made. `extra` has the values that only the sender knows, by interaction:
    `unsubscribe_url`, `preferences_url`, `sender.name`, `sender.email`, `sender.address`.
    """
    rows = _rows(entries)
    shared = _shared(rows)
    recipes = {row.pk: shared.recipe(row, channel) for row in rows}
    addressees = [shared.addressee(row, (extra or {}).get(row.pk, {})) for row in rows]
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
            attachments=shared.attachments.get(row.content_id, ()),
            missing=merged.missing,
        )


@dataclass(frozen=True)
class Shared:
    """What many interactions have in common, each row read once."""

    contents: Mapping[int, FrozenContent]
    languages: Mapping[int, Language]
    segments: Mapping[int, SegmentFacts]
    attachments: Mapping[int | None, tuple[int, ...]]

    def language(self, row: Any) -> Language | None:
        """Return the language that an interaction is written in."""
        content = self.contents.get(row.content_id)
        return self.languages.get((content.language_id if content else None) or row.language_id)

    def recipe(self, row: Any, channel: str) -> Recipe:
        """Return what an interaction is made by."""
        content, language = self.contents.get(row.content_id), self.language(row)
        parts = {**(content.parts if content else {}), "subject": row.subject}
        return recipe(parts, language=language.code if language else "", channel=channel)

    def addressee(self, row: Any, given: Mapping[str, str]) -> Addressee:
        """Return who an interaction is with, and about what."""
        return Addressee(
            key=row.pk,
            contact=row.contact_id,
            language=self.language(row),
            salesperson=row.salesperson_id,
            campaign=row.campaign_id,
            segment=self.segments.get(row.logged_segment_id),
            day=row.occurred_on,
            given=given,
        )


def _rows(entries: "QuerySet[Interaction] | Sequence[int]") -> list[Any]:
    """Return the interactions as plain values: a thousand models take longer than their texts."""
    found = entries if isinstance(entries, QuerySet) else Interaction.objects.filter(pk__in=entries)
    return list(found.order_by("pk").values_list(*OF_ROW, named=True))


def _shared(rows: Sequence[Any]) -> Shared:
    contents = FrozenContent.objects.in_bulk({row.content_id for row in rows} - {None})
    languages = {one.language_id for one in (*contents.values(), *rows)} - {None}
    segments = LoggedSegment.objects.filter(pk__in={row.logged_segment_id for row in rows} - {None})
    facts = segments.values_list("pk", "segment_number", "description")
    return Shared(
        contents=contents,
        languages=Language.objects.in_bulk(languages),
        segments={pk: SegmentFacts(*said) for pk, *said in facts},
        attachments=_attachments(contents),
    )


def _attachments(contents: Collection[int]) -> Mapping[int | None, tuple[int, ...]]:
    found: dict[int | None, tuple[int, ...]] = {}
    rows = FrozenAttachment.objects.filter(content__in=contents).order_by("pk")
    for content, attachment in rows.values_list("content", "attachment"):
        found[content] = (*found.get(content, ()), attachment)
    return found
