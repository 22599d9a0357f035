"""The lines of the result, as Markdown, on the screen and in results/."""

import argparse
import os
import platform
import resource
import sys
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.timing import RUNS


class Report:
    """The lines of the result."""

    def __init__(self, options: argparse.Namespace) -> None:
        from django.db import connection

        self.options = options
        self.lines: list[str] = []
        if connection.vendor == "postgresql":
            asked = (
                "SELECT version(), concat_ws(', ', "
                "'shared_buffers ' || current_setting('shared_buffers'), "
                "'work_mem ' || current_setting('work_mem'), "
                "'fsync ' || current_setting('fsync'))"
            )
        else:
            asked = "SELECT sqlite_version(), 'settings of the application'"
        with connection.cursor() as cursor:
            cursor.execute(asked)
            version, settings = cursor.fetchone()
        self.say(
            f"# {datetime.now(tz=UTC).date()}: {options.contacts:,} contacts, "
            f"{options.interactions:,} interactions\n\n"
            f"{connection.vendor} {' '.join(version.split()[:2])}, "
            f"Python {platform.python_version()}, {os.cpu_count()} cores, {settings}. "
            f"Medians of {RUNS} in ms.\n"
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
