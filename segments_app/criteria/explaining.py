"""Why a contact matches a rule, or does not: every part of it, asked of that contact.

The parts of all rules are columns of one query, and what the contact has for them is another:
a tree of any size costs about as much as a leaf. The groups are put together from them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import chain
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from contacts.models import Contact, ContactQuerySet

from .asking import Questions, condition_of
from .compiler import Compiler
from .dates import today
from .facts import Facts
from .reader import read
from .references import References
from .sentences import Speaker
from .tree import Everyone, Group, InvalidRule, Leaf, Node, Not, Rule, Some, leaves


@dataclass(frozen=True)
class Finding:
    """What one part of a rule says of the contact; `holds` is None where it cannot be read.

    `kind` is "all", "any", "none", "not", "some", "leaf", "everyone", "nobody" or "broken".
    """

    kind: str
    label: str
    holds: bool | None
    value: str = ""
    rows: tuple[str, ...] = ()
    parts: tuple["Finding", ...] = ()

    @property
    def blocker(self) -> "Finding | None":
        """The first part that keeps the contact out, None where nothing does."""
        if self.holds:
            return None
        if self.kind == "all" or (self.kind == "any" and len(self.parts) == 1):
            failed = next((part for part in self.parts if not part.holds), None)
            return failed.blocker if failed else self
        if self.kind == "none":
            return next((part for part in self.parts if part.holds), self)
        return self


class Explainer:
    """Rules made ready to be asked of single contacts."""

    def __init__(self, rules: Sequence[Rule], *, now: datetime) -> None:
        nodes = [_read(rule) for rule in rules]
        trees = [node for node in nodes if not isinstance(node, InvalidRule)]
        references = References(chain.from_iterable(map(leaves, trees)))
        self._nodes = [_complete(node, references) for node in nodes]
        self._speaker = Speaker(references)
        self._compiler = Compiler(references, today(now))
        self._questions = Questions(self._compiler)
        for node in self._nodes:
            self._questions.add(node)

    def verdicts(self, contacts: ContactQuerySet) -> dict[int, list[bool | None]]:
        """Return, for each of a few contacts, what every rule says."""
        return {
            pk: [self._questions.holds(node, row) for node in self._nodes]
            for pk, row in self._questions.answers(contacts).items()
        }

    def explain(self, contact: Contact) -> list[Finding]:
        """Return what every rule says of the contact, part by part, with the contact's values."""
        found = self._questions.answers(Contact.objects.filter(pk=contact.pk))
        row = found.get(contact.pk)
        if row is None:  # deleted meanwhile
            return [Finding("nobody", _("Nobody"), holds=False) for _node in self._nodes]
        teller = _Teller(
            self._speaker,
            self._questions,
            row,
            Facts(contact, self._questions.parts.values(), self._compiler),
        )
        return [teller.told(node) for node in self._nodes]

    def condition(self, index: int) -> Q:
        """Return a rule as a condition that suits a few contacts, not a whole table."""
        return condition_of(self._compiler, self._nodes[index])


def explain(rule: Rule, contact: Contact, *, now: datetime) -> Finding:
    """Return why the contact matches the rule, or does not."""
    return Explainer([rule], now=now).explain(contact)[0]


def _read(rule: Rule) -> Node | InvalidRule:
    try:
        return read(rule)
    except InvalidRule as error:
        return error


def _complete(node: Node | InvalidRule, references: References) -> Node | InvalidRule:
    """Return the tree, or what is wrong with it if it names something that is gone."""
    for leaf in () if isinstance(node, InvalidRule) else leaves(node):
        if message := references.complaint(leaf):
            return InvalidRule(message, leaf.path)
    return node


@dataclass(frozen=True)
class _Teller:
    """Puts the answers to the parts of a rule into a tree."""

    speaker: Speaker
    questions: Questions
    row: Mapping[str, Any]
    facts: Facts

    def told(self, node: Node | InvalidRule) -> Finding:
        holds = self.questions.holds(node, self.row)
        match node:
            case InvalidRule():
                return Finding("broken", node.message, holds)
            case Everyone():
                return Finding("everyone", _("All contacts"), holds)
            case Leaf():
                return Finding("leaf", self.speaker.leaf(node), holds, value=self._value(node))
            case Some():
                return self._rows(node, self.speaker.clause(node), holds=bool(holds))
            case Not():
                return self._denied(node, holds=bool(holds))
            case Group(parts=()):
                return Finding("nobody", _("Nobody"), holds)
            case _:
                parts = tuple(map(self.told, node.parts))
                if node.every:
                    return Finding("all", _("All of these"), holds, parts=parts)
                return Finding("any", _("Any of these"), holds, parts=parts)

    def _denied(self, node: Not, *, holds: bool) -> Finding:
        match node.part:
            case Group(every=False) as group:
                parts = tuple(map(self.told, group.parts))
                return Finding("none", _("None of these"), holds, parts=parts)
            case Some(times="at_least", count=1) as some:
                return self._rows(some, self.speaker.clause(node), holds=holds)
            case part:
                parts = (self.told(part),)
                return Finding("not", _("Not so, that"), holds, parts=parts)

    def _value(self, leaf: Leaf) -> str:
        value = self.facts.value(leaf)
        words = {"field": leaf.criterion.label, "value": value}
        return _("%(field)s: %(value)s") % words if value else ""

    def _rows(self, some: Some, label: str, *, holds: bool) -> Finding:
        name = self.questions.name(some)
        part = self.questions.parts[name]
        found = self.facts.evidence(part if isinstance(part, Some) else some)
        words = {"field": some.source.label, "value": found.count}
        # None like those asked for: others there may be, so "0" of the whole would be untrue.
        is_untold = some.where is not None and not found.count
        value = "" if is_untold else _("%(field)s: %(value)s") % words
        return Finding("some", label, holds, value=value, rows=found.rows)
