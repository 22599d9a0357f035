"""What uses a row: the list that a refused deletion shows."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import PROTECT, Model
from django.db.models.fields.reverse_related import ForeignObjectRel
from django.utils.formats import number_format
from django.utils.text import capfirst, get_text_list
from django.utils.translation import gettext

COUNT_LIMIT = 1_000  # beyond it "1,000+" says enough


@dataclass(frozen=True)
class Use:
    """How many rows of one kind point at something."""

    label: str
    count: int

    def __str__(self) -> str:
        shown = number_format(min(self.count, COUNT_LIMIT), force_grouping=True)
        more = "+" if self.count > COUNT_LIMIT else ""
        return f"{shown}{more} {self.label}"


class StillUsed(Exception):
    """Something cannot be deleted because of what points at it."""

    def __init__(self, thing: Model, uses: list[Use]) -> None:
        self.uses = uses
        super().__init__(
            gettext("%(thing)s is still used: %(uses)s.")
            % {
                "thing": capfirst(str(thing)),
                "uses": get_text_list([str(use) for use in uses], gettext("and")),
            }
        )


def uses_of(thing: Model) -> list[Use]:
    """Count what protects `thing` from being deleted; one bounded query for each relation.

    Django's own collector would read every such row.
    """
    found: dict[str, int] = {}
    for model, name in protecting(thing):
        rows = model._base_manager.filter(**{name: thing.pk})[: COUNT_LIMIT + 1]
        if count := rows.count():
            meta = model._meta
            label = str(meta.verbose_name if count == 1 else meta.verbose_name_plural)
            found[label] = found.get(label, 0) + count
    return [Use(label, count) for label, count in found.items()]


def protecting(thing: Model) -> Iterator[tuple[type[Model], str]]:
    """Yield each model that may protect `thing`, and its field that points here."""
    for relation in thing._meta.get_fields(include_hidden=True):
        if isinstance(relation, ForeignObjectRel) and relation.on_delete is PROTECT:
            yield relation.field.model, relation.field.name


def refuse_if_used(thing: Model) -> None:
    """Raise StillUsed when something protects `thing`."""
    if uses := uses_of(thing):
        raise StillUsed(thing, uses)
