"""Mailing groups, industry groups, business relations, job responsibilities, web sources.

Industry groups and business relations are the company's: given for a person they are stored
on the person's company (domain.md §1.4). Each change counts as a change of the contact.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import F, Value
from django.utils.translation import gettext as _

from contacts.models import (
    BusinessRelation,
    Contact,
    ContactBusinessRelation,
    ContactIndustryGroup,
    ContactJobResponsibility,
    ContactMailingGroup,
    ContactQuerySet,
    ContactWebSource,
    IndustryGroup,
    JobResponsibility,
    MailingGroup,
    WebSource,
)
from segments_app.common.history import written_by
from segments_app.common.sql import insert_missing

from .refusals import Refused


class WrongOwner(Refused):
    """A classification that contacts of this type do not have."""


class LinkRefused(Refused):
    """A business relation whose link to the books is half, or there already."""


@dataclass(frozen=True)
class Changed:
    """How many assignments were added and removed."""

    added: int
    removed: int


@transaction.atomic
def set_mailing_groups(
    contact: Contact,
    *,
    groups: Iterable[MailingGroup],
    by: User | None,
    now: datetime,
) -> Changed:
    """Have the contact in exactly these mailing groups."""
    return _assign(ContactMailingGroup, "mailing_group", contact, groups, by=by, now=now)


@transaction.atomic
def set_industry_groups(
    contact: Contact,
    *,
    groups: Iterable[IndustryGroup],
    by: User | None,
    now: datetime,
) -> Changed:
    """Have the contact's company in exactly these industry groups."""
    owner = classified_company(contact)
    return _assign(ContactIndustryGroup, "industry_group", owner, groups, by=by, now=now)


@transaction.atomic
def set_business_relations(
    contact: Contact,
    *,
    relations: Iterable[BusinessRelation],
    by: User | None,
    now: datetime,
) -> Changed:
    """Have the contact's company in exactly these relations; those kept keep their links."""
    owner = classified_company(contact)
    return _assign(ContactBusinessRelation, "business_relation", owner, relations, by=by, now=now)


@transaction.atomic
def set_job_responsibilities(
    contact: Contact,
    *,
    responsibilities: Iterable[JobResponsibility],
    by: User | None,
    now: datetime,
) -> Changed:
    """Have the person in charge of exactly these things."""
    if contact.is_company:
        raise WrongOwner(_("Job responsibilities belong to persons."))
    return _assign(
        ContactJobResponsibility, "job_responsibility", contact, responsibilities, by=by, now=now
    )


@transaction.atomic
def link_business_relation(
    relation: ContactBusinessRelation,
    *,
    linked_to: str,
    linked_number: str,
    by: User | None,
    now: datetime,
) -> None:
    """Say which customer, vendor, account or employee of the books the company is."""
    linked_number = linked_number.strip()
    if bool(linked_to) != bool(linked_number):
        raise LinkRefused(_("Give both what it is linked to and the linked number, or neither."))
    others = ContactBusinessRelation.objects.filter(contact=relation.contact_id)
    if linked_to and others.exclude(pk=relation.pk).filter(linked_to=linked_to).exists():
        raise LinkRefused(_("The company is linked to one of these already."))
    relation.linked_to, relation.linked_number = linked_to, linked_number
    relation.save(update_fields=["linked_to", "linked_number"])
    _touch(relation.contact_id, now=now)


@transaction.atomic
def set_web_source(
    contact: Contact,
    *,
    web_source: WebSource,
    search_word: str,
    by: User | None,
    now: datetime,
) -> ContactWebSource:
    """Say what to search for in a web source; said again, the word is replaced."""
    source, _created = ContactWebSource.objects.update_or_create(
        contact=contact, web_source=web_source, defaults={"search_word": search_word.strip()}
    )
    _touch(contact.pk, now=now)
    return source


@transaction.atomic
def remove_web_source(source: ContactWebSource, *, by: User | None, now: datetime) -> None:
    """Take a web source off its contact."""
    source.delete()
    _touch(source.contact_id, now=now)


@transaction.atomic
def add_to_mailing_group(
    contacts: ContactQuerySet,
    *,
    group: MailingGroup,
    by: User | None,
    now: datetime,
) -> int:
    """Put all these contacts into the group, in one statement; return how many were not in it."""
    with written_by(by):
        return insert_missing(
            ContactMailingGroup,
            contacts,
            contact=F("pk"),
            mailing_group=Value(group.pk),
            created_at=Value(now),
        )


@transaction.atomic
def remove_from_mailing_group(
    contacts: ContactQuerySet,
    *,
    group: MailingGroup,
    by: User | None,
    now: datetime,
) -> int:
    """Take all these contacts out of the group, in one statement; return how many were in it."""
    members = ContactMailingGroup.objects.filter(
        mailing_group=group, contact__in=contacts.order_by().values("pk")
    )
    with written_by(by):
        return members.delete()[0]


def classified_company(contact: Contact) -> Contact:
    """Return the company whose industry groups and business relations count for the contact."""
    if contact.is_company:
        return contact
    if contact.company is None:
        raise WrongOwner(
            _("Industry groups and business relations belong to companies; this person has none.")
        )
    return contact.company


def _assign(
    model: Any,
    field: str,
    contact: Contact,
    wanted: Iterable[Any],
    *,
    by: User | None,
    now: datetime,
) -> Changed:
    """Add the rows that are missing and remove those that are not wanted, in four statements."""
    Contact.objects.select_for_update().only("pk").get(pk=contact.pk)
    keys = {row.pk for row in wanted}
    present = set(model.objects.filter(contact=contact).values_list(field, flat=True))
    removed, added = present - keys, keys - present
    new = [model(contact=contact, created_at=now, **{f"{field}_id": key}) for key in sorted(added)]
    with written_by(by):
        if removed:
            model.objects.filter(contact=contact, **{f"{field}__in": removed}).delete()
        model.objects.bulk_create(new)
    if added or removed:
        _touch(contact.pk, now=now)
    return Changed(len(added), len(removed))


def _touch(contact_id: int, *, now: datetime) -> None:
    Contact.objects.filter(pk=contact_id).update(modified_at=now)
