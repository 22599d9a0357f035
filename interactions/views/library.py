"""The library of pictures for mails, and the files that go along."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from interactions.forms import PictureForm
from interactions.models import Attachment, LibraryImage
from interactions.services import content as contents
from segments_app.common.access import requires, user_of
from segments_app.common.downloads import offered
from segments_app.common.http import render_page, see_other

MOST = 200


@require_http_methods(["GET", "POST"])
@requires("interactions.view_libraryimage")
def picture_list(request: HttpRequest) -> HttpResponse:
    is_sent = request.method == "POST"
    form = PictureForm(*(request.POST, request.FILES) if is_sent else ())
    may_add = request.user.has_perm("interactions.add_libraryimage")
    if may_add and form.is_valid():
        try:
            contents.add_picture(
                file=form.cleaned_data["picture"],
                name=form.cleaned_data["name"] or form.cleaned_data["picture"].name,
                alt=form.cleaned_data["alt"],
                by=user_of(request),
                now=timezone.now(),
            )
        except contents.PictureOfLibraryRefused as error:
            form.add_error("picture", str(error))
        else:
            messages.success(request, gettext("The picture is in the library."))
            return see_other(request, "interactions:picture_list")
    pictures = LibraryImage.objects.filter(is_archived=False).order_by("-pk")[:MOST]
    context = {"form": form, "pictures": pictures, "may_add": may_add}
    status = 422 if form.errors else 200
    return render_page(request, "interactions/picture_list.html", context, status=status)


@require_POST
@requires("interactions.change_libraryimage")
def picture_archive(request: HttpRequest, pk: int) -> HttpResponse:
    contents.archive_picture(get_object_or_404(LibraryImage, pk=pk))
    messages.success(request, gettext("The picture is offered no more. Mails keep showing it."))
    return see_other(request, "interactions:picture_list")


@login_not_required
@require_GET
def picture(request: HttpRequest, name: str) -> HttpResponse:
    """Show a picture to whoever has its address, as mail programs do."""
    image = get_object_or_404(LibraryImage, key=name.rpartition(".")[0])
    try:
        with image.file.open("rb") as file:
            drawn = file.read()
    except OSError as error:  # its file is lost
        raise Http404 from error
    kind = "image/png" if name.endswith(".png") else "image/jpeg"
    response = HttpResponse(drawn, content_type=kind)
    response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response


@require_GET
@requires("interactions.view_attachment")
def attachment_download(request: HttpRequest, pk: int) -> HttpResponseBase:
    attachment = get_object_or_404(Attachment, pk=pk)
    try:
        file = attachment.file.open("rb")
    except OSError as error:  # its file is lost
        raise Http404 from error
    return offered(FileResponse(file, content_type=attachment.content_type), attachment.name)
