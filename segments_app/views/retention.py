"""Retention: rules of how long something is kept, what each would remove, and removing it."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods

from segments_app.common.access import requires, user_of
from segments_app.common.http import ask, is_confirmed, render_page, see_other
from segments_app.forms.retention import RetentionForm
from segments_app.models import Job, RetentionRule
from segments_app.services import retention

CHANGE = "segments.change_retentionrule"
PAGE_SIZE = 50
LAST_RUNS = 5


@require_GET
@requires(CHANGE)
def retention_list(request: HttpRequest) -> HttpResponse:
    """List what rules can be about, and how long each is kept."""
    rules = {rule.kind: rule for rule in RetentionRule.objects.select_related("changed_by")}
    rows = [(one, rules.get(one.kind)) for one in retention.CATEGORIES.values()]
    return render_page(request, "segments/retention_list.html", {"rows": rows})


@require_http_methods(["GET", "POST"])
@requires(CHANGE)
def retention_rule(request: HttpRequest, kind: str) -> HttpResponse:
    """Show what a rule would remove; save it, or carry it out once."""
    category = retention.CATEGORIES.get(kind)
    if category is None:
        raise Http404
    rule, now = retention.rule_of(kind), timezone.now()
    asked = RetentionForm(request.GET, rule=rule)
    form = RetentionForm(request.POST, rule=rule) if request.method == "POST" else asked
    if request.method == "POST" and form.is_valid():
        return changed(request, kind, form)
    months = form.cleaned_data["months"] if form.is_bound and form.is_valid() else rule.months
    page = Paginator(retention.matching(kind, months=months, now=now), PAGE_SIZE)
    context = {
        "category": category,
        "rule": rule,
        "form": form,
        "months": months,
        "page": page.get_page(request.GET.get("page")),
        "runs": Job.objects.filter(kind="retention", parameters__kind=kind).order_by("-pk")[
            :LAST_RUNS
        ],
        "crumbs": [(gettext("Retention"), reverse("segments:retention_list"))],
    }
    status = 422 if form.errors else 200
    return render_page(request, "segments/retention_rule.html", context, status=status)


def changed(request: HttpRequest, kind: str, form: RetentionForm) -> HttpResponse:
    """Save the rule, or ask the worker to carry it out once."""
    months, by, now = form.cleaned_data["months"], user_of(request), timezone.now()
    if "run" in request.POST and not is_confirmed(request):
        return ask(
            request,
            title=retention.CATEGORIES[kind].label,
            question=gettext("Remove these for good? Nobody can take it back."),
            action=gettext("Remove these now"),
            cancel_url=request.path,
            is_danger=True,
        )
    if "run" in request.POST:
        return see_other(request, retention.request_run(kind, months=months, by=by, now=now))
    retention.set_rule(kind, months=months, is_on=form.cleaned_data["is_on"], by=by, now=now)
    messages.success(request, gettext("The rule is saved."))
    return see_other(request, "segments:retention_rule", kind=kind)
