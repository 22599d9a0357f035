"""One contact as a business card, for whoever may see it."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from contacts import services
from segments_app.common.access import requires
from segments_app.common.downloads import offered
from segments_app.common.exports import VCARD_TYPE
from segments_app.common.http import render_page

from .loading import get_contact, page_context


@require_GET
@requires("contacts.view_contact")
def contact_card(request: HttpRequest, pk: int) -> HttpResponse:
    contact = get_contact(pk)
    response = HttpResponse(services.card_of(contact), content_type=VCARD_TYPE)
    return offered(response, services.card_name(contact))


@require_GET
@requires("contacts.view_contact")
def contact_business_card(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the contact in the size of a business card, to print or to take along."""
    contact = get_contact(pk)
    context = page_context(
        contact,
        address_block=services.address_block(contact),
        reached_by=[contact.phone, contact.mobile_phone, contact.email, contact.home_page],
        label=services.address_block(contact, names=services.addressee(contact)),
    )
    return render_page(request, "contacts/contact_business_card.html", context)
