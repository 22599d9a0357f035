"""How often contacts may be approached for marketing, over all channels (decision 0042)."""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import reduce
from operator import or_
from typing import Any

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import (
    BooleanField,
    Case,
    Count,
    DateField,
    Exists,
    F,
    OuterRef,
    Q,
    Subquery,
    Value,
    When,
    Window,
)
from django.db.models.functions import Coalesce, Lead, Least
from django.db.models.lookups import GreaterThanOrEqual
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from contacts.models import Contact, Purpose
from segments_app.common.models import CodeTable, CorrespondenceType
from segments_app.common.sql import DaysLater

from .interaction import Interaction
from .queries import InteractionQuerySet

MOST, LONGEST = 100, 366
#: What an interaction that is no e-mail and no letter has for a correspondence type.
OTHER = ""
CHANNELS = (CorrespondenceType.EMAIL.value, CorrespondenceType.LETTER.value, OTHER)


class PressureRule(CodeTable):
    """At most so many marketing contacts in so many days in a row, with one contact.

    What counts is `InteractionQuerySet.marketing_contacts`, of the channels and the purpose that
    the rule names. A rule leaves out at logging whoever would get more, or only warns.
    """

    most = models.PositiveSmallIntegerField(
        _("at most"),
        validators=[MinValueValidator(1), MaxValueValidator(MOST)],
        help_text=_("Marketing contacts with one contact."),
    )
    days = models.PositiveSmallIntegerField(
        _("in days"),
        validators=[MinValueValidator(1), MaxValueValidator(LONGEST)],
        help_text=_("In any so many days in a row, the day of the contact included."),
    )
    purpose = models.ForeignKey(
        Purpose,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="pressure_rules",
        verbose_name=_("purpose"),
        help_text=_("Empty: contacts for every purpose count."),
    )
    counts_emails = models.BooleanField(_("e-mails count"), default=True)
    counts_letters = models.BooleanField(_("letters count"), default=True)
    counts_others = models.BooleanField(
        _("everything else counts"), default=True, help_text=_("Calls, meetings, visits.")
    )
    leaves_out = models.BooleanField(
        _("leave contacts out"),
        default=True,
        help_text=_("Not ticked, the rule only warns before somebody is approached."),
    )

    class Meta(CodeTable.Meta):
        verbose_name = _("rule on contact pressure")
        verbose_name_plural = _("rules on contact pressure")
        constraints = [
            *CodeTable.Meta.constraints,
            models.CheckConstraint(
                condition=Q(most__gte=1, most__lte=MOST), name="pressure_rule_most_in_range"
            ),
            models.CheckConstraint(
                condition=Q(days__gte=1, days__lte=LONGEST), name="pressure_rule_days_in_range"
            ),
            models.CheckConstraint(
                condition=Q(counts_emails=True) | Q(counts_letters=True) | Q(counts_others=True),
                name="pressure_rule_counts_something",
            ),
        ]

    def get_absolute_url(self) -> str:
        return reverse("interactions:pressure_rule_edit", args=[self.pk])

    @property
    def limit(self) -> "Limit":
        """The rule as something that conditions are made of."""
        counted = (self.counts_emails, self.counts_letters, self.counts_others)
        channels = tuple(name for name, counts in zip(CHANNELS, counted, strict=True) if counts)
        return Limit(
            self.code, str(self), self.most, self.days, self.purpose_id, channels, self.leaves_out
        )


