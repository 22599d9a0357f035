"""What a new interaction with one contact starts with (INT-02, LIN-03, LIN-06, LIN-10)."""

from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth.models import User
from django.db.models import Case, Value, When
from django.utils import timezone

from contacts.models import AddressDateRange, Contact
from contacts.services.defaults import own_salesperson
from interactions.models import InteractionTemplate, TemplateContent

from .content import attached_to


def starting_values(
    *, contact: Contact, template: InteractionTemplate, by: User | None, now: datetime
) -> dict[str, Any]:
    """Return the values of the form: the user's and the contact's, the rest the template's."""
    moment = next_full_minute(now)
    content = content_for(template, contact)
    campaign = template.campaign
    return {
        "description": template.description,
        "occurred_on": moment.date(),
        "occurred_at_time": moment.time(),
        "salesperson": own_salesperson(by) or salesperson_of(contact),
        "language": content.language if content else contact.language,
        "subject": content.subject if content else "",
        **{name: getattr(content, name, "") for name in ("html", "text", "letter")},
        "attachments": [file.pk for file in attached_to(content)],
        "correspondence_type": correspondence_type_of(contact, template),
        "purpose": None,
        "information_flow": template.information_flow,
        "initiated_by": template.initiated_by,
        "cost": template.unit_cost,
        "duration": template.unit_duration,
        "campaign": campaign if campaign and campaign.archived_at is None else None,
        "is_target": template.is_target,
        "is_response": template.is_response,
        "alternative_address": alternative_address_on(contact, moment),
    }


def next_full_minute(now: datetime) -> datetime:
    """Return the company's local time, rounded up to the full minute."""
    local = timezone.localtime(now)
    whole = local.replace(second=0, microsecond=0)
    return whole if whole == local else whole + timedelta(minutes=1)


def content_for(template: InteractionTemplate, contact: Contact) -> TemplateContent | None:
    """Return what the template says in the contact's language, else in its default one."""
    wanted = [contact.language_id, template.default_language_id]
    first = Case(When(language=contact.language_id, then=Value(0)), default=Value(1))
    return (
        template.contents.filter(language__in=[pk for pk in wanted if pk])
        .select_related("language")
        .order_by(first)
        .first()
    )


def correspondence_type_of(contact: Contact, template: InteractionTemplate) -> str:
    """Return the contact's channel, the template's where it has none or is not asked (LIN-03)."""
    if template.ignores_contact_correspondence or not contact.correspondence_type:
        return template.correspondence_type
    return contact.correspondence_type


def salesperson_of(contact: Contact) -> Any:
    """Return the contact's salesperson, unless blocked."""
    person = contact.salesperson
    return person if person and not (person.is_blocked or person.is_privacy_blocked) else None


def alternative_address_on(contact: Contact, moment: datetime) -> Any:
    """Return the alternative address that holds on the day, None for the usual one."""
    period = (
        AddressDateRange.objects.filter(contact=contact.pk)
        .active_on(moment.date())
        .select_related("alternative_address")
        .first()
    )
    return period.alternative_address if period else None
