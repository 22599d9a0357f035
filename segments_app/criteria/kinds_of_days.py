"""The kinds of days and moments: the same operators, moments by the company's days."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from .conditions import (
    after,
    anniversary,
    before,
    days_ago,
    last_days,
    next_days,
    null,
    period_days,
    typed_days,
    until,
    within,
)
from .expressions import compiling
from .expressions.shape import DAY_FILTER
from .operators import Kind, Operator, filters
from .shapes_of_days import DAY, DAY_RANGE, PERIOD, SPAN


def dates(key: str, label: str | Promise, *, is_moment: bool, may_be_empty: bool) -> Kind:
    """Return a kind of days, or of moments, which are compared by their day."""
    operators = {
        "in_last": Operator(
            _("is in the last …"),
            _("%(field)s is in the last %(value)s"),
            SPAN,
            within(last_days, is_moment=is_moment),
            days=last_days,
        ),
        "not_in_last": Operator(
            _("is not in the last …"),
            _("%(field)s is not in the last %(value)s"),
            SPAN,
            negates="in_last",
            days=last_days,
        ),
        "more_than_ago": Operator(
            _("is more than … ago"),
            _("%(field)s is more than %(value)s ago"),
            SPAN,
            until(days_ago, is_moment=is_moment),
            days=days_ago,
        ),
        "in_next": Operator(
            _("is in the next …"),
            _("%(field)s is in the next %(value)s"),
            SPAN,
            within(next_days, is_moment=is_moment),
            days=next_days,
        ),
        "anniversary_in_next": Operator(
            _("has its anniversary in the next …"),
            _("%(field)s has its anniversary in the next %(value)s"),
            SPAN,
            anniversary(next_days, is_moment=is_moment),
            days=next_days,
        ),
        "in_period": Operator(
            _("is"),
            _("%(field)s is %(value)s"),
            PERIOD,
            within(period_days, is_moment=is_moment),
            days=period_days,
        ),
        "on": Operator(
            _("is on"),
            _("%(field)s is on %(value)s"),
            DAY,
            within(typed_days, is_moment=is_moment),
        ),
        "before": Operator(
            _("is before"),
            _("%(field)s is before %(value)s"),
            DAY,
            before(typed_days, is_moment=is_moment),
        ),
        "after": Operator(
            _("is after"),
            _("%(field)s is after %(value)s"),
            DAY,
            after(typed_days, is_moment=is_moment),
        ),
        "between": Operator(
            _("is between"),
            _("%(field)s is between %(first)s and %(last)s"),
            DAY_RANGE,
            within(typed_days, is_moment=is_moment),
        ),
    }
    operators |= filters(DAY_FILTER, compiling.days(is_moment=is_moment))
    if may_be_empty:
        operators["empty"] = Operator(_("is empty"), _("%(field)s is empty"), condition=null)
        operators["not_empty"] = Operator(
            _("is not empty"), _("%(field)s is not empty"), negates="empty"
        )
    return Kind(key, label, operators)