@dataclass(frozen=True)
class Limit:
    """A rule on contact pressure, and the conditions that it makes.

    A day is taken when among the contacts counted there are `most` in a row that, together with
    that day, lie within `days` days. Contacts may be dated ahead, or entered late, so those
    after the day count as those before it do.
    """

    code: str
    name: str
    most: int
    days: int
    purpose: int | None
    channels: tuple[str, ...]
    leaves_out: bool

    @property
    def counts_all_channels(self) -> bool:
        return len(self.channels) == len(CHANNELS)

    def is_about(self, purpose: int | None) -> bool:
        """Tell whether a contact for this purpose counts; None is no marketing."""
        return purpose is not None and self.purpose in (None, purpose)

    def condition(self) -> Q:
        """Return what says of a marketing contact that it counts."""
        counted = Q() if self.purpose is None else Q(purpose=self.purpose)
        return counted if self.counts_all_channels else counted & self.on_channel()

    def on_channel(self, column: str = "correspondence_type") -> Q:
        """Return the condition that a row is of a channel that counts."""
        return Q(**{f"{column}__in": self.channels})

    def rows(self, *, but: int | None = None) -> InteractionQuerySet:
        """Return the contacts counted, without those of the logged segment `but`."""
        rows: InteractionQuerySet = Interaction.objects.marketing_contacts()
        rows = rows.filter(self.condition())
        return rows if but is None else rows.filter(~Q(logged_segment=but) | NO_SEGMENT)

    def leaves_no_room(self, day: Any, later: Any, *, but: int | None = None) -> Q:
        """Return the condition on a row counted that it begins what leaves no room on a day.

        `day` is how the rows say that day, `later` how a query inside of theirs does.
        """
        around = Q(
            occurred_on__gt=DaysLater(day, -self.days), occurred_on__lt=DaysLater(day, self.days)
        )
        if self.most == 1:
            return around
        begun = OuterRef("occurred_on")
        run = self.rows(but=but).filter(
            contact=OuterRef("contact"),
            occurred_on__gte=begun,
            occurred_on__lt=DaysLater(Least(begun, later, output_field=DateField()), self.days),
        )
        return around & Q(GreaterThanOrEqual(_number(run), self.most))

    def reached_by(self, day: date) -> "models.QuerySet[Any, Any]":
        """Return which contacts leave no room on a day: as `is_reached`, for all in one walk.

        Of those near enough to the day, `most` in a row that lie within `days` do so with it too.
        """
        span = timedelta(days=self.days)
        near = Q(occurred_on__gt=day - span, occurred_on__lt=day + span)
        rows = self.rows().filter(near).order_by()
        if self.most > 1:
            last = Window(
                Lead("occurred_on", offset=self.most - 1),
                partition_by=[F("contact")],
                order_by=[F("occurred_on")],
            )
            rows = rows.annotate(last=last).filter(last__lt=DaysLater(F("occurred_on"), self.days))
        return rows.values("contact")

    def is_reached(self, day: str | date, *, but: int | None = None) -> Q:
        """Return the condition on rows with a contact that a day is taken: a column, or a date.

        How many there are around the day tells nearly all apart; the others are looked at closely.
        """
        here, inside = _day(day)
        rows = self.rows(but=but).filter(contact=OuterRef("contact"))
        around = rows.filter(
            occurred_on__gt=DaysLater(here, -self.days), occurred_on__lt=DaysLater(here, self.days)
        )
        if self.most == 1:
            return Q(Exists(around))
        close = rows.filter(self.leaves_no_room(here, inside, but=but))
        near = GreaterThanOrEqual(_number(around), self.most)
        return Q(
            Case(
                When(near, then=Exists(close)),
                default=Value(False),  # noqa: FBT003 - an expression
                output_field=BooleanField(),
            )
        )


def limits() -> list[Limit]:
    """Return the rules there are."""
    return [rule.limit for rule in PressureRule.objects.order_by("code")]


def limits_reached(path: str, given: list[Limit], day: date) -> Q:
    """Return the condition on marketing contacts that they begin what leaves no room on `day`."""
    return reduce(or_, (one.condition() & one.leaves_no_room(*_day(day)) for one in given), NOTHING)


def contacts_at_limits(given: list[Limit], day: date) -> Q:
    """Return the condition on contacts that any of the rules leaves them no room on `day`.

    A NOT over it must become an anti-join, which takes an EXISTS.
    """
    any_of = reduce(or_, (Q(pk__in=one.reached_by(day)) for one in given), NOTHING)
    return Q(Exists(Contact.objects.filter(any_of, pk=OuterRef("pk"))))


def _day(day: str | date) -> tuple[Any, Any]:
    """Return how a query, and one inside of it, say a day: a column outside of both, or a date."""
    if isinstance(day, str):
        return OuterRef(day), OuterRef(OuterRef(day))
    on_day = Value(day, output_field=DateField())
    return on_day, on_day


def _number(rows: InteractionQuerySet) -> Any:
    counted = rows.order_by().values("contact").annotate(number=Count("*")).values("number")
    return Coalesce(Subquery(counted, output_field=models.IntegerField()), Value(0))


NOTHING = Q(pk__in=[])
NO_SEGMENT = Q(logged_segment__isnull=True)
