"""Files of a contact: attached, downloaded, deleted."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from contacts import services
from contacts.forms import FileForm
from contacts.models import ContactFile
from segments_app.common.access import requires
from segments_app.common.downloads import offered, shown
from segments_app.common.http import ask, is_confirmed, render_page, see_other
from segments_app.common.submissions import SentByAnother

from .loading import LAST_KEY, get_contact, page_context, user_of

FILES = "#files"


@require_http_methods(["GET", "POST"])
@requires("contacts.add_contactfile")
def contact_file_new(request: HttpRequest, pk: int) -> HttpResponse:
    contact = get_contact(pk)
    form = FileForm(*(request.POST, request.FILES) if request.method == "POST" else ())
    if form.is_valid():
        sent = form.cleaned_data["file"]
        try:
            services.store_file(
                contact,
                file=sent,
                name=sent.name,
                submission=form.cleaned_data["submission"],
                by=user_of(request),
                now=timezone.now(),
            )
        except services.FileRefused as error:
            form.add_error("file", str(error))
        except SentByAnother as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, gettext("The file is kept."))
            return see_other(request, contact.get_absolute_url() + FILES)
    context = page_context(contact, form=form)
    status = 422 if form.errors else 200
    return render_page(request, "contacts/contact_file_new.html", context, status=status)


@require_GET
@requires("contacts.view_contactfile")
def contact_file(request: HttpRequest, pk: int, file_pk: int) -> HttpResponse:
    """Offer the file to be kept, or show it alone: no browser shows it on our pages."""
    kept = get_object_or_404(get_contact(pk).files, pk=file_pk)
    try:
        with kept.file.open("rb") as opened:
            data = opened.read()
    except OSError as error:  # its file is lost
        raise Http404 from error
    response = HttpResponse(data, content_type=kept.content_type)
    if "look" in request.GET and kept.can_be_shown:
        return shown(response, kept.name)
    response = offered(response, kept.name)
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


@require_POST
@requires("contacts.delete_contactfile")
def contact_file_delete(request: HttpRequest, pk: int, file_pk: int) -> HttpResponse:
    contact = get_contact(pk)
    kept = contact.files.filter(pk=file_pk).first()
    if kept is None and (file_pk > LAST_KEY or ContactFile.objects.filter(pk=file_pk).exists()):
        raise Http404
    if kept is None:
        messages.info(request, gettext("The file is deleted already."))
        return see_other(request, contact.get_absolute_url() + FILES)
    if not is_confirmed(request):
        return ask(
            request,
            title=gettext("Delete the file"),
            question=kept.name,
            action=gettext("Delete"),
            cancel_url=contact.get_absolute_url(),
            is_danger=True,
        )
    services.delete_file(kept, by=user_of(request), now=timezone.now())
    messages.success(request, gettext("The file is deleted."))
    return see_other(request, contact.get_absolute_url() + FILES)
