"""Versions of saved criteria: every change is another, and none is ever changed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from difflib import SequenceMatcher
from itertools import zip_longest
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from contacts.models import ContactQuerySet
from segments_app.criteria.rules import Rule, check_rule
from segments_app.criteria.sentences import sentences
from segments_app.models import SavedCriteria, SavedCriteriaVersion, Step

from .audience import StepOptions
from .limits import limit_in_words
from .locking import SegmentError
from .membership import KeptStep, expected_contacts
from .saved_criteria import NoSteps, locked_criteria
from .step_words import OPTION_LABELS

Kept = dict[str, Any]
SIDES = ("added", "removed")


class VersionChanged(SegmentError):
    """Somebody else has saved another version meanwhile."""


@transaction.atomic
def write_version(
    criteria: SavedCriteria,
    *,
    steps: Sequence[Mapping[str, Any]],
    note: str = "",
    seen: int | None = None,
    by: User | None,
    now: datetime,
) -> SavedCriteriaVersion:
    """Save other steps as the next version; the same steps again make none.

    `seen` is the version that the user looked at: given, one saved meanwhile is not undone.
    """
    criteria = locked_criteria(criteria)
    latest = latest_of(criteria)
    if seen not in (None, latest.number):
        raise VersionChanged(
            _("%(code)s has been changed meanwhile. Look at it again.") % {"code": criteria.code}
        )
    kept = [kept_step(**step) for step in steps]
    if not kept:
        raise NoSteps(_("Saved criteria need at least one step."))
    if kept == latest.steps:
        return latest
    criteria.steps, criteria.modified_at = kept, now
    criteria.save(update_fields=["steps", "modified_at"])
    version = SavedCriteriaVersion(
        criteria=criteria,
        number=latest.number + 1,
        steps=kept,
        note=note.strip(),
        created_by=by,
        created_at=now,
    )
    version.clean_fields(exclude=["created_by", "criteria"])
    version.save(force_insert=True)
    return version


def restore_version(
    version: SavedCriteriaVersion, *, by: User | None, now: datetime
) -> SavedCriteriaVersion:
    """Make the steps of an earlier version the latest again, as a new version."""
    note = _("Version %(number)s restored") % {"number": version.number}
    return write_version(version.criteria, steps=version.steps, note=note, by=by, now=now)


def latest_of(criteria: SavedCriteria) -> SavedCriteriaVersion:
    """Return the version in use."""
    return criteria.versions.select_related("created_by").order_by("-number")[0]


def kept_step(
    *,
    action: str,
    rule: Rule,
    options: Mapping[str, Any] | None = None,
    source: str = Step.Source.CRITERIA,
) -> Kept:
    """Return a step as it is kept: its rule checked, and only the options that are on."""
    return {
        "action": Step.Action(action).value,
        "source": source,
        "rule": check_rule(rule),
        "options": StepOptions.read(options or {}).as_dict(),
    }


@dataclass(frozen=True)
class Piece:
    """Words that stand in both versions (""), only in the first, or only in the second."""

    text: str
    tone: str


def words_compared(first: Sequence[Kept], second: Sequence[Kept]) -> list[list[Piece]]:
    """Return the steps of two versions in words, side by side, with what differs marked."""
    said = sentences([step["rule"] for step in (*first, *second)])
    before = [_in_words(*pair) for pair in zip(first, said, strict=False)]
    after = [_in_words(*pair) for pair in zip(second, said[len(first) :], strict=True)]
    return [_compared(*pair) for pair in zip_longest(before, after, fillvalue="")]


def _in_words(step: Kept, sentence: str) -> str:
    if step["action"] == Step.Action.LIMIT:
        sentence = limit_in_words(StepOptions.read(step["options"]).required_limit)
    chosen = step.get("options", {})
    options = ", ".join(str(label) for key, label in OPTION_LABELS.items() if key in chosen)
    said = f"{Step.Action(step['action']).label}: {sentence}"
    return f"{said} ({options})" if options else str(said)


def _compared(before: str, after: str) -> list[Piece]:
    one, two = before.split(), after.split()
    pieces = []
    for kind, a, b, c, d in SequenceMatcher(None, one, two, autojunk=False).get_opcodes():
        if kind == "equal":
            pieces.append(Piece(" ".join(one[a:b]), ""))
            continue
        pieces += [Piece(" ".join(one[a:b]), "removed")] if b > a else []
        pieces += [Piece(" ".join(two[c:d]), "added")] if d > c else []
    return pieces


def difference(
    first: Sequence[Kept], second: Sequence[Kept], side: str, *, now: datetime
) -> ContactQuerySet:
    """Return the contacts whom only the second chooses today ("added"), or only the first."""
    old = expected_contacts(KeptStep.all_of(first), now=now)
    new = expected_contacts(KeptStep.all_of(second), now=now)
    if side == "added":
        return new.filter(~Exists(old.filter(pk=OuterRef("pk"))))
    return old.filter(~Exists(new.filter(pk=OuterRef("pk"))))
