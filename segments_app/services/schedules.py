"""When a segment that is kept up to date is refreshed next, in the company's time zone."""

from datetime import datetime, timedelta

from django.utils import timezone

from segments_app.models import Upkeep

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
Every = Upkeep.Every


def next_due(upkeep: Upkeep, now: datetime) -> datetime | None:
    """Return the next moment after `now`; None where nobody but people ask for it."""
    match upkeep.every:
        case Every.HOUR:
            return now + HOUR
        case Every.DAY | Every.WEEK:
            return _next_at(upkeep, now)
        case _:
            return None


def _next_at(upkeep: Upkeep, now: datetime) -> datetime:
    zone = timezone.get_default_timezone()
    day = timezone.localtime(now, zone).date()
    if upkeep.at_time is None:
        raise ValueError(upkeep)
    while True:  # at most eight days
        moment = timezone.make_aware(datetime.combine(day, upkeep.at_time), zone)
        fits = upkeep.every == Every.DAY or day.weekday() == upkeep.on_weekday
        if fits and moment > now:
            return moment
        day += DAY
