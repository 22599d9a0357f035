"""Numbers as people type them in each language."""

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation
from django.utils.formats import number_format

from segments_app.criteria.expressions.shape import NUMBER_FILTER
from segments_app.criteria.values import typed_number

LANGUAGES = ["en", "de", "sv", "it", "nl", "da"]
TYPED = [
    ("en", {"1,500": 1500, "1,500,000.25": "1500000.25", "1.500": "1.5", "1.5": "1.5"}),
    ("de", {"1.500": 1500, "-1.500,25": "-1500.25", "1,500": "1.5", "1.5": "1.5", "0.5": "0.5"}),
    ("sv", {"1 500": 1500, "1\u202f500\u202f000": 1500000, "1,500": "1.5", "1.5": "1.5"}),
    ("it", {"12.500.000": 12500000, "1'500": 1500, "0.500": "0.5"}),
]


@pytest.mark.parametrize(("language", "typed"), TYPED)
def test_separators_of_thousands_are_no_decimals(language, typed):
    with translation.override(language):
        assert {text: typed_number(text) for text in typed} == typed


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_number_copied_from_a_page_is_that_number(language):
    with translation.override(language):
        for number in (1500, 12345678, -2000):
            shown = number_format(number, force_grouping=True)
            assert typed_number(shown) == number
            assert NUMBER_FILTER.read({"value": [f"{shown}.."]}, None) == f"{number}.."


@pytest.mark.parametrize(
    ("language", "text"),
    [("en", "1,5"), ("en", "1,50,000"), ("de", "1.50.00"), ("sv", "1.500"), ("sv", "1 50")],
)
def test_what_may_be_meant_otherwise_is_refused(language, text):
    with translation.override(language), pytest.raises(ValidationError):
        typed_number(text)
