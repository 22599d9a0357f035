"""How many contacts each value would give, told beside the values of one row."""

from collections.abc import Sequence

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.utils.formats import number_format
from django.views.decorators.http import require_POST

from segments_app import services
from segments_app.common.access import requires
from segments_app.common.overtaking import overtakable
from segments_app.criteria.draft import Row
from segments_app.criteria.facets import facet_rules
from segments_app.criteria.presentation import Facets
from segments_app.criteria.rules import InvalidRule

from .asking import question_of, quiet_when_overtaken
from .desk import Desk, SegmentDesk
from .pages import get_segment, refuse_closed
from .writing import Writing

MOST_AT_ONCE = 300  # on a page without JavaScript, where nobody can search for some of them


@require_POST
@requires("segments.change_segment")
@quiet_when_overtaken
def segment_facets(request: HttpRequest, pk: int) -> HttpResponse:
    """Answer for the values that the page is showing."""
    segment = get_segment(pk)
    if not segment.is_open:
        return refuse_closed(request, segment)
    return facets_answer(request, SegmentDesk(segment))


def facets_answer(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Return the numbers for the values that a picker is showing."""
    writing = Writing.of_post(request)
    values = request.POST.getlist("facet")[: services.FACETS_AT_ONCE]
    with overtakable(question_of(request, desk.name, "facets")):
        counts, is_all = _counts(desk, writing, request.POST.get("facets", ""), values)
    shown = {
        value: {"count": count, "text": number_format(count, force_grouping=True)}
        for value, count in counts.items()
    }
    return JsonResponse({"counts": shown, "later": not is_all})


def facets_of(desk: Desk, writing: Writing, path: str) -> Facets:
    """Return the numbers for the values of one row, for a page that is asked for them."""
    rows = (part for part in writing.editor.root.walk() if isinstance(part, Row))
    row = next((row for row in rows if row.path == path and row.offers), None)
    if row is None or row.criterion is None or row.criterion.options is None:
        return {}
    offered = [str(value) for value, _label in row.criterion.options.all()]
    counts, _is_all = _counts(desk, writing, path, offered[:MOST_AT_ONCE])
    return {path: counts}


def _counts(
    desk: Desk, writing: Writing, path: str, values: Sequence[str]
) -> tuple[dict[str, int], bool]:
    """Return the numbers, and whether they are all there are to be had."""
    try:
        rules = facet_rules(writing.editor.root, path, values)
        counts = services.facet_counts(
            desk.there,
            action=writing.form.chosen,
            options=writing.form.options,
            rules=rules,
            now=timezone.now(),
        )
    except InvalidRule:  # another row is not finished, and says so itself
        return {}, True
    return counts, len(counts) == len(rules)
