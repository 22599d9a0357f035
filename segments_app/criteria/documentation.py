"""docs/criteria.md, written from the registry so that it cannot differ from it."""

from collections.abc import Iterable, Iterator
from itertools import groupby

from django.utils import translation

from .dates import PERIODS, UNITS
from .draft import SOME
from .expressions.grammar import MAX_LETTERS, MAX_LEVELS, MAX_PARTS
from .kinds import KINDS, Kind
from .kinds_of_attributes import KINDS_OF_ATTRIBUTES
from .registry import Criterion, Source, sources
from .tree import MAX_CONDITIONS, MAX_DEPTH, MAX_VALUES_IN_ALL, VERSION
from .values import MAX_SPAN, MAX_TEXT, MAX_VALUES

INTRODUCTION = f"""# Criteria

Written by `manage.py document_criteria` from `segments_app/criteria/`; a test fails when it is
stale. Change the registry, not this page.

## The rule

A rule is data: one JSON tree, stored in the canonical form that `check_rule` returns, with
`"version": {VERSION}`. SQL, sentence, editor and this page are all derived from it. Each part
has exactly one of these, and nothing else:

| Part | Holds when |
|---|---|
| `{{"all": [part, …]}}` | all of the parts hold |
| `{{"any": [part, …]}}` | any of them holds |
| `{{"not": part}}` | it does not hold |
| `{{"field": key, "is": operator, "value": …}}` | the field compares so |
| `{{"some": source, "where": part, "times": {{how: n}}}}` | so many rows *each* satisfy `where` |
| `{{"everyone": true}}` | always; only as the whole rule |

- `value` is left out where an operator takes none.
- How often is `at_least`, `exactly` or `at_most`. Without `times` one row is enough, without
  `where` any row will do.
- A rule without conditions (`{{"any": []}}`) is nobody. "All contacts" has to be said.
- What is not understood is refused with its place, never skipped: an unknown key, field or
  operator, a value that does not fit, an empty group inside another, a picked row that is gone.
- Every condition is either true or false, also for what is empty: whoever does not match X
  matches `not` X.
- Limits: {MAX_DEPTH} levels, {MAX_CONDITIONS} conditions, {MAX_VALUES:,} values in a list and
  {MAX_VALUES_IN_ALL:,} in a rule, {MAX_TEXT} characters in a text, spans up to {MAX_SPAN:,}.
- Picked rows are stored by their code or number (questions and answers by id), countries by ISO
  code, choices by their stored value, days as year-month-day, numbers whole or as text.
- Text is compared without accents and case, the same on both databases: `łucja` finds `Łucja`,
  `strasse` finds `Straße`. Codes and numbers are compared as they are, or in capitals.
- Days are those of the company's time zone. "In the last 7 days" is today and the six days
  before; "in the next 7 days" is today and the six days after; weeks begin on Monday. Relative
  dates are stored as they are said and counted from the moment of the question.
- An anniversary is the same day and month of any year, the first one included; that of
  29 February is on the 28th in other years.
- Ranges of texts are compared character by character without blanks, and the last one includes
  all that begins with it: post codes from 10 to 19 hold 19999.
- A place is a country, whole (`AT`), with a range of post codes (`DE 10000..19999`), or with their
  beginning (`DE 10`); several in one condition. One address has to satisfy both. In the editor a
  country can be typed by its name, and a range with a dash.
- What is not known is asked by `empty` and `not_empty`: they are the third answer beside yes and
  no. Facts with three: every text, code, choice, row of a table or day that may be empty; the
  evaluation, direction and initiator of an interaction; a question of a questionnaire (nobody has
  `some` answer to it who was not asked). The flags of a contact (excluded, privacy blocked, minor,
  parental consent) are yes or no in the database: whoever was never asked for consent has given
  none, and none is what counts. So are target, response and failed attempt of an interaction.
- A filter expression (`matches`) is what Business Central understands:
  `10000..20000|30000&<>10010`, `*gmbh*`, `?` for one letter, `''` for nothing, `<>`, `>=`,
  `..x`, `x..`, brackets, `'A & B'` in
  quotation marks. `&` binds tighter than `|`. It differs in this: case and accents are always
  ignored, so `@` says nothing and is dropped; within quotation marks `*` and `?` are letters; a
  range ends with its last text itself (`10..19` does not hold 19999, `10..19*` is refused); texts
  are in the order of their characters, not in that of a language. A range that goes back is
  refused, with the character, as is all that is not understood.
- Days in an expression are typed in the manner of the user's language and stored as
  year-month-day. `t` is today, and formulas stay relative: `-90D`, `t-7D..t`, `CM` (the end of the
  month), `-CM` (its beginning), `CM+1D`; units D, W, M, Q, Y. Where a row of a table is asked, the
  expression is about its code (of questions and answers: the text), and about tomorrow's rows too.
- Limits of an expression: {MAX_LETTERS:,} characters, {MAX_PARTS} comparisons, {MAX_LEVELS} levels
  of brackets. What has only to equal one of several is one condition, each other comparison one.
- Interactions are counted ones: neither cancelled nor postponed. Exclusion and privacy are no
  part of a rule; they are one gate that every use of a rule passes afterwards.

How it compiles is told in `segments_app/criteria/compiler.py`: EXISTS and NOT EXISTS for each
condition, a UNION for an outermost "or" and nowhere else, no join, no DISTINCT, no NOT IN.
"""

