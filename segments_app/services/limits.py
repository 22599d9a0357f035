"""Limits: so many of those who are on a segment, in an order. The same ones whenever asked."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from django.db.models import F, OrderBy, OuterRef, Q, QuerySet, Subquery, Value, Window
from django.db.models.functions import MD5, Coalesce, Concat, Left, RowNumber
from django.db.models.lookups import LessThan
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from contacts.models import Contact, ContactQuerySet
from interactions.models import Interaction
from segments_app.criteria.conditions import Bytewise

from .locking import SegmentError

MAX_AT_MOST = 10_000_000
MAX_DRAW = 40
#: Groups of which each has its own limit. Contacts without one are a group as well.
PER: Mapping[str, tuple[Any, Any]] = {
    "": (gettext_lazy("the whole segment"), None),
    "company": (gettext_lazy("each company"), Coalesce("company", "pk")),
    "territory": (gettext_lazy("each territory"), F("territory")),
    "salesperson": (gettext_lazy("each salesperson"), F("salesperson")),
    "country": (gettext_lazy("each country"), F("country")),
    "language": (gettext_lazy("each language"), F("language")),
}
RANDOM = "random"


def _last_interaction() -> Subquery:
    mine = Interaction.objects.counted().filter(contact=OuterRef("pk"))
    return Subquery(mine.order_by("-occurred_on").values("occurred_on")[:1])


#: Who comes first: in words, and what to order by. Equal ones go by name, then by number.
ORDERS: Mapping[str, tuple[Any, Any]] = {
    "name": (gettext_lazy("by name"), None),
    "senior": (
        gettext_lazy("the most senior first"),
        lambda: F("organizational_level__rank").asc(nulls_last=True),
    ),
    "newest": (gettext_lazy("the newest contacts first"), lambda: F("created_at").desc()),
    "oldest": (gettext_lazy("the oldest contacts first"), lambda: F("created_at").asc()),
    "longest_ago": (
        gettext_lazy("who has had no interaction for longest first"),
        lambda: OrderBy(_last_interaction(), nulls_first=True),
    ),
    "recent": (
        gettext_lazy("who has had an interaction most recently first"),
        lambda: OrderBy(_last_interaction(), descending=True, nulls_last=True),
    ),
    RANDOM: (gettext_lazy("drawn at random"), None),
}


class InvalidLimit(SegmentError):
    """The limit says nothing that can be done."""


@dataclass(frozen=True)
class Limit:
    """At most so many of a segment or of each group in it; or a share of all, in per cent.

    What is drawn at random depends on each contact's number and on `draw` alone, so the same
    draw finds the same contacts on every day and on every machine.
    """

    at_most: int = 0
    percent: int = 0
    per: str = ""
    order: str = "name"
    draw: str = ""

    def as_dict(self) -> dict[str, Any]:
        """Return what was chosen, as a step keeps it."""
        return {name: value for name, value in asdict(self).items() if value}

    @classmethod
    def read(cls, stored: Any) -> "Limit":
        """Return the limit that `as_dict` wrote; InvalidLimit for what is none."""
        known = {"at_most": int, "percent": int, "per": str, "order": str, "draw": str}
        if not isinstance(stored, Mapping) or not set(stored) <= set(known):
            raise InvalidLimit(_("This limit is not understood."))
        if any(type(value) is not known[name] for name, value in stored.items()):
            raise InvalidLimit(_("This limit is not understood."))
        limit = cls(**stored)
        limit.check()
        return limit

    def check(self) -> None:
        """Refuse what nothing can be made of, with a sentence for the user."""
        if bool(self.at_most) is bool(self.percent):
            raise InvalidLimit(_("Give a number of contacts, or a share of them."))
        if self.at_most and not 1 <= self.at_most <= MAX_AT_MOST:
            message = _("Give a number from 1 to %(most)s.")
            raise InvalidLimit(message % {"most": number_format(MAX_AT_MOST, force_grouping=True)})
        if self.percent and not 1 <= self.percent <= 99:
            raise InvalidLimit(_("Give a share from 1 to 99 per cent."))
        if self.per not in PER or self.order not in ORDERS:
            raise InvalidLimit(_("This limit is not understood."))
        if len(self.draw) > MAX_DRAW or "\0" in self.draw:
            message = _("The name of a draw has at most %(most)s characters.")
            raise InvalidLimit(message % {"most": MAX_DRAW})

    @property
    def is_random(self) -> bool:
        """Whether chance decides."""
        return bool(self.percent) or self.order == RANDOM


def limit_in_words(limit: Limit) -> str:
    """Return what the limit keeps."""
    if limit.percent:
        words = _("about %(percent)s %% of the contacts, drawn at random")
        return f"{words % {'percent': limit.percent}}{_draw_in_words(limit)}"
    many = ngettext(
        "at most %(n)s contact of %(group)s, %(order)s",
        "at most %(n)s contacts of %(group)s, %(order)s",
        limit.at_most,
    ) % {
        "n": number_format(limit.at_most, force_grouping=True),
        "group": PER[limit.per][0],
        "order": ORDERS[limit.order][0],
    }
    return f"{many}{_draw_in_words(limit)}"


def _draw_in_words(limit: Limit) -> str:
    return _(" (draw %(draw)s)") % {"draw": limit.draw} if limit.is_random and limit.draw else ""


def within(contacts: ContactQuerySet, limit: Limit) -> ContactQuerySet:
    """Return those of the contacts whom the limit keeps."""
    if limit.percent:
        return contacts.filter(_in_share(limit))
    kept = _ranked(contacts, limit).filter(rank__lte=limit.at_most)
    return Contact.objects.filter(pk__in=kept.values("pk"))


def beyond(contacts: ContactQuerySet, limit: Limit) -> ContactQuerySet:
    """Return those of the contacts whom the limit takes away."""
    if limit.percent:
        return contacts.filter(~_in_share(limit))
    gone = _ranked(contacts, limit).filter(rank__gt=limit.at_most)
    return Contact.objects.filter(pk__in=gone.values("pk"))


def _ranked(contacts: ContactQuerySet, limit: Limit) -> QuerySet[Any]:
    group = PER[limit.per][1]
    return contacts.order_by().annotate(
        rank=Window(
            RowNumber(),
            partition_by=None if group is None else [group],
            order_by=[*_order(limit), "name", "number"],
        )
    )


def _order(limit: Limit) -> list[Any]:
    if limit.order == RANDOM:
        return [Bytewise(_lot(limit))]
    expression = ORDERS[limit.order][1]
    return [expression()] if expression else []


def _lot(limit: Limit) -> MD5:
    return MD5(Concat("number", Value(f"/{limit.draw}")))


def _in_share(limit: Limit) -> Q:
    share = format(limit.percent * 2**32 // 100, "08x")
    return Q(LessThan(Bytewise(Left(_lot(limit), 8)), share))
