"""Countries as people write them: codes, and names in every language of the product."""

from functools import cache

from django.conf import settings
from django.utils import translation
from django_countries import countries

from segments_app.common.text import normalise

#: Names in use that are nobody's official ones.
OTHER_NAMES = {
    "AE": "uae|united arab emirates|emirates",
    "BO": "bolivia",
    "CZ": "czech republic|tschechische republik|tjekkiet|tsjechie|repubblica ceca",
    "GB": "uk|great britain|england|scotland|wales|northern ireland|grossbritannien|u.k.|"
    "united kingdom of great britain and northern ireland|storbritannien|groot-brittannie|"
    "gran bretagna|vereinigtes konigreich",
    "IR": "iran",
    "KP": "north korea",
    "KR": "south korea|korea|republic of korea|korea, republic of",
    "LA": "laos",
    "MD": "moldova",
    "MK": "macedonia",
    "NL": "holland|the netherlands|niederlande",
    "PS": "palestine",
    "RU": "russia|russian federation|russland",
    "SY": "syria",
    "TR": "turkey",
    "TW": "taiwan",
    "TZ": "tanzania",
    "US": "usa|u.s.a.|u.s.|united states|united states of america|america|vereinigte staaten|"
    "stati uniti|verenigde staten|forenta staterna",
    "VE": "venezuela",
    "VN": "vietnam|viet nam",
}


#: The signs on cars, as people write them before post codes, where they are no code of ISO.
CAR_CODES = {
    "a": "AT",
    "b": "BE",
    "d": "DE",
    "e": "ES",
    "f": "FR",
    "h": "HU",
    "i": "IT",
    "l": "LU",
    "n": "NO",
    "p": "PT",
    "s": "SE",
}


@cache
def country_codes() -> dict[str, str]:
    """Return the code of each country by what it is called, normalised."""
    found: dict[str, str] = {}
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            found |= {normalise(str(name)): code for code, name in countries}
    found |= CAR_CODES
    for code, names in OTHER_NAMES.items():
        found |= {normalise(name): code for name in names.split("|")}
    for code in countries.countries:
        found[code.lower()] = code
        found[(countries.alpha3(code) or code).lower()] = code
    return found
