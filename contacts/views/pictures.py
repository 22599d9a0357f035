"""The picture of a contact: shown to whoever may see the contact, and to nobody else."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods

from contacts import services
from contacts.forms import PictureForm
from segments_app.common.access import requires
from segments_app.common.http import render_page, see_other

from .loading import get_contact, page_context, user_of


@require_GET
@requires("contacts.view_contact")
def contact_picture(request: HttpRequest, pk: int) -> HttpResponse:
    contact = get_contact(pk)
    try:
        with contact.image.open("rb") as file:
            drawn = file.read()
    except (ValueError, OSError) as error:  # none was given, or its file is lost
        raise Http404 from error
    response = HttpResponse(drawn, content_type="image/webp")
    response.headers["Cache-Control"] = "private, max-age=3600"
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


@require_http_methods(["GET", "POST"])
@requires("contacts.change_contact")
def contact_picture_edit(request: HttpRequest, pk: int) -> HttpResponse:
    contact = get_contact(pk)
    who: Any = {"by": user_of(request), "now": timezone.now()}
    if request.method == "POST" and "remove" in request.POST:
        services.remove_picture(contact, **who)
        messages.success(request, gettext("The picture is removed."))
        return see_other(request, contact)
    is_sent = request.method == "POST"
    form = PictureForm(*(request.POST, request.FILES) if is_sent else ())
    if form.is_valid():
        try:
            services.set_picture(contact, file=form.cleaned_data["picture"], **who)
        except services.PictureRefused as error:
            form.add_error("picture", str(error))
        else:
            messages.success(request, gettext("The picture is saved."))
            return see_other(request, contact)
    context = page_context(contact, form=form)
    status = 422 if form.errors else 200
    return render_page(request, "contacts/contact_picture_edit.html", context, status=status)
