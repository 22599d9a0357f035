"""Values and random rules that fit the population."""

import random

from segments_app.common.folding import fold
from segments_app.criteria.dates import PERIODS
from segments_app.criteria.registry import sources
from tests.segments_app.criteria.population import CITIES, NAMES, POSTCODES, pickable

UNITS = ("days", "weeks", "months", "years")
DAYS = ["2026-03-29", "2026-03-28", "2025-12-31", "2026-01-01", "2026-05-08", "2024-02-29"]
NUMBERS = [0, "1.5", 12, "999.99", 60, 1000]
PLACES = ["DE", "AT", "DE 1", "DE 10..2", "SE SE-1..SE-3", "AT 2-1..2000", "SE 19 999"]
TEXTS = [t for t in [*NAMES, *CITIES, "lucja", "strasse", "e", "ö", "example", "'", "%", "_"] if t]
CODES = ["CT001", "ct006", "x-0", "E1", "e2", "DE123", "SM1", "K1", "k2", "SEK", "R 1"]


def sample(criterion, operator, rnd):  # noqa: C901 - one case for each shape
    """Return a value that the operator takes, in its canonical form; None if it takes none."""
    texts = CODES if criterion.kind.key == "code" else TEXTS
    match operator.shape.widget:
        case "":
            return None
        case "text":
            return rnd.choice(texts + TEXTS[-6:])
        case "texts":
            return list(dict.fromkeys(rnd.choices(texts, k=rnd.randrange(1, 4))))
        case "text_range":
            ends = ["1", "10115", "2", "3", "a", "ct002", "z"] + [p for p in POSTCODES if p]
            one, two = sorted(rnd.sample(ends, 2), key=lambda t: t.lower().replace(" ", ""))
            return [one, two]
        case "places":
            return sorted(rnd.sample(PLACES, rnd.randrange(1, 4)))
        case "number":
            return rnd.choice(NUMBERS)
        case "number_range":
            return sorted(rnd.sample(NUMBERS, 2), key=float)
        case "day":
            return rnd.choice(DAYS)
        case "day_range":
            return sorted(rnd.sample(DAYS, 2))
        case "span":
            return {"count": rnd.choice([1, 7, 30, 90, 100]), "unit": rnd.choice(UNITS)}
        case "period":
            return rnd.choice(list(PERIODS))
        case "filter":
            return operator.shape.clean(expression(operands(criterion), rnd), None)
        case "picks":
            values = pickable(criterion)
            count = rnd.randrange(1, min(3, len(values)) + 1)
            chosen = rnd.sample(values, count)
            return sorted(chosen, key=lambda one: (isinstance(one, str), one))
    raise AssertionError(operator.shape.widget)


FORMULAS = ["t", "t-7D", "-90D", "CM", "-CM", "t+1W", "-CQ-1D", "CY", "CW", "t-1M", "t+2Q", "-1Y"]


def operands(criterion):
    """Return plain values, and such as are no end of a range, for a filter expression."""
    key = criterion.kind.key
    if "number" in key and "null" not in key:
        return sorted(NUMBERS, key=float), []
    if "date" in key or "moment" in key:
        return sorted(DAYS), [*FORMULAS, "''"]
    plain = {"code": CODES, "postcode": [p for p in POSTCODES if p]}.get(key, CODES[:2] + TEXTS)
    patterns = ["*", "?*", "*ö*", "l*", "*e", "a?", "''", "*'&'*", "B", "C", "A*", "*1*", "'?'"]
    return [quoted(text) for text in sorted(plain, key=fold)], patterns


def quoted(text):
    return "'" + text.replace("'", "''") + "'"


def expression(values, rnd, depth=2):
    """Return a filter expression of any form."""
    plain, others = values
    kind = rnd.choice(["value", "sign", "range"] + ["any", "all", "brackets"] * (depth > 0))
    if kind in ("any", "all"):
        parts = [expression(values, rnd, depth - 1) for _ in range(rnd.randrange(2, 4))]
        return {"any": "|", "all": "&"}[kind].join(parts)
    if kind == "brackets":
        return f"({expression(values, rnd, depth - 1)})"
    if kind == "value":
        return f"{rnd.choice(['', '<>', '='])}{rnd.choice(plain + others)}"
    if kind == "sign":
        return f"{rnd.choice(['<', '<=', '>', '>='])}{rnd.choice(plain)}"
    first = rnd.choice(plain)
    return rnd.choice([f"{first}..", f"..{first}", f"{first}..{first}", f"{plain[0]}..{plain[-1]}"])


def leaf(source, rnd, key="", operator=""):
    """Return a condition on a row of the source."""
    criterion = source.criterion(key or rnd.choice(list(source.offered())))
    operator = operator or rnd.choice(list(criterion.kind.operators))
    found = {"field": criterion.key, "is": operator}
    value = sample(criterion, criterion.kind.operators[operator], rnd)
    return found if value is None else found | {"value": value}


def random_rule(rnd, depth=4, source=None):
    """Return a rule of any shape that the language allows."""
    source = source or sources["contact"]
    kind = rnd.choice(["leaf"] * 3 + ["some", "not", "all", "any"] * (depth > 0))
    if kind == "some" and source.link is None:
        other = rnd.choice([s for s in sources.values() if s.link is not None])
        found = {"some": other.key}
        if rnd.random() < 0.8:
            found["where"] = random_rule(rnd, min(depth - 1, 2), other)
        if rnd.random() < 0.5:
            how = rnd.choice(["at_least", "exactly", "at_most"])
            found["times"] = {how: rnd.randrange(1, 4)}
        return found
    if kind == "not":
        return {"not": random_rule(rnd, depth - 1, source)}
    if kind in ("all", "any"):
        parts = [random_rule(rnd, depth - 1, source) for _ in range(rnd.randrange(1, 4))]
        return {kind: parts}
    return leaf(source, rnd)


def rules(count, seed):
    rnd = random.Random(seed)
    return [random_rule(rnd) for _ in range(count)]
