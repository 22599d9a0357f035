"""Names, streets and telephone numbers brought into a form in which writing mistakes count less."""

import re
from functools import lru_cache
from itertools import groupby

import phonenumbers

from segments_app.common.text import normalise

#: What companies write behind their names, as `normalise` leaves it without points.
LEGAL_FORMS = frozenset(
    {
        "ab", "ag", "aps", "as", "asa", "bv", "co", "company", "corp", "corporation", "eg", "eirl",
        "ev", "gbr", "gmbh", "inc", "incorporated", "kg", "kgaa", "kft", "kk", "limited", "llc",
        "llp", "lp", "ltd", "ltda", "mbh", "nv", "oy", "oyj", "ou", "plc", "pte", "pty", "sa",
        "sarl", "sas", "se", "sia", "sl", "snc", "spa", "spol", "spzoo", "sprl", "srl", "sro",
        "the", "und", "and", "y", "et", "e", "i", "og", "of", "de",
    }
)  # fmt: skip
STREETS = {
    "ave": "avenue", "av": "avenue", "blv": "boulevard", "blvd": "boulevard", "cir": "circle",
    "crt": "court", "ct": "court", "dr": "drive", "e": "east", "hwy": "highway", "ln": "lane",
    "n": "north", "pl": "place", "rd": "road", "s": "south", "sq": "square", "st": "street",
    "str": "strasse", "w": "west", "pkwy": "parkway", "sts": "streets", "first": "1st",
    "second": "2nd", "third": "3rd", "fourth": "4th", "fifth": "5th", "sixth": "6th",
    "seventh": "7th", "eighth": "8th", "ninth": "9th", "tenth": "10th",
}  # fmt: skip
WORD = re.compile(r"[^\W_]+")
SPLIT = re.compile(r"(?<=\d)(?=[^\W\d_](?![^\W_]))")  # 12b, but not 12th
#: Letters that are heard alike get one letter; vowels are dropped after the first letter.
_ALIKE = str.maketrans("bcdgjmqvwxz", "pktkynkffss")
_SOUNDS = (("sch", "s"), ("ph", "f"), ("th", "t"), ("ck", "k"), ("dt", "t"), ("gh", "g"))


def plain(text: str) -> str:
    """Return what `normalise` does, for plain texts the short way."""
    return text.lower() if text.isascii() and text.isprintable() else normalise(text)


def words(text: str) -> list[str]:
    """Return the words of a text, without accents, case and points."""
    return WORD.findall(plain(text).replace("'", "").replace(".", " "))


@lru_cache(maxsize=20_000)
def sound(word: str) -> str:
    """Return how a word sounds, roughly: "schmidt" and "smith" are "snt".

    >>> sound("schmidt") == sound("smit")
    True
    """
    for letters, letter in _SOUNDS:
        word = word.replace(letters, letter)
    heard = word.translate(_ALIKE)
    kept = heard[:1] + "".join(letter for letter in heard[1:] if letter not in "aeiouhy")
    return "".join(letter for letter, _run in groupby(kept))


def company_words(name: str) -> list[str]:
    """Return the words of a company's name, without its legal form where more is left."""
    every = WORD.findall(plain(name).replace("'", "").replace(".", ""))
    return [word for word in every if word not in LEGAL_FORMS] or every


def street_words(text: str) -> list[str]:
    """Return the words of a street with its number, abbreviations written out."""
    return [STREETS.get(word, word) for word in words(SPLIT.sub(" ", text))]


@lru_cache(maxsize=10_000)
def phone_key(text: str, country: str) -> str:
    """Return a telephone number as +49301234567; "" for one that says too little.

    A number in the national form is read as one of the contact's country.
    """
    digits = re.sub(r"\D", "", text.replace("(0)", ""))
    if len(digits) < 6:
        return ""
    if text.startswith("+"):
        return f"+{digits}"
    if digits.startswith("00"):
        return f"+{digits[2:]}"
    code = phonenumbers.country_code_for_region(country) if country else 0
    if not code:
        return digits
    try:
        number = phonenumbers.parse(text, country)
    except phonenumbers.NumberParseException:
        return digits
    zeros = "0" * (number.number_of_leading_zeros or 1) if number.italian_leading_zero else ""
    return f"+{number.country_code}{zeros}{number.national_number}"
