"""The faults that reliability.md lists under A, B and D: each has a test that names it.

A test says which it shows in its name, `test_fa09_…`, or by `@pytest.mark.fault("FA09")`.
"""

import ast
import re
from pathlib import Path

TESTS = Path(__file__).resolve().parent
FAULTS = {
    *(f"FA{n:02}" for n in (*range(1, 5), *range(6, 10), *range(11, 20), *range(21, 28))),
    *("FA29", "FA31", "FA32", "FA33", "FA34", "FA36", "FA37"),
    *(f"FB{n:02}" for n in (*range(1, 9), 10, 11)),
    *(f"FD{n:02}" for n in (2, 3, 4, 5, 6, 8, 9)),
}
NAMED = re.compile(r"_(f[abd]\d\d)(?=_)")


def shown():
    """Return the faults that tests show, by name or by mark."""
    found = set()
    for file in TESTS.rglob("test_*.py"):
        text = file.read_text("utf-8")
        if "mark.fault" not in text and not NAMED.search(text):
            continue
        for node in ast.parse(text).body:
            if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
                found |= {name.upper() for name in NAMED.findall(node.name)}
                found |= set(faults_of(node))
    return found


def faults_of(function):
    """Return the faults in the marks of a test."""
    for decorator in function.decorator_list:
        if isinstance(decorator, ast.Call) and ast.unparse(decorator.func) == "pytest.mark.fault":
            yield from (argument.value for argument in decorator.args)


def test_each_fault_of_files_fields_and_exports_is_shown_by_a_test():
    assert sorted(FAULTS - shown()) == []


def test_faults_have_the_numbers_of_the_list():
    assert sorted(shown() - FAULTS) == []
