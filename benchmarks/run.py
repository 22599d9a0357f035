"""`make bench`: times each operation beside the best SQL we can write by hand, in one run.

Without DATABASE_URL it makes a PostgreSQL of its own, fills it, and drops it afterwards; with
`--sqlite` a SQLite file. Read the ratios: machines differ, and are shared.
"""

import argparse
import os
import platform
import resource
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

NOW = datetime(2026, 11, 1, 12, tzinfo=UTC)  # benchmarks.seed.TODAY
RUNS = 3


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--contacts", type=int)
    parser.add_argument("--interactions", type=int)
    parser.add_argument("--lines", type=int, help="lines added and logged; at most half of all")
    parser.add_argument("--sqlite", action="store_true")
    parser.add_argument("--keep", action="store_true", help="use the data that is there")
    parser.add_argument("--write", action="store_true", help="keep the result in results/")
    options = parser.parse_args()
    options.contacts = options.contacts or (100_000 if options.sqlite else 1_000_000)
    options.interactions = options.interactions or options.contacts * 10
    options.lines = min(options.lines or 100_000, options.contacts // 2)
    with database(sqlite=options.sqlite):
        import django

        django.setup()
        from benchmarks.live import live

        report = Report(options)
        prepare(options, report)
        counts(report)
        if not options.sqlite:
            live(report)
        segments(options, report)
        pages(report)
        report.memory()
        report.finish(write=options.write)


@contextmanager
def database(*, sqlite: bool) -> Iterator[None]:
    """Point Django at a database: the one given, or a scratch one."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "segments_app.settings")
    os.environ.setdefault("DEBUG", "1")
    os.environ.setdefault("LOG_LEVEL", "ERROR")  # no line a request
    with tempfile.TemporaryDirectory(prefix="segments_bench_") as folder:
        if sqlite:
            os.environ["DATABASE_URL"] = f"sqlite:///{folder}/bench.sqlite3"
        elif "DATABASE_URL" not in os.environ:
            from tests import pgtmp

            os.environ["DATABASE_URL"] = pgtmp.start(options="")  # as it comes, nothing tuned
        yield


def prepare(options: argparse.Namespace, report: "Report") -> None:
    """Migrate and fill, unless the data is kept."""
    from django.conf import settings
    from django.core.management import call_command

    settings.DEBUG = False  # no list of all queries
    if options.keep:
        return
    call_command("migrate", verbosity=0)
    from benchmarks.seed import seed

    began = time.perf_counter()
    seed(options.contacts, options.interactions)
    report.say(f"filled in {time.perf_counter() - began:.0f} s")


class Report:
    """The lines of the result."""

    def __init__(self, options: argparse.Namespace) -> None:
        from django.db import connection

        self.options = options
        self.lines: list[str] = []
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT version()"
                if connection.vendor == "postgresql"
                else "SELECT sqlite_version()"
            )
            version = " ".join(cursor.fetchone()[0].split()[:2])
        self.say(
            f"# {datetime.now(tz=UTC).date()}: {options.contacts:,} contacts, "
            f"{options.interactions:,} interactions\n\n"
            f"{connection.vendor} {version}, Python {platform.python_version()}, "
            f"{os.cpu_count()} cores, settings as installed. Medians of {RUNS} in ms.\n"
        )

    def say(self, line: str) -> None:
        self.lines.append(line)
        sys.stdout.write(line + "\n")
        sys.stdout.flush()

    def heading(self, title: str, *columns: str) -> None:
        self.say(f"\n## {title}\n\n| {' | '.join(columns)} |\n|{'---|' * len(columns)}")

    def row(self, *cells: object) -> None:
        self.say("| " + " | ".join(str(cell) for cell in cells) + " |")

    def compare(self, name: str, ours: float, floor: float, note: object = "") -> None:
        self.row(name, f"{ours:,.0f}", f"{floor:,.0f}", f"{ours / floor:.2f}", note)

    def memory(self) -> None:
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        self.say(f"\nPeak memory of the whole run, in this one process: {peak} MB.")

    def finish(self, *, write: bool) -> None:
        if not write:
            return
        kind = "sqlite" if self.options.sqlite else "postgresql"
        name = f"{datetime.now(tz=UTC).date()}-{kind}-{self.options.contacts}.md"
        path = Path(__file__).parent / "results" / name
        path.parent.mkdir(exist_ok=True)
        path.write_text("\n".join(self.lines) + "\n")


def milliseconds(work: Callable[[], Any]) -> tuple[float, Any]:
    began = time.perf_counter()
    result = work()
    return (time.perf_counter() - began) * 1000, result


def both(ours: Callable[[], Any], floor: Callable[[], Any]) -> tuple[float, float, Any, Any]:
    """Time the two in turns, so that what disturbs one disturbs the other; return medians."""
    times: tuple[list[float], list[float]] = ([], [])
    results: list[Any] = [None, None]
    for _run in range(RUNS):
        for side, work in enumerate((ours, floor)):
            spent, results[side] = milliseconds(work)
            times[side].append(spent)
    return statistics.median(times[0]), statistics.median(times[1]), results[0], results[1]


def count_rule(rule: dict[str, Any]) -> int:
    from segments_app.criteria.rules import contacts_matching

    return contacts_matching(rule, now=NOW).count()


def first_ten(rule: dict[str, Any]) -> list[Any]:
    from segments_app.criteria.rules import contacts_matching

    return list(contacts_matching(rule, now=NOW).order_by("name", "pk")[:10])


def counts(report: Report) -> None:
    """Count rules through the criteria language and by hand; preview their first ten."""
    from benchmarks import floors
    from benchmarks.rules import RULES

    report.heading("Counting", "rule", "ours", "by hand", "ratio", "contacts", "preview")
    for name, (rule, condition) in RULES.items():
        ours, floor, found, expected = both(
            partial(count_rule, rule),
            partial(floors.count, condition),
        )
        if found != expected:
            raise AssertionError(f"{name}: {found} by the rule, {expected} by hand")
        preview, _rows = milliseconds(partial(first_ten, rule))
        report.row(
            name, f"{ours:,.0f}", f"{floor:,.0f}", f"{ours / floor:.2f}", f"{found:,}",
            f"{preview:,.0f}",
        )  # fmt: skip


def segments(options: argparse.Namespace, report: Report) -> None:
    """Add, remove, keep, go back, log and cancel; each run on a segment of its own."""
    half = options.lines // 2
    report.heading("Segments", "operation", "ours", "by hand", "ratio", "lines")
    timer = SegmentTimer(options.lines)
    report.compare("add", *timer.add(), options.lines)
    report.compare("remove half", *timer.remove(keep=False), half)
    report.compare("keep half", *timer.remove(keep=True), half)
    report.compare("go back", *timer.go_back(), options.lines)
    report.compare("log", *timer.log(), options.lines)
    report.compare("cancel", *timer.cancel(), options.lines)


class SegmentTimer:
    """Runs each operation on new segments of the same contacts, ours and by hand in turns."""

    def __init__(self, lines: int) -> None:
        from django.contrib.auth.models import User

        from campaigns.models import Campaign
        from contacts.models import Contact
        from interactions.models import InteractionTemplate
        from segments_app.criteria.rules import contacts_matching

        self.by, _made = User.objects.get_or_create(username="bench", is_superuser=True)
        self.lines = lines
        self.campaign = Campaign.objects.order_by("pk")[0]
        self.template = InteractionTemplate.objects.order_by("pk")[0]
        self.created = 0
        allowed = Contact.objects.may_contact().order_by("pk")
        last = allowed.values_list("pk", flat=True)[lines - 1]
        # The same contacts by a rule on a column without an index, and by hand.
        Contact.objects.filter(pk__lte=last).update(external_id="bench")
        self.rule = {"field": "external_id", "is": "is", "value": "bench"}
        self.condition = "c.external_id = 'bench'"
        self.half = {"field": "language", "is": "any_of", "value": self._languages()}
        found = contacts_matching(self.rule, now=NOW).may_contact().count()
        if found != lines:
            raise AssertionError(f"{found} contacts instead of {lines}")

    def _languages(self) -> list[str]:
        from contacts.models import Language

        self.language_ids = list(Language.objects.order_by("pk").values_list("pk", flat=True)[:3])
        return list(
            Language.objects.filter(pk__in=self.language_ids).values_list("code", flat=True)
        )

    def segment(self) -> Any:
        """Make an empty segment with its header filled."""
        from segments_app.models import Segment

        self.created += 1
        return Segment.objects.create(
            number=f"B{os.getpid()}-{self.created}",
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
        from benchmarks import floors

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
        from benchmarks import floors
        from segments_app import services

        return self.turns(
            lambda s: services.take_step(s, action="add", rule=self.rule, by=self.by, now=NOW),
            lambda s: floors.add(s.pk, self.condition),
            self.segment,
        )

    def remove(self, *, keep: bool) -> tuple[float, float]:
        from benchmarks import floors
        from segments_app import services

        action = "keep" if keep else "remove"
        languages = f"c.language_id IN ({', '.join(map(str, self.language_ids))})"
        return self.turns(
            lambda s: services.take_step(s, action=action, rule=self.half, by=self.by, now=NOW),
            lambda s: floors.remove(s.pk, languages, self.lines, keep=keep),
            self.filled,
        )

    def go_back(self) -> tuple[float, float]:
        from benchmarks import floors
        from segments_app import services

        return self.turns(
            lambda s: services.go_to(s, position=0, by=self.by, now=NOW),
            lambda s: floors.go_to(s.pk, 0),
            self.filled,
        )

    def log(self) -> tuple[float, float]:
        from benchmarks import floors
        from segments_app import services

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
        from benchmarks import floors
        from interactions import services

        logged, by_hand = iter(self.logged), iter(self.by_hand)
        ours, floor, _one, _other = both(
            lambda: services.cancel_logged_segment(
                next(logged), reason="Benchmark", by=self.by, now=NOW
            ),
            lambda: floors.cancel(next(by_hand)),
        )
        return ours, floor


def pages(report: Report) -> None:
    """Server time of the pages, as an administrator, and how many queries each makes."""
    from django.contrib.auth.models import User
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from benchmarks.pages import addresses

    user, _made = User.objects.get_or_create(
        username="bench", is_superuser=True, defaults={"is_staff": True}
    )
    client = Client(headers={"host": "localhost"})
    client.force_login(user)
    report.heading("Pages", "page", "server time", "queries")
    for name, address in addresses().items():
        client.get(address)
        with CaptureQueriesContext(connection) as queries:
            response = client.get(address)
        count = len(queries)  # the next request forgets them
        if response.status_code != 200:
            raise AssertionError(f"{address}: {response.status_code}")
        spent = statistics.median(
            milliseconds(partial(client.get, address))[0] for _ in range(RUNS)
        )
        report.row(name, f"{spent:,.0f}", count)


if __name__ == "__main__":
    main()
