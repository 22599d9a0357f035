"""Runs background work until it is told to stop."""

from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from segments_app.worker import Worker


class Command(BaseCommand):
    help = "Run background tasks until SIGINT or SIGTERM; a second signal ends it at once."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--interval", type=float, default=1, help="seconds between two looks at the queue"
        )
        parser.add_argument(
            "--beat", type=float, default=5, help="seconds between two signs of life"
        )
        parser.add_argument(
            "--lease", type=float, default=30, help="seconds of silence after which it is dead"
        )
        parser.add_argument(
            "--batch", action="store_true", help="end when there is nothing left to do"
        )

    def handle(
        self, *, interval: float, beat: float, lease: float, batch: bool, **options: Any
    ) -> None:
        worker = Worker(
            interval=interval,
            batch=batch,
            beat=timedelta(seconds=beat),
            lease=timedelta(seconds=lease),
        )
        worker.configure_signals()
        worker.run()
