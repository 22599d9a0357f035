"""`make bench`: times each operation beside the best SQL we can write by hand, in one run.

Without DATABASE_URL it makes a PostgreSQL of its own, fills it, and drops it afterwards; with
`--sqlite` a SQLite file. Read the ratios: machines differ, and are shared.
"""

import argparse
import os
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from benchmarks.report import Report


PARTS = (
    "counting", "live", "pages", "files", "imports", "segments", "mails", "letters", "peers",
    "duplicates",
)  # fmt: skip


def parts(text: str) -> list[str]:
    """Return the parts named, separated by commas."""
    wanted = [part.strip() for part in text.split(",")]
    if unknown := sorted(set(wanted) - set(PARTS)):
        raise argparse.ArgumentTypeError(f"{', '.join(unknown)}: there is {', '.join(PARTS)}")
    return wanted


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--contacts", type=int)
    parser.add_argument("--interactions", type=int)
    parser.add_argument("--lines", type=int, help="lines added and logged; at most half of all")
    parser.add_argument("--rows", type=int, help="rows of the file that is imported")
    parser.add_argument("--sqlite", action="store_true")
    parser.add_argument("--keep", action="store_true", help="use the data that is there")
    parser.add_argument("--only", type=parts, default=PARTS, help=f"some of {','.join(PARTS)}")
    parser.add_argument("--no-peers", action="store_true", help="leave out what takes longest")
    parser.add_argument("--write", action="store_true", help="keep the result in results/")
    options = parser.parse_args()
    options.contacts = options.contacts or (100_000 if options.sqlite else 1_000_000)
    options.rows = options.rows or (100_000 if options.sqlite else 1_000_000)
    options.interactions = options.interactions or options.contacts * 10
    options.lines = min(options.lines or 100_000, options.contacts // 2)
    with database(sqlite=options.sqlite):
        import django

        django.setup()
        from benchmarks.report import Report

        report = Report(options)
        prepare(options, report)
        measure(options, report)
        if "duplicates" in options.only:
            from benchmarks.duplicates import duplicates

            duplicates(report)  # last: it writes over the names of all
        report.memory()
        report.finish(write=options.write)


def measure(options: argparse.Namespace, report: "Report") -> None:
    """Run the parts that were asked for, always in the same order."""
    from benchmarks.beside import peers
    from benchmarks.counting import counts
    from benchmarks.explaining import explanations, previews
    from benchmarks.live import live
    from benchmarks.pages import pages
    from benchmarks.refreshing import refreshing
    from benchmarks.segments import SegmentTimer, segments

    wanted = set(options.only) - ({"peers"} if options.no_peers else set())
    if "counting" in wanted:
        counts(report)
        explanations(report)
    if "live" in wanted and not options.sqlite:
        live(report)
        previews(report)
    timer = SegmentTimer(options.lines) if wanted & {"segments", "pages", "peers"} else None
    if timer and "segments" in wanted:
        segments(timer, options, report)
        refreshing(report)
    if timer and "pages" in wanted:
        pages(timer, report)
    measure_the_rest(options, report, wanted)
    if timer and "peers" in wanted:
        peers(timer, report)  # late: what is rolled back leaves dead rows


def measure_the_rest(options: argparse.Namespace, report: "Report", wanted: set[str]) -> None:
    """Run the parts about what comes in and goes out."""
    from benchmarks.files import files
    from benchmarks.imports import imports
    from benchmarks.letters import letters
    from benchmarks.mails import mails

    if "files" in wanted:
        files(report)
    if "imports" in wanted:
        imports(report, options.rows)
    if "mails" in wanted:
        mails(report)
    if "letters" in wanted:
        letters(report)


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
    call_command("migrate", verbosity=0)
    if options.keep:
        check(options)
        return
    from benchmarks.seed import seed

    began = time.perf_counter()
    seed(options.contacts, options.interactions)
    report.say(f"filled in {time.perf_counter() - began:.0f} s")


def check(options: argparse.Namespace) -> None:
    """Stop where the data that is kept is not what the run is going to call it."""
    from benchmarks.seed import counted

    contacts, interactions = counted()
    wanted = options.contacts, options.interactions
    if contacts != wanted[0] or not wanted[1] <= interactions <= wanted[1] * 1.5:
        raise SystemExit(
            f"There are {contacts} contacts and {interactions} interactions, which earlier runs "
            f"may have added to; --contacts {wanted[0]} --interactions {wanted[1]} does not fit."
        )


if __name__ == "__main__":
    main()
