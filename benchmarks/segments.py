"""Steps, logging and cancelling, ours and by hand, each run on a segment of its own."""

import argparse
import os
import statistics
from collections.abc import Callable
from functools import partial
from typing import Any

from django.contrib.auth.models import User

from benchmarks import floors
from benchmarks.report import Report
from benchmarks.timing import NOW, RUNS, both, milliseconds
from campaigns.models import Campaign
from contacts.models import Contact, Language
from interactions.models import InteractionTemplate
from interactions.services import cancel_logged_segment
from segments_app import services
from segments_app.criteria.rules import contacts_matching
from segments_app.models import Segment

MARKS = ("bench", "few of bench")  # by which a rule finds the contacts of a timer


def segments(timer: "SegmentTimer", options: argparse.Namespace, report: Report) -> None:
    """Add, remove, keep, go back, log and cancel; each run on a segment of its own."""
    half = options.lines // 2
    report.heading("Segments", "operation", "ours", "by hand", "ratio", "lines")
    report.compare("add", *timer.add(), options.lines)
    report.compare("remove half", *timer.remove(keep=False), half)
    report.compare("keep half", *timer.remove(keep=True), half)
    report.compare("go back", *timer.go_back(), options.lines)
    report.compare("log", *timer.log(), options.lines)
    report.compare("cancel", *timer.cancel(), options.lines)


class SegmentTimer:
    """Runs each operation on new segments of the same contacts, ours and by hand in turns."""

    def __init__(self, lines: int, *, mark: str = "") -> None:
        """Find the contacts; with a mark, some of those of a timer that was made before."""
        self.by, _made = User.objects.get_or_create(
            username="bench", is_superuser=True, defaults={"is_staff": True}
        )
        self.lines, self.mark = lines, mark
        self.campaign = Campaign.objects.order_by("pk")[0]
        self.template = InteractionTemplate.objects.order_by("pk")[0]
        self.created = 0
        allowed = Contact.objects.may_contact().order_by("pk")
        last = allowed.values_list("pk", flat=True)[lines - 1]
        # The same contacts by a rule on a column without an index, and by hand.
        if not mark:
            Contact.objects.filter(external_id__in=MARKS, pk__gt=last).update(external_id="")
        Contact.objects.filter(pk__lte=last).update(external_id=mark or MARKS[0])
        marks = [mark] if mark else list(MARKS)
        self.rule = {"field": "external_id", "is": "any_of", "value": marks}
        self.condition = f"c.external_id IN ({', '.join(map(repr, marks))})"
        self.half = {"field": "language", "is": "any_of", "value": self._languages()}
        found = contacts_matching(self.rule, now=NOW).may_contact().count()
        if found != lines:
            raise AssertionError(f"{found} contacts instead of {lines}")

    def _languages(self) -> list[str]:
        languages = Language.objects.order_by("pk")[:3]
        keys = ", ".join(str(language.pk) for language in languages)
        self.half_condition = f"c.language_id IN ({keys})"
        return [language.code for language in languages]

    def segment(self) -> Any:
        """Make an empty segment with its header filled."""
        self.created += 1
        return Segment.objects.create(
            number=f"B{os.getpid()}{self.mark[:1]}-{self.created}",
            description="Benchmark",
            occurred_on=NOW.date(),
            template=self.template,
            salesperson_id=1,
            campaign=self.campaign,
            is_target=True,
            unit_cost=8,
            unit_duration=5,
        )

    def filled(self) -> Any:
        """Make a segment with all lines, outside what is timed."""
        segment = self.segment()
        floors.add(segment.pk, self.condition)
        segment.refresh_from_db()
        return segment

    def turns(
        self, ours: Callable[[Any], Any], floor: Callable[[Any], Any], make: Callable[[], Any]
    ) -> tuple[float, float]:
        times: tuple[list[float], list[float]] = ([], [])
        for _run in range(RUNS):
            for side, work in enumerate((ours, floor)):
                segment = make()
                times[side].append(milliseconds(partial(work, segment))[0])
        return statistics.median(times[0]), statistics.median(times[1])

    def add(self) -> tuple[float, float]:
        return self.turns(
            lambda s: services.take_step(s, action="add", rule=self.rule, by=self.by, now=NOW),
            lambda s: floors.add(s.pk, self.condition),
            self.segment,
        )

    def remove(self, *, keep: bool) -> tuple[float, float]:
        action = "keep" if keep else "remove"
        return self.turns(
            lambda s: services.take_step(s, action=action, rule=self.half, by=self.by, now=NOW),
            lambda s: floors.remove(s.pk, self.half_condition, self.lines, keep=keep),
            self.filled,
        )

    def go_back(self) -> tuple[float, float]:
        return self.turns(
            lambda s: services.go_to(s, position=0, by=self.by, now=NOW),
            lambda s: floors.go_to(s.pk, 0),
            self.filled,
        )

    def log(self) -> tuple[float, float]:
        self.logged: list[Any] = []
        self.by_hand: list[str] = []

        def by_hand(segment: Any) -> None:
            floors.log(
                segment.pk,
                number=segment.number,
                campaign=self.campaign.pk,
                template=self.template.pk,
                salesperson=1,
            )
            self.by_hand.append(segment.number)

        return self.turns(
            lambda s: self.logged.append(services.log_segment(s, by=self.by, now=NOW)),
            by_hand,
            self.filled,
        )

    def cancel(self) -> tuple[float, float]:
        logged, by_hand = iter(self.logged), iter(self.by_hand)
        ours, floor, _one, _other = both(
            lambda: cancel_logged_segment(next(logged), reason="Benchmark", by=self.by, now=NOW),
            lambda: floors.cancel(next(by_hand)),
        )
        return ours, floor
