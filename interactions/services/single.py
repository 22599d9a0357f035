"""One interaction with one contact: logged, or put off and finished later (domain.md §2.13)."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib.auth.models import User
from django.db import transaction
from django.utils.translation import gettext as _

from campaigns.services import campaign_entry_for
from contacts.models import Contact
from interactions.models import GateOverride, Interaction, InteractionTemplate
from segments_app.common.submissions import once

from .comments import add_comment
from .content import attached_to
from .defaults import starting_values
from .freezing import frozen_content
from .incomplete import (
    MESSAGES,
    InteractionIncomplete,
    refuse_incomplete,
    with_checked_files,
    with_checked_text,
)
from .overriding import explained
from .refusing import ContactBlocked, refuse_blocked, refuse_too_often

#: What a user may say of an interaction; subject, text and comment go elsewhere besides.
FIELDS = (
    "description", "occurred_on", "occurred_at_time", "salesperson", "language", "subject",
    "correspondence_type", "information_flow", "initiated_by", "contact_via", "cost", "duration",
    "alternative_address", "campaign", "is_target", "is_response", "segment_number", "evaluation",
    "attempt_failed", "purpose",
)  # fmt: skip


class NotPostponed(Exception):
    """The interaction has been finished or discarded meanwhile."""


def log_interaction(
    *,
    contact: Contact,
    template: InteractionTemplate | None,
    values: Mapping[str, Any],
    submission: UUID | None = None,
    override: str = "",
    by: User | None,
    now: datetime,
) -> Interaction:
    """Log one interaction; what the values do not name starts as the form does (INT-05).

    With a campaign it counts in the entry that the campaign's single interactions share; where
    the values name a segment number, in that of the segment, which logging it takes over.
    `submission` is the key of the form: sent again it returns the interaction that is there,
    and finishes it where the form was first sent to be finished later. `override` is why the
    contact is approached although a soft reason is against it; who may say so, the caller knows.
    """
    said: dict[str, Any] = {"template": template, "values": values, "submission": submission}
    said["override"] = override
    interaction = _log(contact=contact, **said, by=by, now=now)
    if interaction.is_postponed:
        return resume_interaction(interaction, **said, by=by, now=now)
    return interaction


@once(Interaction)
@transaction.atomic
def _log(
    *,
    contact: Contact,
    template: InteractionTemplate | None,
    values: Mapping[str, Any],
    submission: UUID | None,
    override: str,
    by: User | None,
    now: datetime,
) -> Interaction:
    interaction = _prepared(contact, template, values, by=by, now=now)
    interaction.submission = submission
    _finish(interaction, values, submission, override=override, by=by, now=now)
    return interaction


@once(Interaction)
@transaction.atomic
def postpone_interaction(
    *,
    contact: Contact,
    template: InteractionTemplate | None,
    values: Mapping[str, Any],
    submission: UUID | None = None,
    by: User | None,
    now: datetime,
) -> Interaction:
    """Keep an interaction to be finished later; until then it counts nowhere (INT-06)."""
    interaction = _prepared(contact, template, values, by=by, now=now)
    interaction.is_postponed, interaction.submission = True, submission
    interaction.save()
    _comment(interaction, values, submission, by=by, now=now)
    return interaction


@transaction.atomic
def save_postponed(
    interaction: Interaction,
    *,
    template: InteractionTemplate | None,
    values: Mapping[str, Any],
    submission: UUID | None = None,
    by: User | None,
    now: datetime,
) -> Interaction:
    """Change a postponed interaction that stays postponed."""
    interaction = _locked(interaction)
    _apply(interaction, template, values, by=by, now=now)
    interaction.save()
    _comment(interaction, values, submission, by=by, now=now)
    return interaction


@transaction.atomic
def resume_interaction(
    interaction: Interaction,
    *,
    template: InteractionTemplate | None,
    values: Mapping[str, Any],
    submission: UUID | None = None,
    override: str = "",
    by: User | None,
    now: datetime,
) -> Interaction:
    """Finish a postponed interaction: it is logged now, under the number it has."""
    interaction = _locked(interaction)
    refuse_blocked(interaction.contact)
    _apply(interaction, template, values, by=by, now=now)
    interaction.is_postponed = False
    interaction.created_by, interaction.created_at = by, now
    _finish(interaction, values, submission, override=override, by=by, now=now)
    return interaction


@transaction.atomic
def discard_postponed(interaction: Interaction) -> None:
    """Delete a postponed interaction."""
    _locked(interaction).delete()


def _locked(interaction: Interaction) -> Interaction:
    rows = Interaction.objects.postponed().select_for_update()
    found = rows.filter(pk=interaction.pk).first()
    if found is None:
        raise NotPostponed(_("This interaction has been finished or discarded meanwhile."))
    return found


def _prepared(
    contact: Contact,
    template: InteractionTemplate | None,
    values: Mapping[str, Any],
    *,
    by: User | None,
    now: datetime,
) -> Interaction:
    refuse_blocked(contact)
    company = contact.pk if contact.is_company else contact.company_id
    interaction = Interaction(contact=contact, company_id=company, created_by=by, created_at=now)
    _apply(interaction, template, values, by=by, now=now)
    return interaction


def _apply(
    interaction: Interaction,
    template: InteractionTemplate | None,
    values: Mapping[str, Any],
    *,
    by: User | None,
    now: datetime,
) -> None:
    if template is None:
        raise InteractionIncomplete({"template": str(MESSAGES["template"])})
    complete = {
        **starting_values(contact=interaction.contact, template=template, by=by, now=now),
        **values,
    }
    if complete["campaign"] is None:
        complete |= {"is_target": False, "is_response": False}
    complete["description"] = " ".join(complete["description"].split())
    complete["subject"] = " ".join(complete["subject"].split()) or complete["description"]
    refuse_incomplete(complete)
    complete = with_checked_text(complete)
    files = _files_of(interaction, template, complete)
    complete = with_checked_files(complete, files, by=by, now=now)
    for name in FIELDS:
        if name in complete:
            setattr(interaction, name, complete[name])
    interaction.template, interaction.group = template, template.group
    interaction.content = frozen_content(interaction, complete)


def _files_of(
    interaction: Interaction, template: InteractionTemplate, values: Mapping[str, Any]
) -> list[int]:
    """Return the files that go along to begin with: what was put off keeps its own."""
    if interaction.content is None or interaction.template_id != template.pk:
        return list(values["attachments"])
    return [file.pk for file in attached_to(interaction.content)]


def _finish(
    interaction: Interaction,
    values: Mapping[str, Any],
    submission: UUID | None,
    *,
    override: str = "",
    by: User | None,
    now: datetime,
) -> None:
    overridden = _overridden(interaction, values, override)
    if interaction.campaign:
        interaction.campaign_entry = campaign_entry_for(
            interaction.campaign,
            occurred_on=interaction.occurred_on,
            salesperson=interaction.salesperson,
            segment_number=interaction.segment_number,
            description=values.get("segment_description", ""),
            by=by,
            now=now,
        )
    interaction.save()
    if overridden:
        GateOverride.objects.create(
            interaction=interaction,
            reason=overridden,
            text=explained(override),
            created_by=by,
            created_at=now,
        )
    _comment(interaction, values, submission, by=by, now=now)


def _overridden(interaction: Interaction, values: Mapping[str, Any], override: str) -> str:
    """Return the reason that is overridden, "" where nothing is against it; else refuse."""
    if interaction.purpose is None:
        return ""
    channel = values.get("channel") or interaction.correspondence_type
    try:
        refuse_blocked(interaction.contact, purpose=interaction.purpose, channel=channel)
        refuse_too_often(interaction)
    except ContactBlocked as error:
        if not (override and error.can_be_overridden):
            raise
        return error.reason
    return ""


def _comment(
    interaction: Interaction,
    values: Mapping[str, Any],
    submission: UUID | None,
    *,
    by: User | None,
    now: datetime,
) -> None:
    if comment := values.get("comment", "").strip():
        add_comment(interaction, text=comment, submission=submission, by=by, now=now)
