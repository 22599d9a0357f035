import pytest
from hypothesis import given
from hypothesis import strategies as st

from segments_app.common.text import normalise


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("Lucja", "Łucja"),
        ("sorensen", "Sørensen"),
        ("STRASSE", "Straße"),
        ("aero", "Ærø"),
        ("dordevic", "Đorđević"),
        ("thorunn", "Þórunn"),
        ("oberg", "Öberg"),
        ("izmir", "İzmir"),
        ("isik", "I\u015f\u0131k"),
        ("coeur", "Cœur"),
        ("anna maria", "  Anna \t Maria\n"),
        ("jose", "Jose\u0301"),
        ("office", "oﬃce"),
        ("soft hyphen", "soft hy\u00adphen"),
    ],
)
def test_what_is_typed_without_accents_finds_what_is_stored_with_them(typed, stored):
    assert normalise(typed) == normalise(stored)


def test_control_characters_part_words_and_never_reach_the_database():
    assert normalise("a\0b\x1fc") == "a b c"


@given(st.text())
def test_normalising_twice_changes_nothing(text):
    assert normalise(normalise(text)) == normalise(text)


@given(st.text())
def test_case_never_matters(text):
    assert normalise(text.casefold()) == normalise(text)
