"""The steps of saved criteria as one rule, where a rule can say what they do."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from segments_app.criteria.rules import EVERYONE, NOBODY, InvalidRule, Rule, check_rule
from segments_app.models import SavedCriteria, Step

from .audience import StepOptions
from .locking import SegmentError


def as_part(rule: Rule) -> Rule:
    """Return a whole rule as it stands within another, which says of which version both are."""
    return {name: value for name, value in rule.items() if name != "version"}


ALL, NONE = as_part(EVERYONE), as_part(NOBODY)


class NoRule(SegmentError):
    """Saved criteria that are more than a rule; the sentence says why."""


def rule_of(criteria: SavedCriteria) -> Rule:
    """Return the rule of those whom the steps choose, before it is asked who may be contacted.

    NoRule where somebody is chosen because of others: by a limit, or as a colleague.
    """
    _refuse_more_than_rules(criteria)
    rule: Rule = NONE
    for step in criteria.steps:
        rule = _then(rule, step["action"], as_part(step["rule"]))
    if rule in (NONE, ALL):
        text = _("%(code)s chooses nobody or everybody, so there is nothing to compare.")
        raise NoRule(text % {"code": criteria.code})
    try:
        return check_rule(rule)
    except InvalidRule as error:
        reason = {"code": criteria.code, "reason": error.message}
        raise NoRule(_("%(code)s cannot be compared. %(reason)s") % reason) from error


def _refuse_more_than_rules(criteria: SavedCriteria) -> None:
    options = [StepOptions.read(one) for one in _options(criteria.steps)]
    if any(one.limit or one.reaches_others for one in options):
        text = _(
            "%(code)s limits its contacts or brings colleagues along, so it is no fixed set. Make "
            "a segment of it, and compare that."
        )
        raise NoRule(text % {"code": criteria.code})


def _options(steps: Iterable[Mapping[str, Any]]) -> Iterable[Mapping[str, Any]]:
    return (step.get("options", {}) for step in steps)


def _then(before: Rule, action: str, rule: Rule) -> Rule:
    """Return the rule of those who are there after one more step; everybody stands alone."""
    if action == Step.Action.ADD:
        if ALL in (before, rule):
            return ALL
        return rule if before == NONE else {"any": [before, rule]}
    if before == NONE or (action, rule) == (Step.Action.KEEP, ALL):
        return before
    if rule == ALL:
        return NONE
    asked = rule if action == Step.Action.KEEP else {"not": rule}
    return asked if before == ALL else {"all": [before, asked]}
