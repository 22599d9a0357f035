"""Address blocks: the layout of each country, and nothing of an address lost."""

import re

import pytest

from segments_app.common.postal import OF_COUNTRY, USUAL, Place, left_out, lines
from tests.shared_data import shared

PARTS = {"address": "1 Quay", "postcode": "Z1", "city": "Town", "county": "Shire"}
#: The data has them in Cyrillic, Chinese, Korean or Persian order, which we keep for those letters,
#: or the post code of Nepal and the town of the Philippines and of Hungary where the post has not.
OTHERWISE = {"BY", "CN", "HU", "IR", "KG", "KR", "KZ", "NP", "PH", "TW"}


@pytest.mark.parametrize(
    ("country", "block"),
    [
        ("DE", "1 Quay/Z1 Town"),
        ("US", "1 Quay/Town, Shire Z1"),
        ("CA", "1 Quay/Town Shire Z1"),
        ("GB", "1 Quay/Town/Z1"),
        ("IT", "1 Quay/Z1 Town Shire"),
        ("IE", "1 Quay/Town/Shire/Z1"),
        ("BR", "1 Quay/Town - Shire/Z1"),
        ("HU", "Town/1 Quay/Z1"),
        ("JP", "1 Quay/Town, Shire Z1"),
        ("", "1 Quay/Z1 Town/Shire"),
    ],
)
def test_the_block_follows_the_country(country, block):
    assert "/".join(lines(Place(**PARTS, country=country))) == block


def test_what_is_empty_leaves_no_line_and_no_comma():
    place = Place(address="1 Quay", address_2="Rear", city="Boise", postcode="83702", country="US")

    assert lines(place) == ["1 Quay", "Rear", "Boise 83702"]
    assert lines(Place(country="US"), country_name="United States") == ["United States"]
    assert lines(Place()) == []


def test_in_its_own_letters_the_large_comes_first_and_the_name_last():
    place = Place(
        address="丸の内1-1", city="千代田区", county="東京都", postcode="100-0005", country="JP"
    )

    assert lines(place, names=["山田太郎"], country_name="日本") == [
        "100-0005", "東京都 千代田区", "丸の内1-1", "山田太郎", "日本",
    ]  # fmt: skip


def test_a_county_that_has_no_place_in_the_block_is_named():
    assert left_out(Place(**PARTS, country="DE")) == "Shire"
    assert left_out(Place(**PARTS, country="IT")) == ""


def test_no_country_loses_street_code_or_city():
    for country in ("", *OF_COUNTRY):
        text = " ".join(lines(Place(**PARTS, country=country), names=["Anna"]))

        assert all(part in text for part in ("Anna", "1 Quay", "Z1", "Town")), country


def layout_of(country):
    return OF_COUNTRY.get(country, USUAL)


def test_the_layouts_are_those_of_the_public_rules():
    """Whether a code has a line of its own, and what it stands before."""
    rules = public_layouts(shared("address-formatting", "worldwide.yaml").read_text())
    ours = {country: layout_of(country) for country in rules}
    differ = {
        country
        for country, rule in rules.items()
        if shape(ours[country], rule) != shape(rule, rule)
    }

    assert len(rules) > 240
    assert differ == OTHERWISE


def shape(layout, rule):
    """Return where street, city and post code stand to each other, of those the rule knows."""
    asked = set(rule) & set("ACZ")
    kept = ["".join(one for one in line if one in asked) for line in layout.split("/")]
    return "/".join(line for line in kept if line)


def public_layouts(text):
    """Return the layouts of the data by country, in our letters."""
    anchors = dict(re.findall(r"^\w+: &(\w+) \|\n((?:[ \t]+.*\n)+)", text, re.M))
    found, same = {}, {}
    for code, body in re.findall(r"^\"?([A-Z]{2})\"?:\n((?:[ #].*\n|\n)*)", text, re.M):
        named = re.search(r"^ +address_template: \*(\w+)", body, re.M)
        own = re.search(r"^ +address_template: \|\n((?: {8}.*\n)+)", body, re.M)
        other = re.search(r'use_country: "?([A-Z]{2})', body)
        if named or own:
            found[code] = in_our_letters(anchors[named[1]] if named else own[1])
        elif other:
            same[code] = other[1]
    return found | {code: found[other] for code, other in same.items() if other in found}


def in_our_letters(template):
    lines = []
    for line in template.splitlines():
        groups = re.findall(r"\{\{#first\}\}.*?\{\{/first\}\}|\{\{\{\w+\}\}\}", line)
        lines.append("".join(filter(None, map(letter, groups))))
    return "/".join(dict.fromkeys(filter(None, lines)))


def letter(group):
    if "postcode" in group:
        return "Z"
    if "road" in group:
        return "A"
    return "C" if re.search(r"\b(city|town)\b", group) else ""
