"""Tries every mutant of the criteria compiler: each has to fail a test, or to be explained.

    make mutants                  all of them, about an hour
    make mutants ARGS=dates.py    those of the modules that are named so
    make mutants ARGS="dates.py moved tests/segments_app/criteria/test_dates.py"
                                  those with the word in their name, by these tests only

The file explained.toml names the mutants that no test can tell from the original, and why.
"""

import contextlib
import functools
import importlib
import os
import sys
import tempfile
import time
import tomllib
import traceback
from multiprocessing import Pipe
from pathlib import Path

import pytest

from tests.mutants.living import HERE, import_mutant
from tests.mutants.mutations import mutants
from tests.mutants.serving import Server, Trial, forked, limit, quiet

CRITERIA = "segments_app/criteria"
MODULES = [
    f"{CRITERIA}/{name}.py"
    for name in (
        "compiler", "conditions", "kinds", "kinds_of_days", "dates", "places",
        "expressions/compiling", "facts", "shapes", "shapes_of_days", "values", "reader", "tree",
        "contradictions", "expressions/grammar", "expressions/literals",
    )
]  # fmt: skip
KILLERS = ["tests/segments_app/criteria", "tests/segments_app/test_misreads.py"]
OPTIONS = [
    "-q", "--tb=no", "--assert=plain", "--capture=no", "-p", "no:xdist", "-p", "no:cacheprovider",
    "-p", "no:playwright",
]  # fmt: skip
EXPLAINED = Path(__file__).with_name("explained.toml")
BEGUN = time.monotonic()
#: Seconds of computing for the tests of a mutant that is imported; 0: none is, to be quicker.
IMPORTED = int(os.environ.get("IMPORTED", "60"))
#: 0: without the tests that ask the population, to be quicker.
WORLD = int(os.environ.get("WORLD", "1"))


def explained():
    """Return the reasons by module and mutant."""
    return tomllib.loads(EXPLAINED.read_text("utf-8"))


def all_mutants(modules, words=()):
    for module in modules:
        for mutant in mutants(module, (HERE / module).read_text("utf-8")):
            if all(word in mutant.name for word in words):
                yield mutant


