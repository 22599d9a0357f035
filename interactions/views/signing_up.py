"""Public pages to sign up for e-mails, and to confirm it. They need no log-in and no cookie."""

from django import forms
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from interactions.models.sender import ONE_LINE
from interactions.services.delivery import signing_up as service

from .unsubscribing import page


class SignUpForm(forms.Form):
    """As little as is needed: an address, and a tick that nobody has set before."""

    name = forms.CharField(
        label=_("Your name (if you like)"),
        max_length=100,
        required=False,
        validators=[ONE_LINE],
        widget=forms.TextInput({"autocomplete": "name"}),
    )
    address = forms.EmailField(
        label=_("Your e-mail address"),
        max_length=254,
        widget=forms.EmailInput({"autocomplete": "email"}),
    )
    agrees = forms.BooleanField(
        label=_("I agree"),
        error_messages={"required": _("Tick the box if you want these e-mails.")},
    )


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@csrf_exempt  # the form also stands on other sites; nobody is logged in here
@login_not_required
def sign_up(request: HttpRequest, purpose: str) -> HttpResponse:
    """Ask for e-mails; the answer is the same for every address."""
    language = translation.get_language() or ""
    wording = service.wording_for(purpose, language)
    if wording is None:
        return page(request, "interactions/public/gone.html", {}, status=404)
    form = SignUpForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        service.sign_up(
            wording,
            address=form.cleaned_data["address"],
            name=form.cleaned_data["name"],
            language=language,
            came_from=request.META.get("REMOTE_ADDR", ""),
            now=timezone.now(),
        )
        return page(request, "interactions/public/sign_up_asked.html", {})
    context = {"form": form, "wording": wording}
    status = 422 if form.is_bound else 200
    return page(request, "interactions/public/sign_up.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@csrf_exempt  # the token in the address is the proof
@login_not_required
def confirm_sign_up(request: HttpRequest, token: str) -> HttpResponse:
    """The second step: a GET only asks, so that a scanner that follows links confirms nothing."""
    row = service.sign_up_named(token, now=timezone.now())
    if row is None:
        return page(request, "interactions/public/gone.html", {}, status=404)
    with translation.override(row.language or translation.get_language()):
        is_done = request.method == "POST"
        if is_done:
            service.confirm(row, now=timezone.now())
        context = {"token": token, "wording": row.wording, "is_done": is_done}
        return page(request, "interactions/public/confirm.html", context)
