"""What is done with the contacts of a segment: its header, and its text in each language."""

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST

from contacts.models import Language
from segments_app import services
from segments_app.common.access import requires
from segments_app.common.http import ask, is_confirmed, render_page, see_other
from segments_app.forms.interaction import (
    InteractionForm,
    NewContentForm,
    with_template,
)
from segments_app.models import Segment

from .pages import get_segment, page_context, refuse_closed, user_of


@require_http_methods(["GET", "POST"])
@requires("segments.change_segment")
def segment_edit(request: HttpRequest, pk: int) -> HttpResponse:
    segment = get_segment(pk)
    if not segment.is_open:
        return refuse_closed(request, segment)
    form = InteractionForm(request.POST or None, instance=get_segment(pk))
    if "fill" in request.POST:
        return show(request, segment, filled(request, form))
    if request.method == "POST" and form.is_valid():
        try:
            save(segment, form, request)
        except services.SegmentError as error:
            form.add_error(None, str(error))
        else:
            return saved(request, segment, form)
    return show(request, segment, form, status=422 if form.is_bound else 200)


def show(
    request: HttpRequest, segment: Segment, form: InteractionForm, *, status: int = 200
) -> HttpResponse:
    filled_with = form.data.get("template", "") if "fill" in request.POST else ""
    context = page_context(request, segment, "what") | {
        "form": form,
        "filled_with": filled_with or form.data.get("filled_with", ""),
        "seen_at": segment.modified_at.isoformat(),
        "contents": segment.contents.select_related("language").order_by("language__name"),
        "new_content": NewContentForm(segment=segment),
    }
    return render_page(
        request,
        "segments/segment_edit.html",
        context,
        partial="segments/_interaction_fields.html",
        status=status,
    )


def filled(request: HttpRequest, form: InteractionForm) -> InteractionForm:
    """Return the form with the values of the chosen template in it; nothing is saved."""
    form.full_clean()
    template = form.cleaned_data.get("template")
    if template is None:
        return form
    segment = get_segment(form.instance.pk)
    return InteractionForm(with_template(request.POST, template), instance=segment)


@transaction.atomic
def save(segment: Segment, form: InteractionForm, request: HttpRequest) -> None:
    """Save the header as it was sent.

    A template that was not filled in before brings its own values (HDR-06); one that was is
    chosen first, so that what the reader has left on the form wins.
    """
    values = {name: form.cleaned_data[name] for name in form.fields}
    seen_at = parse_datetime(request.POST.get("seen_at", ""))
    who_when: dict[str, Any] = {"by": user_of(request), "now": timezone.now()}
    template = values["template"]
    if template is not None and request.POST.get("filled_with") == str(template.pk):
        services.update_segment(segment, values={"template": template}, seen_at=seen_at, **who_when)
        seen_at = None
    services.update_segment(segment, values=values, seen_at=seen_at, **who_when)


def saved(request: HttpRequest, segment: Segment, form: InteractionForm) -> HttpResponse:
    pk, template = segment.pk, form.cleaned_data["template"]
    was_looked_over = request.POST.get("filled_with") == str(getattr(template, "pk", ""))
    if "template" in form.changed_data and template is not None and not was_looked_over:
        text = gettext("The values and texts of “%(template)s” were taken over.")
        messages.info(request, text % {"template": template})
    if "and_check" in request.POST:
        return see_other(request, "segments:segment_log", pk)
    messages.success(request, gettext("Saved."))
    return see_other(request, "segments:segment_edit", pk)


@require_POST
@requires("segments.change_segment")
def segment_content_new(request: HttpRequest, pk: int) -> HttpResponse:
    """Go to the text in a language that has none yet; saving it makes it."""
    form = NewContentForm(request.POST, segment=get_segment(pk))
    if not form.is_valid():
        return see_other(request, "segments:segment_edit", pk)
    return see_other(
        request, "segments:segment_content_edit", pk, form.cleaned_data["language"].code
    )


@require_POST
@requires("segments.change_segment")
def segment_content_delete(request: HttpRequest, pk: int, language: str) -> HttpResponse:
    segment = get_segment(pk)
    if not segment.is_open:
        return refuse_closed(request, segment)
    spoken = get_object_or_404(Language, code=language)
    if not is_confirmed(request):
        return ask(
            request,
            title=gettext("Delete the text in %(language)s") % {"language": spoken},
            question=gettext("Contacts who speak it get the text of the default language then."),
            action=gettext("Delete"),
            cancel_url=segment.get_absolute_url(),
            is_danger=True,
        )
    try:
        services.delete_content(segment, language=spoken, by=user_of(request), now=timezone.now())
    except services.SegmentError as error:
        messages.error(request, str(error))
    return see_other(request, "segments:segment_edit", pk)
