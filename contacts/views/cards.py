"""One contact as a business card, for whoever may see it."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from contacts import services
from segments_app.common.access import requires
from segments_app.common.downloads import offered
from segments_app.common.exports import VCARD_TYPE

from .loading import get_contact


@require_GET
@requires("contacts.view_contact")
def contact_card(request: HttpRequest, pk: int) -> HttpResponse:
    contact = get_contact(pk)
    response = HttpResponse(services.card_of(contact), content_type=VCARD_TYPE)
    return offered(response, services.card_name(contact))
