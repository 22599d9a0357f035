"""What a segment says, in each language (domain.md §1.8, §2.12)."""

from datetime import datetime
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import F, OuterRef, QuerySet, Subquery, Value

from contacts.models import Language
from interactions.models import TemplateAttachment, TemplateContent
from interactions.services.content import NO_FILES, Files, apply_files, checked
from segments_app.common.sql import insert_select
from segments_app.models import Segment, SegmentAttachment, SegmentContent

from .locking import locked_open


@transaction.atomic
def reset_contents(segment: Segment, *, by: User | None, now: datetime) -> Segment:
    """Copy the template's contents again, in place of what was written here."""
    segment = locked_open(segment)
    copy_template_contents(segment)
    return _touch(segment, now=now)


@transaction.atomic
def write_content(
    segment: Segment,
    *,
    language: Language,
    files: Files = NO_FILES,
    by: User | None,
    now: datetime,
    **parts: str,
) -> SegmentContent:
    """Set what is said in one language; the first language becomes the default (LNG-01)."""
    segment = locked_open(segment)
    parts = checked(parts)
    SegmentContent(segment=segment, language=language, **parts).clean_fields()
    content, _created = SegmentContent.objects.update_or_create(
        segment=segment, language=language, defaults=parts
    )
    apply_files(content, files, by=by, now=now)
    _keep_default(segment)
    _touch(segment, now=now)
    return content


@transaction.atomic
def delete_content(
    segment: Segment, *, language: Language, by: User | None, now: datetime
) -> Segment:
    """Drop a language; another becomes the default, and the lines follow (LNG-04)."""
    segment = locked_open(segment)
    segment.contents.filter(language=language).delete()
    _keep_default(segment)
    return _touch(segment, now=now)


def copy_template_contents(segment: Segment) -> None:
    """Replace the contents by copies of the template's, which later edits do not reach."""
    segment.contents.all().delete()
    if segment.template_id is not None:
        theirs = {"content__template": segment.template_id}
        copy_contents(
            segment,
            TemplateContent.objects.filter(template=segment.template_id),
            TemplateAttachment.objects.filter(**theirs),
        )
    _keep_default(segment)


def copy_contents(
    segment: Segment, contents: "QuerySet[Any]", attachments: "QuerySet[Any]"
) -> None:
    """Give the segment copies of contents; their files are the same, which nobody changes."""
    parts = (*SegmentContent.PARTS, "script")
    insert_select(
        SegmentContent,
        contents.order_by("pk"),
        segment=Value(segment.pk),
        language=F("language_id"),
        **{name: F(name) for name in parts},
    )
    ours = SegmentContent.objects.filter(segment=segment.pk, language=OuterRef("content__language"))
    insert_select(
        SegmentAttachment,
        attachments.order_by("pk"),
        content=Subquery(ours.values("pk")),
        attachment=F("attachment_id"),
    )


def _keep_default(segment: Segment) -> None:
    """See to it that the default language has content wherever there is any."""
    languages = list(segment.contents.order_by("pk").values_list("language", flat=True))
    if languages and segment.default_language_id not in languages:
        segment.default_language_id = languages[0]
        segment.save(update_fields=["default_language"])


def _touch(segment: Segment, *, now: datetime) -> Segment:
    segment.modified_at = now
    segment.save(update_fields=["modified_at"])
    return segment
