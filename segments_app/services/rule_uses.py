"""Saved criteria and steps that name a row: it is not deleted under them (REF-05, REF-06)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import reduce
from json import dumps
from operator import or_
from typing import Any

from django.db.models import Model, Q, QuerySet, TextField
from django.db.models.functions import Cast
from django.utils.translation import gettext as _

from segments_app.common.memory import remembering
from segments_app.common.uses import Use
from segments_app.criteria.mentions import Named, mentions, named_by
from segments_app.models import SavedCriteria, Segment, Step

MOST = 10  # places that are listed by name


@dataclass(frozen=True)
class NamedIn(Use):
    """One place, told by its name."""

    def __str__(self) -> str:
        return self.label


def rule_uses(*things: Model) -> list[Use]:
    """Return the saved criteria, and the steps of segments not logged, that name any of `things`.

    Logged segments have their own words for what they did. Two statements, which leave what
    does not hold the code at all to the database.
    """
    named = named_by(*things)
    if not named:
        return []
    with remembering():
        places = [*_in_saved_criteria(named), *_in_steps(named, things)]
    found: list[Use] = [NamedIn(place, 1) for place in places[:MOST]]
    if (more := len(places) - MOST) > 0:
        found.append(NamedIn(_("%(count)s more places in criteria") % {"count": more}, more))
    return found


def _in_saved_criteria(named: Named) -> Iterable[str]:
    for criteria in _holding(SavedCriteria.objects.order_by("code"), "steps", named):
        for position, step in enumerate(criteria.steps, start=1):
            if mentions(step.get("rule", {}), named):
                yield _("saved criteria %(code)s, step %(position)s") % {
                    "code": criteria.code,
                    "position": position,
                }


def _in_steps(named: Named, things: Sequence[Model]) -> Iterable[str]:
    steps = Step.objects.exclude(segment__status=Segment.Status.LOGGED).select_related("segment")
    own = [thing.pk for thing in things if isinstance(thing, Segment)]
    if own:
        steps = steps.exclude(segment__in=own)  # they go with it
    for step in _holding(steps.order_by("segment__number", "position"), "rule", named):
        if mentions(step.rule, named):
            yield _("segment %(number)s, step %(position)s") % {
                "number": step.segment.number,
                "position": step.position,
            }


def _holding(rows: QuerySet[Any], field: str, named: Named) -> Iterable[Any]:
    """Return the rows whose JSON holds one of the values, as either database writes it."""
    values = named.texts
    texts = {dumps(value) for value in values} | {dumps(v, ensure_ascii=False) for v in values}
    holds = reduce(or_, (Q(as_text__contains=text) for text in sorted(texts)))
    holding: Iterable[Any] = rows.annotate(as_text=Cast(field, TextField())).filter(holds)
    return holding
