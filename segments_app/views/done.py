"""What a step has done, said once it is taken; and why, where it has added nobody."""

from django.contrib import messages
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.html import format_html
from django.utils.translation import gettext, ngettext

from segments_app import services
from segments_app.criteria.editing import Editor
from segments_app.criteria.parts import part_of
from segments_app.criteria.rules import InvalidRule
from segments_app.models import Segment, Step

from .misreads import Words
from .step_rows import reasons_in_words


def say_done(request: HttpRequest, step: Step) -> None:
    """Tell the user what the step has done; adding nobody is no success."""
    if step.action == Step.Action.ADD and not step.change:
        reason, part, link = nobody_added(step)
        route, place = "segments:segment_step_contacts", [step.segment_id, step.position, part]
        page = reverse("segments:segment_who", args=[step.segment_id])
        url = reverse(route, args=place) if part else f"{page}#step-{step.position}"
        text = gettext("Nobody was added: %(reason)s.") % {"reason": reason}
        messages.warning(request, format_html('{} <a href="{}">{}</a>', text, url, link))
    else:
        messages.success(request, done_in_words(step))


def warn_if_nobody(request: HttpRequest, segment: Segment) -> None:
    """Tell the user when all the steps just taken on the segment, as it was, added nobody."""
    taken = Step.objects.filter(segment=segment.pk, position__gt=segment.position)
    steps = list(taken.select_related("segment").order_by("position"))
    if steps and not any(step.change for step in steps):
        say_done(request, steps[-1])


def nobody_added(step: Step) -> tuple[str, str, str]:
    """Return why nobody was added, of which number that can be listed, and what the link says."""
    if left_out := sorted(reasons_in_words(step.left_out), key=lambda one: -one[2]):
        part, words, count = left_out[0]
        number = number_format(count, force_grouping=True)
        reason = gettext("%(reason)s (%(count)s)") % {"reason": words, "count": number}
        return reason, part, gettext("See them")
    row = emptied_by(step)
    reason = gettext("nobody matches: %(row)s") % {"row": row} if row else gettext("nobody matches")
    return reason, "", gettext("See the step")


def emptied_by(step: Step) -> str:
    """Return the condition that brought the number to zero, in words; "" where none did alone."""
    try:
        root = part_of(Editor.of_rule(step.rule).root)
    except InvalidRule:
        return ""
    if root is None:
        return ""
    reading = services.find_misreads(
        step.segment, action=step.action, root=root, now=timezone.now()
    )
    return Words(root).of(reading.emptied or root.path)


def done_in_words(step: Step) -> str:
    """Return what the step has done."""
    if step.action == Step.Action.ADD:
        text = ngettext("%(n)s contact was added.", "%(n)s contacts were added.", step.change)
    else:
        text = ngettext(
            "%(n)s contact was taken out.", "%(n)s contacts were taken out.", -step.change
        )
    return text % {"n": number_format(abs(step.change), force_grouping=True)}
