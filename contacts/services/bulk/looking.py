"""What a change of many contacts would do, before it is done."""

from collections.abc import Mapping
from dataclasses import dataclass

from contacts.models import Contact, ContactQuerySet
from contacts.services import attributes
from contacts.services.attributes import Value

from .changes import GROUPS, Changes, Names, as_text, label_of, pairs, plain_text, skipped
from .wishes import Wish

SAMPLE = 10


@dataclass(frozen=True)
class Difference:
    """What a contact has now, and what it will have."""

    label: str
    before: str
    after: str


@dataclass(frozen=True)
class Sample:
    """A contact with what would change for it."""

    contact: Contact
    differences: list[Difference]


@dataclass(frozen=True)
class Look:
    """How many would change, who would not and why, and the first few."""

    chosen: int
    changing: int
    skipped: list[tuple[str, int]]
    sample: list[Sample]

    @property
    def unchanged(self) -> int:
        """How many stay as they are, for whatever reason."""
        return self.chosen - self.changing


def look(contacts: ContactQuerySet, changes: Changes) -> Look:
    """Count what the changes would do to these contacts, and show it on the first few."""
    contacts = Contact.objects.filter(pk__in=contacts.order_by().values("pk"))
    changing = contacts.filter(changes.concerns())
    return Look(
        chosen=contacts.count(),
        changing=changing.count(),
        skipped=skipped(contacts, changes),
        sample=sample(changing, changes),
    )


def sample(changing: ContactQuerySet, changes: Changes) -> list[Sample]:
    """Return the first contacts by name, each with what it has now and will have."""
    names = Names()
    texts = {f"was_{name}": as_text(name) for name in changes.values}
    groups = {
        f"in_{name}_{group}": GROUPS[name].is_member(group)
        for name, group in [*pairs(changes.joins), *pairs(changes.leaves)]
    }
    first = list(changing.annotate(**texts, **groups).order_by("name", "pk")[:SAMPLE])
    wished = changes.wishes
    held = attributes.held([one.pk for one in first], [wish.definition for wish in wished])
    return [
        Sample(
            contact,
            [*differences(contact, changes, names), *of_attributes(contact, wished, held)],
        )
        for contact in first
    ]


def of_attributes(
    contact: Contact, wished: list[Wish], held: Mapping[tuple[int, str], Value]
) -> list[Difference]:
    """Return what changes of the attributes of one contact."""
    found = []
    for wish in wished:
        one = wish.definition
        before = held.get((contact.pk, one.code))
        after = wish.after(before)
        if before != after and (after is None or one.is_for(contact.type)):
            words = [attributes.in_words(one, value) for value in (before, after)]
            found.append(Difference(one.label, *words))
    return found


def differences(contact: Contact, changes: Changes, names: Names) -> list[Difference]:
    """Return what changes for one contact, as `sample` has read it."""
    found = []
    for name, value in changes.values.items():
        before, after = getattr(contact, f"was_{name}"), plain_text(name, value)
        if before != after and not (name == "country" and contact.vat_number):
            found.append(Difference(label_of(name), names.of(name, before), names.of(name, after)))
    for name, group in pairs(changes.joins):
        can = not GROUPS[name].type or GROUPS[name].type == contact.type
        if can and not getattr(contact, f"in_{name}_{group}"):
            found.append(Difference(label_of(name), "", names.of(name, str(group))))
    for name, group in pairs(changes.leaves):
        if getattr(contact, f"in_{name}_{group}"):
            found.append(Difference(label_of(name), names.of(name, str(group)), ""))
    return found
