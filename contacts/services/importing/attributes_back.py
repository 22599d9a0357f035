"""Attributes that an import changed, as they were before: where nobody has changed them since."""

from collections.abc import Iterable, Iterator, Mapping

from django.utils.translation import gettext as _

from contacts.models import ImportRow
from contacts.services import attributes
from contacts.services.attributes import Change, Definition, Value

from .attribute_columns import definition_of
from .records import Values


class AttributesBack:
    """What rows of contacts that are locked changed. `kept` are those that stay as they are:
    the row, the attribute, and the reason where it is another than a change since."""

    def __init__(self, rows: Iterable[ImportRow], contacts: Mapping[int, Values]) -> None:
        self.kept: list[tuple[ImportRow, str, str]] = []
        self.changes: dict[Definition, list[tuple[ImportRow, Change]]] = {}
        told = [
            (row, one, text)
            for row in rows
            if row.contact_id in contacts
            for name, text in (row.before or {}).items()
            if (one := definition_of(name)) is not None
        ]
        if not told:
            return
        wanted = list({one.pk: one for _row, one, _text in told}.values())
        held = attributes.held(contacts.keys(), wanted)
        for row, one, text in told:
            self._look(row, one, text, held.get((row.contact_id or 0, one.code)))
        for one in wanted:
            if one.is_unique:
                self._leave_taken(one)

    def _look(self, row: ImportRow, one: Definition, before: str, value: Value) -> None:
        now = attributes.as_text(one, value)
        if now == before:
            return
        try:
            back = attributes.clean(one, before, keeps=one.by_code)
        except attributes.InvalidValue as error:  # of a choice that was deleted since
            self.kept.append((row, one.key, str(error)))
            return
        if now == (row.after or {})[one.key]:
            change = Change(row.contact_id or 0, one, back)
            self.changes.setdefault(one, []).append((row, change))
        else:
            self.kept.append((row, one.key, ""))

    def _leave_taken(self, one: Definition) -> None:
        """Leave values that no two contacts may have, and that another one was given since."""
        own = self.changes.get(one, [])
        owners = attributes.taken(one, [change.value for _row, change in own])
        free = []
        for row, change in own:
            value = change.value.upper() if isinstance(change.value, str) else change.value
            owner = owners.get(value)
            if owner is None or owner.pk == change.contact:
                free.append((row, change))
                continue
            text = _("%(attribute)s: %(contact)s has what was here before.")
            named = {"attribute": one.label, "contact": f"{owner.name} ({owner.number})"}
            self.kept.append((row, one.key, text % named))
        self.changes[one] = free

    def write(self) -> Iterator[int]:
        """Put the values back; return the contacts that this changes."""
        changes = [change for own in self.changes.values() for _row, change in own]
        attributes.write(changes)
        return iter({change.contact for change in changes})
