"""An import begun: its file kept, looked into, and its columns guessed."""

from collections.abc import Sequence
from contextlib import closing
from dataclasses import asdict
from datetime import datetime
from itertools import islice
from pathlib import Path, PurePath
from typing import IO

from django.contrib.auth.models import User
from django.db import transaction
from django.utils.translation import gettext as _

from contacts.models import ContactImport, ImportRow, Outcome
from contacts.services.refusals import Refused
from segments_app.common.sheets import Shape, Unreadable, guess, open_rows

from . import files
from .attribute_columns import known_fields
from .consenting import refuse_incomplete
from .guessing import guess_mapping, guess_options
from .options import Options
from .planning import storable

SAMPLES = 5
MOST_LETTERS = 200  # of a sample


def start(file: IO[bytes], *, name: str, by: User | None, now: datetime) -> ContactImport:
    """Keep a file and look into it; raises Unreadable for one that is none."""
    files.discard_old(now=now)
    shown = "".join(letter for letter in PurePath(name).name if letter.isprintable())[:255]
    kept_as, sha256, size = files.keep(file, ending=PurePath(shown).suffix[:8])
    imported = ContactImport(
        file_name=shown or _("File"),
        sha256=sha256,
        size=size,
        kept_as=kept_as,
        created_by=by,
        created_at=now,
    )
    try:
        path = files.path_of(imported)
        imported.shape = asdict(guess(path, name=shown))
        look_into(imported, path)
    except Unreadable:
        files.discard(imported)
        raise
    imported.mapping = guess_mapping(imported.header, imported.samples)
    imported.options = guess_options(imported.mapping, imported.samples).as_dict()
    imported.save()
    return imported


def look_into(imported: ContactImport, path: Path) -> None:
    """Set the columns and the first rows, by the shape."""
    with closing(open_rows(path, Shape(**imported.shape))) as rows:
        imported.header = [storable(title) for title in rows.header]
        first = [row.cells for row in islice(rows, SAMPLES)]
    imported.samples = [[storable(cell)[:MOST_LETTERS] for cell in cells] for cells in first]


@transaction.atomic
def reshape(imported: ContactImport, *, shape: Shape) -> ContactImport:
    """Read the file another way: encoding, delimiter, worksheet, line of the header."""
    own = _draft(imported)
    own.shape = asdict(shape)
    look_into(own, files.path_of(own))
    own.mapping = guess_mapping(own.header, own.samples)
    own.options = guess_options(own.mapping, own.samples).as_dict()
    own.choices = {}  # their rows may be others now
    _forget_plan(own)
    return own


@transaction.atomic
def settle(imported: ContactImport, *, mapping: Sequence[str], options: Options) -> ContactImport:
    """Say which field each column fills, and how to import."""
    own = _draft(imported)
    named = [name for name in mapping if name]
    fields = known_fields()
    unknown = {*named} - fields.keys()
    if unknown or len(mapping) != len(own.header):
        raise Refused(_("The columns have changed. Open the page again."))
    twice = sorted({name for name in named if named.count(name) > 1})
    if twice:
        label = fields[twice[0]].label
        raise Refused(
            _("Two columns fill the field “%(field)s”. Leave one out.") % {"field": label}
        )
    if not named:
        raise Refused(_("Choose a field for at least one column."))
    if options.match in ("number", "external_id", "email") and options.match not in named:
        label = fields[options.match].label
        raise Refused(
            _("No column fills the field “%(field)s”, which contacts are matched by.")
            % {"field": label}
        )
    refuse_incomplete(own, options)
    if own.mapping != [*mapping] or own.options != options.as_dict():
        own.mapping, own.options = [*mapping], options.as_dict()
        _forget_plan(own)
    return own


@transaction.atomic
def give_up(imported: ContactImport) -> None:
    """Throw away an import that was not carried out, with its file."""
    own = _draft(imported)
    files.discard(own)
    own.delete()


def _draft(imported: ContactImport) -> ContactImport:
    own = ContactImport.objects.select_for_update().get(pk=imported.pk)
    if not own.is_draft:
        raise Refused(_("This file has been imported already."))
    return own


def _forget_plan(own: ContactImport) -> None:
    own.planner = own.planned_at = None
    for outcome in Outcome:
        setattr(own, f"{outcome.value}_count", 0)
    own.read_count = own.blank_count = own.company_count = 0
    own.effects = {}
    own.save()
    ImportRow.objects.filter(contact_import=own).delete()
