"""The lessons of what users of other products complain about, each shown by a test of its own.

A test says which it shows: `@pytest.mark.lesson(38)`; `pytest --collect-only -m lesson` lists them.
Lessons 1 to 56 are about choosing contacts: that it is quick, that its numbers are right, and
that criteria mean and stay what was meant. Lessons 57 to 71 are about consent and who is left
out, 72 to 80 about logging that loses and doubles nothing, 81 to 88 about import and deletion.
"""

import ast
from collections import defaultdict
from pathlib import Path

TESTS = Path(__file__).resolve().parent
LESSONS = set(range(1, 89))
#: Lessons that do not hold in all, and why; no test is marked with them.
NOT_HELD: dict[int, str] = {}


def marked():
    """Return the tests that show a lesson, by its number."""
    found = defaultdict(set)
    for file in TESTS.rglob("test_*.py"):
        text = file.read_text("utf-8")
        if "mark.lesson" not in text:
            continue
        for node in ast.parse(text).body:
            if isinstance(node, ast.FunctionDef):
                for number in lessons_of(node):
                    found[number].add(f"{file.name}::{node.name}")
    return found


def lessons_of(function):
    """Return the numbers in the marks of a test."""
    for decorator in function.decorator_list:
        if isinstance(decorator, ast.Call) and ast.unparse(decorator.func) == "pytest.mark.lesson":
            assert function.name.startswith("test_"), function.name
            yield from (argument.value for argument in decorator.args)


def test_each_lesson_is_shown_by_a_test_or_said_not_to_hold():
    assert LESSONS - set(marked()) == set(NOT_HELD)


def test_lessons_have_the_numbers_of_the_list():
    assert set(marked()) - LESSONS == set()
