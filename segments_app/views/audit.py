"""The audit: who did what, for administrators to look through."""

from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.models import User
from django.contrib.auth.views import LoginView
from django.db.models import OuterRef, Subquery
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_GET

from segments_app.audit_tables import AuditFilter, AuditTable
from segments_app.common.access import requires
from segments_app.common.exports import exported
from segments_app.common.http import render_page
from segments_app.common.tables import configured
from segments_app.models import AuditEntry
from segments_app.services.audit import record_failed_log_in


class LogIn(LoginView):
    """Django's, which has failures written down."""

    def form_invalid(self, form: AuthenticationForm) -> HttpResponse:
        typed = form.data.get("username", "")
        record_failed_log_in(username=typed, path=self.request.path)
        return super().form_invalid(form)


@login_not_required
def login(request: HttpRequest) -> HttpResponseBase:
    """Log in."""
    return LogIn.as_view(redirect_authenticated_user=True)(request)


@require_GET
@requires("segments.view_auditentry")
def audit_list(request: HttpRequest) -> HttpResponseBase:
    """List what was done, the latest first; taking it along is recorded like any list."""
    names = User.objects.filter(pk=OuterRef("actor")).values("username")
    rows = AuditEntry.objects.annotate(actor_name=Subquery(names))
    filterset = AuditFilter(request.GET, queryset=rows, request=request)
    table = configured(AuditTable(filterset.qs), request, filterset=filterset)
    if "export" in request.GET:
        return exported(table, "audit")
    context = {"filterset": filterset, "table": table}
    return render_page(
        request, "segments/audit_list.html", context, partial="segments/_export_table.html"
    )
