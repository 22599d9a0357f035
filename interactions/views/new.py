"""A new interaction with one contact: a short form, or a call."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from campaigns.models import Campaign
from contacts.models import Contact, Salesperson
from interactions import services
from interactions.forms import CallForm, InteractionForm, StartForm
from interactions.models import Attachment, Interaction, InteractionTemplate, limits
from segments_app.common.access import requires, user_of
from segments_app.common.http import next_url, render_page, see_other
from segments_app.common.submissions import SentByAnother

REFUSALS = (
    services.ContactBlocked,
    services.NoCallTemplate,
    services.NotPostponed,
    SentByAnother,
)
LATEST = 5
CONTACTS = Contact.objects.select_related("company", "language", "salesperson")
#: What a source may say besides the contact (INT-01): campaigns as they are, people not blocked.
PRESETS: dict[str, Any] = {
    "campaign": Campaign.objects.current(),
    "salesperson": Salesperson.objects.selectable(),
}
TEMPLATES = InteractionTemplate.objects.select_related("group", "campaign", "default_language")


@require_http_methods(["GET", "POST"])
@requires("interactions.add_interaction")
def interaction_new(request: HttpRequest) -> HttpResponse:
    """Choose contact and template in the address; the details follow from both."""
    contact = chosen(request, "contact", CONTACTS)
    template = chosen(request, "template", TEMPLATES.selectable())
    start = StartForm(
        {"contact": contact and contact.pk, "template": template and template.pk}, contact=contact
    )
    presets = preset_by(request)
    context: dict[str, Any] = {
        "start": start,
        "contact": contact,
        "template": template,
        "is_fixed": contact is not None and "fixed" in request.GET,
        "presets": [(name, row.pk) for name, row in presets.items()],
    }
    context |= aside(contact)
    if contact is None or template is None or context["blocked"]:
        return render_page(request, "interactions/interaction_new.html", context)
    initial = services.starting_values(
        contact=contact, template=template, by=user_of(request), now=timezone.now()
    )
    form = InteractionForm(
        request.POST or None,
        request.FILES or None,
        initial=initial | {"is_successful": True},
        attached=Attachment.objects.filter(pk__in=initial["attachments"]).order_by("name", "pk"),
    )
    for name, row in presets.items():
        form.lock(name, row)
    if request.method == "POST" and form.is_valid():
        interaction = logged(request, form, contact=contact, template=template)
        if interaction is not None:
            return see_other(request, after(request, interaction))
    context |= {"form": form, "may_override": asks_why(request, form)}
    status = 422 if form.is_bound else 200
    return render_page(request, "interactions/interaction_new.html", context, status=status)


@require_http_methods(["GET", "POST"])
@requires("interactions.add_interaction")
def call_new(request: HttpRequest) -> HttpResponse:
    """Call a contact, and log what came of it."""
    if not request.GET.get("contact"):
        return see_other(request, "interactions:interaction_new")
    contact = get_object_or_404(CONTACTS, pk=key(request, "contact"))
    context: dict[str, Any] = {"contact": contact, **aside(contact)}
    try:
        template = services.call_template()
    except services.NoCallTemplate as error:
        context |= {"blocked": str(error), "has_no_template": True}
        return render_page(request, "interactions/call_new.html", context)
    if context["blocked"]:
        return render_page(request, "interactions/call_new.html", context)
    initial = services.starting_values(
        contact=contact, template=template, by=user_of(request), now=timezone.now()
    )
    campaign = chosen(request, "campaign", Campaign.objects.current())
    initial |= {"is_successful": True, "campaign": campaign or initial["campaign"]}
    form = CallForm(request.POST or None, contact=contact, initial=initial)
    if request.method == "POST" and form.is_valid():
        interaction = logged_call(request, form, contact)
        if interaction is not None:
            messages.success(request, gettext("The call is logged."))
            return see_other(request, next_url(request, contact.get_absolute_url()))
    context |= {"form": form, "may_override": asks_why(request, form)}
    status = 422 if form.is_bound else 200
    return render_page(request, "interactions/call_new.html", context, status=status)


def logged_call(request: HttpRequest, form: CallForm, contact: Contact) -> Interaction | None:
    try:
        return services.log_call(
            contact=contact,
            phone=form.number,
            was_dialled=form.is_dialled,
            values=form.values,
            submission=form.cleaned_data["submission"],
            override=override_of(request),
            by=user_of(request),
            now=timezone.now(),
        )
    except services.InteractionIncomplete as error:
        tell(form, error)
    except REFUSALS as error:
        refuse(form, error)
    return None


def logged(
    request: HttpRequest, form: InteractionForm, *, contact: Contact, template: InteractionTemplate
) -> Interaction | None:
    """Log it, or put it off when that button was pressed; tell the form why not."""
    is_later = "later" in request.POST
    said: dict[str, Any] = {
        "contact": contact,
        "template": template,
        "values": form.values,
        "submission": form.cleaned_data["submission"],
        "by": user_of(request),
        "now": timezone.now(),
    }
    try:
        if is_later:
            return services.postpone_interaction(**said)
        return services.log_interaction(**said, override=override_of(request))
    except services.InteractionIncomplete as error:
        tell(form, error)
    except REFUSALS as error:
        refuse(form, error)
    return None


def override_of(request: HttpRequest) -> str:
    """Return why the contact is approached all the same, of who may say so."""
    may = request.user.has_perm(services.OVERRIDE)
    return request.POST.get("override", "").strip() if may else ""


def refuse(form: forms.Form, error: Exception) -> None:
    """Say above the form why not, and remember whether it can be overridden."""
    form.add_error(None, str(error))
    form.can_be_overridden = getattr(error, "can_be_overridden", False)  # type: ignore[attr-defined]  # for the template


def asks_why(request: HttpRequest, form: forms.Form) -> bool:
    """Tell whether the form asks the user why the contact is approached all the same."""
    is_asked = getattr(form, "can_be_overridden", False) or bool(request.POST.get("override"))
    return is_asked and request.user.has_perm(services.OVERRIDE)


def after(request: HttpRequest, interaction: Interaction) -> str:
    """Say what became of it, and return where to go on."""
    if interaction.is_postponed:
        messages.success(request, gettext("The interaction is kept to be finished later."))
        return next_url(request, interaction.contact.get_absolute_url())
    messages.success(request, gettext("The interaction is logged."))
    return next_url(request, interaction.get_absolute_url())


def tell(form: forms.Form, error: services.InteractionIncomplete) -> None:
    """Put each message at the field it is about."""
    for name, message in error.errors.items():
        form.add_error(name if name in form.fields else None, message)


def aside(contact: Contact | None) -> dict[str, Any]:
    """Return what stands beside the form: what happened before, and why nothing may."""
    if contact is None:
        return {"blocked": ""}
    rows = Interaction.objects.for_contact(contact).logged().for_list()
    latest = rows.order_by("-occurred_on", "-pk")[:LATEST]
    today = timezone.localdate()
    standing = services.standing_with(contact.pk, limits(), on=today)
    return {
        "blocked": why_blocked(contact),
        "latest": latest,
        "pressure": [one for one in standing if one.is_reached],
    }


def why_blocked(contact: Contact) -> str:
    """Return why the contact may not be contacted, "" where it may."""
    try:
        services.refuse_blocked(contact)
    except services.ContactBlocked as error:
        return str(error)
    return ""


def preset_by(request: HttpRequest) -> dict[str, Any]:
    """Return what the page that this was started from says, and the form does not change."""
    found = {name: chosen(request, name, rows) for name, rows in PRESETS.items()}
    return {name: row for name, row in found.items() if row is not None}


def chosen(request: HttpRequest, name: str, rows: Any) -> Any:
    """Return the row that the address names, None where it names none."""
    wanted = key(request, name)
    return rows.filter(pk=wanted).first() if wanted else None


def key(request: HttpRequest, name: str) -> int:
    """Return a key from the address, 0 for what is none."""
    text = request.GET.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 18 else 0
