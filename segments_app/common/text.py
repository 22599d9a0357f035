"""Text made comparable: what a search finds must not depend on accents, case or database."""

import unicodedata

# Letters that decomposition leaves whole although people search for them without the stroke.
_FOLDED = str.maketrans(
    {
        "ł": "l",
        "ø": "o",
        "đ": "d",
        "ð": "d",
        "þ": "th",
        "æ": "ae",
        "œ": "oe",
        "ß": "ss",
        "\u0131": "i",
        "ħ": "h",
        "ŧ": "t",
    }
)
_INVISIBLE = {"Cc": " ", "Cf": ""}  # control characters part words, format characters do not


def normalise(text: str) -> str:
    """Return `text` without accents, case folded, its blanks single: "Łucja  Öz" is "lucja oz".

    Doing it twice changes nothing. Texts of ASCII, which most are, take a short way.
    """
    if text.isascii() and text.isprintable():
        return " ".join(text.lower().split())
    decomposed = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    plain = "".join(
        _INVISIBLE.get(unicodedata.category(letter), letter)
        for letter in decomposed.casefold()
        if not unicodedata.combining(letter)
    )
    return " ".join(plain.translate(_FOLDED).split())
