"""Comments on the contact."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from contacts.models import ContactComment
from segments_app.criteria.kinds import DATE, MOMENT, NULL_REFERENCE, TEXT
from segments_app.criteria.registry import OF_CONTACT, Phrases, source

from . import tables

comment = source(
    "comment",
    label=_("Comments"),
    rows=ContactComment,
    link=OF_CONTACT,
    right="contacts.ask_comments",  # what is noted about people may be delicate
    phrases=Phrases(
        some=_("there is a comment"),
        none=_("there is no comment"),
        at_least=ngettext_lazy(
            "there is at least %(count)s comment",
            "there are at least %(count)s comments",
            "count",
        ),
        exactly=ngettext_lazy(
            "there is exactly %(count)s comment",
            "there are exactly %(count)s comments",
            "count",
        ),
        at_most=ngettext_lazy(
            "there is at most %(count)s comment",
            "there are at most %(count)s comments",
            "count",
        ),
    ),
)
comment.add("text", label=_("Comment"), kind=TEXT)
comment.add("commented_on", label=_("Date"), kind=DATE)
comment.add("created_by", label=_("Written by"), kind=NULL_REFERENCE, options=tables.USERS)
comment.add("created_at", label=_("Written at"), kind=MOMENT)