class Run:
    """One run: what has become of each mutant."""

    def __init__(self, modules, words=(), tests=()):
        self.modules = modules
        self.words = words
        self.of_tests = tests or KILLERS
        self.folder = tempfile.TemporaryDirectory(prefix="mutants_")
        self.snapshot = str(Path(self.folder.name) / "tables.sqlite3")
        # By module and name: the test; "" if it survives, None if it has to be imported.
        self.killers = {}
        self.tests = {module: [] for module in modules}  # for mutants that are imported
        self.servers = []

    def whole(self):
        """Try the mutants of one module after the other; return whether all is well."""
        for with_world in (False, True)[: 1 + WORLD]:
            self.servers.append(self.started(with_world))
        try:
            return not [module for module in self.modules if not self.tried(module)]
        finally:
            for server in self.servers:
                server.close()

    def started(self, with_world):
        """Start the server of a group of tests, and wait until it has measured them."""
        ours, theirs = Pipe()
        if not os.fork():
            status = 1
            try:
                ours.close()
                self.group(theirs, with_world)
                status = 0
            except BaseException:  # said, and the pipe ends
                traceback.print_exc()
            finally:
                os._exit(status)
        theirs.close()
        try:
            for module, keys in ours.recv().items():
                self.tests[module] += keys
        except EOFError:
            sys.exit("What is wrong is said above.")
        return ours

    def group(self, pipe, with_world):
        """Try what is asked for with the tests of one group."""
        os.environ |= {"MUTANTS": "1", "TREES": "25"}  # one population for all tests
        # Tests that were chosen are about the modules: to trace them takes longer than to run them.
        is_traced = self.of_tests is KILLERS
        server = Server(self.modules, self.snapshot, with_world=with_world, is_traced=is_traced)
        server.work = functools.partial(self.serve, pipe)
        say("measuring the tests")
        hypothesis_profile()
        server.trace(server.at_import)
        status = pytest.main([*OPTIONS, *self.of_tests], plugins=[server])
        if status not in (pytest.ExitCode.OK, pytest.ExitCode.NO_TESTS_COLLECTED):
            raise SystemExit(status)

    def serve(self, pipe, server):
        for key in dict.fromkeys(server.failing_anyway):
            say(f"left out, as it fails without a mutant: {key}")
        say(f"{len(server.seconds)} tests, {sum(server.seconds.values()):.0f} seconds of computing")
        pipe.send({module: server.to_import(module) for module in self.modules})
        with contextlib.suppress(EOFError):  # nothing more is asked for
            while True:
                module, found = pipe.recv()
                for mutant in all_mutants([module], self.words):
                    if not found.get(mutant.name):
                        found[mutant.name] = server.tried(mutant, found.get(mutant.name, ""))
                pipe.send(found)

    def tried(self, module):
        """Try the mutants of a module, and say what has become of them."""
        found = {}
        for server in self.servers:
            server.send((module, found))
            found = server.recv()
            left = sum(not killer for killer in found.values())
            say(f"{module}: {len(found)} tried, {left} not found so far")
        if None in found.values() and IMPORTED:
            self.imported(module, found)
        for mutant in all_mutants([module], self.words):
            if not found[mutant.name] and mutant.name not in explained().get(module, {}):
                say(f"survives: {module} {mutant.lines[0]}: {mutant.name}")
        return report(module, found, self.words)

    def imported(self, module, found):
        """Try those that are left in processes that import them: what a module makes of itself."""
        if (killer := forked(self.trial, module, None)) != "":
            sys.exit(f"{module}: {killer or 'the limit of time'}, without a mutant.")
        for mutant in all_mutants([module], self.words):
            if found[mutant.name] is None:
                killer = forked(self.trial, module, mutant)
                found[mutant.name] = "the limit of time" if killer is None else killer

    def trial(self, module, mutant):
        limit(IMPORTED if mutant else IMPORTED // 2)  # half is for what a mutant makes slower
        if not self.tests[module]:
            return ""
        if mutant:
            import_mutant(mutant)
        hypothesis_profile()
        trial = Trial(self.snapshot)
        with quiet():
            status = pytest.main(["-x", *OPTIONS, *self.tests[module]], plugins=[trial])
        if status != pytest.ExitCode.OK and not trial.killer:
            raise ChildProcessError(f"No test says why {mutant} ends with {status!r}.")
        return trial.killer


def hypothesis_profile():
    """Let the same examples be tried each time, and none be made smaller."""
    from hypothesis import Phase, settings

    settings.register_profile("mutants", database=None, derandomize=True, phases=[Phase.generate])
    settings.load_profile("mutants")


def say(text):
    minutes, seconds = divmod(int(time.monotonic() - BEGUN), 60)
    sys.stdout.write(f"{minutes:3}:{seconds:02} {text}\n")
    sys.stdout.flush()


def report(module, killers, words=()):
    """Say what has been found of a module; return whether all is well."""
    reasons = explained().get(module, {})
    found = sum(map(bool, killers.values()))
    said = sum(not killer and name in reasons for name, killer in killers.items())
    wrong = [
        f"explained, but found by {killer}: {name}"
        for name, killer in killers.items()
        if killer and name in reasons
    ]
    if not words:
        wrong += [f"explained, but there is none: {name}" for name in set(reasons) - set(killers)]
    for line in wrong:
        say(line)
    left = len(killers) - found - said
    say(f"{module}: {len(killers)} mutants: {found} found by tests, {said} explained, "
        f"{left} neither.")  # fmt: skip
    return not wrong and not left


def main():
    os.nice(1)
    importlib.import_module("django.test")  # what each process needs that imports a mutant
    importlib.import_module("hypothesis.strategies")
    named = [
        word for word in sys.argv[1:] if word.endswith(".py") and not word.startswith("tests/")
    ]
    tests = [word for word in sys.argv[1:] if word.startswith("tests/")]
    words = [word for word in sys.argv[1:] if word not in (*named, *tests)]
    modules = [one for one in MODULES if not named or any(one.endswith(word) for word in named)]
    sys.exit(not Run(modules, words, tests).whole())


if __name__ == "__main__":
    main()
