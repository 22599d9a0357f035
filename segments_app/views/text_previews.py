"""What a contact would get from a segment, before it is logged."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_POST

from contacts.models import Contact, Language
from interactions.models import Attachment
from interactions.services import content as contents
from interactions.services import delivery
from segments_app import services
from segments_app.common.access import requires
from segments_app.common.http import render_page, see_other
from segments_app.common.previews import framed, part_of, with_frame
from segments_app.models import Segment, SegmentLine

from .pages import get_segment, page_context, user_of

MOST_OFFERED = 50


@with_frame
@require_GET
@requires("segments.view_segment")
def segment_text_preview(request: HttpRequest, pk: int) -> HttpResponse:
    """Choose one of the segment's contacts, and see what it would get."""
    segment = get_segment(pk)
    contact = chosen(request, segment)
    context = page_context(request, segment, "what") | {
        "contact": contact,
        "offered": offered(segment, contact),
        "languages": Language.objects.filter(pk__in=segment.contents.values("language")).order_by(
            "name"
        ),
        "language_code": request.GET.get("language", ""),
        "part": part_of(request.GET),
        "is_narrow": request.GET.get("width") == "narrow",
        "gaps": services.count_missing(segment) if segment.is_open else {},
    }
    if contact is not None:
        context |= shown(request, segment, contact)
    return render_page(request, "segments/segment_text_preview.html", context)


@require_GET
@requires("segments.view_segment")
def segment_text_mail(request: HttpRequest, pk: int) -> HttpResponse:
    segment = get_segment(pk)
    contact = chosen(request, segment)
    said = shown(request, segment, contact) if contact else {}
    if "merged" not in said:
        raise Http404
    return framed(said["merged"], part=part_of(request.GET), language=said["spoken"])


@require_POST
@requires("segments.change_segment")
def segment_text_send(request: HttpRequest, pk: int) -> HttpResponse:
    """Send it to whoever asks, marked as a test; nothing is logged."""
    segment = get_segment(pk)
    contact = chosen(request, segment)
    said = shown(request, segment, contact) if contact else {}
    if "merged" not in said:
        raise Http404
    files = Attachment.objects.filter(pk__in=[file.pk for file in said["files"]])
    try:
        delivery.send_test_mail(said["merged"], to=user_of(request).email, attachments=files)
    except delivery.TestMailFailed as error:
        messages.error(request, str(error))
    else:
        text = gettext("A test mail is on its way to %(address)s.")
        messages.success(request, text % {"address": user_of(request).email})
    here = reverse("segments:segment_text_preview", args=[pk])
    return see_other(request, f"{here}?{said['said']}")


def chosen(request: HttpRequest, segment: Segment) -> Contact | None:
    """Return the contact that the address names, else the first of the segment."""
    if not request.user.has_perm("contacts.view_contact"):
        raise PermissionDenied
    rows = Contact.objects.select_related("company", "language")
    named = request.GET.get("contact", "")
    if named.isascii() and named.isdigit() and len(named) <= 18:
        return rows.filter(pk=int(named)).first()
    line = SegmentLine.objects.current(segment).order_by("pk").first()
    return rows.filter(pk=line.contact_id).first() if line else None


def offered(segment: Segment, contact: Contact | None) -> list[Contact]:
    """Return some contacts of the segment to choose from, the chosen one among them."""
    lines = SegmentLine.objects.current(segment).order_by("pk")
    keys = list(lines.values_list("contact", flat=True)[:MOST_OFFERED])
    if contact is not None and contact.pk not in keys:
        keys.insert(0, contact.pk)
    return list(Contact.objects.filter(pk__in=keys).order_by("name", "pk"))


def shown(request: HttpRequest, segment: Segment, contact: Contact) -> dict[str, Any]:
    """Return what the contact would get; nothing where there is no text for it."""
    code = request.GET.get("language", "")
    content, language, line = services.content_for_contact(segment, contact, code=code)
    if content is None:
        return {}
    by = user_of(request)
    addressee = services.addressee_of(segment, contact, line, language=language, by=by)
    parts: dict[str, str] = content.parts
    if line is not None and line.subject is not None:
        parts = parts | {"subject": line.subject}
    spoken = language.code if language else ""
    merged = contents.preview(parts, addressee=addressee)
    is_marketing = segment.purpose_id is not None
    return {
        "merged": delivery.as_sent(merged, language=spoken, is_marketing=is_marketing),
        "spoken": spoken,
        "said": urlencode({"contact": contact.pk, "language": code}),
        "problems": contents.problems_of(parts),
        "files": contents.attached_to(content),
        "why": why(contact, language, line),
    }


def why(contact: Contact, language: Language | None, line: Any) -> str:
    """Say which text it is, and why the contact gets it."""
    said = {"contact": contact, "spoken": contact.language, "language": language}
    if line is None:
        return gettext("%(contact)s is not in the segment; shown is %(language)s.") % said
    if line.content_id is not None:
        return gettext("Unique: %(contact)s gets a text of its own.") % said
    if contact.language_id is None:
        return gettext("Inherited: no language is known of %(contact)s, so %(language)s.") % said
    if language is None or contact.language_id == language.pk:
        return gettext("Inherited: %(contact)s speaks %(spoken)s.") % said
    return gettext("Inherited: %(contact)s speaks %(spoken)s, and gets %(language)s.") % said
