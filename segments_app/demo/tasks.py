"""What the people of the demo company have to do, and a plan for new customers."""

from datetime import time, timedelta

from contacts.models import Contact, Team
from segments_app.models import Activity, ActivityStep, TaskPriority, TaskType
from segments_app.services.task_closing import complete_task
from segments_app.services.tasks import create_task

from .company import Company

#: Of the plan: the type, what is to be done, and after how many days.
STEPS = (
    (TaskType.PHONE_CALL, "Call and welcome", 1),
    ("", "Send the catalogue", 3),
    (TaskType.MEETING, "Visit the customer", 14),
)
#: What is to be done: days from today, the type, the text, the hour, and whether it comes back.
TASKS = (
    (-6, TaskType.PHONE_CALL, "Ask whether the offer arrived", None, ""),
    (-1, "", "Send the price list", None, ""),
    (0, TaskType.PHONE_CALL, "Call back about the chairs", time(10, 30), ""),
    (0, TaskType.MEETING, "Plan the new showroom", time(14), ""),
    (1, "", "Write the quarterly report", None, "months"),
    (3, TaskType.MEETING, "Visit the warehouse", time(9), ""),
    (9, TaskType.PHONE_CALL, "Ask for a reference", None, ""),
    (21, "", "Check the delivery dates", None, "weeks"),
)


def make_tasks(company: Company) -> None:
    """Give everybody who logs in something to do, their teams too, and some of it done."""
    activity = Activity.objects.create(code="WELCOME", description="Welcome a new customer")
    for kind, text, days in STEPS:
        ActivityStep.objects.create(activity=activity, type=kind, description=text, offset=days)
    contacts = Contact.objects.may_contact().persons().order_by("number")[: 8 * len(TASKS)]
    left = iter(contacts)
    people = [p for p in company.salespersons.values() if p.user_id and not p.is_blocked]
    teams = list(Team.objects.order_by("code"))
    for nth, person in enumerate(people):
        for place, (days, kind, text, at, again) in enumerate(TASKS):
            is_team = bool(teams) and place % 4 == 3
            who = {"team": teams[nth % len(teams)]} if is_team else {"salesperson": person}
            values = {
                "type": kind,
                "description": text,
                "contact": next(left, None),
                "due_on": company.today + timedelta(days=days),
                "starts_at": at,
                "duration": 60 if at else None,
                "priority": TaskPriority.HIGH if days == 0 else TaskPriority.NORMAL,
                **who,
            }
            if again:
                values |= {"recurs_every": 1, "recurs_in": again, "recurs_from": "due"}
            task = create_task(values=values, by=person.user, now=company.now)
            if days < -3:
                complete_task(task, closed_by=person, by=person.user, now=company.now)
