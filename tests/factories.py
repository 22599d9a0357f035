"""Rows for tests: each function makes the least, a test states every value it relies on."""

from datetime import date
from itertools import count
from uuid import uuid4

from campaigns.models import Campaign, CampaignEntry, CampaignStatus
from contacts.models import Attribute, AttributeChoice, Contact, Language, Salesperson
from interactions.models import (
    Attachment,
    Interaction,
    InteractionGroup,
    InteractionTemplate,
    LibraryImage,
    LoggedSegment,
    TemplateContent,
)
from segments_app.common.text import normalise

DAY = date(2026, 3, 18)
_numbers = count(1)


def make_salesperson(code="", name="", **fields):
    code = code or f"S{next(_numbers)}"
    return Salesperson.objects.create(code=code, name=name or f"Salesperson {code}", **fields)


def make_language(code):
    return Language.objects.get_or_create(code=code, defaults={"name": code.upper()})[0]


def make_company(name="", **fields):
    number = next(_numbers)
    name = name or f"Company {number}"
    fields = {
        "number": f"C{number:05d}",
        "type": Contact.Type.COMPANY,
        "search_text": normalise(name),
        "search_own": normalise(name),
    } | fields
    return Contact.objects.create(name=name, **fields)


def make_person(name="", **fields):
    return make_company(
        name or f"Person {next(_numbers)}", **({"type": Contact.Type.PERSON} | fields)
    )


make_contact = make_person


def make_campaign(description="Spring fair", **fields):
    number = fields.pop("number", f"CP{next(_numbers):04d}")
    fields.setdefault("search_text", normalise(f"{number} {description}"))
    return Campaign.objects.create(number=number, description=description, **fields)


def make_campaign_status(code="RUN", description="Running"):
    return CampaignStatus.objects.get_or_create(code=code, defaults={"description": description})[0]


def make_campaign_entry(campaign, **fields):
    fields = {"description": "Interactions", "occurred_on": DAY} | fields
    return CampaignEntry.objects.create(campaign=campaign, **fields)


def make_group(code="LETTER", description="Letters"):
    return InteractionGroup.objects.get_or_create(code=code, defaults={"description": description})[
        0
    ]


def make_template(code="", description="Letter", **fields):
    code = code or f"T{next(_numbers)}"
    return InteractionTemplate.objects.create(code=code, description=description, **fields)


def make_template_content(template, language, **fields):
    return TemplateContent.objects.create(
        template=template, language=make_language(language), **fields
    )


def make_attachment(name="Offer.pdf", **fields):
    key = uuid4().hex * 2
    fields = {"content_type": "application/pdf", "size": 9, "sha256": key} | fields
    return Attachment.objects.create(file=f"attachments/{key}", name=name, **fields)


def make_library_image(name="Logo", alt="Our logo", **fields):
    key = uuid4().hex
    fields = {"key": key, "file": f"library/{key}.png", "width": 8, "height": 8} | fields
    return LibraryImage.objects.create(name=name, alt=alt, **fields)


def make_interaction(contact=None, **fields):
    contact = contact or make_contact()
    fields = {
        "company_id": contact.pk if contact.is_company else contact.company_id,
        "occurred_on": DAY,
        "description": "Letter",
        "template": fields.get("template") or make_template(),
        "salesperson": fields.get("salesperson") or make_salesperson(),
    } | fields
    return Interaction.objects.create(contact=contact, **fields)


def make_logged_segment(segment_number="", **fields):
    number = segment_number or f"SM{next(_numbers):05d}"
    fields = {
        "description": "Letters",
        "line_count": 0,
        "logged_count": 0,
        "left_out_count": 0,
        "search_text": normalise(f"{number} Letters"),
    } | fields
    return LoggedSegment.objects.create(segment_number=number, **fields)


def make_attribute(code, kind="text", *, choices=(), **fields):
    attribute = Attribute.objects.create(
        code=code, kind=kind, **({"label": code.replace("_", " ").capitalize()} | fields)
    )
    for position, choice in enumerate(choices):
        AttributeChoice.objects.create(
            attribute=attribute, code=choice, label=choice.upper(), position=position
        )
    return attribute
