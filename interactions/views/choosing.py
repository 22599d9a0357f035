"""Finding a contact by typing: for the picker, and as a page without JavaScript."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_GET

from contacts.models import Contact
from segments_app.common.access import requires
from segments_app.common.http import next_url, render_page

MOST_FOUND = 20
MOST_TYPED = 200


@require_GET
@requires("contacts.view_contact")
def contact_picker(request: HttpRequest) -> HttpResponse:
    """Answer up to twenty contacts for `?q=`: as options, or as links back to the form."""
    text = request.GET.get("q", "")[:MOST_TYPED].strip()
    contacts = matching(text) if text else []
    if request.get_preferred_type(["text/html", "application/json"]) == "text/html":
        back = next_url(request, "/interactions/new/")
        context = {"contacts": contacts, "q": text, "next": back, "most": MOST_FOUND}
        return render_page(request, "interactions/contact_picker.html", context)
    return JsonResponse(
        {"results": [{"id": contact.pk, "text": in_words(contact)} for contact in contacts]}
    )


def matching(text: str) -> list[Contact]:
    """Return the first contacts by name whose search words hold every word."""
    found = Contact.objects.search(text).select_related("company")
    return list(found.order_by("name", "pk")[:MOST_FOUND])


def in_words(contact: Contact) -> str:
    """Return what tells the contact from others of its name."""
    parts = [contact.name, contact.company.name if contact.company else contact.city]
    return f"{' · '.join(filter(None, parts))} ({contact.number})"
