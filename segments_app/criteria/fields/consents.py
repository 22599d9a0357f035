"""What contacts have said to being approached: how it stands, and each time they said it."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from contacts.models import ConsentEvent, ConsentState
from segments_app.criteria.kinds import (
    BLANK_CHOICE,
    CHOICE,
    MOMENT,
    NULL_REFERENCE,
    REFERENCE,
    TEXT,
)
from segments_app.criteria.options import Fixed
from segments_app.criteria.registry import OF_CONTACT, Phrases, source

from . import tables

#: Who has no row has said nothing: "there is no consent state" with a channel and a purpose.
state = source(
    "consent_state",
    label=_("Consent, as it stands"),
    rows=ConsentState,
    link=OF_CONTACT,
    phrases=Phrases(
        some=_("there is a consent state"),
        none=_("there is no consent state"),
        at_least=ngettext_lazy(
            "there is at least %(count)s consent state",
            "there are at least %(count)s consent states",
            "count",
        ),
        exactly=ngettext_lazy(
            "there is exactly %(count)s consent state",
            "there are exactly %(count)s consent states",
            "count",
        ),
        at_most=ngettext_lazy(
            "there is at most %(count)s consent state",
            "there are at most %(count)s consent states",
            "count",
        ),
    ),
)
state.add("channel", label=_("Channel"), kind=CHOICE, options=tables.CHANNELS)
state.add("purpose", label=_("Purpose"), kind=REFERENCE, options=tables.PURPOSES)
state.add("status", label=_("State"), kind=CHOICE, options=tables.CONSENT_STATES)
state.add("since", label=_("Since"), kind=MOMENT)

event = source(
    "consent_event",
    label=_("Consent, each time something was said"),
    rows=ConsentEvent,
    link=OF_CONTACT,
    phrases=Phrases(
        some=_("there is a consent event"),
        none=_("there is no consent event"),
        at_least=ngettext_lazy(
            "there is at least %(count)s consent event",
            "there are at least %(count)s consent events",
            "count",
        ),
        exactly=ngettext_lazy(
            "there is exactly %(count)s consent event",
            "there are exactly %(count)s consent events",
            "count",
        ),
        at_most=ngettext_lazy(
            "there is at most %(count)s consent event",
            "there are at most %(count)s consent events",
            "count",
        ),
    ),
)
event.add("channel", label=_("Channel"), kind=CHOICE, options=tables.CHANNELS)
event.add("purpose", label=_("Purpose"), kind=REFERENCE, options=tables.PURPOSES)
event.add("status", label=_("State"), kind=CHOICE, options=tables.CONSENT_STATES)
event.add("happened_at", label=_("Said at"), kind=MOMENT)
event.add("method", label=_("How"), kind=CHOICE, options=Fixed(ConsentEvent.Method.choices))
event.add(
    "basis",
    label=_("Lawful basis"),
    kind=BLANK_CHOICE,
    options=Fixed(ConsentEvent.Basis.choices),
)
event.add("wording", label=_("Wording"), kind=NULL_REFERENCE, options=tables.WORDINGS)
event.add("evidence", label=_("Evidence"), kind=TEXT)
event.add("cause", label=_("Cause"), kind=TEXT)
event.add("recorded_by", label=_("Recorded by"), kind=NULL_REFERENCE, options=tables.USERS)
event.add("recorded_at", label=_("Recorded at"), kind=MOMENT)
