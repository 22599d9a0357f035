"""What a segment says to one contact: the line's own text, its template's, or the segment's."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone

from contacts.models import Contact, Language
from interactions.models import FrozenAttachment, FrozenContent, TemplateContent, WrittenContent
from interactions.services.content import (
    NO_FILES,
    Addressee,
    Files,
    SegmentFacts,
    apply_files,
    checked,
    preview_addressee,
)
from segments_app.models import Segment, SegmentLine

from .lines import edit_lines
from .locking import locked_open


@transaction.atomic
def write_line_content(
    segment: Segment,
    *,
    line: SegmentLine,
    parts: Mapping[str, str],
    files: Files = NO_FILES,
    by: User | None,
    now: datetime,
) -> FrozenContent:
    """Give one contact a text of its own, which the segment's no longer touches (ATT-04).

    A content that lines point at is never changed: a new one takes its place.
    """
    segment = locked_open(segment)
    lines = SegmentLine.objects.current(segment).with_effective_values(segment)
    line = lines.select_related("content", "contact").get(pk=line.pk)
    before, language = content_of_line(segment, line)
    kept = checked(parts)
    content = FrozenContent.objects.create(language=language, created_at=now, **kept)
    if before is not None:
        stays = before.attachments.exclude(attachment__in=files.removed)
        FrozenAttachment.objects.bulk_create(
            FrozenAttachment(content=content, attachment_id=key)
            for key in stays.order_by("pk").values_list("attachment", flat=True)
        )
    apply_files(content, Files(files.file, files.name), by=by, now=now)
    values = {"content": content, "subject": kept.get("subject") or None}
    edit_lines(segment, lines=[line], values=values, by=by, now=now)
    return content


def content_of_line(segment: Segment, line: Any) -> tuple[Any, Language | None]:
    """Return what the contact of a line gets, and in which language; the line has its values."""
    language = Language.objects.filter(pk=line.effective_language or 0).first()
    if line.content_id is not None:
        own = FrozenContent.objects.select_related("language").get(pk=line.content_id)
        return own, own.language or language
    if line.template_id is not None:
        theirs = TemplateContent.objects.filter(template=line.template_id, language=language)
        return theirs.first(), language
    return segment.contents.filter(language=language).first(), language


def content_for_contact(
    segment: Segment, contact: Contact, *, code: str = ""
) -> tuple[WrittenContent | None, Language | None, Any]:
    """Return what a contact gets, the language, and its line; `code` asks for a language."""
    lines = SegmentLine.objects.current(segment).with_effective_values(segment)
    line = lines.filter(contact=contact).first()
    by_language = {one.language_id: one for one in segment.contents.select_related("language")}
    asked = next((one for one in by_language.values() if one.language.code == code), None)
    if asked is not None:
        return asked, asked.language, line
    if line is not None:
        return *content_of_line(segment, line), line
    wishes = (contact.language_id, segment.default_language_id)
    found = next((by_language[one] for one in wishes if one in by_language), None)
    return found, found.language if found else None, None


def addressee_of(
    segment: Segment, contact: Contact, line: Any, *, language: Language | None, by: User | None
) -> Addressee:
    """Return the contact as the segment would address it."""
    return preview_addressee(
        contact,
        language=language,
        by=by,
        day=(line and line.effective_occurred_on) or segment.occurred_on or timezone.localdate(),
        salesperson=line.effective_salesperson if line else segment.salesperson_id,
        campaign=line.effective_campaign if line else segment.campaign_id,
        segment=SegmentFacts(segment.number, segment.description),
    )
