"""The demo company in one foreground command: set-up, web server and background worker."""

import fcntl
import os
import secrets
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connections
from django.utils import timezone

from segments_app import demo
from segments_app.duplicate_jobs import request_search

HOST = "127.0.0.1"
WEB = (
    *("-m", "gunicorn", "segments_app.wsgi", "--worker-class", "gthread", "--workers", "2"),
    *("--threads", "4", "--graceful-timeout", "5", "--log-level", "warning"),
    *("--no-control-socket", "--timeout", "120"),
)
SECONDS_TO_START = 60
SECONDS_TO_STOP = 10


class Command(BaseCommand):
    help = "Run the demo company, with web server and background worker, until Ctrl-C."
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument("--size", type=int, default=5000, help="contacts of a new company")
        parser.add_argument(
            "--rebuild", action="store_true", help="make the company anew, and do not serve it"
        )

    def handle(self, *, port: int, size: int, rebuild: bool, **options: Any) -> None:
        if not settings.DEMO:
            restart_as_demo()
        stop = threading.Event()
        with only_one(settings.VAR_DIR):
            try:
                if rebuild:
                    put_aside(settings.VAR_DIR / "demo.sqlite3")
                    self.prepare(size, rebuild=True)
                    self.stdout.write("The demo company is ready: make run")
                    return
                refuse_taken(port)
                self.prepare(size)
                for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
                    signal.signal(number, lambda *_: stop.set())
                self.serve(port, stop)
            except KeyboardInterrupt:
                self.stdout.write("Stopped.")

    def prepare(self, size: int, *, rebuild: bool = False) -> None:
        self.stdout.write("Preparing the database and the static files …")
        call_command("migrate", verbosity=0)
        call_command("collectstatic", verbosity=0, interactive=False)
        # Accounts are there when the company is, and a database with accounts is somebody's.
        if not get_user_model().objects.exists():
            self.stdout.write(f"Making a demo company of {size:,} contacts …")
            call_command("demo_data", size=size)
            # The worker does it beside: the page of duplicates has something to show.
            request_search(is_full=True, by=None, now=timezone.now())
        elif rebuild:
            raise CommandError("The database that DATABASE_URL names has data; name an empty one.")
        connections.close_all()

    def serve(self, port: int, stop: threading.Event) -> None:
        children: dict[str, subprocess.Popen[bytes]] = {}
        try:
            children["web server"] = start(*WEB, "--bind", f"{HOST}:{port}")
            children["background worker"] = start("manage.py", "worker")
            if wait_until_it_answers(port, children, stop):
                self.stdout.write(welcome(port))
                self.stdout.flush()
            while not stop.wait(0.3) and not ended(children):
                pass
            if not stop.is_set():
                raise CommandError(f"The {ended(children)} ended by itself; all is stopped.")
        finally:
            stop_all(list(children.values()))
        self.stdout.write("Stopped.")


def restart_as_demo() -> None:
    """Begin again in the environment of a demo, which the settings then read.

    It is a production's but for TLS: DEBUG off, a secret of its own, hashed static files.
    """
    var = settings.VAR_DIR
    var.mkdir(exist_ok=True)
    given = {"DATABASE_URL": f"sqlite:///{var / 'demo.sqlite3'}", "LOG_LEVEL": "WARNING"} | dict(
        os.environ
    )
    demo_only = {
        "DEMO": "1",
        "DEBUG": "0",
        "HTTPS": "0",
        "ALLOWED_HOSTS": "localhost,127.0.0.1,[::1]",
        "SECRET_KEY": secret_key(var / "secret_key"),
        "PYTHONUNBUFFERED": "1",
    }
    os.execve(sys.executable, [sys.executable, *sys.argv], given | demo_only)  # noqa: S606


def secret_key(path: Path) -> str:
    """Return the key in the file, made on the first run: sessions outlive a restart."""
    if not path.exists():
        with open(os.open(path, os.O_WRONLY | os.O_CREAT, 0o600), "w") as file:
            file.write(secrets.token_urlsafe(50))
    return path.read_text()


@contextmanager
def only_one(var: Path) -> Iterator[None]:
    with (var / "run.lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise CommandError("The demo is running already; stop it first.") from error
        yield


def put_aside(database: Path) -> None:
    """Keep the database that is to be made anew; one that DATABASE_URL names is left alone."""
    if settings.DATABASES["default"]["NAME"] != str(database):
        return
    for ending in ("", "-wal", "-shm"):
        path = Path(f"{database}{ending}")
        kept = database.with_name(f"demo-previous.sqlite3{ending}")
        kept.unlink(missing_ok=True)
        if path.exists():
            path.rename(kept)


def refuse_taken(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError as error:
            advice = (
                f"Port {port} cannot be used ({error.strerror}). Try another: make run PORT=9000"
            )
            raise CommandError(advice) from error


def start(*arguments: str) -> subprocess.Popen[bytes]:
    # In a session of its own: Ctrl-C reaches this process only, which then stops them in order.
    command = [sys.executable, *arguments]
    return subprocess.Popen(command, cwd=settings.BASE_DIR, start_new_session=True)  # noqa: S603


def ended(children: dict[str, subprocess.Popen[bytes]]) -> str:
    return next((name for name, child in children.items() if child.poll() is not None), "")


def wait_until_it_answers(
    port: int, children: dict[str, subprocess.Popen[bytes]], stop: threading.Event
) -> bool:
    """Return whether the site answers; a stop or a child's end cuts the waiting short."""
    deadline = time.monotonic() + SECONDS_TO_START
    while not stop.is_set() and not ended(children):
        if answers(port):
            return True
        if time.monotonic() > deadline:
            raise CommandError(f"The web server gave no answer in {SECONDS_TO_START} seconds.")
        stop.wait(0.1)
    return False


def answers(port: int) -> bool:
    connection = HTTPConnection(HOST, port, timeout=5)
    try:
        connection.request("GET", "/healthz")
        return connection.getresponse().status == 200
    except OSError:
        return False
    finally:
        connection.close()


def stop_all(children: list[subprocess.Popen[bytes]]) -> None:
    """Ask all to end, then make them: no process outlives this one."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    for child in children:
        child.terminate()
    for child in children:
        # What a background task was doing is taken up again at the next start.
        with suppress(subprocess.TimeoutExpired):
            child.wait(SECONDS_TO_STOP)
        with suppress(ProcessLookupError):
            os.killpg(child.pid, signal.SIGKILL)
        child.wait()


def welcome(port: int) -> str:
    names = ", ".join(login.username for login in demo.LOGINS)
    return (
        f"\n  Segments is running: http://{HOST}:{port}/\n"
        f"  Log in as one of: {names}   Password: {demo.PASSWORD}\n"
        "  Stop with Ctrl-C.\n"
    )
