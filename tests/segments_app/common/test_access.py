import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.test import RequestFactory
from django.views.decorators.http import require_GET

from segments_app.common.access import requires, signed_in


@require_GET
@requires("contacts.delete_contact")
def contact_erase(request):
    return HttpResponse("done")


def request_of(user):
    request = RequestFactory().get("/")
    request.user = user
    return request


def test_who_holds_the_permission_is_let_in(administrator):
    assert contact_erase(request_of(administrator)).content == b"done"


def test_who_lacks_it_is_told_which_role_would_be_let_in(viewer):
    with pytest.raises(PermissionDenied, match="Administrator") as refusal:
        contact_erase(request_of(viewer))

    assert "Viewer" not in str(refusal.value)


def test_nobody_gets_in_without_an_account(db):
    with pytest.raises(PermissionDenied):
        contact_erase(request_of(AnonymousUser()))


def test_a_permission_that_no_role_holds_is_refused_in_words(viewer):
    view = requires("contacts.no_such_thing")(lambda request: HttpResponse())

    with pytest.raises(PermissionDenied, match="No role"):
        view(request_of(viewer))


def test_the_view_says_what_it_needs_through_other_decorators():
    assert contact_erase.required_permission == "contacts.delete_contact"
    assert signed_in(lambda request: HttpResponse()).required_permission == ""
