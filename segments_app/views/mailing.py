"""The contacts of a segment put into a mailing group (MLG-01…03)."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_http_methods

from contacts.models import ContactMailingGroup, MailingGroup
from segments_app import services
from segments_app.common.access import requires
from segments_app.common.http import ask, is_confirmed, render_page, see_other
from segments_app.forms.mailing import MailingGroupForm
from segments_app.models import Segment

from .pages import count_of, get_segment, page_context, user_of


@require_http_methods(["GET", "POST"])
@requires("contacts.add_contactmailinggroup")
def segment_mailing_group(request: HttpRequest, pk: int) -> HttpResponse:
    segment = get_segment(pk)
    form = MailingGroupForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if not is_confirmed(request):
            return ask_first(request, segment, form)
        return apply(request, segment, form)
    context = page_context(request, segment) | {"form": form}
    status = 422 if form.is_bound else 200
    return render_page(request, "segments/segment_mailing_group.html", context, status=status)


def ask_first(request: HttpRequest, segment: Segment, form: MailingGroupForm) -> HttpResponse:
    """Say with numbers what is about to happen to the group."""
    group: MailingGroup = form.cleaned_data["group"]
    members = ContactMailingGroup.objects.filter(mailing_group=group).count()
    count = count_of(segment)
    numbers = {"group": group, "members": shown(members), "contacts": shown(count)}
    if form.cleaned_data["replace"]:
        question = gettext(
            "Contacts in %(group)s now: %(members)s. All of them are taken out, and the contacts "
            "of the segment are put in: %(contacts)s."
        )
    else:
        question = gettext(
            "Contacts in %(group)s now: %(members)s. They stay, and the contacts of the segment "
            "are put in as well: %(contacts)s."
        )
    return ask(
        request,
        title=gettext("Put %(segment)s into %(group)s") % {"segment": segment, "group": group},
        question=question % numbers,
        action=gettext("Put them in"),
        cancel_url=segment.get_absolute_url(),
        is_danger=form.cleaned_data["replace"],
    )


def apply(request: HttpRequest, segment: Segment, form: MailingGroupForm) -> HttpResponse:
    try:
        done = services.apply_mailing_group(
            segment, **form.cleaned_data, by=user_of(request), now=timezone.now()
        )
    except services.SegmentError as error:
        messages.error(request, str(error))
    else:
        text = ngettext(
            "%(added)s contact was put into %(group)s. There already: %(there)s. "
            "Taken out: %(removed)s.",
            "%(added)s contacts were put into %(group)s. There already: %(there)s. "
            "Taken out: %(removed)s.",
            done.added,
        )
        numbers = {
            "added": shown(done.added),
            "there": shown(done.already_there),
            "removed": shown(done.removed),
            "group": form.cleaned_data["group"],
        }
        messages.success(request, text % numbers)
    return see_other(request, segment)


def shown(count: int) -> str:
    return number_format(count, force_grouping=True)
