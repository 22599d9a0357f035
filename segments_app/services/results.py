"""What came of a logged segment or a campaign, each result as criteria: who answered, who not.

The rule of a result becomes the first step of a new segment, so that it stays alive, can be
changed, and says in words whom it means. The gate is asked as for any other step.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import reduce
from operator import sub
from typing import Any
from uuid import UUID

from django.contrib.auth.models import User
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from campaigns.models import Campaign
from contacts.models import ContactQuerySet
from contacts.services import current_setup
from interactions.models import LoggedSegment
from segments_app import live_index
from segments_app.criteria.rules import Rule, contacts_matching
from segments_app.models import Job, Segment, Step
from segments_app.models.occasions import occasion_of

from .segment_jobs import step_or_request
from .segments import create_segment

Source = LoggedSegment | Campaign


@dataclass(frozen=True)
class Result:
    """Something that can have come of it, and how many contacts that is.

    `allowed` are those of them who may be approached, and so whom a new segment would have.
    """

    key: str
    label: str | Promise
    matched: int
    allowed: int


LABELS: Mapping[str, str | Promise] = {
    "answered": gettext_lazy("Answered"),
    "not_answered": gettext_lazy("Did not answer"),
    "reached": gettext_lazy("Were reached"),
    "not_reached": gettext_lazy("Were not reached"),
    "positive": gettext_lazy("Evaluated positive"),
    "negative": gettext_lazy("Evaluated negative"),
    "not_evaluated": gettext_lazy("Not evaluated"),
    "mail_sent": gettext_lazy("Got the e-mail"),
    "mail_bounced": gettext_lazy("E-mail came back"),
    "mail_failed": gettext_lazy("E-mail was not sent"),
    "mail_opened": gettext_lazy("Opened the e-mail"),
    "mail_clicked": gettext_lazy("Clicked a link in it"),
    "unsubscribed": gettext_lazy("Unsubscribed or complained"),
}


def results_of(source: Source, *, now: datetime) -> list[Result]:
    """Count every result, and those of each who may be approached."""
    rules = rules_of(source)
    found = live_index.matching_each(rules.values(), now=now)
    kept_out = live_index.left_out(occasion=occasion_of(_segment(source))).values()
    allowed = [reduce(sub, kept_out, one) for one in found]
    counts = live_index.counts([*found, *allowed])
    both = zip(rules, counts, counts[len(rules) :], strict=False)
    return [Result(key, LABELS[key], matched, let_in) for key, matched, let_in in both]


def contacts_of_result(
    source: Source, key: str, *, allowed: bool, now: datetime
) -> ContactQuerySet:
    """Return exactly the contacts that a number of `results_of` counts."""
    matched = contacts_matching(rules_of(source)[key], now=now)
    return matched.may_contact(occasion=occasion_of(_segment(source))) if allowed else matched


def follow_up_result(
    source: Source, key: str, *, submission: UUID | None, by: User, now: datetime
) -> tuple[Segment, Step | Job | None]:
    """Make a segment of those whom a result means; sent again it is the one that is there."""
    values = _values(source) | {"description": _description(source, key)[:100]}
    segment = create_segment(values=values, submission=submission, by=by, now=now)
    if segment.created_at != now:
        return segment, None
    if isinstance(source, LoggedSegment):
        segment.followed_up = source
        segment.save(update_fields=["followed_up"])
    rule = rules_of(source)[key]
    step = step_or_request(segment, action=Step.Action.ADD, rule=rule, by=by, now=now)
    return segment, step


def rules_of(source: Source) -> dict[str, Rule]:
    """Return the rule of each result."""
    them, whose = _whose(source)
    answer = {"any": _answers(source, whose)}
    failed, worse = _is("attempt_failed", "yes"), ["negative", "very_negative"]
    sent = _any_of("state", "sent", "bounced")
    ended = {"any": [_is(f"{name}_at", "not_empty") for name in ("unsubscribed", "complained")]}
    return {
        "answered": {"all": [them, answer]},
        "not_answered": {"all": [them, {"not": answer}]},
        "reached": _some("interaction", whose, {"not": failed}),
        "not_reached": {
            "all": [them, {"not": _some("interaction", whose, {"not": failed})}],
        },
        "positive": _some("interaction", whose, _any_of("evaluation", "positive", "very_positive")),
        "negative": _some("interaction", whose, _any_of("evaluation", *worse)),
        "not_evaluated": {
            "all": [them, {"not": _some("interaction", whose, _is("evaluation", "not_empty"))}],
        },
        "mail_sent": _some("mail", whose, sent, {"not": _any_of("state", "bounced")}),
        "mail_bounced": _some("mail", whose, _any_of("state", "bounced")),
        "mail_failed": _some("mail", whose, _any_of("state", "failed", "suppressed", "unknown")),
        "mail_opened": _some("mail", whose, _is("opened_at", "not_empty")),
        "mail_clicked": _some("mail", whose, _is("clicked_at", "not_empty")),
        "unsubscribed": _some("mail", whose, ended),
    }


def _whose(source: Source) -> tuple[Rule, Rule]:
    """Return the condition on contacts, and that on interactions and e-mails."""
    if isinstance(source, LoggedSegment):
        one = _any_of("logged_segment", source.segment_number)
        return one, one
    number = source.number
    return _any_of("contacted_for_campaign", number), _any_of("campaign", number)


def _answers(source: Source, whose: Rule) -> list[Rule]:
    """Return what is an answer: a response to the campaign, or that the contact came to us since.

    To a campaign without a logging to go by, what came from the contact for the campaign.
    """
    inbound = _any_of("information_flow", "inbound")
    if isinstance(source, Campaign):
        response = _is("is_response", "yes")
        return [_some("interaction", whose, {"any": [response, inbound]})]
    day = timezone.localtime(source.created_at).date().isoformat()
    since = {"not": {"field": "occurred_on", "is": "before", "value": day}}
    rules = [_some("interaction", inbound, since)]
    if source.campaign is not None:
        campaign = _any_of("campaign", source.campaign.number)
        rules.append(_some("interaction", campaign, _is("is_response", "yes"), since))
    return rules


def _some(source: str, *conditions: Rule) -> Rule:
    where = conditions[0] if len(conditions) == 1 else {"all": list(conditions)}
    return {"some": source, "where": where}


def _any_of(field: str, *values: str) -> Rule:
    return {"field": field, "is": "any_of", "value": list(values)}


def _is(field: str, operator: str) -> Rule:
    return {"field": field, "is": operator}


def _values(source: Source) -> dict[str, Any]:
    if isinstance(source, Campaign):
        return {"campaign": source}
    return {"campaign": source.campaign, "purpose": source.purpose}


def _segment(source: Source) -> Segment:
    """Return what a new segment would be like, for the gate; it is not kept."""
    purpose = current_setup().default_purpose
    return Segment(**{"purpose": purpose} | _values(source))


def _description(source: Source, key: str) -> str:
    return _("%(name)s: %(result)s") % {
        "name": source.description,
        "result": str(LABELS[key]).lower(),
    }
