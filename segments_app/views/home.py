"""The first page after the log-in."""

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.views.decorators.http import require_safe

from segments_app.common.access import signed_in


@require_safe
@signed_in
def home(request: HttpRequest) -> HttpResponse:
    return TemplateResponse(request, "segments/home.html")
