"""How contacts reacted, said afterwards (HIS-03)."""

from django.db import transaction
from django.utils.translation import gettext as _

from interactions.models import InteractionQuerySet
from segments_app.common.models import Evaluation
from segments_app.common.retrying import retried


class UnknownEvaluation(Exception):
    """The evaluation is none of the five, nor empty."""


@retried
@transaction.atomic
def evaluate_interactions(interactions: InteractionQuerySet, *, evaluation: str) -> int:
    """Give all of them one evaluation, "" for none; return how many there were."""
    if evaluation and evaluation not in Evaluation.values:
        raise UnknownEvaluation(_("Choose one of the evaluations."))
    return interactions.order_by().update(evaluation=evaluation)
