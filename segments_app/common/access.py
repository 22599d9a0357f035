"""Who may see a page: the only way a view is guarded."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec, TypeVar, cast
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.contrib.auth.models import Group, User
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import resolve_url
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.text import get_text_list
from django.utils.translation import gettext
from django_htmx.http import HttpResponseClientRedirect

from .http import wants_partial
from .requests import current

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponseBase]
Guarded = TypeVar("Guarded", bound=Callable[..., Any])


class LoginMiddleware(LoginRequiredMiddleware):
    """Asks for a log-in, and comes back to a page: not to an address that only takes forms."""

    def handle_no_permission(  # type: ignore[override]  # htmx is told another way
        self, request: HttpRequest, view_func: Callable[..., Any]
    ) -> HttpResponseBase:
        is_read = request.method in ("GET", "HEAD")
        if is_read and not wants_partial(request):
            return super().handle_no_permission(request, view_func)
        if not is_read:
            messages.warning(
                request,
                gettext("You were logged out, so nothing was done. Log in and do it again."),
            )
        there = redirect_to_login(page_before(request), self.get_login_url(view_func))
        if "HX-Request" in request.headers:  # a redirect would put the log-in into the fragment
            return HttpResponseClientRedirect(there.url)
        return there


def page_before(request: HttpRequest) -> str:
    """Return the local page that a form was sent from, else the home page."""
    sent_from = request.headers.get("Referer", "")
    hosts = {request.get_host()}
    if not url_has_allowed_host_and_scheme(sent_from, hosts, require_https=request.is_secure()):
        return resolve_url(settings.LOGIN_REDIRECT_URL)
    return urlsplit(sent_from)._replace(scheme="", netloc="").geturl()


def roles_with(permission: str) -> list[str]:
    """Return the names of the groups that hold the permission, the smallest group first."""
    app_label, codename = permission.split(".")
    groups = Group.objects.filter(
        permissions__content_type__app_label=app_label, permissions__codename=codename
    )
    return [gettext(name) for name in groups.order_by("pk").values_list("name", flat=True)]


def refusal(permission: str) -> str:
    """Return the sentence that says which role would be let in."""
    roles = roles_with(permission)
    if not roles:
        return gettext("No role may do this. Ask an administrator.")
    return gettext("This needs the role %(roles)s. Ask an administrator for it.") % {
        "roles": get_text_list(roles, gettext("or"))
    }


def requires(permission: str) -> Callable[[View[P]], View[P]]:
    """Let a view in only with `permission` ("app.codename"); the refusal names the role.

    The view carries `required_permission`, by which a test proves that every route is guarded.
    """

    def decorate(view: View[P]) -> View[P]:
        @wraps(view)
        def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            if not request.user.has_perm(permission):
                raise PermissionDenied(refusal(permission))
            return view(request, *args, **kwargs)

        guarded.required_permission = permission  # type: ignore[attr-defined]
        return guarded

    return decorate


def may_here(permission: str) -> bool:
    """Tell whether the user of the request may; in the worker, and in commands, everything may."""
    user = getattr(current.get(), "user", None)
    return user is None or user.has_perm(permission)


def user_of(request: HttpRequest) -> User:
    """Return who asks; a guarded view has let nobody else in."""
    return cast(User, request.user)


def signed_in(view: Guarded) -> Guarded:
    """Mark a view that every signed-in user may see; the middleware keeps others out."""
    view.required_permission = ""  # type: ignore[attr-defined]
    return view
