"""What attributes of many contacts shall be: whom that concerns, and how it is told."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property, reduce
from operator import or_
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _

from contacts.models import AttributeValue, Contact
from contacts.services import attributes
from contacts.services.attributes import Definition, InvalidValue, Value

GONE = -1  # no choice has this key


class How(StrEnum):
    """What is done with an attribute; choices are added and taken away where there are several."""

    SET = "set"
    CLEAR = "clear"
    ADD = "add"
    TAKE = "take"


@dataclass(frozen=True)
class Wish:
    """What is done with one attribute. `text` is the value as `attributes.as_text` writes it."""

    definition: Definition
    how: How
    text: str = ""

    @property
    def key(self) -> str:
        return self.definition.key

    @property
    def is_several(self) -> bool:
        return self.definition.kind == "choices"

    @cached_property
    def value(self) -> Value:
        """The value, typed; choices by their codes, those too that are gone."""
        if self.is_several:
            return tuple(self.text.split(";")) if self.text else ()
        if self.definition.has_choices:
            return self.text or None
        return attributes.clean(self.definition, self.text)

    @cached_property
    def keys(self) -> list[int]:
        """The choices that are meant."""
        by_code = self.definition.by_code
        codes = self.text.split(";") if self.text else []
        return [by_code[code].pk if code in by_code else GONE for code in codes]

    @property
    def stored(self) -> Any:
        """The one value as its column has it."""
        return self.keys[0] if self.definition.has_choices else self.value

    @property
    def column(self) -> str:
        """The column of the one value, as a statement names it."""
        return "choice_id" if self.definition.has_choices else self.definition.column

    def values(self) -> Any:
        """Return all values of the attribute."""
        return AttributeValue.objects.filter(attribute=self.definition.pk)

    def has(self, contact: str = "pk", **values: Any) -> Q:
        """Ask, of a row that names a contact, whether it has such a value."""
        return Q(Exists(self.values().filter(contact=OuterRef(contact), **values)))

    def has_other(self, contact: str = "pk") -> Q:
        """Ask whether it has a choice that is not meant."""
        others = self.values().filter(contact=OuterRef(contact)).exclude(slot__in=self.keys)
        return Q(Exists(others))

    def can_have(self, path: str = "") -> Q:
        """Return which contacts the attribute is for."""
        types = [one for one in Contact.Type if self.definition.is_for(one)]
        return Q(**{f"{path}type__in": types})

    def concerns(self) -> Q:
        """Return who would be changed by it."""
        if self.how == How.CLEAR:
            return self.has()
        if self.how == How.TAKE:
            return self.has(slot__in=self.keys)
        if not self.is_several:
            return self.can_have() & ~self.has(**{self.column: self.stored})
        lacking = reduce(or_, (~self.has(slot=key) for key in self.keys))
        return self.can_have() & (self.has_other() | lacking if self.how == How.SET else lacking)

    def is_as_made(self) -> Q:
        """Ask, of a row of a change, whether its contact still has what the change gave it."""
        if self.how == How.CLEAR:
            return ~self.has("contact")
        if not self.is_several:
            return self.has("contact", **{self.column: self.stored})
        if self.how == How.SET:
            there = [self.has("contact", slot=key) for key in self.keys]
            return reduce(lambda one, other: one & other, there, ~self.has_other("contact"))
        added = Q(old="") & self.has("contact", slot=OuterRef("group"))
        return added | (~Q(old="") & ~self.has("contact", slot=OuterRef("group")))

    def after(self, before: Value) -> Value:
        """Return what a value becomes."""
        if self.how == How.CLEAR:
            return None
        if self.how == How.SET or not isinstance(self.value, tuple):
            return self.value
        had = set(before) if isinstance(before, tuple) else set()
        will = had | set(self.value) if self.how == How.ADD else had - set(self.value)
        return tuple(code for code in self.definition.by_code if code in will) or None


def wishes(plain: Mapping[str, Sequence[str]]) -> list[Wish]:
    """Return what is wished, by code of the attribute; attributes that are gone are left out."""
    known = attributes.definitions()
    return [
        Wish(known[code], How(how), text) for code, (how, text) in plain.items() if code in known
    ]


def check_wish(wish: Wish) -> None:
    """Refuse what the attribute cannot have, or many contacts cannot have at once."""
    one = wish.definition
    if one.is_archived:
        raise InvalidValue(one, _("the attribute is archived."))
    if one.is_unique:
        raise InvalidValue(one, _("it is unique, so it is changed at each contact alone."))
    if one.is_required and wish.how in (How.CLEAR, How.TAKE):
        raise InvalidValue(one, _("it is required, so it can be set but not taken away."))
    if wish.how in (How.ADD, How.TAKE) and not wish.is_several:
        raise TypeError(f"{one.code} has one value, which is set or cleared")
    if wish.how != How.CLEAR and attributes.clean(one, wish.text) is None:
        raise InvalidValue(one, _("say which value."))


def told_wish(wish: Wish) -> tuple[str, str]:
    """Return what is changed, and to what."""
    label = wish.definition.label
    if wish.how == How.ADD:
        label = _("Added to %(attribute)s") % {"attribute": label}
    elif wish.how == How.TAKE:
        label = _("Taken away from %(attribute)s") % {"attribute": label}
    return label, "" if wish.how == How.CLEAR else attributes.in_words(wish.definition, wish.value)


def skipped_by(wish: Wish) -> list[tuple[str, Q]]:
    """Return why contacts cannot have what is wished, each with which of them."""
    one = wish.definition
    if wish.how in (How.CLEAR, How.TAKE) or (one.for_companies and one.for_persons):
        return []
    text = (
        _("Only companies have “%(attribute)s”.")
        if one.for_companies
        else _("Only persons have “%(attribute)s”.")
    )
    return [(text % {"attribute": one.label}, ~wish.can_have())]
