"""The trial mailbox: what would have been sent, and to whom."""

from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage

from csp.decorators import csp_update
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_GET, require_POST

from interactions.mailing_tables import MailboxTable
from interactions.models import MailboxMessage
from interactions.services.delivery import uses_mailbox
from segments_app.common.access import requires
from segments_app.common.deleting import delete_rows
from segments_app.common.exports import exported
from segments_app.common.http import ask, is_confirmed, render_page, see_other
from segments_app.common.tables import configured

VIEW = "interactions.view_mailboxmessage"
#: What the HTML of a message may do in its frame: look as it looks, and nothing else.
AS_MAIL = (
    "default-src 'none'; img-src 'self' data:; style-src 'unsafe-inline'; frame-ancestors 'self'; "
    "sandbox allow-popups allow-popups-to-escape-sandbox"
)
HEADERS = (
    "From", "To", "Reply-To", "Subject", "Date", "Message-ID", "List-Unsubscribe",
    "List-Unsubscribe-Post",
)  # fmt: skip


@dataclass(frozen=True)
class Opened:
    """A message in its parts."""

    headers: list[tuple[str, str]]
    text: str
    html: str
    attachments: list[str]


@require_GET
@requires(VIEW)
def mailbox(request: HttpRequest) -> HttpResponseBase:
    rows = MailboxMessage.objects.defer("source")
    table = configured(MailboxTable(rows), request)
    if "export" in request.GET:
        return exported(table, "mailbox")
    context = {"table": table, "uses_mailbox": uses_mailbox()}
    return render_page(
        request, "interactions/mailbox.html", context, partial="interactions/_mail_table.html"
    )


@require_GET
@requires(VIEW)
@csp_update({"frame-src": ["'self'"]})  # type: ignore[arg-type]  # its type knows no arguments
def mailbox_message(request: HttpRequest, pk: int) -> HttpResponse:
    message = get_object_or_404(MailboxMessage, pk=pk)
    context = {"message": message, "opened": opened(message)}
    return render_page(request, "interactions/mailbox_message.html", context)


@require_GET
@requires(VIEW)
@xframe_options_sameorigin
def mailbox_html(request: HttpRequest, pk: int) -> HttpResponse:
    """The HTML of a message, for the frame that shows it: no script runs, nothing is fetched."""
    message = get_object_or_404(MailboxMessage, pk=pk)
    return HttpResponse(opened(message).html, headers={"Content-Security-Policy": AS_MAIL})


@require_POST
@requires("interactions.delete_mailboxmessage")
def mailbox_empty(request: HttpRequest) -> HttpResponse:
    if not is_confirmed(request):
        return ask(
            request,
            title=gettext("Empty the trial mailbox"),
            question=gettext("All messages in it are deleted. Logged interactions stay."),
            action=gettext("Empty it"),
            cancel_url="/interactions/mailbox/",
            is_danger=True,
        )
    delete_rows(MailboxMessage.objects.all())
    messages.success(request, gettext("The trial mailbox is empty."))
    return see_other(request, "interactions:mailbox")


def opened(row: MailboxMessage) -> Opened:
    """Read the source of a message as a mail program does."""
    message = message_from_bytes(row.source.encode(), EmailMessage, policy=policy.default)
    plain, html = message.get_body(("plain",)), message.get_body(("html",))
    return Opened(
        headers=[(name, str(message[name])) for name in HEADERS if message[name]],
        text=_content(plain),
        html=_content(html),
        attachments=[part.get_filename() or "" for part in message.iter_attachments()],
    )


def _content(part: object) -> str:
    return str(part.get_content()) if isinstance(part, EmailMessage) else ""
