"""What is made of a module, and that every mutant that is explained is one."""

import pytest

from tests.mutants.mutations import mutants
from tests.mutants.run import MODULES, all_mutants, explained

SOURCE = '''
"""A docstring stays."""
LIMIT = 3


def chosen(rows, few=True):
    """So does this one."""
    if few and len(rows) <= LIMIT:
        return ~rows & rows.strip()
    return [row for row in rows if not row]
'''
NAMES = [
    "module: 3 → 4",
    "module: 3 → 2",
    "module: True → False",
    "chosen: few and len(rows) <= LIMIT → few or len(rows) <= LIMIT",
    "chosen: few and len(rows) <= LIMIT → len(rows) <= LIMIT",
    "chosen: few and len(rows) <= LIMIT → few",
    "chosen: len(rows) <= LIMIT → len(rows) < LIMIT",
    "chosen: len(rows) <= LIMIT → len(rows) > LIMIT",
    "chosen: return ~rows & rows.strip() → return None",
    "chosen: ~rows & rows.strip() → ~rows | rows.strip()",
    "chosen: ~rows → rows",
    "chosen: rows.strip() → rows",
    "chosen: return [row for row in rows if not row] → return None",
    "chosen: for row in rows if not row → for row in rows",
    "chosen: not row → row",
]


def test_each_small_change_is_made_once_and_has_a_name():
    assert [mutant.name for mutant in mutants("sample.py", SOURCE)] == NAMES


def test_a_mutant_knows_its_statement_and_when_it_takes_effect():
    found = {mutant.name: mutant for mutant in mutants("sample.py", SOURCE)}

    assert not found["module: 3 → 4"].is_late
    assert not found["module: True → False"].is_late  # a default is made with the function
    assert found["chosen: ~rows → rows"].is_late
    assert found["chosen: ~rows → rows"].is_in({9})
    assert not found["chosen: ~rows → rows"].is_in({8, 10})


def test_the_tree_of_a_mutant_is_the_source_with_that_change_only():
    from ast import parse, unparse

    changed = {m.name: unparse(m.tree) for m in mutants("sample.py", SOURCE)}
    original = unparse(parse(SOURCE))

    assert changed["chosen: ~rows → rows"] == original.replace("~rows", "rows")
    assert len(set(changed.values()) | {original}) == len(NAMES) + 1


@pytest.mark.parametrize("module", MODULES)
def test_what_is_explained_is_a_mutant_and_has_a_reason(module):
    names = [mutant.name for mutant in all_mutants([module])]
    reasons = explained().get(module, {})

    assert len(names) == len(set(names)) > 20
    assert set(reasons) <= set(names)
    assert all(len(reason) > 20 for reason in reasons.values())


def test_only_modules_that_are_mutated_are_explained():
    assert set(explained()) <= set(MODULES)
