"""Segments of the demo company, logged and open, made as a user makes them: step by step."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

from django.db.models import F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce, Least

from contacts.models import Contact
from interactions.models import Interaction, LoggedSegment
from interactions.services import cancel_logged_segment
from segments_app.models import Segment, SegmentLine, Step
from segments_app.services import (
    StepOptions,
    activate_campaign,
    add_mailing_group,
    create_segment,
    edit_lines,
    go_to,
    log_segment,
    save_criteria,
    take_step,
    update_segment,
)

from .campaigns import CHRISTMAS, Catalogue
from .company import Company
from .responses import respond

Rule = Mapping[str, Any]


def any_of(name: str, *values: str) -> dict[str, Any]:
    return {"field": name, "is": "any_of", "value": list(values)}


def every(*rules: Rule) -> dict[str, Any]:
    return {"all": list(rules)}


NO_EMAIL = {"field": "email", "is": "empty"}
HAS_EMAIL = {"field": "email", "is": "not_empty"}
PERSONS = any_of("type", "person")
CUSTOMERS = any_of("business_relation", "CUST")
BUYERS = any_of("job_responsibility", "PURCHASE", "FACILITY")
COLLEAGUES, COMPANY = StepOptions(with_colleagues=True), StepOptions(with_company=True)
NONE = StepOptions()


@dataclass(frozen=True)
class Plan:
    """A segment to make: when, what for, and the steps to its contacts."""

    description: str
    template: str
    campaign: str
    offset: int
    steps: tuple[tuple[str, Rule, StepOptions], ...] = ()
    mailing_group: str = ""
    values: Mapping[str, Any] = field(default_factory=dict)
    by: str = "marketer"
    answers: float = 0
    opt_outs: int = 0
    saved_as: str = ""


LOGGED = (
    Plan(
        "Catalogue to retailers and wholesalers",
        "CATALOGUE",
        "Catalogue, first edition",
        -615,
        (
            (Step.Action.ADD, every(any_of("industry_group", "RETAIL", "WHOLESALE"), BUYERS), NONE),
            (Step.Action.REMOVE, any_of("business_relation", "COMP"), NONE),
        ),
        answers=7,
    ),
    Plan(
        "Invitation to the office fair",
        "FAIR",
        "Office fair, last year",
        -390,
        (
            (Step.Action.ADD, any_of("business_relation", "CUST", "PROS"), NONE),
            (Step.Action.KEEP, PERSONS, NONE),
            (Step.Action.REMOVE, NO_EMAIL, NONE),
        ),
        answers=11,
        saved_as="FAIR",
    ),
    Plan(
        "Christmas card",
        "XMAS",
        CHRISTMAS,
        -29,
        mailing_group="XMAS-CARD",
        answers=4,
    ),
    Plan(
        "Newsletter on lighting",
        "NEWS",
        "Newsletter on lighting",
        -160,
        ((Step.Action.KEEP, HAS_EMAIL, NONE),),
        mailing_group="NEWSLETTER",
        by="admin",
        answers=6,
    ),
    Plan(
        "Survey among customers, first attempt",
        "SURVEY",
        "How content are our customers?",
        -19,
        ((Step.Action.ADD, every(CUSTOMERS, PERSONS, HAS_EMAIL), NONE),),
    ),
    Plan(
        "Offer for quiet meeting rooms",
        "OFFER",
        "Quiet offices: acoustics",
        -12,
        (
            (
                Step.Action.ADD,
                every(CUSTOMERS, any_of("industry_group", "IT", "LEGAL")),
                COLLEAGUES,
            ),
            (Step.Action.REMOVE, NO_EMAIL, NONE),
        ),
        answers=14,
        opt_outs=4,
        saved_as="QUIET-ROOMS",
    ),
)
OPEN = (
    Plan(
        "Invitation to this year's office fair",
        "FAIR",
        "Office fair, this year",
        -6,
        (
            (
                Step.Action.ADD,
                every(
                    any_of("business_relation", "CUST", "PROS"),
                    any_of("country", "DE", "AT", "NL", "DK"),
                ),
                NONE,
            ),
            (Step.Action.KEEP, every(PERSONS, HAS_EMAIL), NONE),
            (
                Step.Action.REMOVE,
                {
                    "some": "interaction",
                    "where": every(
                        any_of("evaluation", "negative", "very_negative"),
                        {
                            "field": "occurred_on",
                            "is": "in_last",
                            "value": {"count": 12, "unit": "months"},
                        },
                    ),
                },
                StepOptions(entire_companies=True),
            ),
        ),
    ),
    Plan(
        "Showroom evening in Hamburg",
        "SHOWROOM",
        "Showroom evenings",
        -4,
        (
            (Step.Action.ADD, every(any_of("territory", "DE-NORD"), BUYERS), COMPANY),
            (Step.Action.REMOVE, any_of("business_relation", "VEND", "BANK", "COMP"), NONE),
        ),
    ),
    Plan(
        "Customers nobody has spoken to for half a year",
        "",
        "",
        -1,
        (
            (Step.Action.ADD, every(CUSTOMERS, any_of("type", "company")), NONE),
            (
                Step.Action.REMOVE,
                {
                    "some": "company_interaction",
                    "where": {
                        "field": "occurred_on",
                        "is": "in_last",
                        "value": {"count": 6, "unit": "months"},
                    },
                },
                NONE,
            ),
        ),
        by="admin",
        saved_as="NEGLECTED",
    ),
)


def make_segments(company: Company, catalogue: Catalogue) -> None:
    """Make and log the segments of the past, with the answers they got; then the open ones."""
    christmas = catalogue.campaigns[CHRISTMAS].ends_on or company.today
    moved = (christmas - company.today).days
    plans = (
        replace(plan, offset=plan.offset + moved) if plan.campaign == CHRISTMAS else plan
        for plan in LOGGED
    )
    for plan in sorted(plans, key=lambda plan: plan.offset):
        log(company, catalogue, plan)
    fair, showroom, _neglected = (make(company, catalogue, plan) for plan in OPEN)
    update_segment(
        fair, values={"occurred_on": company.day(38)}, by=company.users["marketer"], now=company.now
    )
    prepare_showroom(company, catalogue, showroom)
    know_contacts_earlier()


def make(company: Company, catalogue: Catalogue, plan: Plan) -> Segment:
    """Make a segment on its day, and take its steps."""
    by, now = company.users[plan.by], company.at(plan.offset - 2)
    campaign = catalogue.campaigns.get(plan.campaign)
    values = {
        "description": plan.description,
        "template": catalogue.templates.get(plan.template),
        "campaign": campaign,
        "is_target": campaign is not None,
        "occurred_on": company.day(plan.offset),
        "salesperson": None,
    }
    segment = create_segment(values=values, by=by, now=now)
    if plan.mailing_group:
        group = company.mailing_groups[plan.mailing_group]
        add_mailing_group(segment, group=group, by=by, now=now)
    for number, (action, rule, options) in enumerate(plan.steps, 1):
        later = now + timedelta(minutes=7 * number)
        take_step(segment, action=action, rule=rule, options=options, by=by, now=later)
    segment.refresh_from_db()
    if plan.saved_as:
        save_criteria(segment, code=plan.saved_as, description=plan.description, by=by, now=now)
    return segment


def log(company: Company, catalogue: Catalogue, plan: Plan) -> LoggedSegment | None:
    """Make a segment and log it; a very small company may have nobody for it."""
    segment = make(company, catalogue, plan)
    if not SegmentLine.objects.current(segment).exists():
        return None
    by, now = company.users[plan.by], company.at(plan.offset)
    if plan.opt_outs:
        opt_out(segment, plan.opt_outs)
    logged = log_segment(segment, create_follow_up=plan.answers > 12, by=by, now=now)
    if not plan.answers:
        later = now + timedelta(hours=3)
        cancel_logged_segment(logged, reason="The link to the survey was wrong.", by=by, now=later)
    respond(company, catalogue, logged, plan.answers)
    return logged


def opt_out(segment: Segment, count: int) -> None:
    """Let some contacts ask to be left out after they were added and before logging."""
    lines = SegmentLine.objects.current(segment).order_by("-contact__number")
    chosen = list(lines.values_list("contact", flat=True)[:count])
    Contact.objects.filter(pk__in=chosen).update(exclude_from_segments=True)


def prepare_showroom(company: Company, catalogue: Catalogue, segment: Segment) -> None:
    """Change some lines, go back a step, and activate the campaign."""
    by = company.users["marketer"]
    lines = SegmentLine.objects.current(segment)
    chosen = list(lines.filter(contact__type="company").order_by("contact__number")[:4])
    if chosen:
        values = {"description": "Showroom evening, with a guided tour", "duration": 20}
        edit_lines(segment, lines=chosen, values=values, by=by, now=company.now)
    go_to(segment, position=1, by=by, now=company.now)
    if lines.exists():
        activate_campaign(catalogue.campaigns["Showroom evenings"], by=by, now=company.now)


def know_contacts_earlier() -> None:
    """Let nobody have been dealt with before they were known."""
    theirs = Interaction.objects.filter(contact=OuterRef("pk")).order_by("created_at")
    first = Subquery(theirs.values("created_at")[:1])
    Contact.objects.filter(Q(interactions__isnull=False)).update(
        created_at=Least(F("created_at"), Coalesce(first, F("created_at")))
    )
