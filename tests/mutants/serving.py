"""Plugins of pytest: one measures the tests and tries mutants in forks of itself, one tries one.

The tests that share a population are one group, all others another: a fork has the database of
its group in memory, already filled.
"""

import contextlib
import functools
import os
import pickle
import resource
import signal
import sqlite3
import sys
import time
import traceback
from bisect import bisect_right
from collections import defaultdict
from itertools import accumulate

import pytest
from _pytest.runner import runtestprotocol

from tests.mutants.living import HERE, Living

PATIENCE = float(os.environ.get("PATIENCE", "10"))  # seconds of tests for a mutant
SECONDS = 5  # of computing that a mutant gets beyond thrice what its tests took
#: What takes long and is shown by quicker tests as well.
SLOW = (
    "test_10_000_", "test_1_000_", "test_every_button_of_a_page", "test_a_page_takes_no_more_parts",
    "test_a_rule_with_too_many", "test_many_values_are_asked", "test_the_database_folds",
    "test_over_five_years", "test_rules_that_read_the_same",
)  # fmt: skip
MEMORY = 6 * 2**30


def limit(seconds):
    """Bound what this process may use: an endless loop is a mutant found."""
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    signal.alarm(20 * seconds)


def forked(work, *args):
    """Return what `work` returns in a fork of this process, None where a limit ends it."""
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        os.close(reading)
        status = 1
        try:
            with open(writing, "wb") as pipe:
                pickle.dump(work(*args), pipe)
            status = 0
        except BaseException:  # said, and told by the status
            traceback.print_exc()
        finally:
            os._exit(status)
    os.close(writing)
    with open(reading, "rb") as pipe:
        found = pipe.read()
    status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    if status > 0:
        raise ChildProcessError("What is wrong is said above.")
    return pickle.loads(found) if not status else None  # noqa: S301 - of our own fork


def is_slow(item):
    return item.originalname.startswith(SLOW)


def alike(item):
    """Return what tests have in common of which one is enough: of each kind one criterion."""
    params = item.callspec.params if hasattr(item, "callspec") else {}
    if set(params) != {"source", "key"}:
        return item.nodeid
    criterion = params["source"].criteria[params["key"]]
    is_own = params["source"].link is None
    return item.originalname, criterion.kind.key, is_own, criterion.rows is None


class InMemory:
    """The tests' database is in memory, so that a fork has its own; its tables are kept."""

    def __init__(self, snapshot):
        self.snapshot = snapshot

    @pytest.hookimpl(trylast=True)
    def pytest_configure(self, config):
        from django.conf import settings
        from django.test import utils

        settings.DATABASES["default"]["TEST"]["NAME"] = ":memory:"
        made = utils.setup_databases

        def kept(*args, **options):
            from django.db import connection

            found = made(*args, **options)
            with contextlib.closing(sqlite3.connect(self.snapshot)) as target:
                connection.connection.backup(target)
            return found

        utils.setup_databases = kept


