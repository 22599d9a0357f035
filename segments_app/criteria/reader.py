"""A stored rule read into a tree. What is not understood is refused with its place."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from segments_app.common.memory import remembering

from . import fields as _fields  # noqa: F401 - declares the criteria
from .kinds import Operator
from .registry import Criterion, Source, sources
from .tree import (
    MAX_CONDITIONS,
    MAX_DEPTH,
    MAX_TIMES,
    MAX_VALUES_IN_ALL,
    VERSION,
    Everyone,
    Group,
    InvalidRule,
    Leaf,
    Node,
    Not,
    Rule,
    Some,
)

TIMES = ("at_least", "exactly", "at_most")
OPERATORS = ("all", "any", "not", "some", "everyone", "field")


@dataclass
class _Reader:
    """Reads one rule, counting what it holds."""

    conditions: int = 0
    values: int = 0
    contact: Source = field(default_factory=lambda: sources["contact"])

    def root(self, rule: Any) -> Node:
        """Read a whole rule: only here may a group be empty, or everyone match."""
        if not isinstance(rule, Mapping):
            raise InvalidRule(_("This is not a rule."))
        version = rule.get("version", VERSION)
        if isinstance(version, bool) or version != VERSION:
            message = _("This rule is of version %(version)s, which this program does not know.")
            raise InvalidRule(message % {"version": shortly(version, 20)}, "version")
        rule = {key: value for key, value in rule.items() if key != "version"}
        if set(rule) == {"everyone"}:
            if rule["everyone"] is not True:
                raise InvalidRule(_("“everyone” can only be true."), "everyone")
            return Everyone()
        if len(rule) == 1 and (rule.get("all") == [] or rule.get("any") == []):
            return Group("all" in rule, ())
        return self.node(rule, self.contact, (), 1)

    def node(self, rule: Any, source: Source, path: tuple[str, ...], depth: int) -> Node:
        """Read a part of a rule about rows of `source`."""
        place = ".".join(path)
        if depth > MAX_DEPTH:
            message = _("Groups are nested too deeply: at most %(limit)s levels.")
            raise InvalidRule(message % {"limit": MAX_DEPTH}, place)
        if not isinstance(rule, Mapping):
            raise InvalidRule(_("This is not a condition."), place)
        operators = [key for key in OPERATORS if key in rule]
        if len(operators) != 1:
            message = _("A condition has exactly one of: %(keys)s.")
            raise InvalidRule(message % {"keys": ", ".join(OPERATORS)}, place)
        return getattr(self, f"read_{operators[0]}")(rule, source, path, depth)  # type: ignore[no-any-return]

    def read_all(self, rule: Rule, source: Source, path: tuple[str, ...], depth: int) -> Node:
        return self.group("all", rule, source, path, depth)

    def read_any(self, rule: Rule, source: Source, path: tuple[str, ...], depth: int) -> Node:
        return self.group("any", rule, source, path, depth)

    def group(
        self, key: str, rule: Rule, source: Source, path: tuple[str, ...], depth: int
    ) -> Group:
        expect_keys(rule, {key}, path)
        parts = rule[key]
        if not isinstance(parts, list | tuple):
            raise InvalidRule(_("A group holds a list of conditions."), ".".join((*path, key)))
        if not parts:
            message = _("This group is empty. Add a condition to it, or remove it.")
            raise InvalidRule(message, ".".join((*path, key)))
        nodes = (
            self.node(part, source, (*path, key, str(index)), depth + 1)
            for index, part in enumerate(parts)
        )
        return Group(key == "all", tuple(nodes))

    def read_not(self, rule: Rule, source: Source, path: tuple[str, ...], depth: int) -> Node:
        expect_keys(rule, {"not"}, path)
        return Not(self.node(rule["not"], source, (*path, "not"), depth + 1))

    def read_everyone(self, rule: Rule, source: Source, path: tuple[str, ...], depth: int) -> Node:
        message = _("“All contacts” cannot be combined with conditions.")
        raise InvalidRule(message, ".".join(path))

    def read_some(self, rule: Rule, source: Source, path: tuple[str, ...], depth: int) -> Node:
        expect_keys(rule, {"some", "where", "times"}, path)
        self.count(path)
        found = sources.get(rule["some"]) if isinstance(rule["some"], str) else None
        if found is None or found.link is None or source is not self.contact:
            message = _("There is nothing called %(name)s to look for here.")
            raise InvalidRule(message % {"name": named(rule["some"])}, ".".join((*path, "some")))
        where = None
        if "where" in rule:
            where = self.node(rule["where"], found, (*path, "where"), depth + 1)
        place = ".".join((*path, "times"))
        times, number = checked_times(rule.get("times", {"at_least": 1}), place)
        return Some(found, where, times, number, ".".join(path))

    def read_field(self, rule: Rule, source: Source, path: tuple[str, ...], depth: int) -> Leaf:
        expect_keys(rule, {"field", "is", "value"}, path)
        self.count(path)
        place = ".".join(path)
        key, chosen = rule["field"], rule.get("is")
        criterion = source.criterion(key) if isinstance(key, str) else None
        if criterion is None:
            told = source.refusal(key) if isinstance(key, str) else ""
            message = _("There is no field %(name)s to ask about here.") % {"name": named(key)}
            raise InvalidRule(told or message, place)
        operators = criterion.kind.operators
        operator = operators.get(chosen) if isinstance(chosen, str) else None
        if operator is None or not isinstance(chosen, str):
            message = _("%(field)s cannot be compared by %(operator)s; use one of: %(operators)s.")
            values = {"operator": named(chosen), "operators": ", ".join(operators)}
            raise InvalidRule(message % {"field": criterion.label, **values}, place)
        value = self.value(criterion, operator, rule, place)
        return Leaf(criterion, chosen, value, place)

    def value(self, criterion: Criterion, operator: Operator, rule: Rule, place: str) -> Any:
        takes_value = bool(operator.shape.widget)
        if takes_value is not ("value" in rule):
            message = _("A value is missing.") if takes_value else _("There must be no value here.")
            raise InvalidRule(message, place)
        try:
            value = operator.shape.clean(rule.get("value"), criterion.options)
        except ValidationError as error:
            raise InvalidRule(" ".join(error.messages), place) from error
        self.values += operator.shape.size(value)
        if self.values > MAX_VALUES_IN_ALL:
            message = _("These are too many values in one rule: at most %(limit)s.")
            limit = number_format(MAX_VALUES_IN_ALL, force_grouping=True)
            raise InvalidRule(message % {"limit": limit}, place)
        for _more in range(1, operator.conditions(value)):
            self.count((place,))
        return value

    def count(self, path: tuple[str, ...]) -> None:
        self.conditions += 1
        if self.conditions > MAX_CONDITIONS:
            message = _("These are too many conditions: at most %(limit)s.")
            raise InvalidRule(message % {"limit": MAX_CONDITIONS}, ".".join(path))


def checked_times(times: Any, place: str = "") -> tuple[str, int]:
    """Return how often rows must be there: "at_least", "exactly" or "at_most", and a number."""
    if not isinstance(times, Mapping) or len(times) != 1 or not set(times) <= set(TIMES):
        message = _("“How often” takes one of %(keys)s, with a number.")
        raise InvalidRule(message % {"keys": ", ".join(TIMES)}, place)
    ((key, number),) = times.items()
    lowest = 1 if key == "at_least" else 0
    if isinstance(number, bool) or not isinstance(number, int):
        raise InvalidRule(_("“How often” takes a whole number."), place)
    if not lowest <= number <= MAX_TIMES:
        message = _("“How often” takes a number from %(lowest)s to %(highest)s.")
        raise InvalidRule(message % {"lowest": lowest, "highest": MAX_TIMES}, place)
    return key, number


def expect_keys(rule: Rule, known: set[str], path: tuple[str, ...]) -> None:
    """Refuse a condition that holds more than we understand."""
    for key in rule:
        if key not in known:
            message = _("%(name)s has no meaning here.")
            raise InvalidRule(message % {"name": named(key)}, ".".join(path))


def named(name: object) -> str:
    """Return something a rule calls by name, fit to be shown."""
    return f"“{shortly(name, 50)}”"


def shortly(value: object, limit: int) -> str:
    """Return the beginning of a value in letters; Python writes no number of 5,000 digits."""
    try:
        return str(value)[:limit]
    except ValueError:
        return "…"


def read(rule: Rule) -> Node:
    """Read a stored rule; InvalidRule when it is not one. References are not looked up."""
    with remembering():  # the attributes that administrators define, for all of its conditions
        return _Reader().root(rule)


def read_leaf(source: Source, field: str, operator: str, value: Any) -> Leaf:
    """Read one condition on a row of `source` by itself."""
    rule = {"field": field, "is": operator}
    if value is not None:
        rule["value"] = value
    return _Reader().read_field(rule, source, (), 1)
