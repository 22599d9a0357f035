"""What a segment says: in one language, or to one contact alone."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from contacts.models import Language
from interactions.services import content as contents
from segments_app import services
from segments_app.common.access import requires
from segments_app.common.http import render_page, see_other
from segments_app.common.writing import WritingForm

from .lines import get_line
from .pages import get_segment, page_context, refuse_closed, user_of


@require_http_methods(["GET", "POST"])
@requires("segments.change_segment")
def segment_content_edit(request: HttpRequest, pk: int, language: str) -> HttpResponse:
    segment = get_segment(pk)
    if not segment.is_open:
        return refuse_closed(request, segment)
    spoken = get_object_or_404(Language, code=language)
    content = segment.contents.filter(language=spoken).first()
    beside = contents.writing_context(content)
    form = written(request, beside, initial=content.written if content else {})
    if form.is_valid() and is_saved(
        form,
        lambda: services.write_content(
            segment,
            language=spoken,
            files=contents.files_in(form.cleaned_data),
            by=user_of(request),
            now=timezone.now(),
            **form.parts,
        ),
    ):
        messages.success(
            request, gettext("The text in %(language)s is saved.") % {"language": spoken}
        )
        if "and_preview" in request.POST:
            there = reverse("segments:segment_text_preview", args=[pk])
            return see_other(request, f"{there}?language={language}")
        return see_other(request, "segments:segment_edit", pk)
    context = page_context(request, segment, "what") | {
        "form": form,
        "language": spoken,
        "content": content,
        **beside,
    }
    status = 422 if form.is_bound else 200
    return render_page(request, "segments/segment_content_edit.html", context, status=status)


@require_http_methods(["GET", "POST"])
@requires("segments.change_segment")
def segment_line_text(request: HttpRequest, pk: int, line_pk: int) -> HttpResponse:
    """Write to one contact alone; the segment's text is there to begin with (ATT-04)."""
    segment = get_segment(pk)
    if not segment.is_open:
        return refuse_closed(request, segment)
    line: Any = get_line(segment, line_pk)  # with the values that count
    content, _spoken = services.content_of_line(segment, line)
    beside = contents.writing_context(content)
    initial = (content.parts if content else {}) | {"subject": line.effective_subject}
    form = written(request, beside, initial=initial, has_script=False)
    if form.is_valid() and is_saved(
        form,
        lambda: services.write_line_content(
            segment,
            line=line,
            parts=form.parts,
            files=contents.files_in(form.cleaned_data),
            by=user_of(request),
            now=timezone.now(),
        ),
    ):
        messages.success(
            request, gettext("%(contact)s gets a text of its own.") % {"contact": line.contact}
        )
        if "and_preview" in request.POST:
            there = reverse("segments:segment_text_preview", args=[pk])
            return see_other(request, f"{there}?contact={line.contact_id}")
        return see_other(request, "segments:segment_line_edit", pk, line_pk)
    context = page_context(request, segment, "contacts") | {"form": form, "line": line, **beside}
    status = 422 if form.is_bound else 200
    return render_page(request, "segments/segment_line_text.html", context, status=status)


def written(request: HttpRequest, beside: dict[str, Any], **given: Any) -> WritingForm:
    """Return the form, filled with what was sent, else with what is there."""
    return WritingForm(
        *(request.POST, request.FILES) if request.method == "POST" else (),
        attached=beside["attached"],
        **given,
    )


def is_saved(form: WritingForm, save: Callable[[], Any]) -> bool:
    """Save what was written, or tell the form what is wrong with it."""
    try:
        save()
    except contents.ContentRefused as error:
        form.tell(error.errors)
    except contents.AttachmentRefused as error:
        form.add_error("file", str(error))
    except services.SegmentError as error:
        form.add_error(None, str(error))
    return not form.errors
