"""Restricting the processing of a contact's data, and lifting that again (Art. 18, ER-09)."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from contacts import services
from contacts.forms import RestrictionForm
from contacts.models import Contact
from segments_app.common.access import requires
from segments_app.common.http import render_page, see_other

from .loading import get_contact, page_context, sent, user_of


@require_http_methods(["GET", "POST"])
@requires("contacts.add_restriction")
def contact_restriction(request: HttpRequest, pk: int) -> HttpResponse:
    """Restrict or lift, for a reason, and show what was before."""
    contact = get_contact(pk)
    rows = contact.restrictions.select_related("restricted_by", "lifted_by")
    history = list(rows.order_by("-restricted_at", "-pk"))
    restriction = next((row for row in history if row.lifted_at is None), None)
    form = RestrictionForm(sent(request))
    if form.is_valid() and change(request, contact, form):
        return see_other(request, reverse("segments:contact_detail", args=[contact.pk]))
    context = page_context(contact, form=form, restriction=restriction, history=history)
    status = 422 if form.errors else 200
    return render_page(request, "contacts/contact_restriction.html", context, status=status)


def change(request: HttpRequest, contact: Contact, form: RestrictionForm) -> bool:
    """Do what the button said, so that a page that is old by now does not do the opposite."""
    reason, by, now = form.cleaned_data["reason"], user_of(request), timezone.now()
    try:
        if "lift" in request.POST:
            services.lift_restriction(contact, reason=reason, by=by, now=now)
            messages.success(request, gettext("The contact may be used again."))
        else:
            services.restrict_contact(contact, reason=reason, by=by, now=now)
            messages.success(request, gettext("The processing of the contact is restricted."))
    except services.Refused as error:
        form.add_error(None, str(error))
    return form.is_valid()
