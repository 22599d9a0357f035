"""What a template says in one language: written, looked at, taken away."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST

from contacts.models import Language
from interactions import services
from interactions.models import InteractionTemplate, TemplateContent
from interactions.services import content as contents
from segments_app.common.access import requires, user_of
from segments_app.common.http import ask, is_confirmed, render_page, see_other
from segments_app.common.writing import WritingForm


@require_POST
@requires("interactions.change_interactiontemplate")
def template_content_new(request: HttpRequest, pk: int) -> HttpResponse:
    """Go to the text in a language that has none yet; saving it makes it."""
    template = get_object_or_404(InteractionTemplate, pk=pk)
    language = Language.objects.filter(code=request.POST.get("language", "")).first()
    if language is None:
        messages.error(request, gettext("Choose the language of the text."))
        return see_other(request, template)
    return see_other(request, "interactions:template_content_edit", pk, language.code)


@require_http_methods(["GET", "POST"])
@requires("interactions.change_interactiontemplate")
def template_content_edit(request: HttpRequest, pk: int, language: str) -> HttpResponse:
    template = get_object_or_404(InteractionTemplate, pk=pk)
    spoken = get_object_or_404(Language, code=language)
    content = TemplateContent.objects.filter(template=template, language=spoken).first()
    beside = contents.writing_context(content)
    form = WritingForm(
        *(request.POST, request.FILES) if request.method == "POST" else (),
        initial=content.written if content else {},
        attached=beside["attached"],
    )
    if form.is_valid() and saved(request, form, template, spoken):
        if "and_preview" in request.POST:
            there = reverse("interactions:template_preview", args=[pk])
            return see_other(request, f"{there}?language={language}")
        messages.success(
            request, gettext("The text in %(language)s is saved.") % {"language": spoken}
        )
        return see_other(request, "interactions:template_content_edit", pk, language)
    context = {
        "template": template,
        "language": spoken,
        "content": content,
        "form": form,
        **beside,
    }
    status = 422 if form.is_bound else 200
    return render_page(request, "interactions/template_content_edit.html", context, status=status)


def saved(
    request: HttpRequest, form: WritingForm, template: InteractionTemplate, language: Language
) -> bool:
    """Save what was written, or tell the form what is wrong with it."""
    try:
        services.write_template_content(
            template,
            language=language,
            parts=form.parts,
            files=contents.files_in(form.cleaned_data),
            by=user_of(request),
            now=timezone.now(),
        )
    except contents.ContentRefused as error:
        form.tell(error.errors)
    except contents.AttachmentRefused as error:
        form.add_error("file", str(error))
    return not form.errors


@require_POST
@requires("interactions.change_interactiontemplate")
def template_content_delete(request: HttpRequest, pk: int, language: str) -> HttpResponse:
    template = get_object_or_404(InteractionTemplate, pk=pk)
    spoken = get_object_or_404(Language, code=language)
    if not is_confirmed(request):
        return ask(
            request,
            title=gettext("Delete the text in %(language)s") % {"language": spoken},
            question=gettext("Contacts who speak it get the text of the default language then."),
            action=gettext("Delete"),
            cancel_url=template.get_absolute_url(),
            is_danger=True,
        )
    try:
        services.delete_template_content(template, language=spoken)
    except services.TemplateRefused as error:
        messages.error(request, str(error))
    return see_other(request, template)
