"""Days relative to today, in the company's time zone. Nothing here reads the clock."""

from calendar import monthrange
from collections.abc import Callable
from datetime import date, datetime, time, timedelta

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

FIRST, LAST = date(1, 1, 2), date(9998, 12, 31)  # what both databases and time zones can hold
DAY = timedelta(days=1)

UNITS: dict[str, str | Promise] = {
    "days": _("days"),
    "weeks": _("weeks"),
    "months": _("months"),
    "years": _("years"),
}


def today(now: datetime) -> date:
    """Return the company's day at `now`; the user's own time zone has no say."""
    return timezone.localtime(now, timezone.get_default_timezone()).date()


def midnight(day: date) -> datetime:
    """Return the first moment of the company's `day`."""
    return timezone.make_aware(datetime.combine(day, time.min), timezone.get_default_timezone())


def moved(day: date, count: int, unit: str) -> date:
    """Return `day` moved by so many days, weeks, months or years; the 31st becomes the 30th."""
    if unit in ("days", "weeks"):
        days = count * (7 if unit == "weeks" else 1)
        return date.fromordinal(
            max(FIRST.toordinal(), min(LAST.toordinal(), day.toordinal() + days))
        )
    months = day.year * 12 + day.month - 1 + count * (12 if unit == "years" else 1)
    year, month = divmod(months, 12)
    if year < FIRST.year:
        return FIRST
    if year > LAST.year:
        return LAST
    return max(FIRST, date(year, month + 1, min(day.day, monthrange(year, month + 1)[1])))


def last(count: int, unit: str, day: date) -> tuple[date, date]:
    """Return the first and the last of so many days, weeks … that end with `day`."""
    return moved(day, -count, unit) + DAY, day


def following(count: int, unit: str, day: date) -> tuple[date, date]:
    """Return the first and the last of so many days, weeks … that begin with `day`."""
    return day, moved(day, count, unit) - DAY


def _days(offset: int) -> Callable[[date], tuple[date, date]]:
    return lambda day: (day + offset * DAY, day + offset * DAY)


def _weeks(offset: int) -> Callable[[date], tuple[date, date]]:
    def week(day: date) -> tuple[date, date]:
        monday = day - day.weekday() * DAY + offset * 7 * DAY
        return monday, monday + 6 * DAY

    return week


def _months(length: int, offset: int) -> Callable[[date], tuple[date, date]]:
    def months(day: date) -> tuple[date, date]:
        first = day.replace(day=1, month=(day.month - 1) // length * length + 1)
        start = moved(first, offset * length, "months")
        return start, moved(start, length, "months") - DAY

    return months


PERIODS: dict[str, tuple[str | Promise, Callable[[date], tuple[date, date]]]] = {
    "today": (_("today"), _days(0)),
    "yesterday": (_("yesterday"), _days(-1)),
    "tomorrow": (_("tomorrow"), _days(1)),
    "this_week": (_("this week"), _weeks(0)),
    "last_week": (_("last week"), _weeks(-1)),
    "next_week": (_("next week"), _weeks(1)),
    "this_month": (_("this month"), _months(1, 0)),
    "last_month": (_("last month"), _months(1, -1)),
    "next_month": (_("next month"), _months(1, 1)),
    "this_quarter": (_("this quarter"), _months(3, 0)),
    "last_quarter": (_("last quarter"), _months(3, -1)),
    "next_quarter": (_("next quarter"), _months(3, 1)),
    "this_year": (_("this year"), _months(12, 0)),
    "last_year": (_("last year"), _months(12, -1)),
    "next_year": (_("next year"), _months(12, 1)),
}
