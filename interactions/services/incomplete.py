"""What an interaction may lack, or say that cannot be kept: told field by field (INT-04)."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from django.contrib.auth.models import User
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .content import NO_FILES, AttachmentRefused, ContentRefused, checked, with_files

#: What is said where something is missing.
MESSAGES = {
    "template": gettext_lazy("Choose an interaction template."),
    "description": gettext_lazy("Enter a description."),
    "occurred_on": gettext_lazy("Enter the date of the interaction."),
    "salesperson": gettext_lazy("Choose a salesperson."),
    "phone": gettext_lazy("Enter the telephone number that was called."),
}


class InteractionIncomplete(Exception):
    """Something is missing or impossible; `errors` has a message for each field (INT-04)."""

    def __init__(self, errors: dict[str, str]) -> None:
        self.errors = errors
        super().__init__(" ".join(errors.values()))


def refuse_incomplete(values: Mapping[str, Any]) -> None:
    """Raise InteractionIncomplete with a message of its own for each thing that is wrong."""
    person = values["salesperson"]
    is_blocked = person is not None and (person.is_blocked or person.is_privacy_blocked)
    wrong = {
        "description": (not values["description"], MESSAGES["description"]),
        "occurred_on": (values["occurred_on"] is None, MESSAGES["occurred_on"]),
        "salesperson": (
            person is None or is_blocked,
            _("%(salesperson)s is blocked; choose another salesperson.") % {"salesperson": person}
            if is_blocked
            else MESSAGES["salesperson"],
        ),
        "cost": ((values["cost"] or 0) < 0, _("The cost cannot be negative.")),
        "duration": ((values["duration"] or 0) < 0, _("The duration cannot be negative.")),
    }
    errors = {name: str(message) for name, (is_wrong, message) in wrong.items() if is_wrong}
    if errors:
        raise InteractionIncomplete(errors)


def with_checked_text(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return the values with what is written as it is kept, or say what is wrong with it."""
    parts = {name: values[name] for name in ("subject", "html", "text", "letter")}
    try:
        return {**values, **checked(parts)}
    except ContentRefused as error:
        told = {name: " ".join(messages) for name, messages in error.errors.items()}
        raise InteractionIncomplete(told) from error


def with_checked_files(
    values: Mapping[str, Any], attachments: Collection[int], *, by: User | None, now: datetime
) -> dict[str, Any]:
    """Return the values with the files that go along, or say why one cannot."""
    try:
        files = values.get("files", NO_FILES)
        return {**values, "attachments": with_files(attachments, files, by=by, now=now)}
    except AttachmentRefused as error:
        raise InteractionIncomplete({"file": str(error)}) from error
