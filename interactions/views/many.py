"""Many interactions at once: the ticked ones, or all that match the filters of the log."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, cast

from django import forms
from django.contrib import messages
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.translation import gettext, ngettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from interactions import services
from interactions.filters import InteractionFilter
from interactions.forms import EvaluationForm, ReasonForm
from interactions.models import Interaction, InteractionQuerySet, LoggedSegment
from interactions.services import delivery
from segments_app.common.access import refusal, requires, user_of
from segments_app.common.http import next_url, render_page, see_other
from segments_app.common.models import CorrespondenceType
from segments_app.common.selection import selected_rows
from segments_app.common.submissions import OnceForm
from segments_app.common.tables import BulkAction

from .new import key

ADD_SEGMENT = "segments.add_segment"
CARRIED = ("selected", "all_matching", "query", "next", "action")


class SureForm(forms.Form):
    """Nothing more to say than yes."""


class ResendForm(OnceForm):
    """How, and when the user was asked: what was sent since is not sent by the same press again."""

    channel = forms.ChoiceField(
        label=_("How"),
        required=False,
        choices=[
            ("", _("As e-mails, as they were logged")),
            (CorrespondenceType.LETTER, _("As letters, in a segment of their own")),
            (CorrespondenceType.EMAIL, _("As e-mails, in a segment of their own")),
        ],
        help_text=_(
            "A segment of their own has the same texts. You look at it before it is logged, "
            "and what was logged stays as it is."
        ),
        widget=forms.RadioSelect,
    )
    seen_at = forms.DateTimeField(widget=forms.HiddenInput, initial=timezone.now)


@dataclass(frozen=True)
class Deed:
    """Something done to many interactions, with the form that asks what it needs."""

    title: Any
    button: Any
    form: type[forms.Form]
    do: Callable[[InteractionQuerySet, dict[str, Any], User], int]
    explanation: Any = ""
    is_danger: bool = False


def evaluate(rows: InteractionQuerySet, said: dict[str, Any], _by: User) -> int:
    return services.evaluate_interactions(rows, **said)


def cancel(rows: InteractionQuerySet, said: dict[str, Any], by: User) -> int:
    return services.cancel_interactions(rows, **said, by=by, now=timezone.now())


def uncancel(rows: InteractionQuerySet, _said: dict[str, Any], by: User) -> int:
    return services.uncancel_interactions(rows, by=by, now=timezone.now())


def delete(rows: InteractionQuerySet, _said: dict[str, Any], _by: User) -> int:
    return services.delete_canceled_interactions(rows)


def resend(rows: InteractionQuerySet, said: dict[str, Any], by: User) -> int:
    seen_at = said["seen_at"]
    return delivery.resend(rows, seen_at=seen_at, by=by, now=timezone.now()).count


DEEDS = {
    "evaluate": Deed(_("Evaluate"), _("Save the evaluation"), EvaluationForm, evaluate),
    "resend": Deed(
        _("Send again"),
        _("Send them again"),
        ResendForm,
        resend,
        _("Each e-mail goes out once more with what was written, and the values of today in its "
          "merge fields. Letters are printed again from their logged segment."),
    ),
    "cancel": Deed(
        pgettext_lazy("cancel a logged interaction", "Cancel"),
        _("Cancel them"),
        ReasonForm,
        cancel,
        _("Cancelled interactions stay visible, and no statistics count them. What is cancelled "
          "already stays as it is."),
        is_danger=True,
    ),
    "uncancel": Deed(
        _("Take cancellations back"),
        _("Take them back"),
        SureForm,
        uncancel,
        _("They count in all statistics again."),
    ),
    "delete": Deed(
        _("Delete cancelled"),
        _("Delete them"),
        SureForm,
        delete,
        _("Those that are cancelled are deleted with their comments, for good. The others stay."),
        is_danger=True,
    ),
}  # fmt: skip


#: What some of them take besides changing interactions.
RIGHTS = {
    "delete": "interactions.delete_interaction",
    "resend": "interactions.send_delivery",
}


def bulk_actions(request: HttpRequest) -> Sequence[BulkAction]:
    """Return what this user may do to many interactions at once."""
    may_change = request.user.has_perm("interactions.change_interaction")
    return [
        BulkAction(value, str(deed.title), is_danger=deed.is_danger)
        for value, deed in DEEDS.items()
        if may_change and (value not in RIGHTS or request.user.has_perm(RIGHTS[value]))
    ]


@require_POST
@requires("interactions.change_interaction")
def interaction_bulk(request: HttpRequest) -> HttpResponse:
    """Ask what the deed needs to know, on a page of its own, and do it."""
    action = request.POST.get("action", "")
    deed = DEEDS.get(action)
    if deed is None:
        raise Http404
    if action in RIGHTS and not request.user.has_perm(RIGHTS[action]):
        raise PermissionDenied(refusal(RIGHTS[action]))
    back = next_url(request, reverse("interactions:interaction_list"))
    rows = cast(InteractionQuerySet, selected_rows(request, InteractionFilter, rows_of(request)))
    count = rows.count()
    if not count:
        messages.warning(request, gettext("No interactions were chosen."))
        return see_other(request, back)
    is_answered = "answered" in request.POST
    form = deed.form(request.POST if is_answered else None)
    if is_answered and form.is_valid():
        if form.cleaned_data.get("channel"):
            there = sent_another_way(request, rows, form)
        else:
            there = back if done(request, deed, rows, form) else None
        if there is not None:
            return see_other(request, there)
    context = {
        "deed": deed,
        "form": form,
        "count": count,
        "skipped": skipped(rows) if action == "resend" else [],
        "back": back,
        "carried": [(name, value) for name in CARRIED for value in request.POST.getlist(name)],
    }
    return render_page(
        request,
        "interactions/interaction_bulk.html",
        context,
        status=422 if form.is_bound else 200,
    )


def sent_another_way(request: HttpRequest, rows: InteractionQuerySet, form: forms.Form) -> Any:
    """Return the segment that sends them on another channel, or tell the form why not."""
    if not request.user.has_perm(ADD_SEGMENT):
        raise PermissionDenied(refusal(ADD_SEGMENT))
    (make,) = delivery.another_way
    said = {name: form.cleaned_data[name] for name in ("channel", "submission")}
    try:
        return make(rows, **said, by=user_of(request), now=timezone.now())
    except delivery.NotAnotherWay as error:
        form.add_error("channel", str(error))
        return None


def skipped(rows: InteractionQuerySet) -> list[delivery.Skipped]:
    """Return who will not get the e-mail again, and why."""
    return delivery.skipped_of(rows, seen_at=timezone.now())


def bulk_url(logged_segment: LoggedSegment | None = None) -> str:
    """Return where the chosen are sent to, of the whole log or of one logged segment."""
    url = reverse("interactions:interaction_bulk")
    return f"{url}?logged_segment={logged_segment.pk}" if logged_segment else url


def rows_of(request: HttpRequest) -> InteractionQuerySet:
    """Return what could be chosen from: "all that match" must not reach beyond it."""
    rows = Interaction.objects.logged()
    if "logged_segment" not in request.GET:
        return rows
    return rows.filter(logged_segment=key(request, "logged_segment"))


def done(request: HttpRequest, deed: Deed, rows: InteractionQuerySet, form: forms.Form) -> bool:
    """Do it and say for how many, or tell the form why not."""
    try:
        changed = deed.do(rows, form.cleaned_data, user_of(request))
    except (services.StillCanceled, services.ReasonMissing) as error:
        form.add_error(None, str(error))
        return False
    if deed is DEEDS["delete"]:
        text = ngettext(
            "%(n)s interaction was deleted.", "%(n)s interactions were deleted.", changed
        )
    elif deed is DEEDS["resend"]:
        text = ngettext(
            "%(n)s e-mail is in the outbox once more.",
            "%(n)s e-mails are in the outbox once more.",
            changed,
        )
    else:
        text = ngettext(
            "%(n)s interaction was changed.", "%(n)s interactions were changed.", changed
        )
    messages.success(request, text % {"n": number_format(changed, force_grouping=True)})
    return True
