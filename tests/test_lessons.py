"""The lessons of what users of other products complain about, each shown by a test of its own.

A test says which it shows: `@pytest.mark.lesson(38)`; `pytest --collect-only -m lesson` lists them.
Lessons 1 to 56 are about choosing contacts: that it is quick, that its numbers are right, and
that criteria mean and stay what was meant.
"""

import ast
from collections import defaultdict
from pathlib import Path

TESTS = Path(__file__).resolve().parent
CHOOSING = set(range(1, 57))


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


def test_each_lesson_about_choosing_is_shown_by_a_test():
    assert CHOOSING - set(marked()) == set()


def test_lessons_have_the_numbers_of_the_list():
    assert {number for number in marked() if not 1 <= number <= 88} == set()
