"""`make run`: one foreground command that sets up, serves, keeps what was done and stops."""

import os
import signal
import socket
import sqlite3
import subprocess
import sys
from contextlib import closing, contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psutil
import psycopg2
import pytest

from segments_app import demo

ROOT = Path(__file__).resolve().parent.parent
ON_SQLITE = os.environ["TEST_DATABASE"] == "sqlite"
pytestmark = pytest.mark.xdist_group("run_demo")  # one installation, used by one worker


@dataclass
class Installation:
    """What the runs of one demo share: the folder var/ and, on PostgreSQL, a database."""

    var: Path
    url: str = ""

    def query(self, sql):
        if self.url:
            with closing(psycopg2.connect(self.url)) as database, database.cursor() as cursor:
                cursor.execute(sql)
                return cursor.fetchall()
        with closing(sqlite3.connect(self.var / "demo.sqlite3")) as database:
            return database.execute(sql).fetchall()

    def accounts(self):
        return self.query("SELECT id, username, date_joined FROM auth_user ORDER BY id")


@pytest.fixture(scope="module")
def installation(tmp_path_factory):
    var = tmp_path_factory.mktemp("var")
    if ON_SQLITE:
        yield Installation(var)
        return
    server, name = os.environ["DATABASE_URL"], f"segments_demo_{os.getpid()}"
    administer(server, f"CREATE DATABASE {name}")
    yield Installation(var, urlunsplit(urlsplit(server)._replace(path=f"/{name}")))
    administer(server, f"DROP DATABASE {name} WITH (FORCE)")


def administer(server, statement):
    with closing(psycopg2.connect(server)) as database:
        database.autocommit = True
        database.cursor().execute(statement)


@pytest.fixture
def made(installation):
    """An installation whose company exists already."""
    if not (installation.var / "secret_key").exists():
        with running_demo(installation):
            pass
    return installation


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def command(installation, *arguments):
    environment = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    if installation.url:
        environment["DATABASE_URL"] = installation.url
    return {
        "args": [sys.executable, "manage.py", "run_demo", "--size", "25", *arguments],
        "cwd": ROOT,
        "env": environment | {"VAR_DIR": str(installation.var), "DEBUG": "1"},
        "stdout": subprocess.PIPE,
        "stderr": subprocess.STDOUT,
        "stdin": subprocess.DEVNULL,
        "text": True,
    }


@contextmanager
def running_demo(installation):
    """A demo that answers; yields process, port and what it printed until then."""
    port = free_port()
    process = subprocess.Popen(**command(installation, "--port", str(port)))
    try:
        printed = []
        for line in process.stdout:
            printed.append(line)
            if "Ctrl-C" in line:
                break
        else:
            pytest.fail("".join(printed))
        yield process, port, "".join(printed)
    finally:
        process.terminate()
        process.communicate(timeout=30)


def status_of(port, path):
    with closing(HTTPConnection("127.0.0.1", port, timeout=10)) as connection:
        connection.request("GET", path)
        return connection.getresponse().status


def descendants(process):
    return psutil.Process(process.pid).children(recursive=True)


def still_running(processes):
    return [p for p in processes if p.is_running() and p.status() != psutil.STATUS_ZOMBIE]


def test_a_first_run_prints_address_and_log_ins_and_answers(installation):
    with running_demo(installation) as (_process, port, printed):
        assert f"http://127.0.0.1:{port}/" in printed
        assert demo.PASSWORD in printed
        assert all(login.username in printed for login in demo.LOGINS)
        assert status_of(port, "/healthz") == 200
        assert status_of(port, "/") == 302
        assert status_of(port, "/login/") == 200

    assert oct((installation.var / "secret_key").stat().st_mode)[-3:] == "600"
    assert {name for _pk, name, _joined in installation.accounts()} >= {
        x.username for x in demo.LOGINS
    }


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_it_cleanly_and_a_second_run_keeps_what_was_done(made, number):
    before = made.accounts()

    with running_demo(made) as (process, _port, printed):
        started = descendants(process)
        process.send_signal(number)
        status = process.wait(30)

    assert status == 0
    assert len(started) == 4  # gunicorn, its two workers, the background worker
    assert not still_running(started)
    assert "Making a demo company" not in printed
    assert made.accounts() == before


def test_when_one_part_dies_all_is_stopped(made):
    with running_demo(made) as (process, _port, _printed):
        started = descendants(process)
        worker = next(part for part in started if "worker" in part.cmdline())
        worker.kill()
        status = process.wait(30)

    assert status == 1
    assert not still_running(started)


def test_a_second_one_at_the_same_time_is_refused(made):
    with running_demo(made):
        result = subprocess.run(**command(made, "--port", str(free_port())), check=False)

    assert result.returncode == 1
    assert "running already" in result.stdout


def test_a_taken_port_is_named_with_the_way_out(made):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        result = subprocess.run(**command(made, "--port", str(port)), check=False)

    assert result.returncode == 1
    assert f"Port {port} cannot be used" in result.stdout
    assert "make run PORT=" in result.stdout


@pytest.mark.skipif(not ON_SQLITE, reason="what happens on PostgreSQL is the next test")
def test_making_it_anew_keeps_the_old_file(made):
    before = made.accounts()

    result = subprocess.run(**command(made, "--rebuild"), check=False)

    assert result.returncode == 0, result.stdout
    assert "Making a demo company of 25 contacts" in result.stdout
    assert made.accounts() != before
    with closing(sqlite3.connect(made.var / "demo-previous.sqlite3")) as previous:
        assert previous.execute("SELECT count(*) FROM auth_user").fetchone() == (len(before),)


@pytest.mark.skipif(ON_SQLITE, reason="what happens on SQLite is the test before")
def test_a_database_with_data_is_not_made_anew(made):
    result = subprocess.run(**command(made, "--rebuild"), check=False)

    assert result.returncode == 1
    assert "name an empty one" in result.stdout
