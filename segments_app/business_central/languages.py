"""The reference product's language codes, and ours for them (ISO 639-1)."""

OURS = {
    "ARA": "ar", "BGR": "bg", "CHS": "zh", "CHT": "zh", "CSY": "cs", "DAN": "da", "DEA": "de",
    "DEL": "de", "DES": "de", "DEU": "de", "ELL": "el", "ENA": "en", "ENC": "en", "ENG": "en",
    "ENI": "en", "ENN": "en", "ENP": "en", "ENS": "en", "ENU": "en", "ENZ": "en", "ESM": "es",
    "ESN": "es", "ESO": "es", "ESP": "es", "ESR": "es", "ESS": "es", "ETI": "et", "FIN": "fi",
    "FRA": "fr", "FRB": "fr", "FRC": "fr", "FRL": "fr", "FRS": "fr", "HEB": "he", "HIN": "hi",
    "HRV": "hr", "HUN": "hu", "IND": "id", "ISL": "is", "ITA": "it", "ITS": "it", "JPN": "ja",
    "KOR": "ko", "LTH": "lt", "LVI": "lv", "MSL": "ms", "NLB": "nl", "NLD": "nl", "NON": "nn",
    "NOR": "nb", "PLK": "pl", "PTB": "pt", "PTG": "pt", "ROM": "ro", "RUS": "ru", "SKY": "sk",
    "SLV": "sl", "SRP": "sr", "SVE": "sv", "THA": "th", "TRK": "tr", "UKR": "uk", "VIT": "vi",
}  # fmt: skip


def our_code(code: str) -> str | None:
    """Return our code for theirs; a code of two letters is one of ours already."""
    if len(code) == 2 and code.isalpha():
        return code.lower()
    return OURS.get(code.upper())
