"""One contact becomes two again: what the merge did is taken back, what came later stays.

What somebody changed since is left as it is, and told.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.apps import apps
from django.contrib.auth.models import User
from django.db import IntegrityError, transaction
from django.db.models import BigIntegerField, Case, F, Model, Value, When
from django.db.models.functions import NullIf
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from contacts.models import (
    AlternativeAddress,
    ConsentEvent,
    Contact,
    ContactChange,
    Merge,
    MergeChange,
)
from contacts.services.consent_parting import part_consents
from contacts.services.search_words import fill_search_words
from segments_app.common.history import written_by
from segments_app.common.moving import moving
from segments_app.common.retrying import retried

from .images import Image, image, made_of, python
from .journal import Kind
from .merge import MergeRefused, last_change, make_findable

#: Follow from the others; nobody is told of them.
SILENT = ("modified_at", "search_own", "search_text")


@retried
@transaction.atomic
def undo_merge(merge: Merge, *, by: User | None, now: datetime) -> Merge:
    """Make two contacts of one again; said again it changes nothing.

    `left_behind` of the merge then says what was changed since and stays as it is.
    """
    merge = Merge.objects.select_for_update().get(pk=merge.pk)
    if merge.undone_at is not None:
        return merge
    survivor = the_survivor(merge)
    before, told = last_change(), list[str]()
    with written_by(by), moving(survivor.pk, merge.gone_id):
        told += take_values_back(merge, survivor)
        told += bring_back(Contact, merge.gone)
        told += take_rows_back(merge, survivor)
    gone = Contact.objects.get(pk=merge.gone_id)
    part_consents(survivor, gone, came=written(merge, ConsentEvent), by=by, now=now)
    make_findable(Contact.objects.get(pk=survivor.pk), gone)
    if not told:
        forget_both_ways(merge, since=before)
    merge.undone_at, merge.undone_by, merge.left_behind = now, by, told
    merge.save(update_fields=["undone_at", "undone_by", "left_behind"])
    return merge


def the_survivor(merge: Merge) -> Contact:
    """Lock and return the contact that stayed; refuse where the way back is not free."""
    if merge.survivor_id != merge.into_id:
        raise MergeRefused(
            _("%(name)s was merged into another contact since. Take that merge back first.")
            % {"name": Merge.objects.standing().get(gone_id=merge.into_id).gone_name}
        )
    survivor = Contact.objects.select_for_update().get(pk=merge.survivor_id)
    if Contact.objects.filter(number=merge.gone_number).exists():
        raise MergeRefused(
            _("The number %(number)s belongs to another contact now. Change that one first.")
            % {"number": merge.gone_number}
        )
    return survivor


def take_values_back(merge: Merge, survivor: Contact) -> Iterator[str]:
    """Give the survivor the values it had; those that were changed since stay."""
    is_now = image(survivor)
    changed = []
    for name, value in merge.after.items():
        if is_now[name] == value:
            setattr(survivor, name, python(Contact, name, merge.before[name]))
            changed.append(name)
        elif name not in SILENT:
            label = next(f for f in Contact._meta.local_fields if f.attname == name).verbose_name
            yield _("%(field)s was changed since and stays as it is.") % {"field": capfirst(label)}
    fill_search_words(survivor)
    survivor.save(update_fields=sorted({*changed, "search_own", "search_text"}))


def bring_back(model: type[Model], values: Any) -> Iterator[str]:
    """Insert a row again; say why not, or what of it is not there any more."""
    row = made_of(model, values)
    for field in model._meta.concrete_fields:
        key = values.get(field.attname)
        if not field.is_relation or key is None or exists(field, key):
            continue
        label = capfirst(str(field.verbose_name))
        if not field.null:
            yield _("%(what)s could not be brought back: its %(field)s is gone.") % {
                "what": named(model),
                "field": label,
            }
            return
        setattr(row, field.attname, None)
        yield _("%(field)s of %(what)s is gone.") % {"field": label, "what": named(model)}
    try:
        with transaction.atomic():
            model._base_manager.bulk_create([row])
    except IntegrityError:
        yield _("%(what)s could not be brought back: there is another one by now.") % {
            "what": named(model)
        }


def exists(field: Any, key: Any) -> bool:
    """Tell whether the row is there that a foreign key points at."""
    target = field.target_field.attname
    return bool(field.related_model._base_manager.filter(**{target: key}).exists())


def take_rows_back(merge: Merge, survivor: Contact) -> Iterator[str]:
    """Do the journal backwards: addresses first, since what moves back points at them."""
    copies: list[Any] = list(merge.changes.filter(kind=Kind.COPIED).order_by("pk"))
    for copy in copies:
        yield from bring_back(AlternativeAddress, copy.before)
    back = {copy.row: copy.before["id"] for copy in copies}
    for label, name in (
        merge.changes.filter(kind=Kind.MOVED).values_list("model", "field").distinct().order_by()
    ):
        yield from move_back(merge, apps.get_model(label), name, back)
    for copy in copies:
        yield from drop_copy(copy)
    for change in merge.changes.filter(kind=Kind.CHANGED).order_by("-pk"):
        yield from change_back(change)
    for removed in merge.changes.filter(kind=Kind.REMOVED).order_by("pk"):
        yield from bring_back(apps.get_model(removed.model), removed.before)


def move_back(
    merge: Merge, model: type[Model], name: str, addresses: dict[int, int]
) -> Iterator[str]:
    """Give rows back that still are with the survivor."""
    noted = merge.changes.filter(kind=Kind.MOVED, model=model._meta.label, field=name)
    rows = model._base_manager.filter(
        **{name: merge.survivor_id, "pk__in": noted.order_by().values("row")}
    )
    changes: dict[str, Any] = {name: merge.gone_id}
    fields = {field.name: field for field in model._meta.local_fields}
    if name == "contact":
        for one in fields.values():
            if one.related_model is AlternativeAddress and addresses:
                whens = [When(**{one.name: k}, then=Value(v)) for k, v in addresses.items()]
                changes[one.name] = Case(
                    *whens, default=Value(None), output_field=BigIntegerField()
                )
        if "merged_from" in fields:
            changes["merged_from"] = NullIf(F("merged_from"), Value(merge.gone_id))
    missing = noted.count() - rows.update(**changes)
    if missing:
        yield _("%(what)s: %(count)s are not here any more and stay where they are.") % {
            "what": named(model, many=True),
            "count": missing,
        }


def drop_copy(copy: MergeChange) -> Iterator[str]:
    """Delete the copy of an address, unless somebody has changed it since."""
    address = AlternativeAddress.objects.filter(pk=copy.row).first()
    if address is None:
        return
    if image(address) == copy.after:
        address.delete()
    else:
        yield _("The alternative address %(code)s was changed since; it stays too.") % {
            "code": address.code
        }


def change_back(change: MergeChange) -> Iterator[str]:
    """Give columns of a row the values they had, unless somebody has changed them since."""
    model = apps.get_model(change.model)
    row = model._base_manager.filter(pk=change.row).first()
    before: Image = change.before or {}
    after: Image = change.after or {}
    if row is None or image(row, *after) != after:
        yield _("%(what)s was changed since and stays as it is.") % {"what": named(model)}
        return
    for name, value in before.items():
        setattr(row, name, python(model, name, value))
    row.save(update_fields=list(before))


def forget_both_ways(merge: Merge, *, since: int) -> None:
    """Take back what merge and way back have written to the history: nothing has happened."""
    moved = merge.changes.filter(kind=Kind.MOVED, model=Contact._meta.label).order_by()
    involved = [merge.survivor_id, merge.gone_id]
    ContactChange.objects.filter(pk__in=written(merge, ContactChange)).delete()
    later = ContactChange.objects.filter(pk__gt=since)
    later.filter(contact__in=involved).delete()
    later.filter(contact__in=moved.values("row")).delete()


def written(merge: Merge, model: type[Model]) -> list[int]:
    """Return the rows of a history that the merge itself has written."""
    noted = merge.changes.filter(kind=Kind.WRITTEN, model=model._meta.label)
    return [*noted.order_by("row").values_list("row", flat=True)]


def named(model: type[Model], *, many: bool = False) -> str:
    """Return what the rows of a table are called."""
    return capfirst(str(model._meta.verbose_name_plural if many else model._meta.verbose_name))
