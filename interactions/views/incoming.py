"""E-mails and letters that came in: the file first, then whom it is from."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.text import get_text_list
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from contacts.models import Contact
from contacts.services import own_salesperson
from interactions import services
from interactions.forms.incoming import IncomingFileForm, IncomingForm
from interactions.models import InteractionTemplateSetup
from interactions.services import incoming as service
from segments_app.common.access import requires, user_of
from segments_app.common.http import render_page, see_other
from segments_app.common.submissions import SentByAnother

from .new import CONTACTS, chosen, tell

HERE = "incoming"  # in the session: which file, and from whom it is said to be
REFUSALS = (services.ContactBlocked, SentByAnother)


@require_http_methods(["GET", "POST"])
@requires("interactions.add_interaction")
def incoming_new(request: HttpRequest) -> HttpResponse:
    """Take the file; from a contact's page it is known whom it is from."""
    contact = chosen(request, "contact", CONTACTS)
    is_sent = request.method == "POST"
    form = IncomingFileForm(*(request.POST, request.FILES) if is_sent else ())
    if is_sent and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            key, name = service.stash(file, file.name, now=timezone.now())
        except service.IncomingRefused as error:
            form.add_error("file", str(error))
        else:
            service.discard(request.session.get(HERE, {}).get("key", ""))
            request.session[HERE] = {
                "key": key, "name": name, "contact": contact.pk if contact else None,
            }  # fmt: skip
            return see_other(request, "interactions:incoming_check")
    context = {"form": form, "contact": contact}
    status = 422 if form.errors else 200
    return render_page(request, "interactions/incoming_new.html", context, status=status)


@require_http_methods(["GET", "POST"])
@requires("interactions.add_interaction")
def incoming_check(request: HttpRequest) -> HttpResponse:
    """Show what it says and who may have sent it, and log it."""
    here = request.session.get(HERE, {})
    found = service.stashed(here.get("key", ""), here.get("name", ""))
    if found is None:
        return see_other(request, "interactions:incoming_new")
    candidates = who_may_it_be(found, here.get("contact"))
    form = IncomingForm(
        request.POST or None,
        candidates=candidates,
        initial=starting_with(request, found, candidates),
    )
    if request.method == "POST" and form.is_valid():
        there = logged(request, form, found)
        if there:
            service.discard(here["key"])
            del request.session[HERE]
            return see_other(request, there)
    context = {"form": form, "found": found, "count": len(candidates)}
    status = 422 if form.is_bound else 200
    return render_page(request, "interactions/incoming_check.html", context, status=status)


def who_may_it_be(found: service.Incoming, known: Any) -> list[Contact]:
    if known:
        return list(CONTACTS.filter(pk=known))
    return service.candidates(found.address)


def starting_with(
    request: HttpRequest, found: service.Incoming, candidates: list[Contact]
) -> dict[str, Any]:
    name = "letters" if found.is_letter else "emails"
    setup = InteractionTemplateSetup.objects.select_related(name).get(pk=1)
    own = own_salesperson(user_of(request))
    person = own or (candidates[0].salesperson if len(candidates) == 1 else None)
    subject = found.subject or (gettext("Letter") if found.is_letter else gettext("E-mail"))
    return {
        "template": getattr(setup, name),
        "description": subject[:100],
        "salesperson": person,
        "occurred_on": service.day_and_time(found, now=timezone.now())["occurred_on"],
    }


def logged(request: HttpRequest, form: IncomingForm, found: service.Incoming) -> str:
    """Log it and return where it is, "" where the form says why not."""
    now, said = timezone.now(), form.cleaned_data
    values = {name: said[name] for name in ("description", "salesperson", "comment")}
    when = service.day_and_time(found, now=now)
    if when["occurred_on"] != said["occurred_on"]:
        when = {"occurred_on": said["occurred_on"], "occurred_at_time": None}
    try:
        interaction, refused = service.log_incoming(
            found,
            contact=form.sender,
            template=said["template"],
            values={**values, **when},
            by=user_of(request),
            now=now,
        )
    except services.InteractionIncomplete as error:
        tell(form, error)
        return ""
    except REFUSALS as error:
        form.add_error(None, str(error))
        return ""
    messages.success(request, gettext("The interaction is logged."))
    if refused:
        text = gettext("Not kept, since such files are not: %(files)s.")
        messages.warning(request, text % {"files": get_text_list(refused, gettext("and"))})
    return interaction.get_absolute_url()
