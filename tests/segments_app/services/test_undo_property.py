"""Random work on a segment beside a reading of it in plain Python: the two never differ."""

import random
from collections import Counter
from dataclasses import dataclass, field

import pytest

from contacts.models import Contact
from segments_app import services
from segments_app.criteria.rules import EVERYONE
from segments_app.models import Segment, SegmentLine
from segments_app.services import StepOptions
from tests.factories import make_company, make_person

from .building import current, make_segment

pytestmark = pytest.mark.django_db
CITIES = ("Bonn", "Kiel", "Ulm")
ACTIONS = ("add", "remove", "keep", "by_hand", "remove_by_hand", "edit", "go_to")


@dataclass
class Model:
    """What the segment should be: the lines after each step, cost by line."""

    history: list[dict[int, int | None]] = field(default_factory=lambda: [{}])
    position: int = 0

    @property
    def now(self):
        return self.history[self.position]

    def take(self, lines):
        del self.history[self.position + 1 :]
        self.history.append(lines)
        self.position += 1

    def edit(self, contacts, cost):
        """Change lines at every step at which the same line is there."""
        for contact in contacts:
            line = self.now[contact]
            line.cost = cost


class Line:
    """One life of a contact in the segment; going back finds the same one."""

    cost = None


@pytest.fixture
def people():
    """Twelve contacts of which some are colleagues, excluded, or blocked."""
    chance = random.Random(7)
    companies = [make_company(city=chance.choice(CITIES)) for _ in range(3)]
    persons = [
        make_person(
            city=chance.choice(CITIES),
            company=chance.choice([*companies, None]),
            exclude_from_segments=chance.random() < 0.2,
            is_privacy_blocked=chance.random() < 0.15,
        )
        for _ in range(9)
    ]
    return {contact.pk: contact for contact in (*companies, *persons)}


def matching(rule, people):
    if rule == EVERYONE:
        return set(people)
    city, negated = rule["value"], rule["is"] == "is_not"
    return {pk for pk, contact in people.items() if (contact.city == city) is not negated}


def company_of(contact):
    return contact.company_id or contact.pk


def with_everyone_there(chosen, people):
    companies = {company_of(people[pk]) for pk in chosen}
    return {pk for pk, contact in people.items() if company_of(contact) in companies}


def brought_along(chosen, options, people):
    if options.with_colleagues:
        return with_everyone_there(chosen, people)
    if options.with_company:
        return chosen | {people[pk].company_id for pk in chosen if people[pk].company_id}
    return chosen


def reason(contact, options):
    if contact.is_privacy_blocked:
        return "privacy_blocked"
    excluded = contact.exclude_from_segments and not options.ignore_exclusion
    return "excluded" if excluded else ""


def expected_step(model, action, rule, options, people):
    """Return the lines after the step, and who is left out of an Add, in plain Python."""
    chosen, lines = matching(rule, people), dict(model.now)
    if action == "add":
        chosen = brought_along(chosen, options, people)
        left_out = Counter(filter(None, (reason(people[pk], options) for pk in chosen)))
        allowed = {pk for pk in chosen if not reason(people[pk], options)}
        if there := len(allowed & set(lines)):
            left_out["already_there"] = there
        return lines | {pk: Line() for pk in allowed - set(lines)}, dict(left_out)
    if options.entire_companies:
        chosen = with_everyone_there(chosen, people)
    keeps = chosen if action == "keep" else set(people) - chosen
    return {pk: line for pk, line in lines.items() if pk in keeps}, {}


def random_rule(chance):
    if chance.random() < 0.2:
        return EVERYONE
    operator = chance.choice(["is", "is_not"])
    return {"field": "city", "is": operator, "value": chance.choice(CITIES)}


def random_options(chance, action):
    if action == "add":
        names = ("with_colleagues", "with_company", "ignore_exclusion")
    else:
        names = ("entire_companies",)
    return StepOptions(**{name: chance.random() < 0.3 for name in names})


class Work:
    """Does the same to the segment and to the model."""

    def __init__(self, chance, people, now):
        self.chance, self.people, self.given = chance, people, {"by": None, "now": now}
        self.segment, self.model = make_segment(now=now), Model()

    def act(self):
        action = self.chance.choice(ACTIONS)
        if action in ("add", "remove", "keep"):
            return self.step(action)
        return getattr(self, action)()

    def step(self, action):
        rule, options = random_rule(self.chance), random_options(self.chance, action)
        lines, left_out = expected_step(self.model, action, rule, options, self.people)
        step = services.take_step(
            self.segment, action=action, rule=rule, options=options, **self.given
        )
        assert (step.before_count, step.after_count) == (len(self.model.now), len(lines))
        assert step.left_out == left_out
        self.model.take(lines)

    def by_hand(self):
        chosen = self.chance.sample(sorted(self.people), 2)
        allowed = [pk for pk in chosen if not self.people[pk].is_privacy_blocked]
        new = {pk: Line() for pk in allowed if pk not in self.model.now}
        contacts = Contact.objects.filter(pk__in=chosen)
        try:
            services.add_by_hand(self.segment, contacts=contacts, **self.given)
        except (services.AlreadyThere, services.PrivacyBlocked):
            assert not new
        else:
            self.model.take(self.model.now | new)

    def remove_by_hand(self):
        if not self.model.now:
            return
        gone = self.chance.choice(sorted(self.model.now))
        lines = current(self.segment).filter(contact=gone)
        services.remove_lines(self.segment, lines=lines, **self.given)
        self.model.take({pk: line for pk, line in self.model.now.items() if pk != gone})

    def edit(self):
        if not self.model.now:
            return
        chosen = self.chance.sample(sorted(self.model.now), 1)
        cost = self.chance.choice([None, 1, 2, 3])
        lines = current(self.segment).filter(contact__in=chosen)
        services.edit_lines(self.segment, lines=lines, values={"cost": cost}, **self.given)
        self.model.edit(chosen, cost)

    def go_to(self):
        position = self.chance.randrange(len(self.model.history))
        services.go_to(self.segment, position=position, **self.given)
        self.model.position = position

    def check(self):
        segment = Segment.objects.with_line_count().get(pk=self.segment.pk)
        lines = dict(current(segment).values_list("contact", "cost"))
        assert lines == {pk: line.cost for pk, line in self.model.now.items()}
        assert segment.position == self.model.position
        assert segment.line_count == len(lines)
        assert segment.steps.count() == len(self.model.history) - 1


@pytest.mark.lesson(34)
@pytest.mark.parametrize("seed", range(12))
def test_random_work_is_what_plain_python_says(seed, people, now):
    work = Work(random.Random(seed), people, now)

    for _ in range(25):
        work.act()
        work.check()

    # Every step back, one by one, and forward again: the very same lines, edits and all.
    for position in (*range(len(work.model.history) - 1, -1, -1), len(work.model.history) - 1):
        services.go_to(work.segment, position=position, **work.given)
        work.model.position = position
        work.check()


def test_all_steps_gone_back_on_and_forward_leave_every_line_as_it_was(people, now):
    work = Work(random.Random(99), people, now)
    for action in ("add", "remove", "add", "keep"):
        work.step(action)
    services.edit_lines(work.segment, lines=current(work.segment), values={"cost": 5}, **work.given)
    before = list(SegmentLine.objects.order_by("pk").values())
    position = Segment.objects.get().position

    services.go_to(work.segment, position=0, **work.given)
    assert not current(work.segment).exists()
    services.go_to(work.segment, position=position, **work.given)

    assert list(SegmentLine.objects.order_by("pk").values()) == before
