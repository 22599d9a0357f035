"""Saved criteria that come with the product; their names are in every language of it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction
from django.utils.translation import gettext_noop as _

from segments_app.models import SavedCriteria, Step

from .saved_criteria import make_criteria
from .versions import kept_step

READY_MADE_FOLDER = _("Ready-made")


def lately(field: str, count: int, unit: str) -> Mapping[str, Any]:
    return {"field": field, "is": "in_last", "value": {"count": count, "unit": unit}}


def interacted(*conditions: Mapping[str, Any]) -> Mapping[str, Any]:
    where = conditions[0] if len(conditions) == 1 else {"all": list(conditions)}
    return {"some": "interaction", "where": where}


def yes(field: str) -> Mapping[str, Any]:
    return {"field": field, "is": "yes"}


NO_EMAIL = {"field": "email", "is": "empty"}
PERSON = {"field": "type", "is": "any_of", "value": ["person"]}
COMPANY = {"field": "type", "is": "any_of", "value": ["company"]}
#: Key, which is also the code: name, and the rule of whom to add.
READY_MADE: Mapping[str, tuple[str, Mapping[str, Any]]] = {
    "NOT-CONTACTED-90": (
        _("Not contacted in the last 90 days"),
        {"not": interacted(lately("occurred_on", 90, "days"))},
    ),
    "NEVER-CONTACTED": (_("Never contacted"), {"not": {"some": "interaction"}}),
    "RESPONDED-YEAR": (
        _("Responded to a campaign in the last year"),
        interacted(yes("is_response"), lately("occurred_on", 12, "months")),
    ),
    "RELATION-NO-EMAIL": (
        _("With a business relation, but without an e-mail address"),
        {"all": [{"some": "business_relation"}, NO_EMAIL]},
    ),
    "RELATION-QUIET": (
        _("With a business relation, not contacted for half a year"),
        {
            "all": [
                {"some": "business_relation"},
                {"not": interacted(lately("occurred_on", 6, "months"))},
            ]
        },
    ),
    "PERSONS-EMAIL": (
        _("Persons with an e-mail address"),
        {"all": [PERSON, {"not": NO_EMAIL}]},
    ),
    "COMPANIES": (_("All companies"), COMPANY),
    "FAILED-MONTH": (
        _("Attempts that failed in the last month"),
        interacted(yes("attempt_failed"), lately("occurred_on", 1, "months")),
    ),
}


@transaction.atomic
def add_ready_made(*, by: User | None, now: datetime) -> int:
    """Add those that are not there, by their code; return how many were added."""
    taken = set(SavedCriteria.objects.filter(code__in=READY_MADE).values_list("code", flat=True))
    wanted = {code: words for code, words in READY_MADE.items() if code not in taken}
    for code, (description, rule) in wanted.items():
        criteria = SavedCriteria(
            code=code,
            description=description,
            folder=READY_MADE_FOLDER,
            ready_made=code,
            steps=[kept_step(action=Step.Action.ADD, rule=rule)],
        )
        make_criteria(criteria, by=by, now=now)
    return len(wanted)
