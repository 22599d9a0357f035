"""What was changed about the contact, written by the database since it keeps a history."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from contacts.models import ContactChange
from segments_app.criteria.kinds import CHOICE, MOMENT, NULL_REFERENCE, TEXT
from segments_app.criteria.options import WithAttributes
from segments_app.criteria.registry import OF_CONTACT, Phrases, source

from . import tables

change = source(
    "change",
    label=_("Changes"),
    rows=ContactChange,
    link=OF_CONTACT,
    phrases=Phrases(
        some=_("there is a change"),
        none=_("there is no change"),
        at_least=ngettext_lazy(
            "there is at least %(count)s change", "there are at least %(count)s changes", "count"
        ),
        exactly=ngettext_lazy(
            "there is exactly %(count)s change", "there are exactly %(count)s changes", "count"
        ),
        at_most=ngettext_lazy(
            "there is at most %(count)s change", "there are at most %(count)s changes", "count"
        ),
    ),
)
change.add(
    "field",
    label=_("Changed field"),
    kind=CHOICE,
    options=WithAttributes(ContactChange.Field.choices),
)
change.add("changed_at", label=_("Changed"), kind=MOMENT)
change.add("old", label=_("Value before"), kind=TEXT)
change.add("new", label=_("Value after"), kind=TEXT)
change.add("changed_by", label=_("Changed by"), kind=NULL_REFERENCE, options=tables.USERS)
