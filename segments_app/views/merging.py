"""Merging two contacts, with a preview; what was merged, and taking it back."""

from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from contacts.models import Contact, Merge
from contacts.services import Refused, merging
from segments_app.common.access import requires, user_of
from segments_app.common.http import render_page, see_other
from segments_app.common.paging import CappedPaginator
from segments_app.common.reports import reported
from segments_app.contact_import_tables import Words
from segments_app.forms.merging import MergeForm

from .duplicates import MERGE, crumbs
from .pairs import address_after, kept, the_pair

VIEW = "contacts.view_merge"
RELATED = ("company", "salesperson", "territory", "language", "salutation", "organizational_level")
UNCOUNTED = {"MatchKey", "DuplicatePair", "Merge", "ContactChange", "AttributeValue"}
MOST_COUNTED = 10_000
HIDDEN = ("modified_at", "search_own", "search_text")
EXPORT = "contacts.export_contact"
COLUMNS = (
    *(_("Number"), _("Merged"), _("Number of who stays"), _("Into")),
    *(_("When"), _("By"), _("Taken back at")),
)


@require_http_methods(["GET", "POST"])
@requires(MERGE)
def contact_merge(request: HttpRequest, pk: int, other_pk: int) -> HttpResponse:
    """Show both beside each other with what will be kept; merge them when that is sent."""
    if (merge := merged_meanwhile(pk, other_pk)) is not None:
        text = gettext("%(gone)s is merged into %(name)s already.")
        messages.info(request, text % {"gone": merge.gone_name, "name": merge.survivor.name})
        return see_other(request, merge)
    first, second = (load(key) for key in (pk, other_pk))
    pair = the_pair(request)
    sent = request.POST if request.method == "POST" else None
    form = MergeForm(sent, first=first, second=second)
    if sent is not None and form.is_valid():
        try:
            merge = merging.merge_contacts(
                form.stays,
                form.goes,
                values=form.values,
                attributes=form.kept_attributes,
                by=user_of(request),
                now=timezone.now(),
            )
        except Refused as error:
            form.show(error)
        else:
            text = gettext("%(gone)s is merged into %(name)s. It can be taken back.")
            stays = merge.survivor.name
            messages.success(request, text % {"gone": merge.gone_name, "name": stays})
            return see_other(request, merge if pair is None else address_after(request, pair))
    context = {
        "form": form,
        "pair": pair,
        "kept": kept(request),
        "first": first,
        "second": second,
        "numbers": numbers(first, second),
        "strict": restrictions(first, second),
        "crumbs": crumbs(),
    }
    status = 422 if form.errors else 200
    return render_page(request, "segments/contact_merge.html", context, status=status)


def merged_meanwhile(one: int, other: int) -> Merge | None:
    """Return the merge by which one of the contacts has gone, pressed twice or by another user."""
    standing = Merge.objects.standing().filter(Q(gone_id=one) | Q(gone_id=other))
    return standing.select_related("survivor").order_by("-pk").first()


def load(pk: int) -> Contact:
    """Return a contact with what the page shows of it."""
    return get_object_or_404(Contact.objects.select_related(*RELATED), pk=pk)


def numbers(first: Contact, second: Contact) -> list[tuple[str, int, int]]:
    """Return how many rows of each kind the two have, of all tables that point at contacts."""
    found: list[Any] = []
    for one, _decision in merging.decided():
        name = one.model.__name__
        if name in UNCOUNTED or (one.field == "company" and name != "Contact"):
            continue
        rows = one.model._base_manager
        counts = [
            rows.filter(**{one.field: contact.pk})[:MOST_COUNTED].count()
            for contact in (first, second)
        ]
        if any(counts):
            words = gettext("Persons") if name == "Contact" else one.model._meta.verbose_name_plural
            found.append((capfirst(str(words)), *counts))
    return found


def restrictions(first: Contact, second: Contact) -> list[str]:
    """Return the restrictions that the contact has afterwards, whoever stays."""
    strict = merging.strictest(first, second)
    return [
        capfirst(str(Contact._meta.get_field(name).verbose_name))  # type: ignore[union-attr]
        for name, is_set in strict.items()
        if is_set and name != "has_parental_consent"
    ]


@require_GET
@requires(VIEW)
def merge_list(request: HttpRequest) -> HttpResponseBase:
    """Show what was merged, the last first."""
    merges = Merge.objects.for_list().order_by("-pk")
    if "export" in request.GET:
        rows = map(as_row, merges.iterator())
        return reported(request, "merges", COLUMNS, rows, permission=EXPORT)
    page = CappedPaginator(merges, 50).page(request.GET.get("page", 1))
    return render_page(request, "segments/merge_list.html", {"page": page, "crumbs": crumbs()})


@require_GET
@requires(VIEW)
def merge_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what became of a contact that was merged, and whether it was taken back."""
    merge = get_object_or_404(Merge.objects.for_list(), pk=pk)
    way = [*crumbs(), (gettext("Merged contacts"), reverse("segments:merge_list"))]
    context = {"merge": merge, "values": chosen(merge), "crumbs": way}
    return render_page(request, "segments/merge_detail.html", context)


def as_row(merge: Merge) -> list[Any]:
    """Return a merge as a row of a file."""
    by, stays = merge.merged_by, merge.survivor
    names = [merge.gone_number, merge.gone_name, stays.number, stays.name]
    who = by.get_full_name() or by.username if by else ""
    return [*names, merge.merged_at, who, merge.undone_at]


def chosen(merge: Merge) -> list[tuple[str, str, str]]:
    """Return the fields that the merge changed on the contact that stayed, in words."""
    fields: dict[str, Any] = {field.attname: field for field in Contact._meta.local_fields}
    words = Words(new_group="")
    companies = Contact.objects.in_bulk(
        [key for values in (merge.before, merge.after) if (key := values.get("company_id"))]
    )

    def word(name: str, value: Any) -> str:
        return str(companies.get(value) or "") if name == "company_id" else words.word(name, value)

    return [
        (
            capfirst(str(fields[name].verbose_name)),
            word(name, merge.before[name]),
            word(name, value),
        )
        for name, value in merge.after.items()
        if name not in HIDDEN
    ]


@require_POST
@requires(MERGE)
def merge_undo(request: HttpRequest, pk: int) -> HttpResponse:
    """Make two contacts of one again."""
    merge = get_object_or_404(Merge, pk=pk)
    try:
        undone = merging.undo_merge(merge, by=user_of(request), now=timezone.now())
    except Refused as error:
        messages.error(request, str(error))
        return see_other(request, merge)
    text = gettext("%(name)s is a contact of its own again.")
    messages.success(request, text % {"name": undone.gone_name})
    return see_other(request, merge)


def where_it_went(request: HttpRequest, pk: int) -> HttpResponse:
    """Lead from a contact that was merged to the one that has all of it now."""
    merge = Merge.objects.standing().filter(gone_id=pk).select_related("survivor").first()
    if merge is None:
        raise Http404
    text = gettext("%(number)s %(gone)s was merged into this contact.")
    messages.info(request, text % {"number": merge.gone_number, "gone": merge.gone_name})
    return see_other(request, merge.survivor)
