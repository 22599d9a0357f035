"""Tries every mutant of the criteria compiler: each has to fail a test, or to be explained.

    make mutants                  all of them, about an hour
    make mutants ARGS=dates.py    those of the modules that are named so
    make mutants ARGS="dates.py moved tests/segments_app/criteria/test_dates.py"
                                  those with the word in their name, by these tests only

The file explained.toml names the mutants that no test can tell from the original, and why.
"""

import functools
import importlib
import os
import sys
import tempfile
import time
import tomllib
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
IMPORTED = 60  # seconds of computing for the tests of a mutant that is imported


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
        self.tests = {}  # for mutants that are imported: the tests of each module

    def whole(self):
        for with_world in (True, False):
            self.killers, tests = forked(self.group, with_world)
            for module, keys in tests.items():
                self.tests.setdefault(module, []).extend(keys)
        self.imported()

    def group(self, with_world):
        """Try all that are not found yet with the tests of one group."""
        os.environ["MUTANTS"] = "1"  # one population for all tests
        server = Server(self.modules, self.snapshot, with_world=with_world)
        server.work = self.serve
        say(f"{time.strftime('%H:%M:%S')} measuring the tests")
        hypothesis_profile()
        server.trace(server.at_import)
        status = pytest.main([*OPTIONS, *self.of_tests], plugins=[server])
        if status not in (pytest.ExitCode.OK, pytest.ExitCode.NO_TESTS_COLLECTED):
            raise SystemExit(status)
        return self.killers, self.tests

    def serve(self, server):
        say(f"{time.strftime('%H:%M:%S')} {len(server.items)} tests, "
            f"{sum(server.seconds.values()):.0f} seconds of computing")  # fmt: skip
        self.tests = {module: server.representative(module) for module in self.modules}
        for mutant in all_mutants(self.modules, self.words):
            key = (mutant.module, mutant.name)
            if not mutant.is_late:
                self.killers[key] = None
            elif not self.killers.get(key):
                killer = server.try_mutant(mutant, original(mutant.module))
                is_left = killer == "" and self.killers.get(key, "") is None
                self.killers[key] = None if is_left else killer
                self.progress()

    def imported(self):
        """Try those that are left in processes that import them: what a module makes of itself."""
        reasons = explained()
        if forked(self.trial, None):
            sys.exit("The tests do not pass in a process of their own, without a mutant.")
        for mutant in all_mutants(self.modules, self.words):
            key = (mutant.module, mutant.name)
            if self.killers[key] is None:
                killer = forked(self.trial, mutant)
                self.killers[key] = "the limit of time" if killer is None else killer
            if not self.killers[key] and mutant.name not in reasons.get(mutant.module, {}):
                say(f"survives: {mutant.module} {mutant.lines[0]}: {mutant.name}")

    def trial(self, mutant):
        limit(IMPORTED)
        module = mutant.module if mutant else self.modules[0]
        if not self.tests[module]:
            return ""
        if mutant:
            import_mutant(mutant)
        hypothesis_profile()
        trial = Trial(self.snapshot)
        with quiet():
            status = pytest.main(["-x", *OPTIONS, *self.tests[module]], plugins=[trial])
        return trial.killer or ("" if status == 0 else "an error of import")

    def progress(self):
        done = len(self.killers)
        if done % 50 == 0:
            left = sum(not killer for killer in self.killers.values())
            say(f"{time.strftime('%H:%M:%S')} {done} tried, {left} not found so far")


@functools.cache
def original(module):
    file = HERE / module
    return compile(file.read_text("utf-8"), str(file), "exec", dont_inherit=True)


def hypothesis_profile():
    """Let the same examples be tried each time, and none be made smaller."""
    from hypothesis import Phase, settings

    settings.register_profile("mutants", database=None, derandomize=True, phases=[Phase.generate])
    settings.load_profile("mutants")


def say(text):
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def report(run):
    """Say what has been found; return whether all is well."""
    reasons = explained()
    tried, found, said, wrong = len(run.killers), 0, 0, []
    for (module, name), killer in run.killers.items():
        reason = reasons.get(module, {}).get(name)
        found += bool(killer)
        said += bool(reason and not killer)
        if killer and reason:
            wrong.append(f"explained, but found by {killer}: {module}: {name}")
    if not run.words:
        for module in run.modules:
            for name in set(reasons.get(module, {})) - {n for m, n in run.killers if m == module}:
                wrong.append(f"explained, but there is none: {module}: {name}")
    for line in wrong:
        say(line)
    say(f"{tried} mutants: {found} found by tests, {said} explained, "
        f"{tried - found - said} neither.")  # fmt: skip
    return not wrong and tried == found + said


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
    begun, run = time.monotonic(), Run(modules, words, tests)
    run.whole()
    well = report(run)
    say(f"{(time.monotonic() - begun) / 60:.0f} minutes")
    sys.exit(not well)


if __name__ == "__main__":
    main()