class Server(InMemory):
    """Runs the tests of a group once, then those that a mutant concerns, for each mutant."""

    def __init__(self, modules, snapshot, *, with_world):
        super().__init__(snapshot)
        self.modules = modules
        self.with_world = with_world
        self.seconds = {}
        self.executed = {module: defaultdict(set) for module in modules}  # lines, by test
        self.at_import = {module: set() for module in modules}
        self.killers = defaultdict(int)
        self.work = None

    def pytest_collection_modifyitems(self, items):
        chosen = {}
        for item in items:
            if ("world" in item.fixturenames) is self.with_world and not is_slow(item):
                chosen.setdefault(alike(item), item)
        items[:] = chosen.values()

    def pytest_runtestloop(self, session):
        sys.settrace(None)
        self.items = {item.nodeid: item for item in session.items}
        for item in session.items:
            self.measure(item)
        self.living = Living(self.modules)
        self.work(self)
        return True

    def trace(self, lines):
        """Note in `lines`, by module, what is executed from now on."""
        files = {str(HERE / module): lines[module] for module in self.modules}

        def line(frame, event, arg):
            files[frame.f_code.co_filename].add(frame.f_lineno)
            return line

        def call(frame, event, arg):
            return line if frame.f_code.co_filename in files else None

        sys.settrace(call)

    def measure(self, item):
        begun = time.process_time()
        self.trace({module: self.executed[module][item.nodeid] for module in self.modules})
        try:
            failed = self.fails(item)
        finally:
            sys.settrace(None)
        self.seconds[item.nodeid] = time.process_time() - begun
        if failed:
            raise pytest.UsageError(f"{item.nodeid} fails without a mutant.")

    @staticmethod
    def fails(item):
        try:
            item.session._setupstate.teardown_exact(item)
        except Exception:  # what an earlier test has left behind
            return True
        reports = runtestprotocol(item, nextitem=item, log=False)
        return any(report.failed for report in reports)

    def concerned(self, mutant):
        """Return tests that execute what the mutant changes: those first that found most."""
        found = [
            key
            for key in self.representative(mutant.module)
            if mutant.is_in(self.executed[mutant.module][key])
        ]
        found.sort(key=lambda key: self.seconds[key] / (self.killers[key] + 0.1))
        spent = list(accumulate(map(self.seconds.get, found)))
        return found[: bisect_right(spent, PATIENCE) + 1]

    @functools.cache  # noqa: B019 - there is one server, as long as the process
    def representative(self, module):
        """Return the tests that differ in what they execute of the module, quick ones first."""
        distinct = {}
        for key in sorted(self.seconds, key=self.seconds.get):
            if lines := frozenset(self.executed[module][key]):
                distinct.setdefault((key.partition("[")[0], lines), key)
        return list(distinct.values())

    def try_mutant(self, mutant, original):
        """Return the test that finds the mutant; "" if none does, None if it must be imported."""
        keys = self.concerned(mutant)
        found = forked(self.run, keys, mutant, original)
        if found is None:
            return "the limit of time"
        if found["killer"]:
            self.killers[found["killer"]] += 1
        is_made_at_import = mutant.is_in(self.at_import[mutant.module])
        return found["killer"] or (None if is_made_at_import or not found["put"] else "")

    def run(self, keys, mutant, original):
        limit(SECONDS + int(3 * sum(self.seconds[key] for key in keys)))
        if not self.living.put(original, mutant):
            return {"put": False, "killer": ""}
        with quiet():
            killer = next((key for key in keys if self.fails(self.items[key])), "")
        return {"put": True, "killer": killer}


class Trial(InMemory):
    """Runs tests with a mutant that is imported, up to the first that fails."""

    def __init__(self, snapshot):
        super().__init__(snapshot)
        self.killer = ""

    def pytest_configure(self, config):
        from django.test import utils

        super().pytest_configure(config)
        utils.setup_databases = self.restored
        utils.teardown_databases = lambda *args, **options: None

    def restored(self, *args, **options):
        """Take the tables from a copy: making them takes longer than all the tests."""
        from django.conf import settings
        from django.db import connection

        connection.close()
        settings.DATABASES["default"]["NAME"] = connection.settings_dict["NAME"] = ":memory:"
        connection.ensure_connection()
        with contextlib.closing(sqlite3.connect(self.snapshot)) as source:
            source.backup(connection.connection)
        return []

    def pytest_runtest_logreport(self, report):
        if report.failed:
            self.killer = self.killer or report.nodeid

    def pytest_collectreport(self, report):
        if report.failed:
            self.killer = self.killer or f"importing {report.nodeid}"


@contextlib.contextmanager
def quiet():
    """Say nothing: what fails here is meant to."""
    with (
        open(os.devnull, "w") as nowhere,
        contextlib.redirect_stdout(nowhere),
        contextlib.redirect_stderr(nowhere),
    ):
        yield
