"""Cancelling one interaction, and taking it back."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST

from interactions import services
from interactions.forms import ReasonForm
from interactions.models import Interaction
from segments_app.common.access import requires, user_of
from segments_app.common.http import ask, is_confirmed, next_url, render_page, see_other

REFUSALS = (
    services.AlreadyCanceled,
    services.NotCanceled,
    services.StillCanceled,
    services.EntryTaken,
    services.ReasonMissing,
)


@require_http_methods(["GET", "POST"])
@requires("interactions.change_interaction")
def interaction_cancel(request: HttpRequest, pk: int) -> HttpResponse:
    interaction = get_object_or_404(Interaction.objects.logged().for_list(), pk=pk)
    return cancel_page(
        request,
        interaction,
        lambda _thing, **said: services.cancel_interactions(
            Interaction.objects.filter(pk=pk), **said
        ),
        template="interactions/interaction_cancel.html",
        context={"interaction": interaction},
        done=gettext("The interaction is cancelled; no statistics count it any more."),
    )


@require_POST
@requires("interactions.change_interaction")
def interaction_uncancel(request: HttpRequest, pk: int) -> HttpResponse:
    interaction = get_object_or_404(Interaction.objects.logged(), pk=pk)
    return uncancel_page(
        request,
        interaction,
        lambda _thing, **said: services.uncancel_interactions(
            Interaction.objects.filter(pk=pk), **said
        ),
        question=gettext("Let the interaction count again?"),
        done=gettext("The interaction counts again."),
    )


def cancel_page(
    request: HttpRequest,
    thing: Any,
    service: Callable[..., Any],
    *,
    template: str,
    context: dict[str, Any],
    done: str,
) -> HttpResponse:
    """Ask for the reason, cancel, and go back to where the question came from."""
    form = ReasonForm(request.POST or None)
    back = next_url(request, thing.get_absolute_url())
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        try:
            service(thing, reason=reason, by=user_of(request), now=timezone.now())
        except REFUSALS as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, done)
            return see_other(request, back)
    context |= {"form": form, "back": back}
    return render_page(request, template, context, status=422 if form.is_bound else 200)


def uncancel_page(
    request: HttpRequest, thing: Any, service: Callable[..., Any], *, question: str, done: str
) -> HttpResponse:
    """Ask, take the cancellation back, and say what came of it."""
    back = next_url(request, thing.get_absolute_url())
    if not is_confirmed(request):
        return ask(
            request,
            title=gettext("Take the cancellation back"),
            question=question,
            action=gettext("Take it back"),
            cancel_url=back,
        )
    try:
        service(thing, by=user_of(request), now=timezone.now())
    except REFUSALS as error:
        messages.error(request, str(error))
    else:
        messages.success(request, done)
    return see_other(request, back)
