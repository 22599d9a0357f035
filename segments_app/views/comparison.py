"""Segments compared: a diagram whose parts open their contacts, and what is made of them."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_POST

from segments_app import services
from segments_app.campaign_tables import PeopleFilter, PeopleTable
from segments_app.common.access import refusal, requires
from segments_app.common.exports import exported
from segments_app.common.http import render_page, see_other
from segments_app.common.tables import configured
from segments_app.criteria.sentences import sentence
from segments_app.forms.comparison import NEW, CompareForm, UseForm
from segments_app.models import Job, Step
from segments_app.services import Comparison, NotComparable

from .done import say_done
from .pages import user_of
from .venn import drawn, words_of

LONGEST = 60
SEE_CONTACTS = "contacts.view_contact"
ADD = "segments.add_segment"


@require_GET
@requires("segments.view_segment")
def segment_compare(request: HttpRequest) -> HttpResponse:
    """Compare what the address names; ask for it where it names too little."""
    tokens = tokens_of(request.GET)
    context: dict[str, Any] = {"problem": "", "comparison": None}
    try:
        comparison = Comparison.of(tokens, by=user_of(request)) if len(tokens) > 1 else None
    except NotComparable as error:
        comparison, context["problem"] = None, str(error)
    context["form"] = CompareForm(tokens, comparison, by=user_of(request))
    context["is_begun"] = len(tokens) == 1
    if comparison is not None:
        context |= compared(request, comparison)
    return render_page(request, "segments/segment_compare.html", context)


def tokens_of(data: QueryDict) -> list[str]:
    """Return what is named to be compared; what cannot be the name of anything is no page."""
    tokens = [data.get(letter, "").strip() for letter in "abc"]
    if any(len(token) > LONGEST or not token.isprintable() for token in tokens):
        raise Http404
    return [token for token in tokens if token]


def compared(request: HttpRequest, comparison: Comparison) -> dict[str, Any]:
    """Return the numbers, the diagram, and the form that uses them."""
    now = timezone.now()
    counts = comparison.counts(now=now)
    ticked = [region for region in request.GET.getlist("in") if region in counts]
    named = " / ".join(source.key for source in comparison.sources)
    description = gettext("Compared: %(names)s") % {"names": named}
    initial = {"shown_at": now.isoformat(), "description": description[:100]}
    may_see = request.user.has_perm(SEE_CONTACTS)
    return {
        "comparison": comparison,
        "total": sum(counts.values()),
        "regions": drawn(comparison, counts, ticked, may_see=may_see),
        "sets": [set_of(source, comparison, counts) for source in comparison.sources],
        "operations": operations_of(comparison, counts, ticked),
        "use": UseForm(initial=initial),
    }


def set_of(source: Any, comparison: Comparison, counts: Mapping[str, int]) -> dict[str, Any]:
    """Return a set with how many are in it, and where they are listed."""
    regions = [region for region in counts if source.letter in region]
    return {
        "source": source,
        "letter": source.letter.upper(),
        "count": sum(counts[region] for region in regions),
        "url": contacts_url(comparison, regions),
    }


def operations_of(
    comparison: Comparison, counts: Mapping[str, int], ticked: Iterable[str]
) -> list[dict[str, Any]]:
    """Return the operations that have a name: who that is, and the address that ticks them."""
    words = {
        "union": gettext("In any of them"),
        "intersection": gettext("In all of them"),
        "difference": gettext("In A only"),
        "exactly_one": gettext("In exactly one"),
    }
    return [
        {
            "words": words[name],
            "count": sum(counts[region] for region in regions),
            "url": contacts_url(comparison, regions),
            "tick_url": compare_url(comparison, regions),
            "is_ticked": sorted(regions) == sorted(ticked),
        }
        for name, regions in services.operations(comparison.letters).items()
    ]


def compare_url(comparison: Comparison, regions: Iterable[str] = ()) -> str:
    return f"{reverse('segments:segment_compare')}?{comparison.query(*regions)}"


def contacts_url(comparison: Comparison, regions: Iterable[str]) -> str:
    """Return where the contacts of some regions are listed."""
    page = reverse("segments:segment_compare_contacts", args=["-".join(regions)])
    return f"{page}?{comparison.query()}"


@require_GET
@requires("segments.view_segment")
def segment_compare_contacts(request: HttpRequest, regions: str) -> HttpResponseBase:
    """List the contacts in some regions."""
    comparison = comparison_of(request, request.GET)
    asked = regions.split("-")
    if not set(asked) <= set(comparison.regions):
        raise Http404
    if not request.user.has_perm(SEE_CONTACTS):
        raise PermissionDenied(refusal(SEE_CONTACTS))
    rows: Any = comparison.contacts(asked, now=timezone.now()).for_list()
    filterset = PeopleFilter(request.GET, queryset=rows, request=request)
    table = configured(PeopleTable(filterset.qs), request, filterset=filterset)
    if "export" in request.GET:
        return exported(table, "-".join([*(s.key for s in comparison.sources), "contacts"]))
    context = {
        "title": "; ".join(words_of(region, comparison.letters) for region in asked),
        "sentence": sentence(comparison.rule(asked)),
        "sets": comparison.sources,
        "back_url": compare_url(comparison),
        "table": table,
        "filterset": filterset,
    }
    return render_page(
        request,
        "segments/segment_compare_contacts.html",
        context,
        partial="segments/_line_table.html",
    )


def comparison_of(request: HttpRequest, data: QueryDict) -> Comparison:
    """Return what the address compares; where it compares nothing there is no page."""
    try:
        return Comparison.of(tokens_of(data), by=user_of(request))
    except NotComparable as error:
        raise Http404(str(error)) from error


@require_POST
@requires("segments.change_segment")
def segment_compare_use(request: HttpRequest) -> HttpResponse:
    """Make a new segment of the regions that are ticked, or take a step with them."""
    comparison = comparison_of(request, request.POST)
    ticked = request.POST.getlist("in")
    regions = [region for region in comparison.regions if region in ticked]
    form = UseForm(request.POST)
    if not form.is_valid():
        for errors in form.errors.values():
            messages.error(request, " ".join(map(str, errors)))
        return see_other(request, compare_url(comparison, regions))
    try:
        done = used(request, comparison, regions, form.cleaned_data)
    except services.SegmentError as error:
        messages.error(request, str(error))
        return see_other(request, compare_url(comparison, regions))
    if isinstance(done, Job):
        return see_other(request, done)
    if done.action == Step.Action.ADD and not done.change:
        say_done(request, done)
        return see_other(request, "segments:segment_who", done.segment_id)
    messages.success(
        request,
        gettext("Done as step %(position)s of %(number)s.")
        % {"position": done.position, "number": done.segment.number},
    )
    return see_other(request, "segments:segment_who", done.segment_id)


def used(
    request: HttpRequest, comparison: Comparison, regions: list[str], data: Mapping[str, Any]
) -> Any:
    now = timezone.now()
    asked: dict[str, Any] = {"shown_at": data["shown_at"] or now, "by": user_of(request)}
    if data["do"] != NEW:
        return services.use_regions(
            comparison, regions, segment=data["segment"], action=data["do"], now=now, **asked
        )
    if not request.user.has_perm(ADD):
        raise PermissionDenied(refusal(ADD))
    return services.start_with_regions(
        comparison, regions, description=data["description"].strip(), now=now, **asked
    )
