"""The indexes of the interaction log, each with the query it is there for.

Logging pays for each of them (decision 0021): an index more is a choice.
"""

from django.db import models
from django.db.models import Q

INDEXES = [
    # The timeline of a contact; and "did, did not, how often, since when", asked of every
    # contact: with what says that an interaction counts, no row need be read.
    models.Index(
        fields=["contact", "occurred_on"],
        include=["cancellation", "is_postponed"],
        name="interaction_of_contact",
    ),
    # Contact pressure, asked of every line of a segment and of every contact: marketing alone,
    # and without a look at the rows themselves.
    models.Index(
        fields=["contact", "occurred_on"],
        include=["purpose", "correspondence_type", "logged_segment"],
        condition=Q(
            cancellation__isnull=True,
            is_postponed=False,
            attempt_failed=False,
            purpose__isnull=False,
            information_flow="outbound",
        ),
        name="interaction_of_marketing",
    ),
    # The interaction log, newest first; with the contact, which a search for one is about, deep
    # pages and searches do without a look at the rows themselves; with the cancellation, so do
    # "recently" and "a letter of this template", asked of millions. So in the next two.
    models.Index(
        fields=["occurred_on", "id"],
        include=["is_postponed", "contact", "cancellation"],
        name="interaction_by_date",
    ),
    # The log of a template and of a salesperson, newest first: 100,000 letters of one
    # template on one day would otherwise be read to find those before.
    models.Index(
        fields=["template", "occurred_on", "id"],
        include=["contact", "cancellation"],
        condition=Q(is_postponed=False),
        name="interaction_of_template",
    ),
    models.Index(
        fields=["salesperson", "occurred_on", "id"],
        include=["contact", "cancellation"],
        condition=Q(is_postponed=False),
        name="interaction_of_salesperson",
    ),
    # The log's evaluated ones and responses: few among many.
    models.Index(
        fields=["evaluation", "occurred_on", "id"],
        condition=~Q(evaluation=""),
        name="interaction_evaluated",
    ),
    models.Index(
        fields=["occurred_on", "id"],
        condition=Q(is_response=True),
        name="interaction_response",
    ),
    # Figures, people and log of a campaign, without a look at the rows themselves.
    models.Index(
        fields=["campaign", "contact"],
        include=[
            "is_target",
            "is_response",
            "cost",
            "duration",
            "cancellation",
            "is_postponed",
            "occurred_on",
            "id",
        ],
        condition=Q(campaign__isnull=False),
        name="interaction_of_campaign",
    ),
    # The log's failed attempts: few among many.
    models.Index(
        fields=["occurred_on", "id"],
        condition=Q(attempt_failed=True),
        name="interaction_failed",
    ),
    # Figures of a campaign entry, and cancelling it.
    models.Index(
        fields=["campaign_entry"],
        condition=Q(campaign_entry__isnull=False),
        name="interaction_of_campaign_entry",
    ),
    # Cancelling takes back what it cancelled.
    models.Index(
        fields=["cancellation"],
        condition=Q(cancellation__isnull=False),
        name="interaction_of_cancellation",
    ),
    # Postponed interactions by date, on the home page and in their list: few among many.
    models.Index(
        fields=["occurred_on", "id"],
        condition=Q(is_postponed=True),
        name="interaction_postponed",
    ),
]
