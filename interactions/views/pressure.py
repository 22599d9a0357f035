"""Rules on contact pressure: how often contacts may be approached for marketing."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from interactions import services
from interactions.forms import PressureRuleForm
from interactions.models import PressureRule
from segments_app.common.access import requires
from segments_app.common.http import ask, is_confirmed, render_page, see_other
from segments_app.common.uses import StillUsed


@require_GET
@requires("interactions.view_pressurerule")
def pressure_rule_list(request: HttpRequest) -> HttpResponse:
    rules = PressureRule.objects.select_related("purpose").order_by("code")
    return render_page(request, "interactions/pressure_rule_list.html", {"rules": rules})


@require_http_methods(["GET", "POST"])
@requires("interactions.add_pressurerule")
def pressure_rule_new(request: HttpRequest) -> HttpResponse:
    return _form_page(request, PressureRule(), "interactions/pressure_rule_new.html")


@require_http_methods(["GET", "POST"])
@requires("interactions.change_pressurerule")
def pressure_rule_edit(request: HttpRequest, pk: int) -> HttpResponse:
    rule = get_object_or_404(PressureRule, pk=pk)
    return _form_page(request, rule, "interactions/pressure_rule_edit.html")


@require_POST
@requires("interactions.delete_pressurerule")
def pressure_rule_delete(request: HttpRequest, pk: int) -> HttpResponse:
    rule = get_object_or_404(PressureRule, pk=pk)
    if not is_confirmed(request):
        return ask(
            request,
            title=gettext("Delete %(rule)s") % {"rule": rule},
            question=gettext("From then on nobody is left out because of it. Delete the rule?"),
            action=gettext("Delete"),
            cancel_url=reverse("interactions:pressure_rule_list"),
            is_danger=True,
        )
    try:
        services.delete_rule(rule)
    except StillUsed as error:
        messages.error(request, str(error))
    else:
        messages.success(request, gettext("The rule is deleted."))
    return see_other(request, "interactions:pressure_rule_list")


def _form_page(request: HttpRequest, rule: PressureRule, page: str) -> HttpResponse:
    form = PressureRuleForm(request.POST or None, instance=rule)
    if request.method == "POST" and form.is_valid():
        services.save_rule(form.save(commit=False))
        messages.success(request, gettext("The rule is saved."))
        return see_other(request, "interactions:pressure_rule_list")
    context = {"form": form, "rule": rule}
    status = 422 if form.is_bound else 200
    return render_page(request, page, context, status=status)
