"""What uses a row: the list that a refused deletion shows."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.db.models import CASCADE, PROTECT, Model, Q
from django.db.models.fields.reverse_related import ForeignObjectRel
from django.utils.formats import number_format
from django.utils.text import capfirst, get_text_list
from django.utils.translation import gettext

COUNT_LIMIT = 1_000  # beyond it "1,000+" says enough


@dataclass(frozen=True)
class Use:
    """How many rows of one kind point at something, and where they are listed if anywhere."""

    label: str
    count: int
    url: str = ""

    def __str__(self) -> str:
        shown = number_format(min(self.count, COUNT_LIMIT), force_grouping=True)
        more = "+" if self.count > COUNT_LIMIT else ""
        return f"{shown}{more} {self.label}"


#: Uses that no foreign key knows of; a package to the right adds what finds them.
finders: list[Callable[[Model], list[Use]]] = []


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
    """Count what protects `thing` from being deleted; one bounded query for each kind of row.

    Django's own collector would read every such row.
    """
    pointing: dict[type[Model], Q] = {}
    for model, way in protecting(thing):
        pointing[model] = pointing.get(model, Q()) | Q(**{way: thing.pk})
    found: list[Use] = []
    for model, condition in pointing.items():
        if count := model._base_manager.filter(condition)[: COUNT_LIMIT + 1].count():
            meta = model._meta
            label = str(meta.verbose_name if count == 1 else meta.verbose_name_plural)
            found.append(Use(label, count))
    for finder in finders:
        found += finder(thing)
    return found


def protecting(thing: Model | type[Model], path: str = "") -> Iterator[tuple[type[Model], str]]:
    """Yield each model that may protect `thing`, and the way from there to here.

    What would be deleted with it is protected too: a questionnaire by the answers given.
    """
    for relation in thing._meta.get_fields(include_hidden=True):
        if not isinstance(relation, ForeignObjectRel):
            continue
        model, way = relation.related_model, f"{relation.field.name}{path}"
        if relation.on_delete is PROTECT:
            yield model, way
        elif relation.on_delete is CASCADE and isinstance(model, type):
            yield from protecting(model, f"__{way}")


def refuse_if_used(thing: Model) -> None:
    """Raise StillUsed when something protects `thing`."""
    if uses := uses_of(thing):
        raise StillUsed(thing, uses)
