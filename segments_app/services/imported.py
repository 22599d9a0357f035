"""The contacts of an import put into a segment, and taken out again when it is undone.

A step by criterion like any other: the gate, the limits and going back hold. It is taken after
the import is done, once: the import notes it in the same transaction.
"""

from datetime import datetime

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import ProtectedError
from django.utils.translation import gettext as _

from contacts.models import ContactImport, ContactMailingGroup, MailingGroup
from contacts.services.importing.options import Options
from segments_app.common.retrying import retried
from segments_app.criteria.rules import Rule, check_rule
from segments_app.models import Segment, SegmentLine, Step

from .locking import SegmentError, locked
from .moving import is_edited
from .rule_uses import rule_uses
from .segments import create_segment, delete_segment
from .steps import drop_steps_ahead, move_to, take_step


def rule_of(imported: ContactImport) -> Rule:
    """Return the criterion that finds the contacts of the file."""
    return check_rule({"field": "import_file", "is": "any_of", "value": [imported.pk]})


@retried
@transaction.atomic
def add_imported(imported: ContactImport, *, by: User | None, now: datetime) -> ContactImport:
    """Add the contacts of a finished import to the segment that its options name; once.

    Where the segment cannot be changed any more the import says so; it stands all the same.
    """
    own = ContactImport.objects.select_for_update().get(pk=imported.pk)
    options = Options.of(own.options)
    wanted = options.segment or options.new_segment
    if not wanted or "segment" in own.effects or own.status != ContactImport.Status.DONE:
        return own
    try:
        with transaction.atomic():
            own.effects["segment"] = _add(own, options, by=by, now=now)
    except SegmentError as error:
        own.effects["segment"] = {"problem": str(error)}
    own.save(update_fields=["effects"])
    return own


def _add(
    own: ContactImport, options: Options, *, by: User | None, now: datetime
) -> dict[str, object]:
    if options.new_segment:
        values = {"description": options.new_segment}
        segment = create_segment(values=values, by=by, now=now)
    else:
        found = Segment.objects.filter(number=options.segment).first()
        if found is None:
            raise SegmentError(_("The segment %(number)s is gone.") % {"number": options.segment})
        segment = found
    step = take_step(
        segment,
        action=Step.Action.ADD,
        rule=rule_of(own),
        source=Step.Source.IMPORT,
        by=by,
        now=now,
    )
    return {
        "key": segment.pk,
        "number": segment.number,
        "step": step.pk,
        "is_new": bool(options.new_segment),
        "added": step.change,
        "left_out": step.left_out,
    }


@retried
@transaction.atomic
def take_out_imported(imported: ContactImport, *, by: User | None, now: datetime) -> bool:
    """Go back on the step that an import took, unless somebody has worked on the segment since.

    A segment that the import made goes with it where nothing else became of it. Harmless to
    repeat. Returns whether the contacts are out.
    """
    noted = imported.effects.get("segment", {})
    if not Segment.objects.filter(pk=noted.get("key")).exists():
        return False
    segment = locked(Segment.objects.get(pk=noted["key"]))
    step = segment.steps.filter(pk=noted["step"]).first()
    if step is None or not _is_last(segment, step):
        return False
    move_to(segment, step.position - 1, now=now)
    drop_steps_ahead(segment)
    if noted["is_new"] and not segment.steps.exists():
        _delete_if_unused(segment, by=by, now=now)
    return True


def _is_last(segment: Segment, step: Step) -> bool:
    """Tell whether the segment is as the step left it, and nothing of its lines was edited."""
    lines = SegmentLine.objects.filter(segment=segment.pk, added_at=step.position)
    return (
        segment.status == Segment.Status.OPEN
        and segment.position == step.position
        and not segment.steps.filter(position__gt=step.position).exists()
        and not lines.filter(is_edited()).exists()
    )


def _delete_if_unused(segment: Segment, *, by: User | None, now: datetime) -> None:
    try:
        with transaction.atomic():
            delete_segment(segment, by=by, now=now)
    except (SegmentError, ProtectedError):
        return  # somebody uses it, empty as it is


@transaction.atomic
def drop_imported_group(imported: ContactImport) -> bool:
    """Delete the mailing group that an import made, where nobody is in it and nothing names it."""
    group = MailingGroup.objects.filter(code=imported.effects.get("group", "")).first()
    if group is None or ContactMailingGroup.objects.filter(mailing_group=group).exists():
        return False
    if rule_uses(group):
        return False
    try:
        with transaction.atomic():
            group.delete()
    except ProtectedError:
        return False
    return True
