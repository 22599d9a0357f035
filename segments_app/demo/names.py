"""Names of persons and companies, and the reserved hosts of their e-mail addresses."""

from dataclasses import dataclass

from faker import Faker

from segments_app.common.text import normalise

from .company import Company
from .countries import COUNTRIES, City, Country
from .words import BUSINESSES, ROOTS

POOL = 300


@dataclass(frozen=True)
class Names:
    """First names and surnames of one locale to draw from."""

    women: list[str]
    men: list[str]
    surnames_of_women: list[str]
    surnames_of_men: list[str]


class Namer:
    """Draws names: Faker gives the pools once, so that drawing is quick at any size."""

    def __init__(self, company: Company) -> None:
        self.company = company
        locales = sorted({country.locale for country in COUNTRIES} | {"fr_BE"})
        self.names = {locale: self._pool(locale) for locale in locales}
        self.taken: set[str] = set()

    def _pool(self, locale: str) -> Names:
        fake = Faker(locale)
        fake.seed_instance(self.company.rng.getrandbits(32))
        return Names(
            [fake.first_name_female() for _ in range(POOL)],
            [fake.first_name_male() for _ in range(POOL)],
            [fake.last_name_female() for _ in range(POOL)],
            [fake.last_name_male() for _ in range(POOL)],
        )

    def person(self, locale: str) -> tuple[str, str, str]:
        """A salutation, a first name and a surname that go together."""
        rng, names = self.company.rng, self.names[locale]
        salutation = self.company.one({"F": 48, "M": 48, "UNISEX": 4})
        is_woman = salutation == "F" or (salutation == "UNISEX" and rng.random() < 0.5)
        first = rng.choice(names.women if is_woman else names.men)
        return (
            salutation,
            first,
            rng.choice(names.surnames_of_women if is_woman else names.surnames_of_men),
        )

    def business(self, country: Country, language: str, industry: str, city: City) -> str:
        """A company name: whose or where, what it does, and the legal form."""
        rng, surnames = self.company.rng, self.names[country.locale].surnames_of_men
        whose = rng.choice(
            (rng.choice(surnames), rng.choice(surnames), rng.choice(ROOTS[language]))
        )
        if self.company.chance(7):
            whose = city.name.split()[0]
        what = rng.choice(BUSINESSES[industry][language])
        return f"{whose} {what} {rng.choice(country.legal_forms)}"

    def domain(self, name: str) -> str:
        """A host name of the reserved kind that no other company here has."""
        words = host_words(name)
        host, number = "-".join(words[:2]), 1
        while (found := host if number == 1 else f"{host}{number}") in self.taken:
            number += 1
        self.taken.add(found)
        return f"{found}.example"


def host_words(text: str) -> list[str]:
    letters = normalise(text).replace("'", "")
    plain = "".join(c if c.isascii() and c.isalnum() else " " for c in letters)
    return plain.split() or ["contact"]


def mail_name(first: str, last: str) -> str:
    return f"{''.join(host_words(first))}.{''.join(host_words(last))}"
