"""What a contact has said to being approached: written down, looked through, proved."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods

from contacts import services
from contacts.forms import GivenForm, WithdrawnForm
from contacts.forms.consents import StatementForm
from contacts.models import Channel, ConsentWording, Contact, Purpose
from segments_app.common.access import requires
from segments_app.common.http import render_page, see_other
from segments_app.common.submissions import SentByAnother

from .loading import get_contact, page_context, sent, user_of

RECORD = "contacts.record_consent"
VIEW = "contacts.view_consentevent"
PAGE_SIZE = 50


@require_http_methods(["GET", "POST"])
@requires(RECORD)
def contact_consent_give(request: HttpRequest, pk: int) -> HttpResponse:
    """Record what lets us approach the contact, in one step; nothing is ticked."""
    contact = get_contact(pk)
    form = GivenForm(sent(request), initial={"purpose": only_purpose()})
    if form.is_valid() and record(request, contact, form):
        text = gettext("It is recorded what %(name)s has agreed to.")
        messages.success(request, text % {"name": contact.name})
        return see_other(request, contact.get_absolute_url() + "#consent")
    context = page_context(contact, form=form, has_wordings=has_wordings())
    status = 422 if form.errors else 200
    return render_page(request, "contacts/contact_consent_give.html", context, status=status)


@require_http_methods(["GET", "POST"])
@requires(RECORD)
def contact_consent_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Record a withdrawal or an objection, in one step; `?channel=` is what was pressed."""
    contact = get_contact(pk)
    initial = {"purpose": asked_purpose(request), "channels": asked_channels(request)}
    form = WithdrawnForm(sent(request), initial=initial)
    if form.is_valid() and record(request, contact, form):
        text = gettext("It is recorded that %(name)s is not to be approached this way.")
        messages.success(request, text % {"name": contact.name})
        return see_other(request, contact.get_absolute_url() + "#consent")
    context = page_context(contact, form=form)
    status = 422 if form.errors else 200
    return render_page(request, "contacts/contact_consent_withdraw.html", context, status=status)


@require_GET
@requires(VIEW)
def contact_consents(request: HttpRequest, pk: int) -> HttpResponse:
    """Show everything the contact has said, the latest first."""
    contact = get_contact(pk)
    events = services.events_of(contact)
    page = Paginator(events, PAGE_SIZE).get_page(request.GET.get("page"))
    return render_page(request, "contacts/contact_consents.html", page_context(contact, page=page))


@require_GET
@requires(VIEW)
def contact_consent_proof(request: HttpRequest, pk: int, event_pk: int) -> HttpResponse:
    """Show one event on a page to print, with the wording as it was then."""
    contact = get_contact(pk)
    event = get_object_or_404(services.events_of(contact), pk=event_pk)
    context = page_context(contact, event=event, printed_at=timezone.now())
    return render_page(request, "contacts/contact_consent_proof.html", context)


def record(request: HttpRequest, contact: Contact, form: StatementForm) -> bool:
    """Write down what the form says; False where the form then tells why not."""
    try:
        services.record_statement(
            contact,
            channels=form.cleaned_data["channels"],
            statement=form.statement,
            submission=form.cleaned_data["submission"],
            by=user_of(request),
            now=timezone.now(),
        )
    except services.ConsentRefused as error:
        form.show(error)
    except SentByAnother as error:
        form.add_error(None, str(error))
    return form.is_valid()


def only_purpose() -> Purpose | None:
    """Return the purpose where there is one only: then there is nothing to choose."""
    purposes = list(Purpose.objects.order_by("pk")[:2])
    return purposes[0] if len(purposes) == 1 else None


def has_wordings() -> bool:
    """Whether anybody can be said to have agreed to something."""
    return ConsentWording.objects.filter(is_archived=False).exists()


def asked_purpose(request: HttpRequest) -> Any:
    """Return the purpose that the link named, else the only one there is."""
    return request.GET.get("purpose") or only_purpose()


def asked_channels(request: HttpRequest) -> list[str]:
    """Return the channels that the link named."""
    return [one for one in request.GET.getlist("channel") if one in Channel.values]
