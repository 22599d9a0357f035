"""Comments on a contact."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST

from contacts import services
from contacts.forms import CommentForm
from contacts.services.delicate import warning_of
from segments_app.common.access import requires
from segments_app.common.http import ask, is_confirmed, next_url, render_page, see_other
from segments_app.common.submissions import SentByAnother

from .loading import get_contact, page_context, sent, user_of


@require_http_methods(["GET", "POST"])
@requires("contacts.add_contactcomment")
def contact_comment_new(request: HttpRequest, pk: int) -> HttpResponse:
    contact = get_contact(pk)
    initial = {"commented_on": timezone.localdate()}
    form = CommentForm(sent(request), initial=initial)
    if form.is_valid():
        said = form.cleaned_data
        try:
            services.add_comment(contact, **said, by=user_of(request), now=timezone.now())
        except SentByAnother as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, gettext("The comment is saved."))
            if warning := warning_of(said["text"]):
                messages.warning(request, warning)
            return see_other(request, next_url(request, contact.get_absolute_url() + "#comments"))
    context = page_context(contact, form=form)
    context["back"] = next_url(request, contact.get_absolute_url())
    status = 422 if form.errors else 200
    return render_page(request, "contacts/contact_comment_new.html", context, status=status)


@require_POST
@requires("contacts.delete_contactcomment")
def contact_comment_delete(request: HttpRequest, pk: int, comment_pk: int) -> HttpResponse:
    contact = get_contact(pk)
    comment = get_object_or_404(contact.comments, pk=comment_pk)
    if not is_confirmed(request):
        return ask(
            request,
            title=gettext("Delete the comment"),
            question=comment.text,
            action=gettext("Delete"),
            cancel_url=contact.get_absolute_url(),
            is_danger=True,
        )
    services.delete_comment(comment, by=user_of(request), now=timezone.now())
    messages.success(request, gettext("The comment is deleted."))
    return see_other(request, contact.get_absolute_url() + "#comments")
