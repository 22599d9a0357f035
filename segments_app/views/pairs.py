"""Working through the list of possible duplicates: which pair comes next, which came before."""

from typing import Any

from django.db.models import Q
from django.http import HttpRequest
from django.urls import reverse

from contacts.models import DuplicatePair
from segments_app.common.paging import capped, count_of
from segments_app.duplicate_tables import DuplicateFilter

#: What names, in the address, the pair that is being merged.
PAIR = "pair"


def kept(request: HttpRequest) -> str:
    """Return the filter of the list as the end of an address, "" for none."""
    query = request.GET.copy()
    for name in {*query} - {*DuplicateFilter.base_filters}:
        del query[name]
    return f"?{query.urlencode()}" if query else ""


def the_pair(request: HttpRequest) -> DuplicatePair | None:
    """Return the pair that a page was opened from, None when it was opened otherwise."""
    pk = request.GET.get(PAIR, "")
    return DuplicatePair.objects.filter(pk=pk).first() if pk.isdecimal() else None


def beside(request: HttpRequest, pair: DuplicatePair) -> dict[str, Any]:
    """Return the addresses of the pairs before and after, and how many there are."""
    rows = listed(request)
    sooner = Q(score__gt=pair.score) | Q(score=pair.score, pk__lt=pair.pk)
    return {
        "kept": kept(request),
        "before": address(request, rows.filter(sooner).order_by("score", "-pk").first()),
        "after": address(request, following(rows, pair)),
        "left": capped(count_of(rows)),
    }


def address_after(request: HttpRequest, pair: DuplicatePair) -> str:
    """Return where to go from a pair that is done: the next one, else the list."""
    following_one = following(listed(request), pair)
    return address(request, following_one) or reverse("segments:duplicate_list") + kept(request)


def listed(request: HttpRequest) -> Any:
    """Return the pairs that the list shows with the filter of the address."""
    rows = DuplicatePair.objects.all()
    return DuplicateFilter(request.GET, queryset=rows, request=request).qs


def following(rows: Any, pair: DuplicatePair) -> DuplicatePair | None:
    """Return the pair that comes after another one, also when that one is no more."""
    later = Q(score__lt=pair.score) | Q(score=pair.score, pk__gt=pair.pk)
    found: DuplicatePair | None = rows.filter(later).order_by("-score", "pk").first()
    return found


def address(request: HttpRequest, pair: DuplicatePair | None) -> str:
    """Return the address of a pair with the filter of the list, "" for no pair."""
    return "" if pair is None else f"{pair.get_absolute_url()}{kept(request)}"
