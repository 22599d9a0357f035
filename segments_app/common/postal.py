"""A postal address in the layout of its country: what stands before what, and on which line.

Letters name the parts: A the street lines, C the city, S the county or state, Z the post code;
"/" begins a line. Where a part is empty, its separator is gone too. A country in no table has the
usual layout, so that nothing that was typed is lost.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

USUAL = "A/Z C/S"
LAYOUTS = {
    "A/Z C": "AD AT AX AZ BA BE BL CH CV CY CZ DE DK DZ EE ET FI FO FR GE GF GL GP GR GW HR HT IL"
    " IS JO KW LA LI LR LT LU MA MC MD ME MF MG MK MQ MZ NC NE NL BQ NO PF PL PM PS PT PW PY RE RO"
    " RS SD SE SI SJ SK SY TF TJ TM TN TR UY WF YT ZM",
    "A/Z C/S": "CL ES GN HN KG KZ BY MY SV TZ AR",
    "A/Z C S": "IT SM VA",
    "A/Z C, S": "CO MX",
    "A/Z-C/S": "GT",
    "A/Z/C/S": "AL AM EC MN OM PA",
    "A/S, C/Z": "CR",
    "A/C Z": "BG BH BM BT JM KH KY LB LK LS MU MV NA NP NZ PE PK SA SG TK XK",
    "A/C, Z": "AO CU LV MM TT",
    "A/C-Z": "BD",
    "A/C - Z/S": "IN",
    "A/C Z S": "PG",
    "A/C Z, S": "VE",
    "A/C/S Z": "BN TH VN",
    "A/C, S Z": "US AS GU MP PR UM VI FM MH JP KN TW",
    "A/C S Z": "AU CC CX HM NF CA",
    "A/C, S/Z": "DO CN",
    "A/C - S/Z": "BR",
    "A/C/Z": "AI EG GB FK GG GS IM IO JE KE MT SH SZ TC VG ZA IQ",
    "C/A/Z": "HU",
    "A/C/S/Z": "IE IR KR RU UA UZ",
    "A/C Z/S": "ID NG AE AF AG AW BB BF BI BJ BO BS BW BZ CD CF CG CI CK CM CW DJ DM EH ER FJ GA"
    " GD GH GI GM GQ GY HK KI KM KP LC LY ML MO MR MS MW NI NR NU QA RW SB SC SL SO SR SS ST SX TD"
    " TG TL TO TV UG VC VU WS YE ZW",
}
OF_COUNTRY = {code: layout for layout, codes in LAYOUTS.items() for code in codes.split()}
#: Written in the letters of the country, the large comes before the small, the name at the end.
NATIVE = {"CN": "Z/S C/A", "JP": "Z/S C/A", "KR": "S C A/Z", "TW": "Z/S C/A"}
OWN_LETTERS = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
TOKENS = re.compile(r"[ACSZ]|[^ACSZ]+")


@dataclass(frozen=True)
class Place:
    """What a postal address is made of; the country is its code."""

    address: str = ""
    address_2: str = ""
    postcode: str = ""
    city: str = ""
    county: str = ""
    country: str = ""

    @property
    def layout(self) -> str:
        """How the country writes it, in the letters it is written in."""
        native = NATIVE.get(self.country, "")
        if native and OWN_LETTERS.search(self.address + self.city + self.county):
            return native
        return OF_COUNTRY.get(self.country, USUAL)


def lines(place: Place, *, names: Iterable[str] = (), country_name: str = "") -> list[str]:
    """Return the lines of the block; `names` are who gets it, the country is named where given."""
    parts = {
        "A": " ".join(filter(None, (place.address, place.address_2))),
        "C": place.city,
        "S": place.county,
        "Z": place.postcode,
    }
    block = []
    for line in place.layout.split("/"):
        streets = [place.address, place.address_2]
        block += streets if line == "A" else [in_a_line(line, parts)]
    whom = list(names)
    block = [*block, *whom] if place.layout in NATIVE.values() else [*whom, *block]
    return [line for line in [*block, country_name] if line]


def left_out(place: Place) -> str:
    """Return the county where the country's layout has no place for it."""
    return "" if "S" in place.layout else place.county


def in_a_line(layout: str, parts: Mapping[str, str]) -> str:
    """Return the parts of one line, a separator only between two that are there.

    >>> in_a_line("C, S Z", {"C": "Boise", "S": "ID", "Z": "83702"})
    'Boise, ID 83702'
    >>> in_a_line("C, S Z", {"C": "Boise", "S": "", "Z": "83702"})
    'Boise 83702'
    """
    text = between = ""
    for token in TOKENS.findall(layout):
        if token not in parts:
            between = token
        elif parts[token]:
            text += between + parts[token] if text else parts[token]
    return text
