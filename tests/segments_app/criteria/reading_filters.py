"""A plain-Python reading of filter expressions, by cutting the text into pieces."""

import re
from calendar import monthrange
from datetime import date, timedelta
from decimal import Decimal

CODE_FIELDS = {
    "number", "external_id", "registration_number", "vat_number", "currency", "linked_number",
    "segment_number", "code",
}  # fmt: skip
SIGNS = ("<>", "<=", ">=", "<", ">", "=")


def cut(text, mark):
    """Return the parts of `text` between marks that stand in no brackets and no quotation."""
    parts, depth, quoted, at, begun = [], 0, False, 0, 0
    while at < len(text):
        letter = text[at]
        if letter == "'":
            quoted = not quoted
        elif not quoted and letter in "()":
            depth += 1 if letter == "(" else -1
        elif not quoted and not depth and text.startswith(mark, at):
            parts.append(text[begun:at])
            begun = at = at + len(mark)
            continue
        at += 1
    return [*parts, text[begun:]]


def holds(text, value):
    """Whether `value(sign, operand)` says so of the comparisons as they are joined."""
    for mark, join in (("|", any), ("&", all)):
        if len(parts := cut(text, mark)) > 1:
            return join(holds(part, value) for part in parts)
    if text.startswith("("):
        return holds(text[1:-1], value)
    ends = cut(text, "..")
    if len(ends) == 2:
        return (not ends[0] or value(">=", ends[0])) and (not ends[1] or value("<=", ends[1]))
    sign = next((sign for sign in SIGNS if text.startswith(sign)), "")
    operand = text.removeprefix(sign)
    return not value("=", operand) if sign == "<>" else value(sign or "=", operand)


def ordered(sign, one, two):
    return {
        "=": one == two,
        "<": one < two,
        "<=": one <= two,
        ">": one > two,
        ">=": one >= two,
    }[sign]


def of_text(text, actual, plain, *, is_code):
    def value(sign, operand):
        pieces = [p for p in re.findall(r"'(?:[^']|'')*'|\*|\?|[^'*?]+", operand) if p]
        literal = [
            p[1:-1].replace("''", "'") if p.startswith("'") else None if p in "*?" else p
            for p in pieces
        ]
        if sign == "=" and is_code and None not in literal and "".join(literal):
            return actual in ("".join(literal), "".join(literal).upper())
        if sign == "=":
            pattern = "".join(
                {"*": ".*", "?": "."}[p] if lit is None else re.escape(plain(lit))
                for p, lit in zip(pieces, literal, strict=True)
            )
            return re.fullmatch(pattern, plain(actual), re.DOTALL) is not None
        return ordered(sign, plain(actual), plain("".join(literal)))

    return holds(text, value)


def of_number(text, actual):
    def value(sign, operand):
        if operand == "''":
            return actual is None
        return actual is not None and ordered(sign, actual, Decimal(operand))

    return holds(text, value)


def of_day(text, actual, today):
    def value(sign, operand):
        if operand == "''":
            return actual is None
        return actual is not None and ordered(sign, actual, the_day(operand, today))

    return holds(text, value)


def the_day(text, day):
    if re.fullmatch(r"\d{4}-\d\d-\d\d", text):
        return date.fromisoformat(text)
    for sign, count, unit in re.findall(r"([+-]?)(\d+|C)([DWMQY])", text.removeprefix("t")):
        step = -1 if sign == "-" else 1
        day = end(day, unit, step) if count == "C" else later(day, step * int(count), unit)
    return day


def later(day, count, unit):
    if unit in "DW":
        return day + timedelta(days=count * {"D": 1, "W": 7}[unit])
    months = day.year * 12 + day.month - 1 + count * {"M": 1, "Q": 3, "Y": 12}[unit]
    year, month = divmod(months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def end(day, unit, step):
    def period(one):
        monday = one - timedelta(days=one.weekday())
        quarter = (one.year, (one.month - 1) // 3)
        return {"D": one, "W": monday, "M": (one.year, one.month), "Q": quarter, "Y": one.year}[
            unit
        ]

    while period(day + timedelta(days=step)) == period(day):
        day += timedelta(days=step)
    return day
