"""The fields that a condition can be about, to choose from: by section, the recent ones first.

The plain list of a row and the search that a browser makes of it are of the same sections. What
is searched is in the page once for all rows: a list of a hundred and thirty in each was most of
what an answer of the editor weighed.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from .draft import SOME
from .registry import Source, sources
from .rights import may_ask
from .words import CRITERIA, SOURCES

Choices = list[tuple[str, str]]
Section = tuple[str, Choices]
Recent = Mapping[str, Sequence[str]]  # keys of fields by that of their source, the latest first

MOST_RECENT = 5
SHORT = 10  # so few fields are seen at once, in whatever order


def sections_of(source: Source) -> list[Section]:
    """Return the fields that can be asked about, by section."""
    sections: dict[str, Choices] = {}
    for key, criterion in source.offered().items():
        sections.setdefault(str(criterion.section), []).append((key, str(criterion.label)))
    if source.link is None:
        happened = [(f"{SOME}{other.key}", str(other.label)) for other in _askable()]
        sections[_("Several conditions on one")] = happened
    return list(sections.items())


def recent_of(source: Source, sections: Iterable[Section], recent: Recent) -> Choices:
    """Return those of the sections that were used last; none of a list that is short."""
    labels = {key: label for _name, choices in sections for key, label in choices}
    if len(labels) <= SHORT:
        return []
    found = [(key, labels[key]) for key in recent.get(source.key, ()) if key in labels]
    return found[:MOST_RECENT]


def searched(recent: Recent) -> dict[str, Any]:
    """Return what a browser searches: by source its recent fields and its sections, with words."""
    found = {}
    for source in [sources["contact"], *_askable()]:
        sections = sections_of(source)
        found[source.key] = {
            "recent": [key for key, _label in recent_of(source, sections, recent)],
            "sections": [
                [name, [[key, label, words_of(key)] for key, label in choices]]
                for name, choices in sections
            ],
        }
    return found


def words_of(key: str) -> str:
    """Return the other words for a field, with commas between them."""
    if key.startswith(SOME):
        return str(SOURCES.get(key.removeprefix(SOME), ""))
    return str(CRITERIA.get(key.rpartition(".")[2], ""))


def fields_asked(rule: Any, source: str = "contact") -> Iterator[tuple[str, str]]:
    """Yield what a stored rule asks about, from its end: the source and the key of each field."""
    if not isinstance(rule, Mapping):
        return
    if "some" in rule:
        yield from fields_asked(rule.get("where"), rule["some"])
        yield source, f"{SOME}{rule['some']}"
    elif "field" in rule:
        yield source, rule["field"]
    for part in reversed(rule.get("all") or rule.get("any") or [rule.get("not")]):
        yield from fields_asked(part, source)


def latest_asked(rules: Iterable[Any]) -> Recent:
    """Return the fields that rules ask about, the latest rule first; each once."""
    latest: dict[str, dict[str, None]] = {}
    for rule in rules:
        for source, key in fields_asked(rule):
            latest.setdefault(source, {})[key] = None
    return {source: list(keys) for source, keys in latest.items()}


def _askable() -> list[Source]:
    return [source for source in sources.values() if source.link is not None and may_ask(source)]
