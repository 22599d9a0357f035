"""Interactions of somebody who is erased: they count as before, and say nothing any more."""

from collections.abc import Collection
from functools import partial
from typing import Any

from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import OuterRef, Subquery, Value
from django.db.models.functions import Coalesce, NullIf
from django.utils.translation import gettext as _

from contacts.models import Contact
from contacts.services.personal.words import GONE
from interactions.models import (
    Attachment,
    Delivery,
    FrozenAttachment,
    FrozenContent,
    GateOverride,
    Interaction,
    InteractionComment,
    InteractionTemplate,
    LoggedSegment,
)
from interactions.models.delivery import DeliveryFailure


def empty_interactions(contact: Contact) -> None:
    """Call them what their logging or their template is called; take notes and own texts away."""
    own = Interaction.objects.filter(contact=contact.pk)
    InteractionComment.objects.filter(interaction__in=own.values("pk")).delete()
    GateOverride.objects.filter(interaction__in=own.values("pk")).update(text=GONE)
    contents = set(own.exclude(content=None).values_list("content", flat=True))
    logged = LoggedSegment.objects.filter(pk=OuterRef("logged_segment")).values("description")
    template = InteractionTemplate.objects.filter(pk=OuterRef("template")).values("description")
    named = NullIf(Subquery(template), Value(""))
    own.update(
        description=Coalesce(Subquery(logged), named, Value(_("Interaction"))),
        subject="",
        contact_via="",
        content=None,
        alternative_address=None,
    )
    drop_contents(contents)


def stop_deliveries(contact: Contact) -> None:
    """Send nothing that is still in the outbox; what was sent counts as before."""
    own = Delivery.objects.filter(contact=contact.pk)
    own.filter(state="paused").update(state="canceled", due_at=None)
    own.filter(state="queued").update(state="suppressed", failure=DeliveryFailure.GATE, due_at=None)


def drop_contents(keys: Collection[int]) -> None:
    """Delete contents, and the files that went with them, that nothing uses any more."""
    contents = unused(FrozenContent, keys, but=FrozenAttachment)
    taken = FrozenAttachment.objects.filter(content__in=contents)
    files = set(taken.values_list("attachment", flat=True))
    FrozenContent.objects.filter(pk__in=contents).delete()
    for attachment in Attachment.objects.filter(pk__in=unused(Attachment, files)):
        name = attachment.file.name or ""
        attachment.delete()
        transaction.on_commit(partial(default_storage.delete, name))


def unused(model: Any, keys: Collection[int], *, but: Any = None) -> set[int]:
    """Return those of the rows that no foreign key of any table points at."""
    left = set(keys)
    for relation in model._meta.get_fields(include_hidden=True):
        if relation.one_to_many and relation.related_model is not but:
            name = relation.field.name
            rows = relation.related_model._base_manager.filter(**{f"{name}__in": left})
            left -= set(rows.values_list(name, flat=True))
    return left
