"""Rules read back in words, in the language of whoever reads."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import reduce
from itertools import chain

from django.utils.functional import lazy
from django.utils.translation import gettext as _

from .change_words import change_in_words
from .reader import read
from .references import References
from .tree import Everyone, Group, InvalidRule, Leaf, Node, Not, Rule, Some, leaves, opposite


def sentence(rule: Rule) -> str:
    """Return the rule as one sentence in the active language. Never raises."""
    return sentences([rule])[0]


#: The sentence made when it is shown, in the language of that moment.
lazy_sentence = lazy(sentence, str)


@dataclass(frozen=True)
class Reading:
    """A rule in words, and why it cannot be used as it is: "" if it can."""

    words: str
    complaint: str = ""


def sentences(rules: Iterable[Rule]) -> list[str]:
    """Return each rule as a sentence; what they refer to is looked up for all at once."""
    return [reading.words for reading in readings(rules)]


def readings(rules: Iterable[Rule]) -> list[Reading]:
    """Return each rule in words with what is wrong with it, all looked up at once."""
    nodes = [_read(rule) for rule in rules]
    trees = [node for node in nodes if not isinstance(node, InvalidRule)]
    references = References(chain.from_iterable(map(leaves, trees)))
    return [_reading(node, references) for node in nodes]


def _reading(node: Node | InvalidRule, references: References) -> Reading:
    if isinstance(node, InvalidRule):
        words = _("These criteria cannot be read: %(reason)s") % {"reason": node.message}
        return Reading(words, words)
    complaints = [references.complaint(leaf) for leaf in leaves(node)]
    return Reading(Speaker(references).whole(node), " ".join(filter(None, complaints)))


def clauses(nodes: Sequence[Node]) -> list[str]:
    """Return what each node asks, as a part of a sentence; looked up for all at once."""
    speaker = Speaker(References(chain.from_iterable(map(leaves, nodes))))
    return [speaker.clause(node) for node in nodes]


def _read(rule: Rule) -> Node | InvalidRule:
    try:
        return read(rule)
    except InvalidRule as error:
        return error


class Speaker:
    """Puts nodes into words. Groups within groups stand in brackets, so "or" cannot be misread."""

    def __init__(self, references: References) -> None:
        self._references = references

    def whole(self, node: Node) -> str:
        """Return a sentence about all that the rule says."""
        match node:
            case Everyone():
                return _("All contacts.")
            case Group(parts=()):
                return _("Nobody.")
            case _:
                return _("Contacts where %(conditions)s.") % {"conditions": self.clause(node)}

    def clause(self, node: Node) -> str:
        """Return what has to hold."""
        match node:
            case Group():
                return self._joined([self._part(part) for part in node.parts], every=node.every)
            case Not():
                return self._denied(node.part)
            case Some():
                return self._change(node) or self._rows(node)
            case Leaf():
                return self.leaf(node)
        raise AssertionError(node)

    def leaf(self, node: Leaf) -> str:
        """Return one criterion, such as "Country is Germany or Austria"."""
        words = node.operator.shape.words(node.value, self._references.labels(node))
        return str(node.operator.sentence % {"field": node.criterion.label, **words})

    def _change(self, node: Some) -> str:
        fields = (leaf for leaf in leaves(node.where) if leaf.criterion.key == "field")
        labels = [self._references.labels(leaf) for leaf in fields]
        return change_in_words(node, labels[0]) if len(labels) == 1 else ""

    def _part(self, node: Node) -> str:
        if isinstance(node, Group) and len(node.parts) > 1:
            return f"({self.clause(node)})"
        return self.clause(node)

    def _denied(self, node: Node) -> str:
        match node:
            case Not():
                return self._part(node.part)
            case Some(times="at_least", count=1):
                return self._rows(node, denied=True)
            case Leaf() if opposite(node):
                return self.leaf(opposite(node) or node)
            case Group(every=False):
                return _("none of these holds: (%(conditions)s)") % {
                    "conditions": self.clause(node)
                }
            case _:
                return _("it is not so that (%(conditions)s)") % {"conditions": self.clause(node)}

    def _rows(self, node: Some, *, denied: bool = False) -> str:
        phrases = node.source.phrases
        if phrases is None:
            raise AssertionError(node)
        if denied:
            phrase = phrases.none
        elif (node.times, node.count) == ("at_least", 1):
            phrase = phrases.some
        else:
            phrase = getattr(phrases, node.times)
        rows = str(phrase % {"count": node.count})
        if node.where is None:
            return rows
        conditions = self.clause(node.where)
        return _("%(rows)s where (%(conditions)s)") % {"rows": rows, "conditions": conditions}

    def _joined(self, clauses: Sequence[str], *, every: bool) -> str:
        message = _("%(first)s and %(second)s") if every else _("%(first)s or %(second)s")
        return reduce(lambda one, two: message % {"first": one, "second": two}, clauses)