ATTRIBUTES = """\
What administrators define ([attributes](user-guide/attributes.md)) can be asked about from that
moment on. A rule names an attribute by its code, which stays: `attribute:shoe_size`; choices by
their codes. Its kind says how it is compared: see the kinds that begin with "Attribute". A contact
without a value is "empty", of yes or no "unknown"; an attribute that is archived or gone is refused
with its place. Those that companies have are asked of the contact's company too:
`company.attribute:shoe_size`.
"""


def document() -> str:
    """Return the page, in English."""
    with translation.override("en"):
        lines = [INTRODUCTION, *_kinds(), *_fields(), *_sources()]
    return "\n".join(lines).rstrip() + "\n"


def _kinds() -> Iterator[str]:
    yield "## Kinds of value, and how they are compared\n"
    for kind in (*KINDS, *KINDS_OF_ATTRIBUTES.values()):
        yield f"### {kind.label} (`{kind.key}`)\n"
        yield from _operators(kind)
    yield f"Units of a span: {_codes(UNITS)}. Periods: {_codes(PERIODS)}.\n"


def _operators(kind: Kind) -> Iterator[str]:
    yield "| `is` | Reads | `value` |"
    yield "|---|---|---|"
    for key, operator in kind.operators.items():
        yield f"| `{key}` | {operator.label} | {operator.shape.example or '–'} |"
    yield ""


def _fields() -> Iterator[str]:
    yield "## Fields of the contact\n"
    for section, criteria in groupby(
        sources["contact"].criteria.values(), key=lambda one: str(one.section)
    ):
        yield f"### {section}\n"
        yield from _criteria(list(criteria))
    yield "### Attributes\n"
    yield ATTRIBUTES


def _sources() -> Iterator[str]:
    yield "## Several conditions on one row\n"
    yield f"In the editor these stand at the end of the list of fields (`{SOME}` and the key).\n"
    for source in sources.values():
        if source.link is not None:
            yield from _source(source)


def _source(source: Source) -> Iterator[str]:
    yield f"### {source.label} (`{source.key}`)\n"
    if source.link and source.link.by_company:
        yield "Those of the contact's company; a person without one is its own.\n"
    yield from _criteria(list(source.criteria.values()))


def _criteria(criteria: list[Criterion]) -> Iterator[str]:
    yield "| `field` | Label | Kind |"
    yield "|---|---|---|"
    for one in criteria:
        by_company = one.link is not None and one.link.by_company and not one.key.startswith("comp")
        label = f"{one.label} (of the company)" if by_company else one.label
        yield f"| `{one.key}` | {label} | {one.kind.label} |"
    yield ""


def _codes(keys: Iterable[str]) -> str:
    return ", ".join(f"`{key}`" for key in keys)
