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
        "\u0131": "i",
        "ħ": "h",
    }
)


def normalise(text: str) -> str:
    """Return `text` without accents, case folded, its blanks single: "Łucja  Öz" is "lucja oz"."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    plain = "".join(letter for letter in decomposed if not unicodedata.combining(letter))
    return " ".join(plain.casefold().translate(_FOLDED).replace("\0", "").split())
