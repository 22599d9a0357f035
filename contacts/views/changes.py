"""Making, changing and deleting a contact."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST

from contacts import services
from contacts.forms import CompanyForm, ContactForm, GreetingsForm, PersonForm
from contacts.forms.conflicts import show_stored
from contacts.models import Contact
from contacts.services import duplicates
from contacts.services.duplicates.told import in_points, level, what_agrees
from segments_app.common.access import requires
from segments_app.common.http import ask, is_confirmed, render_page, see_other
from segments_app.common.submissions import SentByAnother
from segments_app.common.uses import StillUsed

from .loading import (
    crumbs,
    find_contact,
    get_contact,
    gone_meanwhile,
    page_context,
    sent,
    user_of,
)
from .suppressions import warn_if_suppressed

#: What the form of the next contact keeps of the one before.
KEPT = ("country", "language")
FORMS: dict[str, type[ContactForm]] = {"company": CompanyForm, "person": PersonForm}


@require_http_methods(["GET", "POST"])
@requires("contacts.add_contact")
def contact_new(request: HttpRequest) -> HttpResponse:
    """Ask for the type, then for the rest; `?company=` makes a person there."""
    company = asked_company(request)
    contact_type = asked_type(request, "person" if company else "")
    if not contact_type:
        return render_page(request, "contacts/contact_new_type.html", {"crumbs": crumbs()})
    form = new_form(request, contact_type, company)
    candidates = there_already(request, form, contact_type) if form.is_valid() else []
    if form.is_valid() and not candidates:
        try:
            contact = services.create_with(
                form.belonging,
                values={**form.values, "type": contact_type},
                attributes=form.attributes,
                submission=form.cleaned_data["submission"],
                by=user_of(request),
                now=timezone.now(),
            )
        except (services.Refused, SentByAnother) as error:
            form.show(error)
        else:
            messages.success(request, gettext("%(name)s is created.") % {"name": contact.name})
            warn_if_suppressed(request, contact)
            goes_on = request.POST.get("again")
            return see_other(request, next_form(contact) if goes_on else contact)
    context = {
        "form": form,
        "goes_on": request.POST.get("again", request.GET.get("again")),
        "company": company,
        "type": contact_type,
        "crumbs": crumbs(),
        "candidates": candidates,
    }
    status = 422 if form.errors or candidates else 200
    return render_page(request, "contacts/contact_new.html", context, status=status)


def there_already(
    request: HttpRequest, form: ContactForm, contact_type: str
) -> list[dict[str, Any]]:
    """Return the contacts that the new one may be, unless it is to be saved all the same.

    A form that is sent twice has made one of them itself.
    """
    key = form.cleaned_data["submission"]
    if "all_the_same" in request.POST or (
        key is not None and Contact.objects.filter(submission=key).exists()
    ):
        return []
    found = duplicates.candidates_for({**form.values, "type": contact_type})
    contacts = Contact.objects.select_related("company").in_bulk([one.pk for one in found])
    return [
        {
            "contact": contacts[one.pk],
            "level": level(one.points),
            "points": in_points(one.points),
            "agrees": what_agrees(one.evidence),
        }
        for one in found
    ]


def asked_company(request: HttpRequest) -> Contact | None:
    """Return the company that the address names, if it is one."""
    key = request.GET.get("company", "")
    if not (key.isascii() and key.isdigit()):
        return None
    return Contact.objects.companies().filter(pk=min(int(key), 2**63 - 1)).first()


def new_form(request: HttpRequest, contact_type: str, company: Contact | None) -> ContactForm:
    """Return the form of the type, with what a new contact starts with."""
    initial: dict[str, Any] = services.starting_values(
        contact_type=contact_type,
        company=company if contact_type == "person" else None,
        by=user_of(request),
    )
    if company is not None and contact_type == "person":
        initial |= {"company": company, "inherited_from": company.pk}
    return FORMS[contact_type](
        sent(request), initial=initial | kept(request), may_answer=may_answer(request)
    )


def may_answer(request: HttpRequest) -> bool:
    """Tell whether the user may answer questions for contacts."""
    return request.user.has_perm("contacts.change_contactanswer")


def kept(request: HttpRequest) -> dict[str, str]:
    """Return what the contact entered before leaves in the form of the next one."""
    return {name: request.GET[name] for name in KEPT if request.GET.get(name)}


def next_form(contact: Contact) -> str:
    """Return the address of the form for one more at the same company, country and language."""
    said = {"type": contact.type, "company": contact.company_id}
    said |= {"country": contact.country.code, "language": contact.language_id, "again": 1}
    query = {name: value for name, value in said.items() if value}
    return f"{reverse('contacts:contact_new')}?{urlencode(query)}"


@require_POST
@requires("contacts.view_contact")
def contact_greetings(request: HttpRequest) -> HttpResponse:
    """Say how letters would begin, of a form that is being filled in; nothing is saved."""
    form = GreetingsForm(request.POST, contact_type=asked_type(request) or "person")
    context = {"greetings": services.greetings(form.contact())}
    return render_page(request, "contacts/_greetings.html", context)


def asked_type(request: HttpRequest, otherwise: str = "") -> str:
    """Return the type of contact that the address names, if it is one."""
    named = request.GET.get("type", otherwise)
    return named if named in FORMS else ""


@require_http_methods(["GET", "POST"])
@requires("contacts.change_contact")
def contact_edit(request: HttpRequest, pk: int) -> HttpResponse:
    contact = find_contact(pk)
    if contact is None:
        return gone_meanwhile(request, pk)
    form = FORMS[contact.type](sent(request), contact=contact, may_answer=may_answer(request))
    status = 200
    if form.is_valid():
        try:
            services.update_with(
                form.belonging,
                contact,
                values=form.values,
                attributes=form.attributes,
                by=user_of(request),
                now=timezone.now(),
                seen_at=form.cleaned_data["version"],
            )
        except services.ChangedMeanwhile as error:
            form.show(error)
            show_stored(form, contact)
            form.data = form.data.copy()  # type: ignore[attr-defined]  # what was posted
            form.data["version"] = contact.modified_at.isoformat()  # type: ignore[index]  # the copy
            status = 409
        except services.Refused as error:
            form.show(error)
        else:
            messages.success(request, gettext("%(name)s is saved.") % {"name": contact.name})
            warn_if_suppressed(request, contact)
            return see_other(request, contact)
    if form.errors and status == 200:
        status = 422
    context = page_context(contact, form=form, greetings=services.greetings(contact))
    return render_page(request, "contacts/contact_edit.html", context, status=status)


@require_http_methods(["GET", "POST"])
@requires("contacts.delete_contact")
def contact_delete(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what would go, or what keeps the contact; delete it on POST."""
    contact = find_contact(pk)
    if contact is None:
        return gone_meanwhile(request, pk)
    if request.method == "POST":
        try:
            services.delete_contact(contact, by=user_of(request), now=timezone.now())
        except StillUsed as error:
            context = page_context(contact, uses=error.uses)
            return render_page(request, "contacts/contact_delete.html", context, status=409)
        messages.success(request, gettext("%(name)s is deleted.") % {"name": contact.name})
        return see_other(request, "contacts:contact_list")
    context = page_context(
        contact, uses=services.uses_of(contact), person_count=contact.persons.count()
    )
    return render_page(request, "contacts/contact_delete.html", context)


@require_POST
@requires("contacts.change_contact")
def contact_change_type(request: HttpRequest, pk: int) -> HttpResponse:
    """Make a person of a company or the other way round, after a question."""
    contact = get_contact(pk)
    to = Contact.Type.PERSON if contact.is_company else Contact.Type.COMPANY
    if not is_confirmed(request):
        title = gettext("Make it a company") if to == "company" else gettext("Make it a person")
        return ask(
            request,
            title=title,
            question=type_question(contact),
            action=title,
            cancel_url=contact.get_absolute_url(),
        )
    try:
        services.change_type(contact, to=to, by=user_of(request), now=timezone.now())
    except services.TypeStays as error:
        text = gettext("%(name)s stays as it is: %(reasons)s")
        messages.error(request, text % {"name": contact.name, "reasons": error})
    else:
        messages.success(request, gettext("%(name)s is changed.") % {"name": contact.name})
    return see_other(request, contact)


def type_question(contact: Contact) -> str:
    """Return what the change of type does to the contact."""
    if contact.is_company:
        text = gettext("%(name)s becomes a person; the last word of the name is the surname.")
    else:
        text = gettext(
            "%(name)s becomes a company; company, job title and parts of the name are emptied."
        )
    return text % {"name": contact.name}
