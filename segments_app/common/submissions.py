"""Pressing a button twice is harmless: what a form makes keeps the key that the form carried.

The form of a double click, of the browser's Back or of another tab carries the same key, and the
service then returns what is there. The database holds the promise; two at once are one row too.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any, ParamSpec, TypeVar
from uuid import UUID, uuid4

from django import forms
from django.contrib.auth.models import User
from django.db import migrations, models
from django.db.migrations.operations.base import Operation
from django.db.models import Q
from django.http import HttpRequest
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

Given = ParamSpec("Given")
Made = TypeVar("Made", bound=models.Model)


class SentByAnother(Exception):
    """The key of the form belongs to what another user made."""

    def __init__(self) -> None:
        super().__init__(gettext("Somebody else has sent this form. Open the page again."))


def submission_key() -> "models.UUIDField[UUID | None, UUID | None]":
    """Return the column of the key: null for all that no form with a key has made."""
    return models.UUIDField(_("submission"), null=True, blank=True, editable=False)


def made_once(name: str) -> models.UniqueConstraint:
    """Return the promise that a key makes one row; rows without one cost its index nothing."""
    return models.UniqueConstraint(
        fields=["submission"], condition=Q(submission__isnull=False), name=name
    )


def add_key(model: str, name: str) -> list[Operation]:
    """Return what a migration does for both; on a filled table it rewrites no row."""
    column: Any = models.UUIDField("submission", null=True, blank=True, editable=False)
    return [
        migrations.AddField(model, "submission", column),
        migrations.AddConstraint(model, made_once(name)),
    ]


def once(model: type[Made]) -> Callable[[Callable[Given, Made]], Callable[Given, Made]]:
    """Let a service that makes a row of `model` make it once for a `submission`.

    Stacked on `transaction.atomic`: who comes second while the first is at it waits for the
    index, loses what it did, and returns the row of the first. So does who waits for a lock, and
    is refused because the first has done it.
    """

    def decorate(service: Callable[Given, Made]) -> Callable[Given, Made]:
        @wraps(service)
        def around(*args: Given.args, **kwargs: Given.kwargs) -> Made:
            key: Any = kwargs.get("submission")
            by: Any = kwargs.get("by")
            if key is None:
                return service(*args, **kwargs)
            try:
                return made_from(model, key, by=by) or service(*args, **kwargs)
            except Exception:  # the index, or a refusal of what the first one has done by now
                row = made_from(model, key, by=by)
                if row is None:
                    raise
                return row

        return around

    return decorate


def made_from(model: type[Made], key: UUID, *, by: User | None) -> Made | None:
    """Return what the user made with the form of the key, if anything.

    Rows that do not say who made them are anybody's who has the key, which nobody can guess.
    """
    row = model._default_manager.filter(submission=key).first()
    user = by and by.pk
    if row is not None and getattr(row, "created_by_id", user) != user:
        raise SentByAnother
    return row


def submission_of(request: HttpRequest) -> UUID | None:
    """Return the key of a form that is nothing but a button."""
    form = OnceForm(request.POST)
    return form.cleaned_data["submission"] if form.is_valid() else None


class OnceForm(forms.Form):
    """A form that carries a key, so that sending it again makes nothing more."""

    submission = forms.UUIDField(required=False, initial=uuid4, widget=forms.HiddenInput)

    @property
    def said(self) -> dict[str, Any]:
        """Return what the user filled in, without the key."""
        return {name: value for name, value in self.cleaned_data.items() if name != "submission"}
