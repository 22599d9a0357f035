"""What was said to whom, kept as it was when a segment was logged."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import BigIntegerField, Case, CharField, Q, Value, When

from interactions.models import (
    FrozenAttachment,
    FrozenContent,
    TemplateAttachment,
    TemplateContent,
)
from segments_app.models import Segment, SegmentAttachment, SegmentContent

#: A line's own template, None for the segment's, and the language of the line.
Place = tuple[int | None, int | None]


@dataclass(frozen=True)
class Frozen:
    """The frozen contents as expressions on lines: which one a line has, and its subject."""

    content: Any
    subject: Any


def freeze_contents(segment: Segment, places: Collection[Place]) -> Frozen:
    """Keep the contents that lines at `places` use; a few statements."""
    found: dict[Place, Any] = {(None, c.language_id): c for c in segment.contents.all()}
    templates = {template for template, _language in places if template is not None}
    if templates:
        for content in TemplateContent.objects.filter(template__in=templates):
            found[content.template_id, content.language_id] = content
    used = {place: found[place] for place in places if place in found}
    frozen = FrozenContent.objects.bulk_create(
        [FrozenContent(language_id=c.language_id, **c.parts) for c in used.values()]
    )
    kept = dict(zip(used, frozen, strict=True))
    _freeze_attachments(used.values(), frozen)
    return Frozen(
        content=_choice(
            {place: c.pk for place, c in kept.items()}, places, None, BigIntegerField()
        ),
        subject=_choice({place: c.subject for place, c in kept.items()}, places, "", CharField()),
    )


def _freeze_attachments(contents: Iterable[Any], frozen: Iterable[FrozenContent]) -> None:
    """Keep the files of the contents; the contents are few."""
    copies = {(type(one), one.pk): copy for one, copy in zip(contents, frozen, strict=True)}
    FrozenAttachment.objects.bulk_create(
        FrozenAttachment(content=copies[kind, row.content_id], attachment_id=row.attachment_id)
        for kind, rows in (
            (SegmentContent, SegmentAttachment),
            (TemplateContent, TemplateAttachment),
        )
        for row in rows._default_manager.filter(
            content__in=[key for model, key in copies if model is kind]
        ).order_by("pk")
    )


def _choice(values: dict[Place, Any], places: Collection[Place], default: Any, output: Any) -> Any:
    """Return the value for the place of a line; plainly where all lines have the same."""
    of_lines = [values.get(place, default) for place in places]
    if all(value == of_lines[0] for value in of_lines[1:]):
        return Value(of_lines[0] if of_lines else default, output_field=output)
    whens = [When(_at(place), then=Value(value)) for place, value in values.items()]
    return Case(*whens, default=Value(default), output_field=output)


def _at(place: Place) -> Q:
    template, language = place
    own = Q(template__isnull=True) if template is None else Q(template=template)
    return own & Q(effective_language=language)
