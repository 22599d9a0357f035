"""Suppressed addresses, for administrators: tested, added, lifted; never shown in clear."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from contacts import services
from contacts.forms import LiftForm, SuppressionForm
from contacts.models import Contact, Suppression
from segments_app.common.access import requires
from segments_app.common.http import render_page, see_other

from .loading import crumbs, sent, user_of

SUPPRESS = "contacts.add_suppression"
PAGE_SIZE = 50


@require_http_methods(["GET", "POST"])
@requires(SUPPRESS)
def suppression_list(request: HttpRequest) -> HttpResponse:
    """List them; a POST tests an address or adds it, so that no address of a page holds one."""
    form = SuppressionForm(sent(request))
    tested: dict[str, Any] = {}
    if form.is_valid():
        if "add" not in request.POST:
            tested = look_up(form)
        elif add(request, form):
            return see_other(request, "contacts:suppression_list")
    rows = Suppression.objects.select_related("suppressed_by", "lifted_by")
    page = Paginator(rows.order_by("-suppressed_at", "-pk"), PAGE_SIZE)
    context = {
        "form": form,
        "page": page.get_page(request.GET.get("page")),
        "crumbs": crumbs(),
        **tested,
    }
    status = 422 if form.errors else 200
    return render_page(request, "contacts/suppression_list.html", context, status=status)


@require_http_methods(["GET", "POST"])
@requires(SUPPRESS)
def suppression_lift(request: HttpRequest, pk: int) -> HttpResponse:
    """Let an address be used again, for a reason."""
    suppression = get_object_or_404(Suppression, pk=pk)
    form = LiftForm(sent(request))
    if form.is_valid():
        services.lift_suppression(
            suppression, reason=form.cleaned_data["reason"], by=user_of(request), now=timezone.now()
        )
        messages.success(request, gettext("The address may be used again."))
        return see_other(request, "contacts:suppression_list")
    way = [*crumbs(), (gettext("Suppressed addresses"), reverse("contacts:suppression_list"))]
    context = {"form": form, "suppression": suppression, "crumbs": way}
    status = 422 if form.errors else 200
    return render_page(request, "contacts/suppression_lift.html", context, status=status)


def look_up(form: SuppressionForm) -> dict[str, Any]:
    """Return whether the address is suppressed; a refusal is told by the form."""
    try:
        return {"is_tested": True, "found": services.suppression_of(form.address_typed)}
    except services.SuppressionRefused as error:
        form.add_error(None, str(error))
        return {}


def add(request: HttpRequest, form: SuppressionForm) -> bool:
    """Suppress the address; False where the form then tells what is missing."""
    said = form.cleaned_data
    if not said["cause"]:
        form.add_error("cause", gettext("Say why nobody may be approached there."))
        return False
    try:
        services.suppress(
            form.address_typed,
            cause=said["cause"],
            reason=said["reason"],
            by=user_of(request),
            now=timezone.now(),
        )
    except services.SuppressionRefused as error:
        form.add_error(None, str(error))
        return False
    messages.success(request, gettext("The address is suppressed. Whoever has it is left out."))
    return True


def warn_if_suppressed(request: HttpRequest, contact: Contact) -> None:
    """Say that an address just saved is suppressed: it is kept, and nobody is approached there."""
    since = services.suppressed_on(contact)
    if since is None:
        return
    text = gettext(
        "An address of %(name)s was suppressed on %(day)s. It is saved all the same, but segments "
        "leave %(name)s out until there is a newer consent."
    )
    day = date_format(timezone.localtime(since), "SHORT_DATE_FORMAT")
    messages.warning(request, text % {"name": contact.name, "day": day})
