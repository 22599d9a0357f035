"""Text is folded the same by Python, SQLite and PostgreSQL."""

# ruff: noqa: RUF001

import pytest
from django.db.models import F
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from contacts.models import MailingGroup
from segments_app.common.folding import fold
from segments_app.common.text import normalise

pytestmark = pytest.mark.django_db

#: Letters of the languages of our users and their neighbours; a database made without a
#: language knows the capitals of no others.
LETTERS = [
    *range(0x20, 0x7F),
    *range(0xA0, 0x180),
    *range(0x386, 0x3CF),
    *range(0x400, 0x460),
    *range(0x1E00, 0x1F00),
]
TEXTS = st.text(st.sampled_from([chr(letter) for letter in LETTERS]), min_size=1, max_size=40)


def folded(text):
    group, _new = MailingGroup.objects.update_or_create(code="X", defaults={"description": text})
    return MailingGroup.objects.annotate(f=F("description__folded")).get(pk=group.pk).f


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("ASCII Text", "ascii text"),
        ("Łucja Öz", "lucja oz"),
        ("STRASSE Straße ẞ", "strasse strasse ss"),
        ("Ærø Œuvre þing Đuro", "aero oeuvre thing duro"),
        ("ΣΟΦΟΣ σοφός", "σοφοσ σοφοσ"),
        ("Ёлка АННА", "елка анна"),
        ("İstanbul ılık", "istanbul ilik"),
        ("ﬁ e\u0301", "fi e"),
    ],
)  # fmt: skip
def test_accents_and_case_do_not_count(text, plain):
    assert fold(text) == plain
    assert folded(text) == plain


@settings(
    max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(text=TEXTS)
def test_the_database_folds_like_python(db, text):
    assert folded(text) == fold(text)


@given(text=TEXTS)
def test_folding_twice_changes_nothing_and_search_words_are_folded(text):
    assert fold(fold(text)) == fold(text)
    assert normalise(text) == " ".join(fold(text).split())


def test_every_letter_of_the_alphabets_is_folded_alike():
    text = "".join(chr(letter) for letter in LETTERS)
    halves = [text[start : start + 90] for start in range(0, len(text), 90)]

    assert [folded(half) for half in halves] == [fold(half) for half in halves]


@pytest.mark.parametrize("wanted", ["%", "_", "\\", "'", "a%b"])
def test_signs_of_patterns_stand_for_themselves(wanted):
    MailingGroup.objects.create(code="1", description=f"x{wanted}y")
    MailingGroup.objects.create(code="2", description="xaby")

    found = MailingGroup.objects.filter(description__folded__contains=fold(wanted))

    assert [group.code for group in found] == ["1"]
