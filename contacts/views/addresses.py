"""Alternative addresses of a contact and their periods."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST

from contacts import services
from contacts.forms import AddressForm, PeriodForm
from contacts.models import AlternativeAddress
from segments_app.common.access import requires
from segments_app.common.http import ask, is_confirmed, render_page, see_other

from .loading import get_contact, page_context, sent, user_of


@require_http_methods(["GET", "POST"])
@requires("contacts.add_alternativeaddress")
def alternative_address_new(request: HttpRequest, pk: int) -> HttpResponse:
    contact = get_contact(pk)
    form = AddressForm(sent(request))
    if form.is_valid():
        try:
            address = services.create_alternative_address(
                contact, values=form.cleaned_data, by=user_of(request), now=timezone.now()
            )
        except services.InvalidAddress as error:
            form.show(error)
        else:
            messages.success(request, gettext("The address is saved. Say when it holds."))
            return see_other(request, "contacts:alternative_address_edit", pk, address.pk)
    context = page_context(contact, form=form)
    status = 422 if form.errors else 200
    return render_page(request, "contacts/alternative_address_new.html", context, status=status)


@require_http_methods(["GET", "POST"])
@requires("contacts.change_alternativeaddress")
def alternative_address_edit(request: HttpRequest, pk: int, address_pk: int) -> HttpResponse:
    address = get_address(pk, address_pk)
    form = AddressForm(sent(request), address=address)
    if form.is_valid():
        try:
            services.update_alternative_address(
                address, values=form.cleaned_data, by=user_of(request), now=timezone.now()
            )
        except services.InvalidAddress as error:
            form.show(error)
        else:
            messages.success(request, gettext("The address is saved."))
            return see_other(request, address.contact.get_absolute_url() + "#addresses")
    return address_page(request, address, form, PeriodForm(auto_id="id_period_%s"))


@require_POST
@requires("contacts.delete_alternativeaddress")
def alternative_address_delete(request: HttpRequest, pk: int, address_pk: int) -> HttpResponse:
    address = get_address(pk, address_pk)
    if not is_confirmed(request):
        return ask(
            request,
            title=gettext("Delete the address “%(code)s”") % {"code": address.code},
            question=gettext("Segment lines and interactions that use it keep no address."),
            action=gettext("Delete"),
            cancel_url=address.contact.get_absolute_url(),
            is_danger=True,
        )
    services.delete_alternative_address(address, by=user_of(request), now=timezone.now())
    messages.success(request, gettext("The address is deleted."))
    return see_other(request, address.contact.get_absolute_url() + "#addresses")


@require_POST
@requires("contacts.add_addressdaterange")
def address_period_new(request: HttpRequest, pk: int, address_pk: int) -> HttpResponse:
    address = get_address(pk, address_pk)
    form = PeriodForm(request.POST, auto_id="id_period_%s")
    if form.is_valid():
        try:
            services.add_period(
                address, **form.cleaned_data, by=user_of(request), now=timezone.now()
            )
        except services.InvalidAddress as error:
            form.show(error)
        else:
            messages.success(request, gettext("The period is saved."))
            return see_other(request, "contacts:alternative_address_edit", pk, address_pk)
    return address_page(request, address, AddressForm(address=address), form)


@require_POST
@requires("contacts.delete_addressdaterange")
def address_period_delete(
    request: HttpRequest, pk: int, address_pk: int, period_pk: int
) -> HttpResponse:
    period = get_object_or_404(get_address(pk, address_pk).date_ranges, pk=period_pk)
    services.delete_period(period, by=user_of(request), now=timezone.now())
    messages.success(request, gettext("The period is removed."))
    return see_other(request, "contacts:alternative_address_edit", pk, address_pk)


def get_address(pk: int, address_pk: int) -> AlternativeAddress:
    addresses = AlternativeAddress.objects.select_related("contact__company")
    return get_object_or_404(addresses, pk=address_pk, contact__id=pk)


def address_page(
    request: HttpRequest, address: AlternativeAddress, form: AddressForm, period_form: PeriodForm
) -> HttpResponse:
    """Show the address with its periods, the last one first."""
    context = page_context(
        address.contact,
        address=address,
        form=form,
        period_form=period_form,
        periods=address.date_ranges.order_by("-starts_on"),
    )
    status = 422 if form.errors or period_form.errors else 200
    return render_page(request, "contacts/alternative_address_edit.html", context, status=status)
