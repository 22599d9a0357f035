"""What a contact would get by a template, and what one has got."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_POST

from contacts.models import Contact, Language
from interactions.forms import PreviewForm
from interactions.models import Attachment, Interaction, InteractionTemplate, TemplateContent
from interactions.services import content as contents
from interactions.services import delivery
from segments_app.common.access import requires, user_of
from segments_app.common.http import render_page, see_other
from segments_app.common.previews import framed, part_of, with_frame

from .new import key

TEMPLATES = InteractionTemplate.objects.select_related("default_language", "campaign")


@with_frame
@require_GET
@requires("interactions.view_interactiontemplate")
def template_preview(request: HttpRequest, pk: int) -> HttpResponse:
    """Choose a contact, and see what it would get."""
    template = get_object_or_404(TEMPLATES, pk=pk)
    contact, content = chosen(request, template)
    context: dict[str, Any] = {
        "template": template,
        "contact": contact,
        "content": content,
        "part": part_of(request.GET),
        "is_narrow": request.GET.get("width") == "narrow",
        "form": PreviewForm(
            {"contact": contact and contact.pk, "language": content and content.language_id},
            contact=contact,
            languages=Language.objects.filter(pk__in=template.contents.values("language")),
        ),
    }
    if contact and content:
        merged = merged_for(request, template, contact, content)
        context |= {
            "merged": merged,
            "said": urlencode({"contact": contact.pk, "language": content.language.code}),
            "problems": contents.problems_of(content.parts),
            "why": why(contact, content),
        }
    return render_page(request, "interactions/template_preview.html", context)


@require_GET
@requires("interactions.view_interactiontemplate")
def template_preview_mail(request: HttpRequest, pk: int) -> HttpResponse:
    template = get_object_or_404(TEMPLATES, pk=pk)
    contact, content = chosen(request, template)
    if contact is None or content is None:
        raise Http404
    merged = merged_for(request, template, contact, content)
    return framed(merged, part=part_of(request.GET), language=content.language.code)


@require_POST
@requires("interactions.change_interactiontemplate")
def template_preview_send(request: HttpRequest, pk: int) -> HttpResponse:
    """Send it to whoever asks, marked as a test; nothing is logged."""
    template = get_object_or_404(TEMPLATES, pk=pk)
    contact, content = chosen(request, template)
    if contact is None or content is None:
        raise Http404
    files = Attachment.objects.filter(pk__in=content.attachments.values("attachment"))
    merged = merged_for(request, template, contact, content)
    try:
        delivery.send_test_mail(merged, to=user_of(request).email, attachments=files)
    except delivery.TestMailFailed as error:
        messages.error(request, str(error))
    else:
        text = gettext("A test mail is on its way to %(address)s.")
        messages.success(request, text % {"address": user_of(request).email})
    here = reverse("interactions:template_preview", args=[pk])
    said = urlencode({"contact": contact.pk, "language": content.language.code})
    return see_other(request, f"{here}?{said}")


@require_GET
@requires("interactions.view_interaction")
def interaction_mail(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what was said to the contact, as it was frozen."""
    interaction = get_object_or_404(Interaction, pk=pk)
    said = next(contents.rendered([interaction.pk], channel=""))
    return framed(said, part=part_of(request.GET), language=said.language)


def chosen(
    request: HttpRequest, template: InteractionTemplate
) -> tuple[Contact | None, TemplateContent | None]:
    """Return the contact and the content that the address names, else the contact's own."""
    if not request.user.has_perm("contacts.view_contact"):
        raise PermissionDenied
    rows = Contact.objects.select_related("company", "language")
    wanted = key(request, "contact")
    contact = rows.filter(pk=wanted).first() if wanted else None
    spoken = template.contents.select_related("language").order_by("pk")
    named = request.GET.get("language", "")
    is_key = named.isascii() and named.isdigit() and len(named) <= 18
    by_key = Q(language=int(named)) if is_key else Q(language__code=named)
    content = spoken.filter(by_key).first()
    if content is None:
        wishes = [contact.language_id if contact else None, template.default_language_id]
        by_language = {one.language_id: one for one in spoken}
        content = next((by_language[one] for one in wishes if one in by_language), None)
    return contact, content or spoken.first()


def merged_for(
    request: HttpRequest,
    template: InteractionTemplate,
    contact: Contact,
    content: TemplateContent,
) -> Any:
    """Return what the contact would get."""
    addressee = contents.preview_addressee(
        contact,
        language=content.language,
        by=user_of(request),
        day=timezone.localdate(),
        campaign=template.campaign_id,
    )
    return contents.preview(content.parts, addressee=addressee)


def why(contact: Contact, content: TemplateContent) -> str:
    """Say why the contact gets this language."""
    said = {"contact": contact, "spoken": contact.language, "language": content.language}
    if contact.language_id is None:
        return gettext("No language is known of %(contact)s: shown is %(language)s.") % said
    if contact.language_id == content.language_id:
        return gettext("%(contact)s speaks %(language)s.") % said
    return gettext("%(contact)s speaks %(spoken)s: shown is %(language)s.") % said
