"""Comments on the contact."""

from django.utils.translation import gettext_lazy as _

from contacts.models import ContactComment
from segments_app.criteria.kinds import DATE, TEXT
from segments_app.criteria.registry import source

from . import tables

comment = source("comment", label=_("Comments"), rows=ContactComment, link=tables.OF_CONTACT)
comment.add("text", label=_("Comment"), kind=TEXT)
comment.add("commented_on", label=_("Date"), kind=DATE)
