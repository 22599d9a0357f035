"""Defining attributes and their choices: what administrators do."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Count, F, Model
from django.db.models.functions import Upper
from django.utils.text import get_text_list
from django.utils.translation import gettext as _

from contacts.models import Attribute, AttributeChoice, AttributeValue, Contact
from contacts.models.attributes import CAN_BE_UNIQUE, WITH_CHOICES
from contacts.services.refusals import InvalidValues
from segments_app.common.uses import StillUsed, Use, finders, refuse_if_used

from .definitions import COLUMNS, changed

STAYS = ("code", "kind")


class InvalidAttribute(InvalidValues):
    """An attribute or a choice that cannot be as it is wished; a message for each field."""


@transaction.atomic
def define_attribute(*, values: Mapping[str, Any], by: User | None, now: datetime) -> Attribute:
    """Define an attribute. It can be filled in, chosen by and imported from now on."""
    attribute = Attribute(**{**values, "code": values.get("code", "").strip()})
    _check(attribute, Attribute)
    attribute.save(force_insert=True)
    changed()
    return attribute


@transaction.atomic
def change_attribute(
    attribute: Attribute, *, values: Mapping[str, Any], by: User | None, now: datetime
) -> Attribute:
    """Change how an attribute is offered. Code and kind stay; values are never lost."""
    attribute = Attribute.objects.select_for_update().get(pk=attribute.pk)
    was = {name: getattr(attribute, name) for name in values}
    for name, value in values.items():
        setattr(attribute, name, value)
    _refuse({name: _("It stays as it is.") for name in STAYS if was.get(name) != values.get(name)})
    _check(attribute, Attribute)
    if attribute.is_archived and not was.get("is_archived", True):
        _refuse_if_asked_for(attribute)
    _refuse(_misfits(attribute))
    if was.get("is_unique", attribute.is_unique) != attribute.is_unique:
        _refuse(_repeated(attribute) if attribute.is_unique else {})
    attribute.save(update_fields=[*values])
    if was.get("is_unique", attribute.is_unique) != attribute.is_unique:
        attribute.values.update(is_unique=attribute.is_unique)
    changed()
    return attribute


@transaction.atomic
def delete_attribute(attribute: Attribute, *, by: User | None, now: datetime) -> None:
    """Delete an attribute that no contact has and no rule asks for, with its choices."""
    attribute = Attribute.objects.select_for_update().get(pk=attribute.pk)
    refuse_if_used(attribute)
    attribute.delete()
    changed()


@transaction.atomic
def add_choice(
    attribute: Attribute, *, values: Mapping[str, Any], by: User | None, now: datetime
) -> AttributeChoice:
    """Add a value that can be chosen."""
    choice = AttributeChoice(**{**values, "attribute": attribute})
    choice.code = choice.code.strip()
    if attribute.kind not in WITH_CHOICES:
        _refuse({"code": _("Only attributes with choices have them.")})
    _check(choice, AttributeChoice)
    choice.save(force_insert=True)
    changed()
    return choice


@transaction.atomic
def change_choice(
    choice: AttributeChoice, *, values: Mapping[str, Any], by: User | None, now: datetime
) -> AttributeChoice:
    """Rename, move or archive a choice; contacts that have it keep it."""
    choice = AttributeChoice.objects.select_for_update().get(pk=choice.pk)
    if values.get("code", choice.code) != choice.code:
        _refuse({"code": _("It stays as it is.")})
    for name, value in values.items():
        setattr(choice, name, value)
    _check(choice, AttributeChoice)
    choice.save(update_fields=[*values])
    changed()
    return choice


@transaction.atomic
def delete_choice(choice: AttributeChoice, *, by: User | None, now: datetime) -> None:
    """Delete a choice that no contact has and no rule names."""
    refuse_if_used(choice)
    choice.delete()
    changed()


def _check(row: Attribute | AttributeChoice, model: type[Model]) -> None:
    errors = {}
    row.label = row.label.strip()
    if not row.label:
        errors["label"] = _("Type what it is called.")
    try:
        row._meta.get_field("code").run_validators(row.code)
    except ValidationError as error:
        errors["code"] = " ".join(error.messages)
    if isinstance(row, Attribute):
        if not (row.for_companies or row.for_persons):
            errors["for_companies"] = _("Choose companies, persons or both.")
        if row.is_unique and row.kind not in CAN_BE_UNIQUE:
            errors["is_unique"] = _("Only texts, numbers and dates can be unique.")
        same = Attribute.objects.filter(code=row.code)
    else:
        same_choice = AttributeChoice.objects.filter(attribute=row.attribute_id, code=row.code)
        if same_choice.exclude(pk=row.pk).exists():
            errors["code"] = _("Another choice has this code.")
        same = Attribute.objects.none()
    if same.exclude(pk=row.pk).exists():
        errors["code"] = _("Another attribute has this code.")
    _refuse(errors)


def _refuse(errors: Mapping[str, str]) -> None:
    if errors:
        raise InvalidAttribute(errors)


def _refuse_if_asked_for(attribute: Attribute) -> None:
    """Archiving would break the rules that ask for it: they are named first."""
    uses: list[Use] = [use for finder in finders for use in finder(attribute)]
    if uses:
        raise StillUsed(attribute, uses)


def _misfits(attribute: Attribute) -> dict[str, str]:
    """Return why an attribute cannot be taken from companies, or from persons."""
    left_out = {"for_companies": "company", "for_persons": "person"}
    errors = {}
    for name, contact_type in left_out.items():
        if getattr(attribute, name):
            continue
        found = AttributeValue.objects.filter(attribute=attribute, contact__type=contact_type)
        if (one := found.select_related("contact").order_by("pk").first()) is not None:
            message = _("%(contact)s has a value. Empty it first, or leave this on.")
            errors[name] = message % {"contact": f"{one.contact} ({one.contact.number})"}
    return errors


def _repeated(attribute: Attribute) -> dict[str, str]:
    """Return which value two contacts have already."""
    column: Any = COLUMNS[Attribute.Kind(attribute.kind)]
    is_text = column == "text"
    rows = attribute.values.order_by().values(key=Upper("text") if is_text else F(column))
    found = rows.annotate(count=Count("pk")).filter(count__gt=1)[:1]
    if not found:
        return {}
    same = attribute.values.filter(**{f"{column}__iexact" if is_text else column: found[0]["key"]})
    owners = Contact.objects.filter(pk__in=same.values("contact")).order_by("number")[:2]
    message = _("%(contacts)s have the same value. Make them differ first.")
    named = get_text_list([f"{one.name} ({one.number})" for one in owners], _("and"))
    return {"is_unique": message % {"contacts": named}}
