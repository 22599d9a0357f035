"""What tree the text of a filter expression is read as: signs, words and where they stand."""

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation

from segments_app.criteria.expressions.grammar import Compare, FilterError, Join, Range, Wild, parse
from segments_app.criteria.expressions.literals import DAYS, NUMBERS, TEXTS, read
from segments_app.criteria.expressions.shape import NUMBER_FILTER


def pieces(word):
    """Return what a word is made of, and where it stands; None for an end that is not there."""
    if word is None:
        return None
    found = (piece.value if isinstance(piece, Wild) else piece for piece in word.pieces)
    return *found, word.position


def told(tree):
    match tree:
        case Join():
            return ("&" if tree.every else "|", *map(told, tree.parts))
        case Range():
            return pieces(tree.first), "..", pieces(tree.last), tree.position
        case Compare():
            return tree.sign, pieces(tree.value), tree.position


A, B = ("=", ("a", 1), 1), ("=", ("b", 3), 3)
READ = [
    (" <= a b  ", ("<=", ("a b", 5), 2)),
    ("a|b|c", ("|", A, B, ("=", ("c", 5), 5))),
    ("(a|b)|c", ("|", ("=", ("a", 2), 2), ("=", ("b", 4), 4), ("=", ("c", 7), 7))),
    ("(a&b)&c", ("&", ("=", ("a", 2), 2), ("=", ("b", 4), 4), ("=", ("c", 7), 7))),
    ("a&b|c", ("|", ("&", A, B), ("=", ("c", 5), 5))),
    ("a|(b&c)", ("|", A, ("&", ("=", ("b", 4), 4), ("=", ("c", 6), 6)))),
    ("a&(b|c)", ("&", A, ("|", ("=", ("b", 4), 4), ("=", ("c", 6), 6)))),
    ("( a ) ", ("=", ("a", 3), 3)),
    ("a*b?", ("=", ("a", "*", "b", "?", 1), 1)),
    ("'a''b'c", ("=", ("a'bc", 1), 1)),
    ("a''b", ("=", ("a'b", 1), 1)),
    ("''", ("=", (1,), 1)),
    ("*''", ("=", ("*", 1), 1)),
    ("@ab", ("=", ("ab", 1), 1)),
    ("a@b", ("=", ("a@b", 1), 1)),
    ("..b", (None, "..", ("b", 3), 1)),
    ("a..", (("a", 1), "..", None, 1)),
    ("(a..)", (("a", 2), "..", None, 2)),
    ("a..|b", ("|", (("a", 1), "..", None, 1), ("=", ("b", 5), 5))),
    ("a .. b | c", ("|", (("a", 1), "..", ("b", 6), 1), ("=", ("c", 10), 10))),
    ("a.b", ("=", ("a.b", 1), 1)),
    ("a\tb", ("=", ("a\tb", 1), 1)),
    ("<>a&>=b", ("&", ("<>", ("a", 3), 1), (">=", ("b", 7), 5))),
    ("a*'b|c'", ("=", ("a", "*", "b|c", 1), 1)),
    ("@  ", ("=", (1,), 1)),
    ("<a&..b", ("&", ("<", ("a", 2), 1), (None, "..", ("b", 6), 4))),
    ("'a'|'b' ", ("|", A, ("=", ("b", 5), 5))),
]


@pytest.mark.parametrize(("text", "tree"), READ, ids=[text for text, _tree in READ])
def test_a_text_is_read_as_one_tree(text, tree):
    assert told(parse(text)) == tree


REASONS = {
    "<..b": "something to compare with is missing",
    "<>a..b": "no sign before",
    "a..b..c": "two ends only",
    "(a)b": "missing after the bracket",
    "a<b": "cannot stand here",
    "a|b)": "closes nothing",
}


def test_a_mistake_is_told_with_its_reason():
    for text, reason in REASONS.items():
        with pytest.raises(FilterError, match=reason):
            parse(text)


@pytest.mark.parametrize(
    ("text", "literals"),
    [
        ("x" * 2_048, TEXTS),
        ("|".join(["a"] * 500), TEXTS),
        ("(" * 10 + "a" + ")" * 10, TEXTS),
        ("a..a", TEXTS),
        ("1..1", NUMBERS),
        ("999999999999.999999", NUMBERS),
        ("0001-01-02..9998-12-31", DAYS),
        ("2026-01-01..2026-01-01|t..t", DAYS),
        ("' 1 '", NUMBERS),
        ("-1D..2026-01-01", DAYS),
        ("2026-01-01..-1D", DAYS),  # which comes first depends on the day
    ],
)
def test_what_is_just_within_a_limit_is_read(text, literals):
    assert read(text, literals)


@pytest.mark.parametrize(
    ("text", "literals", "reason"),
    [
        (3, TEXTS, "not a text"),
        (" ", TEXTS, "Type a filter"),
        ("1|''", NUMBERS, "Character 3: this is never empty"),
        ("1*", NUMBERS, "stand for letters only"),
        ("26-02-01", DAYS, "not a date"),
        ("2026.02.01", DAYS, "not a date"),  # as a rule stores none
    ],
)
def test_what_has_no_meaning_is_refused_with_its_reason(text, literals, reason):
    with pytest.raises(ValidationError, match=reason):
        read(text, literals)


def test_a_stored_number_means_the_same_in_every_language():
    with translation.override("de"):
        assert NUMBER_FILTER.clean("1.5..2.5", None) == "1.5..2.5"
