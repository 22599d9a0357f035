"""Steps in words."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from segments_app.criteria.sentences import sentences
from segments_app.models import Step

from .audience import StepOptions
from .limits import InvalidLimit, limit_in_words

OPTION_LABELS: Mapping[str, Any] = {
    "with_colleagues": gettext_lazy("with colleagues"),
    "with_company": gettext_lazy("with their company"),
    "entire_companies": gettext_lazy("whole companies"),
    "ignore_exclusion": gettext_lazy("also those excluded from segments"),
}


def steps_in_words(steps: Iterable[Step]) -> str:
    """Return the steps in the language of the user, each on a line of its own."""
    steps = list(steps)
    words = sentences([step.rule for step in steps])
    return "\n".join(
        _("%(position)s. %(action)s: %(rule)s")
        % {
            "position": step.position,
            "action": step.get_action_display(),
            "rule": step_in_words(step.action, step.options, rule),
        }
        for step, rule in zip(steps, words, strict=True)
    )


def step_in_words(action: str, options: Mapping[str, Any], rule: str) -> str:
    """Return what a step says; `rule` is its rule in words, where it goes by one."""
    if action == Step.Action.REFRESH:
        return moves_in_words(options)
    if action == Step.Action.LIMIT:
        try:
            return limit_in_words(StepOptions.read(options).required_limit)
        except InvalidLimit as error:
            return str(error)
    return rule


def moves_in_words(options: Mapping[str, Any]) -> str:
    """Return what a step that brought a segment up to date has changed."""
    return _("%(joined)s joined, %(left)s left") % {
        "joined": number_format(options.get("joined", 0), force_grouping=True),
        "left": number_format(options.get("left", 0), force_grouping=True),
    }
