"""What many contacts have said, recorded at once: chosen in the list, looked at, written down."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from contacts import services
from contacts.forms import ManyForm
from contacts.models import Channel, ContactQuerySet
from contacts.services import bulk
from contacts.services.consent_later import hooks
from segments_app.common.access import requires, user_of
from segments_app.common.http import is_confirmed, next_url, render_page, see_other

CARRIED = ("selected", "all_matching", "query", "next")


@require_POST
@requires("contacts.record_consent")
def contact_bulk_consent(request: HttpRequest) -> HttpResponse:
    """Ask what was said; show what recording it comes to; then record it."""
    form = ManyForm(request.POST if "submission" in request.POST else None)
    chosen = bulk.chosen(request)
    count = chosen.count()
    back = next_url(request, reverse("contacts:contact_list"))
    if not count:
        messages.warning(request, gettext("Nobody was selected, so nothing was recorded."))
        return see_other(request, back)
    is_valid = form.is_bound and form.is_valid()
    saw = request.POST.get("count") == str(count)
    if is_valid and is_confirmed(request) and saw:
        done = record(request, chosen, form, count=count, back=back)
        if done is not None:
            return done
    context = {
        "form": form,
        "count": count,
        "look": look_of(chosen, form) if is_valid and form.is_valid() else [],
        "has_moved": is_valid and is_confirmed(request) and not saw,
        "carried": [(name, value) for name in CARRIED for value in request.POST.getlist(name)],
        "next": back,
        "crumbs": [(gettext("Contacts"), reverse("contacts:contact_list"))],
    }
    status = 422 if form.errors else 200
    return render_page(request, "contacts/contact_bulk_consent.html", context, status=status)


def look_of(chosen: ContactQuerySet, form: ManyForm) -> list[tuple[str, services.Recorded]]:
    """Return what it comes to by channel; what is missing is told at its field."""
    try:
        form.statement.values(now=timezone.now())
    except services.ConsentRefused as error:
        form.show(error)
        return []
    found = services.look_at(
        chosen, channels=form.cleaned_data["channels"], statement=form.statement
    )
    labels = dict(Channel.choices)
    return [(str(labels[channel]), numbers) for channel, numbers in found.items()]


def record(
    request: HttpRequest, chosen: ContactQuerySet, form: ManyForm, *, count: int, back: str
) -> HttpResponse | None:
    """Record it now, or have the worker do it; None where the form tells what is missing."""
    how: Any = {
        "channels": form.cleaned_data["channels"],
        "statement": form.statement,
        "by": user_of(request),
        "now": timezone.now(),
    }
    try:
        form.statement.values(now=how["now"])
        if request.POST.get("all_matching"):
            query = request.POST.get("query", "")
            key = str(form.cleaned_data["submission"])
            job = hooks.record(query=query, count=count, submission=key, url=back, **how)
            if job is not None:
                return see_other(request, job)
        done = services.record_consents(chosen, **how)
    except services.ConsentRefused as error:
        form.show(error)
        return None
    text = gettext("Recorded: %(recorded)s. As they were: %(unchanged)s. Kept: %(kept)s.")
    numbers = {"recorded": done.recorded, "unchanged": done.unchanged, "kept": done.kept}
    shown = {name: number_format(n, force_grouping=True) for name, n in numbers.items()}
    messages.success(request, text % shown)
    return see_other(request, back)
