"""What is done with logged segments and touches the segments they came from."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from interactions.models import LoggedSegment
from segments_app.common.access import requires
from segments_app.common.http import ask, is_confirmed, see_other
from segments_app.common.uses import StillUsed
from segments_app.services.history import delete_canceled_logged_segments


@require_POST
@requires("interactions.delete_loggedsegment")
def logged_segment_delete(request: HttpRequest, pk: int) -> HttpResponse:
    logged_segment = get_object_or_404(LoggedSegment, pk=pk)
    if not is_confirmed(request):
        return ask(
            request,
            title=gettext("Delete %(segment)s") % {"segment": logged_segment},
            question=gettext(
                "Its criteria and who was left out are lost; its interactions stay, cancelled. "
                "Delete the logged segment?"
            ),
            action=gettext("Delete"),
            cancel_url=logged_segment.get_absolute_url(),
            is_danger=True,
        )
    rows = LoggedSegment.objects.filter(pk=pk)
    try:
        deleted = delete_canceled_logged_segments(rows, now=timezone.now())
    except StillUsed as error:
        messages.error(request, str(error))
        return see_other(request, logged_segment)
    if not deleted:
        messages.error(request, gettext("Only what is cancelled can be deleted."))
        return see_other(request, logged_segment)
    messages.success(request, gettext("The logged segment is deleted."))
    return see_other(request, "interactions:logged_segment_list")
