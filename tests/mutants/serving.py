"""Plugins of pytest: one measures the tests and tries mutants in forks of itself, one tries one.

The tests that share a population are one group, all others another: a fork has the database of
its group in memory, already filled.
"""

import contextlib
import functools
import gc
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

import hypothesis
import pytest
from _pytest.runner import runtestprotocol

from tests.mutants.living import HERE, Living, compiled

PATIENCE = float(os.environ.get("PATIENCE", "10"))  # seconds of tests for a mutant
SECONDS = 5  # of computing that a mutant gets beyond thrice what its tests took
#: What takes long and is shown by quicker tests as well.
SLOW = (
    "test_10_000_", "test_1_000_", "test_every_button_of_a_page", "test_a_page_takes_no_more_parts",
    "test_a_rule_with_too_many", "test_many_values_are_asked", "test_the_database_folds",
    "test_over_five_years", "test_rules_that_read_the_same", "test_on_each_of_400_days",
)  # fmt: skip
MEMORY = 6 * 2**30
LINES = 1_000  # of a module, at most: a test that is not traced counts as executing all
EXAMPLES = 6  # of hypothesis, or a tenth of what a test asks for


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
    if set(params) == {"source", "criterion", "operator"}:
        operator = params["criterion"].kind.operators[params["operator"]]
        return item.originalname, operator.shape.widget
    if set(params) != {"source", "key"}:
        return item.nodeid
    criterion = params["source"].criteria.get(params["key"])
    if criterion is None:  # an attribute of the population is not declared, but looked up
        return item.nodeid
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

    def __init__(self, modules, snapshot, *, with_world, is_traced=True):
        super().__init__(snapshot)
        self.modules = modules
        self.with_world = with_world
        self.is_traced = is_traced
        self.seconds = {}
        self.failing_anyway = []
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
        for item in items:
            if used := getattr(item.obj, "_hypothesis_internal_use_settings", None):
                few = hypothesis.settings(used, max_examples=max(EXAMPLES, used.max_examples // 10))
                item.obj._hypothesis_internal_use_settings = few

    def pytest_runtestloop(self, session):
        sys.settrace(None)
        self.items = {item.nodeid: item for item in session.items}
        for item in session.items:
            if item.get_closest_marker("django_db"):
                self.fails(item)  # makes the tables and the population, which is not measured
                break
        for item in session.items:
            self.measure(item)
        self.living = Living(self.modules)
        gc.freeze()  # its pages are shared with the forks
        self.leave_out()
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
        lines = {module: self.executed[module][item.nodeid] for module in self.modules}
        if self.is_traced:
            self.trace(lines)
        else:
            for found in lines.values():
                found.update(range(LINES))
        try:
            failed = self.fails(item)
        finally:
            sys.settrace(None)
        self.seconds[item.nodeid] = time.process_time() - begun
        if failed:
            self.failing_anyway.append(item.nodeid)

    def leave_out(self):
        """Leave out what fails without a mutant, also in a fork and in another order."""
        failing = forked(self.failing)
        if failing is None:
            raise pytest.UsageError("Without a mutant, a limit ended the tests.")
        self.failing_anyway += failing
        for key in self.failing_anyway:
            self.seconds.pop(key, None)
        self.order = sorted(self.seconds, key=self.seconds.get)

    def failing(self):
        limit(SECONDS + int(3 * sum(self.seconds.values())))
        self.put(None)
        with quiet():
            return [key for key in reversed(self.items) if self.fails(self.items[key])]

    @staticmethod
    def fails(item):
        try:
            item.session._setupstate.teardown_exact(item.parent)
        except Exception:  # what an earlier test has left behind
            return True
        reports = runtestprotocol(item, nextitem=item, log=False)
        return any(report.failed for report in reports)

    def concerned(self, mutant):
        """Return tests that execute what the mutant changes: those first that found most."""
        module = mutant.module
        if mutant.is_in(self.at_import[module]):
            found = self.of_module(module)
        else:
            found = [key for key in self.order if mutant.is_in(self.executed[module][key])]
        first = self.distinct(module)
        found.sort(key=lambda key: self.seconds[key] / (self.killers[module, key] + 0.1))
        found.sort(key=lambda key: key not in first and not self.killers[module, key])
        return self.patiently(found)

    def of_module(self, module):
        """Return the tests that execute something of it; of one that only declares, all."""
        return [key for key in self.order if self.executed[module][key]] or self.order

    @functools.cache  # noqa: B019 - there is one server, as long as the process
    def distinct(self, module):
        """Return the quickest of the tests of one name that execute the same of the module."""
        found = {}
        for key in self.of_module(module):
            lines = frozenset(self.executed[module][key])
            found.setdefault((key.partition("[")[0], lines), key)
        return set(found.values())

    def patiently(self, keys):
        """Return as many of the tests as the patience is for."""
        return keys[: bisect_right(list(accumulate(map(self.seconds.get, keys))), PATIENCE) + 1]

    def to_import(self, module):
        """Return the tests for a mutant that is imported."""
        first = self.distinct(module)
        return self.patiently(sorted(self.of_module(module), key=lambda key: key not in first))

    def tried(self, mutant, before):
        """Return the test that finds the mutant; "" if none does, None if it must be imported."""
        keys = self.concerned(mutant)
        found = forked(self.run, keys, mutant)
        if found is None:
            return "the limit of time"
        if found["killer"]:
            self.killers[mutant.module, found["killer"]] += 1
            return found["killer"]
        is_made_at_import = mutant.is_in(self.at_import[mutant.module])
        return None if before is None or is_made_at_import or not found["put"] else ""

    def run(self, keys, mutant):
        limit(SECONDS + int(3 * sum(self.seconds[key] for key in keys)))
        found = {"put": True, "killer": ""}
        try:
            found["put"] = self.put(mutant)
        except Exception as error:  # what breaks when it is imported is found by every test
            found["killer"] = f"cannot be imported: {error!r}"
        if found["put"] and not found["killer"]:
            with quiet():
                found["killer"] = next((key for key in keys if self.fails(self.items[key])), "")
        return found

    def put(self, mutant):
        """Change what is alive; without a mutant, make everything again as it was."""
        if mutant is None:
            for module in self.modules:
                self.living.renew(module)
            return True
        is_put = mutant.is_late and self.living.put(mutant)
        if mutant.is_in(self.at_import[mutant.module]):
            self.living.renew(mutant.module, compiled(mutant))
            return True
        return is_put


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
