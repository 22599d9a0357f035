"""Interaction templates, with what they say in each language."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from contacts.models import Language
from contacts.services import current_setup
from interactions import services
from interactions.filters import TemplateFilter
from interactions.forms import ContentFormSet, TemplateForm, contents_of
from interactions.models import Interaction, InteractionTemplate
from interactions.services.content import with_words
from interactions.tables import TemplateTable
from segments_app.common.access import requires
from segments_app.common.exports import exported
from segments_app.common.http import ask, is_confirmed, render_page, see_other
from segments_app.common.tables import configured
from segments_app.common.uses import StillUsed


@require_GET
@requires("interactions.view_interactiontemplate")
def template_list(request: HttpRequest) -> HttpResponseBase:
    rows = InteractionTemplate.objects.for_list()
    filterset = TemplateFilter(request.GET, queryset=rows, request=request)
    new = (gettext("New template"), reverse("interactions:template_new"))
    may_add = request.user.has_perm("interactions.add_interactiontemplate")
    table = configured(
        TemplateTable(filterset.qs),
        request,
        filterset=filterset,
        empty_action=new if may_add else None,
    )
    if "export" in request.GET:
        return exported(table, "templates")
    context = {"filterset": filterset, "table": table}
    return render_page(
        request,
        "interactions/template_list.html",
        context,
        partial="interactions/_template_table.html",
    )


@require_GET
@requires("interactions.view_interactiontemplate")
def template_detail(request: HttpRequest, pk: int) -> HttpResponse:
    rows = InteractionTemplate.objects.select_related("group", "campaign", "default_language")
    template = get_object_or_404(rows, pk=pk)
    context = {
        "template": template,
        "contents": with_words(
            template.contents.select_related("language").order_by("language__name")
        ),
        "languages": Language.objects.exclude(pk__in=template.contents.values("language")).order_by(
            "name"
        ),
        "currency": current_setup().currency_code,
    }
    return render_page(request, "interactions/template_detail.html", context)


@require_GET
@requires("interactions.view_interactiontemplate")
def template_figures(request: HttpRequest, pk: int) -> HttpResponse:
    """Add up a template's interactions; asked for by itself, as it reads the whole log."""
    template = get_object_or_404(InteractionTemplate, pk=pk)
    totals = Interaction.objects.counted().filter(template=pk).totals()
    return render_page(
        request,
        "interactions/template_figures.html",
        {"template": template, "totals": totals, "currency": current_setup().currency_code},
        partial="interactions/_template_figures.html",
    )


@require_http_methods(["GET", "POST"])
@requires("interactions.add_interactiontemplate")
def template_new(request: HttpRequest) -> HttpResponse:
    form = TemplateForm(request.POST or None)
    contents = ContentFormSet(request.POST or None, prefix="contents")
    if request.method == "POST" and form.is_valid() and contents.is_valid():
        try:
            template = services.create_template(values=form.values, contents=contents_of(contents))
        except services.TemplateRefused as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, gettext("The template is made."))
            return see_other(request, template)
    context = {"form": form, "contents": contents}
    return form_page(request, "interactions/template_new.html", context)


@require_http_methods(["GET", "POST"])
@requires("interactions.change_interactiontemplate")
def template_edit(request: HttpRequest, pk: int) -> HttpResponse:
    template = get_object_or_404(InteractionTemplate.objects.select_related("campaign"), pk=pk)
    initial = {name: getattr(template, name) for name in services.TEMPLATE_FIELDS}
    form = TemplateForm(request.POST or None, template=template, initial=initial)
    rows = template.contents.order_by("language__name").values(
        "language", "language__name", "subject", "text"
    )
    contents = ContentFormSet(request.POST or None, prefix="contents", initial=list(rows))
    if request.method == "POST" and form.is_valid() and contents.is_valid():
        try:
            services.update_template(template, values=form.values, contents=contents_of(contents))
        except services.TemplateRefused as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, gettext("The template is saved."))
            return see_other(request, template)
    context = {"form": form, "contents": contents, "template": template}
    return form_page(request, "interactions/template_edit.html", context)


@require_POST
@requires("interactions.change_interactiontemplate")
def template_archive(request: HttpRequest, pk: int) -> HttpResponse:
    template = get_object_or_404(InteractionTemplate, pk=pk)
    services.archive_template(template)
    messages.success(request, gettext("The template is in the archive."))
    return see_other(request, template)


@require_POST
@requires("interactions.change_interactiontemplate")
def template_restore(request: HttpRequest, pk: int) -> HttpResponse:
    template = get_object_or_404(InteractionTemplate, pk=pk)
    services.restore_template(template)
    messages.success(request, gettext("The template is offered again."))
    return see_other(request, template)


@require_POST
@requires("interactions.delete_interactiontemplate")
def template_delete(request: HttpRequest, pk: int) -> HttpResponse:
    template = get_object_or_404(InteractionTemplate, pk=pk)
    if not is_confirmed(request):
        return ask(
            request,
            title=gettext("Delete %(template)s") % {"template": template},
            question=gettext("Its contents go with it. Delete the template?"),
            action=gettext("Delete"),
            cancel_url=template.get_absolute_url(),
            is_danger=True,
        )
    try:
        services.delete_template(template)
    except StillUsed as error:
        context = {"template": template, "uses": error.uses}
        return render_page(
            request, "interactions/template_delete_refused.html", context, status=409
        )
    messages.success(request, gettext("The template is deleted."))
    return see_other(request, "interactions:template_list")


def form_page(request: HttpRequest, page: str, context: dict[str, Any]) -> HttpResponse:
    """Show a form: 422 when what was sent has to be mended."""
    return render_page(request, page, context, status=422 if context["form"].is_bound else 200)
