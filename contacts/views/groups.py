"""Groups, relations and web sources of a contact."""

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST

from contacts import services
from contacts.forms import GroupsForm, LinkForm, WebSourceForm
from contacts.models import Contact
from segments_app.common.access import requires
from segments_app.common.http import render_page, see_other

from .loading import get_contact, page_context, sent, user_of


@require_http_methods(["GET", "POST"])
@requires("contacts.change_contact")
def contact_groups(request: HttpRequest, pk: int) -> HttpResponse:
    """Change all groups of a contact at once; links and web sources have forms of their own."""
    contact = get_contact(pk)
    company = contact if contact.is_company else contact.company
    form = GroupsForm(sent(request), contact=contact, company=company)
    if form.is_valid():
        save_groups(request, contact, form.cleaned_data)
        messages.success(
            request, gettext("The groups of %(name)s are saved.") % {"name": contact.name}
        )
        return see_other(request, contact.get_absolute_url() + "#groups")
    context = page_context(contact, form=form, company=company, **assigned(contact, company))
    status = 422 if form.errors else 200
    return render_page(request, "contacts/contact_groups.html", context, status=status)


@transaction.atomic
def save_groups(request: HttpRequest, contact: Contact, chosen: dict[str, Any]) -> None:
    """Hand each kind of group to its service; all are saved or none."""
    who: Any = {"by": user_of(request), "now": timezone.now()}
    services.set_mailing_groups(contact, groups=chosen["mailing_groups"], **who)
    if "job_responsibilities" in chosen:
        services.set_job_responsibilities(
            contact, responsibilities=chosen["job_responsibilities"], **who
        )
    if "industry_groups" in chosen:
        services.set_industry_groups(contact, groups=chosen["industry_groups"], **who)
        services.set_business_relations(contact, relations=chosen["business_relations"], **who)


def assigned(contact: Contact, company: Contact | None) -> dict[str, Any]:
    """Return the relations with the forms of their links, and the web sources."""
    relations = (
        company.business_relations.select_related("business_relation").order_by(
            "business_relation__description", "pk"
        )
        if company
        else []
    )
    return {
        "links": [
            (
                relation,
                LinkForm(
                    initial={
                        "linked_to": relation.linked_to,
                        "linked_number": relation.linked_number,
                    },
                    auto_id=f"id_%s_{relation.pk}",
                ),
            )
            for relation in relations
        ],
        "web_sources": contact.web_sources.select_related("web_source").order_by(
            "web_source__description", "pk"
        ),
        "web_source_form": WebSourceForm(),
    }


@require_POST
@requires("contacts.change_contactbusinessrelation")
def business_relation_link(request: HttpRequest, pk: int, relation_pk: int) -> HttpResponse:
    contact = get_contact(pk)
    company = contact if contact.is_company else contact.company
    rows = (company or contact).business_relations
    relation = get_object_or_404(rows, pk=relation_pk)
    form = LinkForm(request.POST)
    try:
        if not form.is_valid():
            raise services.LinkRefused(gettext("The number has 20 characters at most."))
        services.link_business_relation(
            relation, **form.cleaned_data, by=user_of(request), now=timezone.now()
        )
    except services.LinkRefused as error:
        messages.error(request, str(error))
    else:
        messages.success(request, gettext("The link is saved."))
    return see_other(request, "contacts:contact_groups", pk=pk)


@require_POST
@requires("contacts.add_contactwebsource")
def contact_web_source_new(request: HttpRequest, pk: int) -> HttpResponse:
    contact = get_contact(pk)
    form = WebSourceForm(request.POST)
    if form.is_valid():
        services.set_web_source(
            contact, **form.cleaned_data, by=user_of(request), now=timezone.now()
        )
        messages.success(request, gettext("The web source is saved."))
    else:
        messages.error(request, gettext("Choose a web source first."))
    return see_other(request, "contacts:contact_groups", pk=pk)


@require_POST
@requires("contacts.delete_contactwebsource")
def contact_web_source_delete(request: HttpRequest, pk: int, source_pk: int) -> HttpResponse:
    source = get_object_or_404(get_contact(pk).web_sources, pk=source_pk)
    services.remove_web_source(source, by=user_of(request), now=timezone.now())
    messages.success(request, gettext("The web source is removed."))
    return see_other(request, "contacts:contact_groups", pk=pk)
