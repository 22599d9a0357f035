"""Who e-mails are from: one form, and what is wrong or doubtful with it."""

from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from interactions.models import LibraryImage, SenderSetup
from interactions.services.delivery import findings, sender_setup, uses_mailbox
from interactions.services.delivery.messages import link_base
from interactions.services.delivery.signing_up import offered
from segments_app.common.access import requires
from segments_app.common.http import render_page, see_other


class SenderForm(forms.ModelForm[SenderSetup]):
    """The sender, field by field."""

    class Meta:
        model = SenderSetup
        fields = (
            "name", "address", "reply_to", "bounce_address", "postal_address",
            "logo", "letter_foot", "link_url", "per_minute", "per_domain_per_minute",
            "soft_bounce_limit",
        )  # fmt: skip
        widgets = {
            "postal_address": forms.Textarea({"rows": 3}),
            "letter_foot": forms.Textarea({"rows": 3}),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        logo: Any = self.fields["logo"]
        is_offered = Q(is_archived=False) | Q(pk=self.instance.logo_id)
        logo.queryset = LibraryImage.objects.filter(is_offered).order_by("name", "pk")
        logo.empty_label = gettext("No logo")


@require_http_methods(["GET", "POST"])
@requires("interactions.change_sendersetup")
def sender(request: HttpRequest) -> HttpResponse:
    setup = sender_setup()
    form = SenderForm(request.POST or None, instance=setup)
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, gettext("The sender is saved."))
        return see_other(request, "interactions:sender")
    context = {
        "form": form,
        "findings": findings(sender_setup()),
        "uses_mailbox": uses_mailbox(),
        "base": link_base(setup),
        "offered": offered(),
    }
    return render_page(
        request, "interactions/sender.html", context, status=422 if form.is_bound else 200
    )
