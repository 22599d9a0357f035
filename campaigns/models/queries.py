"""What is asked of campaigns: which ones, and what came of them."""

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import Count, DecimalField, F, FloatField, Q, Sum
from django.db.models.expressions import Combinable
from django.db.models.functions import Cast, Coalesce, NullIf, Round

from segments_app.common.text import normalise

if TYPE_CHECKING:
    from .campaign import Campaign  # noqa: F401 - names the rows


def ratio(part: Combinable, whole: F, *, decimals: int) -> Round:
    """Return `part` by `whole`, null where there is no whole."""
    exact = Cast(part, FloatField()) / NullIf(Cast(whole, FloatField()), 0.0)
    # PostgreSQL rounds decimals only, and SQLite divides whole numbers as such.
    return Round(Cast(exact, DecimalField(max_digits=20, decimal_places=6)), precision=decimals)


QUICKLY_ADDED_UP = 20_000  # interactions


def are_quickly_added_up(rows: "models.QuerySet[Any]") -> bool:
    """Whether rows with `interactions` have few enough of them, looking no further than that."""
    keys = rows.order_by().filter(interactions__isnull=False).values("interactions")
    return keys[: QUICKLY_ADDED_UP + 1].count() <= QUICKLY_ADDED_UP


class CampaignQuerySet(models.QuerySet["Campaign"]):
    def search(self, text: str) -> Self:
        """Those whose number or description hold every word."""
        found = self
        for word in normalise(text).split():
            found = found.filter(search_text__contains=word)
        return found

    def running(self, *, today: date) -> Self:
        """Campaigns whose period contains `today`."""
        return (
            self.current()
            .filter(
                Q(starts_on__isnull=True) | Q(starts_on__lte=today),
                Q(ends_on__isnull=True) | Q(ends_on__gte=today),
            )
            .exclude(starts_on__isnull=True, ends_on__isnull=True)
        )

    def planned(self, *, today: date) -> Self:
        """Campaigns that start after `today`."""
        return self.current().filter(starts_on__gt=today)

    def past(self, *, today: date) -> Self:
        """Campaigns that ended before `today`."""
        return self.current().filter(ends_on__lt=today)

    def current(self) -> Self:
        """Campaigns that are not archived."""
        return self.filter(archived_at__isnull=True)

    def archived(self) -> Self:
        """Campaigns that are not offered any more."""
        return self.filter(archived_at__isnull=False)

    def for_list(self) -> Self:
        """With what a row of a list shows of other tables."""
        return self.select_related("status", "salesperson")

    def are_quick(self) -> bool:
        """Whether the figures of these campaigns are there before anybody has to wait."""
        return are_quickly_added_up(self)

    def with_figures(self) -> Self:
        """Add what came of each campaign; people are counted once, however often they appear.

        A person is targeted by an interaction marked as target, and has responded by one marked
        as response. `targeted_responded` are both, so the response rate, their share of the
        targeted, never passes 100 % (docs/statistics.md). Cancelled and postponed interactions
        count nowhere. For the few campaigns of a page, not for all of them.
        """
        counted = Q(interactions__cancellation__isnull=True, interactions__is_postponed=False)
        target, response = Q(interactions__is_target=True), Q(interactions__is_response=True)

        def people(which: Q) -> Count:
            return Count("interactions__contact", distinct=True, filter=counted & which)

        return self.annotate(
            interaction_count=Count("interactions", filter=counted),
            people=people(Q()),
            targeted=people(target),
            responded=people(response),
            either=people(target | response),
            cost=Coalesce(Sum("interactions__cost", filter=counted), Decimal(0)),
            duration=Coalesce(Sum("interactions__duration", filter=counted), 0),
        ).annotate(
            targeted_responded=F("targeted") + F("responded") - F("either"),
            response_rate=ratio(F("targeted_responded") * 100, F("targeted"), decimals=1),
            cost_per_response=ratio(F("cost"), F("responded"), decimals=2),
        )
